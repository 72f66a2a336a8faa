"""Which characters are emoji, and the names of flags and of new emoji: data of UTS 51, version 17.0.0.

Written by tools/emoji_tables.py from the Unicode Character Database, under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""

EMOJI_PRESENTATION = (
    r"\U0000231A-\U0000231B\U000023E9-\U000023EC\U000023F0\U000023F3\U000025FD-\U000025FE"
    r"\U00002614-\U00002615\U00002648-\U00002653\U0000267F\U00002693\U000026A1"
    r"\U000026AA-\U000026AB\U000026BD-\U000026BE\U000026C4-\U000026C5\U000026CE\U000026D4"
    r"\U000026EA\U000026F2-\U000026F3\U000026F5\U000026FA\U000026FD"
    r"\U00002705\U0000270A-\U0000270B\U00002728\U0000274C\U0000274E"
    r"\U00002753-\U00002755\U00002757\U00002795-\U00002797\U000027B0\U000027BF"
    r"\U00002B1B-\U00002B1C\U00002B50\U00002B55\U0001F004\U0001F0CF"
    r"\U0001F18E\U0001F191-\U0001F19A\U0001F201\U0001F21A\U0001F22F"
    r"\U0001F232-\U0001F236\U0001F238-\U0001F23A\U0001F250-\U0001F251\U0001F300-\U0001F320\U0001F32D-\U0001F335"
    r"\U0001F337-\U0001F37C\U0001F37E-\U0001F393\U0001F3A0-\U0001F3CA\U0001F3CF-\U0001F3D3\U0001F3E0-\U0001F3F0"
    r"\U0001F3F4\U0001F3F8-\U0001F3FA\U0001F400-\U0001F43E\U0001F440\U0001F442-\U0001F4FC"
    r"\U0001F4FF-\U0001F53D\U0001F54B-\U0001F54E\U0001F550-\U0001F567\U0001F57A\U0001F595-\U0001F596"
    r"\U0001F5A4\U0001F5FB-\U0001F64F\U0001F680-\U0001F6C5\U0001F6CC\U0001F6D0-\U0001F6D2"
    r"\U0001F6D5-\U0001F6D8\U0001F6DC-\U0001F6DF\U0001F6EB-\U0001F6EC\U0001F6F4-\U0001F6FC\U0001F7E0-\U0001F7EB"
    r"\U0001F7F0\U0001F90C-\U0001F93A\U0001F93C-\U0001F945\U0001F947-\U0001F9FF\U0001FA70-\U0001FA7C"
    r"\U0001FA80-\U0001FA8A\U0001FA8E-\U0001FAC6\U0001FAC8\U0001FACD-\U0001FADC\U0001FADF-\U0001FAEA"
    r"\U0001FAEF-\U0001FAF8"
)
"""Characters that are shown as emoji by themselves."""

TEXT_PRESENTATION = (
    r"\U000000A9\U000000AE\U0000203C\U00002049\U00002122"
    r"\U00002139\U00002194-\U00002199\U000021A9-\U000021AA\U00002328\U000023CF"
    r"\U000023ED-\U000023EF\U000023F1-\U000023F2\U000023F8-\U000023FA\U000024C2\U000025AA-\U000025AB"
    r"\U000025B6\U000025C0\U000025FB-\U000025FC\U00002600-\U00002604\U0000260E"
    r"\U00002611\U00002618\U0000261D\U00002620\U00002622-\U00002623"
    r"\U00002626\U0000262A\U0000262E-\U0000262F\U00002638-\U0000263A\U00002640"
    r"\U00002642\U0000265F-\U00002660\U00002663\U00002665-\U00002666\U00002668"
    r"\U0000267B\U0000267E\U00002692\U00002694-\U00002697\U00002699"
    r"\U0000269B-\U0000269C\U000026A0\U000026A7\U000026B0-\U000026B1\U000026C8"
    r"\U000026CF\U000026D1\U000026D3\U000026E9\U000026F0-\U000026F1"
    r"\U000026F4\U000026F7-\U000026F9\U00002702\U00002708-\U00002709\U0000270C-\U0000270D"
    r"\U0000270F\U00002712\U00002714\U00002716\U0000271D"
    r"\U00002721\U00002733-\U00002734\U00002744\U00002747\U00002763-\U00002764"
    r"\U000027A1\U00002934-\U00002935\U00002B05-\U00002B07\U00003030\U0000303D"
    r"\U00003297\U00003299\U0001F170-\U0001F171\U0001F17E-\U0001F17F\U0001F202"
    r"\U0001F237\U0001F321\U0001F324-\U0001F32C\U0001F336\U0001F37D"
    r"\U0001F396-\U0001F397\U0001F399-\U0001F39B\U0001F39E-\U0001F39F\U0001F3CB-\U0001F3CE\U0001F3D4-\U0001F3DF"
    r"\U0001F3F3\U0001F3F5\U0001F3F7\U0001F43F\U0001F441"
    r"\U0001F4FD\U0001F549-\U0001F54A\U0001F56F-\U0001F570\U0001F573-\U0001F579\U0001F587"
    r"\U0001F58A-\U0001F58D\U0001F590\U0001F5A5\U0001F5A8\U0001F5B1-\U0001F5B2"
    r"\U0001F5BC\U0001F5C2-\U0001F5C4\U0001F5D1-\U0001F5D3\U0001F5DC-\U0001F5DE\U0001F5E1"
    r"\U0001F5E3\U0001F5E8\U0001F5EF\U0001F5F3\U0001F5FA"
    r"\U0001F6CB\U0001F6CD-\U0001F6CF\U0001F6E0-\U0001F6E5\U0001F6E9\U0001F6F0"
    r"\U0001F6F3"
)
"""Characters that are shown as emoji only before U+FE0F."""

REGIONS = """
AC Ascension Island
AD Andorra
AE United Arab Emirates
AF Afghanistan
AG Antigua & Barbuda
AI Anguilla
AL Albania
AM Armenia
AO Angola
AQ Antarctica
AR Argentina
AS American Samoa
AT Austria
AU Australia
AW Aruba
AX Åland Islands
AZ Azerbaijan
BA Bosnia & Herzegovina
BB Barbados
BD Bangladesh
BE Belgium
BF Burkina Faso
BG Bulgaria
BH Bahrain
BI Burundi
BJ Benin
BL St. Barthélemy
BM Bermuda
BN Brunei
BO Bolivia
BQ Caribbean Netherlands
BR Brazil
BS Bahamas
BT Bhutan
BV Bouvet Island
BW Botswana
BY Belarus
BZ Belize
CA Canada
CC Cocos (Keeling) Islands
CD Congo - Kinshasa
CF Central African Republic
CG Congo - Brazzaville
CH Switzerland
CI Côte d’Ivoire
CK Cook Islands
CL Chile
CM Cameroon
CN China
CO Colombia
CP Clipperton Island
CQ Sark
CR Costa Rica
CU Cuba
CV Cape Verde
CW Curaçao
CX Christmas Island
CY Cyprus
CZ Czechia
DE Germany
DG Diego Garcia
DJ Djibouti
DK Denmark
DM Dominica
DO Dominican Republic
DZ Algeria
EA Ceuta & Melilla
EC Ecuador
EE Estonia
EG Egypt
EH Western Sahara
ER Eritrea
ES Spain
ET Ethiopia
EU European Union
FI Finland
FJ Fiji
FK Falkland Islands
FM Micronesia
FO Faroe Islands
FR France
GA Gabon
GB United Kingdom
GD Grenada
GE Georgia
GF French Guiana
GG Guernsey
GH Ghana
GI Gibraltar
GL Greenland
GM Gambia
GN Guinea
GP Guadeloupe
GQ Equatorial Guinea
GR Greece
GS South Georgia & South Sandwich Islands
GT Guatemala
GU Guam
GW Guinea-Bissau
GY Guyana
HK Hong Kong SAR China
HM Heard & McDonald Islands
HN Honduras
HR Croatia
HT Haiti
HU Hungary
IC Canary Islands
ID Indonesia
IE Ireland
IL Israel
IM Isle of Man
IN India
IO British Indian Ocean Territory
IQ Iraq
IR Iran
IS Iceland
IT Italy
JE Jersey
JM Jamaica
JO Jordan
JP Japan
KE Kenya
KG Kyrgyzstan
KH Cambodia
KI Kiribati
KM Comoros
KN St. Kitts & Nevis
KP North Korea
KR South Korea
KW Kuwait
KY Cayman Islands
KZ Kazakhstan
LA Laos
LB Lebanon
LC St. Lucia
LI Liechtenstein
LK Sri Lanka
LR Liberia
LS Lesotho
LT Lithuania
LU Luxembourg
LV Latvia
LY Libya
MA Morocco
MC Monaco
MD Moldova
ME Montenegro
MF St. Martin
MG Madagascar
MH Marshall Islands
MK North Macedonia
ML Mali
MM Myanmar (Burma)
MN Mongolia
MO Macao SAR China
MP Northern Mariana Islands
MQ Martinique
MR Mauritania
MS Montserrat
MT Malta
MU Mauritius
MV Maldives
MW Malawi
MX Mexico
MY Malaysia
MZ Mozambique
NA Namibia
NC New Caledonia
NE Niger
NF Norfolk Island
NG Nigeria
NI Nicaragua
NL Netherlands
NO Norway
NP Nepal
NR Nauru
NU Niue
NZ New Zealand
OM Oman
PA Panama
PE Peru
PF French Polynesia
PG Papua New Guinea
PH Philippines
PK Pakistan
PL Poland
PM St. Pierre & Miquelon
PN Pitcairn Islands
PR Puerto Rico
PS Palestinian Territories
PT Portugal
PW Palau
PY Paraguay
QA Qatar
RE Réunion
RO Romania
RS Serbia
RU Russia
RW Rwanda
SA Saudi Arabia
SB Solomon Islands
SC Seychelles
SD Sudan
SE Sweden
SG Singapore
SH St. Helena
SI Slovenia
SJ Svalbard & Jan Mayen
SK Slovakia
SL Sierra Leone
SM San Marino
SN Senegal
SO Somalia
SR Suriname
SS South Sudan
ST São Tomé & Príncipe
SV El Salvador
SX Sint Maarten
SY Syria
SZ Eswatini
TA Tristan da Cunha
TC Turks & Caicos Islands
TD Chad
TF French Southern Territories
TG Togo
TH Thailand
TJ Tajikistan
TK Tokelau
TL Timor-Leste
TM Turkmenistan
TN Tunisia
TO Tonga
TR Türkiye
TT Trinidad & Tobago
TV Tuvalu
TW Taiwan
TZ Tanzania
UA Ukraine
UG Uganda
UM U.S. Outlying Islands
UN United Nations
US United States
UY Uruguay
UZ Uzbekistan
VA Vatican City
VC St. Vincent & Grenadines
VE Venezuela
VG British Virgin Islands
VI U.S. Virgin Islands
VN Vietnam
VU Vanuatu
WF Wallis & Futuna
WS Samoa
XK Kosovo
YE Yemen
YT Mayotte
ZA South Africa
ZM Zambia
ZW Zimbabwe
"""
"""The flags that UTS 51 recommends: the region code of CLDR and its English name, a line each."""

NEW_NAMES = """
1F6D8 landslide
1F6DC wireless
1FA75 light blue heart
1FA76 grey heart
1FA77 pink heart
1FA87 maracas
1FA88 flute
1FA89 harp
1FA8A trombone
1FA8E treasure chest
1FA8F shovel
1FAAD folding hand fan
1FAAE hair pick
1FAAF khanda
1FABB hyacinth
1FABC jellyfish
1FABD wing
1FABE leafless tree
1FABF goose
1FAC6 fingerprint
1FAC8 hairy creature
1FACD orca
1FACE moose
1FACF donkey
1FADA ginger root
1FADB pea pod
1FADC root vegetable
1FADF splatter
1FAE8 shaking face
1FAE9 face with bags under eyes
1FAEA distorted face
1FAEF fight cloud
1FAF7 leftwards pushing hand
1FAF8 rightwards pushing hand
"""
"""Emoji since Unicode 14: the code point and its name, a line each."""
