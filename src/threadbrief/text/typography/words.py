"""Words and signs beside numbers, in several languages, as typography needs them.

They are looked up, never printed. One of another language does no harm: it only keeps a line from
ending, or wants a number on both sides.
"""

COUNTED_LABELS = """
p. pp. page pages s. ss. seite seiten f. ff. fol. fols. l. ll. line lines v. vv. verse verses
ch. chs. chap. chapter chapters kap. kapitel chapitre chapitres cap. capítulo capítulos
гл. розд. rozdz. § §§ ¶ ¶¶ sec. secs. sect. section sections abschnitt
art. arts. article articles artikel para. paras. par. paragraph paragraphs abs. ziff. rn. al.
note notes n. nn. anm. post posts vol. vols. volume volumes bd. t. т. tome tomo nos. nrn.
fig. figs. figure figures abb. рис. rys. tab. table tables tbl. app. appendix annex annexes
pt. pts. part parts teil pág. págs. стр. с. ст. п. str. blz. sid. sivu oldal
"""
"""Words that are followed by one number or a range, in small letters."""
LABELS = "no. nr. n° nᵒ n.º nº № №№ núm. num. number nummer item q."
"""More words that a line may not part from their number."""
UNITS = """
% ‰ ° °C °F K € $ £ ¥ ₽ ₴ km m dm cm mm µm μm nm nmi mi ft yd in. ha km² m² km2 m2 m³ m3 km³
l L ml mL hl kg g mg t kt Mt Gt lb lbs oz km/h m/s mph kn h min s ms d W kW MW GW TW
Wh kWh MWh GWh TWh V kV A mA Hz kHz MHz GHz Pa hPa kPa MPa bar mbar J kJ MJ N kN cal kcal
bit kbit Mbit B kB KB MB GB TB PB kB/s MB/s px dpi dB
USD EUR GBP CHF JPY CNY RUB UAH PLN CZK SEK NOK DKK
million billion trillion mn bn tn Mio Mrd Millionen Milliarden millions milliards
millones millón milioni miliardi milhões milioane mln mld mil. percent Prozent
млн млрд трлн тыс руб км м см мм кг г гг га т
Uhr a.m p.m am pm AM PM BC AD BCE CE
UTC GMT CET CEST EET EEST MSK MSD EST EDT CST CDT MST MDT PST PDT BST JST IST AEST
"""
"""Signs and words that a line may not part from the number before them."""
QUANTITIES = """
per minutes hours days weeks months years times people men women euros dollars pounds roubles
degrees Minuten Stunden Tage Tagen Wochen Monate Monaten Jahre Jahren
heures jours semaines mois ans kilometres kilometers metres meters centimetres centimeters
miles feet tonnes tons barrels дней часов лет недель месяцев
días horas años semanas meses giorni ore anni dni godzin lat
"""
"""More that is counted by a range before it."""
TITLES = """
Dr Drs Mr Mrs Ms Mx Prof St Ste Gen Col Capt Lt Sgt Maj Adm Cmdr Sen Rep Gov Pres Rev Hon Amb
Mme Mlle MM Hr Fr Sr Sra Srta Dra Dott Ing Sig Hrn Mag
"""
"""Titles that a line may not part from the name."""
