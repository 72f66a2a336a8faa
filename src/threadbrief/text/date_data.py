"""Long dates by language: Unicode CLDR 48.2.0, Gregorian calendar.

Written by tools/cldr_tables.py under the Unicode License V3
(https://www.unicode.org/license.txt); copyright © 1991-2025 Unicode, Inc.
"""

DATES = """
af|{day} {month} {year}|{month} {year}|{year}|Januarie;Februarie;Maart;April;Mei;Junie;Julie;Augustus;September;Oktober;November;Desember|
am|{day} {month} {year}|{month} {year}|{year}|ጃንዋሪ;ፌብሩዋሪ;ማርች;ኤፕሪል;ሜይ;ጁን;ጁላይ;ኦገስት;ሴፕቴምበር;ኦክቶበር;ኖቬምበር;ዲሴምበር|
ar|{day} {month} {year}|{month} {year}|{year}|يناير;فبراير;مارس;أبريل;مايو;يونيو;يوليو;أغسطس;سبتمبر;أكتوبر;نوفمبر;ديسمبر|
ar-DZ ar-TN|{day} {month} {year}|{month} {year}|{year}|جانفي;فيفري;مارس;أفريل;ماي;جوان;جويلية;أوت;سبتمبر;أكتوبر;نوفمبر;ديسمبر|
ar-IQ ar-JO ar-LB ar-PS ar-SY|{day} {month} {year}|{month} {year}|{year}|كانون الثاني;شباط;آذار;نيسان;أيار;حزيران;تموز;آب;أيلول;تشرين الأول;تشرين الثاني;كانون الأول|
ar-MA|{day} {month} {year}|{month} {year}|{year}|يناير;فبراير;مارس;أبريل;ماي;يونيو;يوليوز;غشت;شتنبر;أكتوبر;نونبر;دجنبر|
ar-MR|{day} {month} {year}|{month} {year}|{year}|يناير;فبراير;مارس;إبريل;مايو;يونيو;يوليو;أغشت;شتمبر;أكتوبر;نوفمبر;دجمبر|
az|{day} {month} {year}|{month} {year}|{year}|yanvar;fevral;mart;aprel;may;iyun;iyul;avqust;sentyabr;oktyabr;noyabr;dekabr|
az-Cyrl|{day} {month} {year}|{year} {month}|{year}|јанвар;феврал;март;апрел;май;ијун;ијул;август;сентјабр;октјабр;нојабр;декабр|
be|{day} {month} {year} г.|{month} {year}|{year}|студзеня;лютага;сакавіка;красавіка;мая;чэрвеня;ліпеня;жніўня;верасня;кастрычніка;лістапада;снежня|студзень;люты;сакавік;красавік;май;чэрвень;ліпень;жнівень;верасень;кастрычнік;лістапад;снежань
bg|{day} {month} {year} г.|{month} {year} г.|{year} г.|януари;февруари;март;април;май;юни;юли;август;септември;октомври;ноември;декември|
bn|{day} {month}, {year}|{month} {year}|{year}|জানুয়ারি;ফেব্রুয়ারি;মার্চ;এপ্রিল;মে;জুন;জুলাই;আগস্ট;সেপ্টেম্বর;অক্টোবর;নভেম্বর;ডিসেম্বর|
bs|{day}. {month} {year}.|{month} {year}.|{year}.|januar;februar;mart;april;maj;juni;juli;august;septembar;oktobar;novembar;decembar|
bs-Cyrl|{day}. {month} {year}.|{month} {year}.|{year}.|јануар;фебруар;март;април;мај;јуни;јули;аугуст;септембар;октобар;новембар;децембар|
ca ca-ES-valencia|{day} {month} del {year}|{month} del {year}|{year}|de gener;de febrer;de març;d’abril;de maig;de juny;de juliol;d’agost;de setembre;d’octubre;de novembre;de desembre|gener;febrer;març;abril;maig;juny;juliol;agost;setembre;octubre;novembre;desembre
ckb|{day}ی {month}ی {year}|{year} {month}|{year}|کانوونی دووەم;شوبات;ئازار;نیسان;ئایار;حوزەیران;تەمووز;ئاب;ئەیلوول;تشرینی یەکەم;تشرینی دووەم;کانونی یەکەم|
cs|{day}. {month} {year}|{month} {year}|{year}|ledna;února;března;dubna;května;června;července;srpna;září;října;listopadu;prosince|leden;únor;březen;duben;květen;červen;červenec;srpen;září;říjen;listopad;prosinec
cy|{day} {month} {year}|{month} {year}|{year}|Ionawr;Chwefror;Mawrth;Ebrill;Mai;Mehefin;Gorffennaf;Awst;Medi;Hydref;Tachwedd;Rhagfyr|
da|{day}. {month} {year}|{month} {year}|{year}|januar;februar;marts;april;maj;juni;juli;august;september;oktober;november;december|
de|{day}. {month} {year}|{month} {year}|{year}|Januar;Februar;März;April;Mai;Juni;Juli;August;September;Oktober;November;Dezember|
de-AT de-IT|{day}. {month} {year}|{month} {year}|{year}|Jänner;Februar;März;April;Mai;Juni;Juli;August;September;Oktober;November;Dezember|
el|{day} {month} {year}|{month} {year}|{year}|Ιανουαρίου;Φεβρουαρίου;Μαρτίου;Απριλίου;Μαΐου;Ιουνίου;Ιουλίου;Αυγούστου;Σεπτεμβρίου;Οκτωβρίου;Νοεμβρίου;Δεκεμβρίου|Ιανουάριος;Φεβρουάριος;Μάρτιος;Απρίλιος;Μάιος;Ιούνιος;Ιούλιος;Αύγουστος;Σεπτέμβριος;Οκτώβριος;Νοέμβριος;Δεκέμβριος
el-polyton|{day} {month} {year}|{month} {year}|{year}|Ιανουαρίου;Φεβρουαρίου;Μαρτίου;Απριλίου;Μαΐου;Ιουνίου;Ιουλίου;Αὐγούστου;Σεπτεμβρίου;Ὀκτωβρίου;Νοεμβρίου;Δεκεμβρίου|Ιανουάριος;Φεβρουάριος;Μάρτιος;Απρίλιος;Μάιος;Ιούνιος;Ιούλιος;Αὔγουστος;Σεπτέμβριος;Ὀκτώβριος;Νοέμβριος;Δεκέμβριος
en|{month} {day}, {year}|{month} {year}|{year}|January;February;March;April;May;June;July;August;September;October;November;December|
en-001 en-150 en-AE en-AG en-AI en-AT en-AU en-BB en-BE en-BM en-BS en-BW en-BZ en-CC en-CH en-CK en-CM en-CX en-CY en-CZ en-DE en-DG en-DK en-DM en-EE en-ER en-ES en-FI en-FJ en-FK en-FM en-FR en-GB en-GD en-GE en-GG en-GH en-GI en-GM en-GS en-GY en-HK en-HU en-ID en-IE en-IL en-IM en-IN en-IO en-IT en-JE en-JM en-KE en-KI en-KN en-KY en-LC en-LR en-LS en-LT en-LV en-MG en-MO en-MS en-MT en-MU en-MV en-MW en-MY en-NA en-NF en-NG en-NL en-NO en-NR en-NU en-NZ en-PG en-PK en-PL en-PN en-PT en-PW en-RO en-RW en-SB en-SC en-SD en-SE en-SG en-SH en-SI en-SK en-SL en-SS en-SX en-SZ en-TC en-TK en-TO en-TT en-TV en-TZ en-UA en-UG en-VC en-VG en-VU en-WS en-ZA en-ZM en-ZW|{day} {month} {year}|{month} {year}|{year}|January;February;March;April;May;June;July;August;September;October;November;December|
es|{day} de {month} de {year}|{month} de {year}|{year}|enero;febrero;marzo;abril;mayo;junio;julio;agosto;septiembre;octubre;noviembre;diciembre|
es-PE es-UY|{day} de {month} de {year}|{month} de {year}|{year}|enero;febrero;marzo;abril;mayo;junio;julio;agosto;setiembre;octubre;noviembre;diciembre|
et|{day}. {month} {year}|{month} {year}|{year}|jaanuar;veebruar;märts;aprill;mai;juuni;juuli;august;september;oktoober;november;detsember|
eu|{year}(e)ko {month}ren {day}(a)|{year}(e)ko {month}|{year}|urtarrila;otsaila;martxoa;apirila;maiatza;ekaina;uztaila;abuztua;iraila;urria;azaroa;abendua|
fa|{day} {month} {year}|{month} {year}|{year}|ژانویهٔ;فوریهٔ;مارس;آوریل;مهٔ;ژوئن;ژوئیهٔ;اوت;سپتامبر;اکتبر;نوامبر;دسامبر|
fa-AF prs|{day} {month} {year}|{month} {year}|{year}|جنوری;فبروری;مارچ;اپریل;می;جون;جولای;اگست;سپتمبر;اکتوبر;نومبر;دسمبر|
fi|{day}. {month} {year}|{month} {year}|{year}|tammikuuta;helmikuuta;maaliskuuta;huhtikuuta;toukokuuta;kesäkuuta;heinäkuuta;elokuuta;syyskuuta;lokakuuta;marraskuuta;joulukuuta|tammikuu;helmikuu;maaliskuu;huhtikuu;toukokuu;kesäkuu;heinäkuu;elokuu;syyskuu;lokakuu;marraskuu;joulukuu
fil tl|{month} {day}, {year}|{month} {year}|{year}|Enero;Pebrero;Marso;Abril;Mayo;Hunyo;Hulyo;Agosto;Setyembre;Oktubre;Nobyembre;Disyembre|
fr|{day} {month} {year}|{month} {year}|{year}|janvier;février;mars;avril;mai;juin;juillet;août;septembre;octobre;novembre;décembre|
ga|{day} {month} {year}|{month} {year}|{year}|Eanáir;Feabhra;Márta;Aibreán;Bealtaine;Meitheamh;Iúil;Lúnasa;Meán Fómhair;Deireadh Fómhair;Samhain;Nollaig|
gl|{day} de {month} de {year}|{month} de {year}|{year}|xaneiro;febreiro;marzo;abril;maio;xuño;xullo;agosto;setembro;outubro;novembro;decembro|
gu|{day} {month}, {year}|{month} {year}|{year}|જાન્યુઆરી;ફેબ્રુઆરી;માર્ચ;એપ્રિલ;મે;જૂન;જુલાઈ;ઑગસ્ટ;સપ્ટેમ્બર;ઑક્ટોબર;નવેમ્બર;ડિસેમ્બર|
he iw|{day} ב{month} {year}|{month} {year}|{year}|ינואר;פברואר;מרץ;אפריל;מאי;יוני;יולי;אוגוסט;ספטמבר;אוקטובר;נובמבר;דצמבר|
hi|{day} {month} {year}|{month} {year}|{year}|जनवरी;फ़रवरी;मार्च;अप्रैल;मई;जून;जुलाई;अगस्त;सितंबर;अक्टूबर;नवंबर;दिसंबर|
hi-Latn|{day} {month}, {year}|{month} {year}|{year}|January;February;March;April;May;June;July;August;September;October;November;December|
hr|{day}. {month} {year}.|{month} {year}.|{year}.|siječnja;veljače;ožujka;travnja;svibnja;lipnja;srpnja;kolovoza;rujna;listopada;studenoga;prosinca|siječanj;veljača;ožujak;travanj;svibanj;lipanj;srpanj;kolovoz;rujan;listopad;studeni;prosinac
hu|{year}. {month} {day}.|{year}. {month}|{year}.|január;február;március;április;május;június;július;augusztus;szeptember;október;november;december|
hy|{day} {month}, {year} թ.|{year} թ․ {month}|{year}|հունվարի;փետրվարի;մարտի;ապրիլի;մայիսի;հունիսի;հուլիսի;օգոստոսի;սեպտեմբերի;հոկտեմբերի;նոյեմբերի;դեկտեմբերի|հունվար;փետրվար;մարտ;ապրիլ;մայիս;հունիս;հուլիս;օգոստոս;սեպտեմբեր;հոկտեմբեր;նոյեմբեր;դեկտեմբեր
id in|{day} {month} {year}|{month} {year}|{year}|Januari;Februari;Maret;April;Mei;Juni;Juli;Agustus;September;Oktober;November;Desember|
is|{day}. {month} {year}|{month} {year}|{year}|janúar;febrúar;mars;apríl;maí;júní;júlí;ágúst;september;október;nóvember;desember|
it|{day} {month} {year}|{month} {year}|{year}|gennaio;febbraio;marzo;aprile;maggio;giugno;luglio;agosto;settembre;ottobre;novembre;dicembre|
ja yue zh cmn zh-HK zh-MO zh-TW|{year}年{month}{day}日|{year}年{month}|{year}年|1月;2月;3月;4月;5月;6月;7月;8月;9月;10月;11月;12月|
ka|{day} {month}, {year}|{month}, {year}|{year}|იანვარი;თებერვალი;მარტი;აპრილი;მაისი;ივნისი;ივლისი;აგვისტო;სექტემბერი;ოქტომბერი;ნოემბერი;დეკემბერი|
kk|{year} ж. {day} {month}|{year} ж. {month}|{year}|қаңтар;ақпан;наурыз;сәуір;мамыр;маусым;шілде;тамыз;қыркүйек;қазан;қараша;желтоқсан|
kk-Arab|{year}، {day}- {month}|{year} {month}|{year}|قاڭتار;اقپان;ناۋرىز;ءساۋىر;مامىر;ماۋسىم;شىلدە;تامىز;قىركۇيەك;قازان;قاراشا;جەلتوقسان|
km|{day} {month} {year}|{month} {year}|{year}|មករា;កុម្ភៈ;មីនា;មេសា;ឧសភា;មិថុនា;កក្កដា;សីហា;កញ្ញា;តុលា;វិច្ឆិកា;ធ្នូ|
kn|{month} {day}, {year}|{month} {year}|{year}|ಜನವರಿ;ಫೆಬ್ರವರಿ;ಮಾರ್ಚ್;ಏಪ್ರಿಲ್;ಮೇ;ಜೂನ್;ಜುಲೈ;ಆಗಸ್ಟ್;ಸೆಪ್ಟೆಂಬರ್;ಅಕ್ಟೋಬರ್;ನವೆಂಬರ್;ಡಿಸೆಂಬರ್|
ko|{year}년 {month} {day}일|{year}년 {month}|{year}년|1월;2월;3월;4월;5월;6월;7월;8월;9월;10월;11월;12월|
ku|{day}ê {month}a {year}an|{month}a {year}an|{year}|rêbendan;sibat;adar;nîsan;gulan;hezîran;tîrmeh;tebax;îlon;cotmeh;mijdar;berfanbar|
ky|{year}-ж., {day}-{month}|{year}-ж., {month}|{year}|январь;февраль;март;апрель;май;июнь;июль;август;сентябрь;октябрь;ноябрь;декабрь|
lo|{day} {month} {year}|{month} {year}|{year}|ມັງກອນ;ກຸມພາ;ມີນາ;ເມສາ;ພຶດສະພາ;ມິຖຸນາ;ກໍລະກົດ;ສິງຫາ;ກັນຍາ;ຕຸລາ;ພະຈິກ;ທັນວາ|
lt|{year} m. {month} {day} d.|{year} m. {month}|{year}|sausio;vasario;kovo;balandžio;gegužės;birželio;liepos;rugpjūčio;rugsėjo;spalio;lapkričio;gruodžio|sausis;vasaris;kovas;balandis;gegužė;birželis;liepa;rugpjūtis;rugsėjis;spalis;lapkritis;gruodis
lv|{year}. gada {day}. {month}|{year}. g. {month}|{year}. g.|janvāris;februāris;marts;aprīlis;maijs;jūnijs;jūlijs;augusts;septembris;oktobris;novembris;decembris|
mk|{day} {month} {year} г.|{month} {year} г.|{year} г.|јануари;февруари;март;април;мај;јуни;јули;август;септември;октомври;ноември;декември|
ml|{year} {month} {day}|{year} {month}|{year}|ജനുവരി;ഫെബ്രുവരി;മാർച്ച്;ഏപ്രിൽ;മേയ്;ജൂൺ;ജൂലൈ;ഓഗസ്റ്റ്;സെപ്റ്റംബർ;ഒക്‌ടോബർ;നവംബർ;ഡിസംബർ|
mn|{year} оны {month}ын {day}|{year} оны {month}|{year}|нэгдүгээр сар;хоёрдугаар сар;гуравдугаар сар;дөрөвдүгээр сар;тавдугаар сар;зургаадугаар сар;долоодугаар сар;наймдугаар сар;есдүгээр сар;аравдугаар сар;арван нэгдүгээр сар;арван хоёрдугаар сар|
mr|{day} {month}, {year}|{month} {year}|{year}|जानेवारी;फेब्रुवारी;मार्च;एप्रिल;मे;जून;जुलै;ऑगस्ट;सप्टेंबर;ऑक्टोबर;नोव्हेंबर;डिसेंबर|
ms|{day} {month} {year}|{month} {year}|{year}|Januari;Februari;Mac;April;Mei;Jun;Julai;Ogos;September;Oktober;November;Disember|
mt|{day} ta’ {month} {year}|{month} {year}|{year}|Jannar;Frar;Marzu;April;Mejju;Ġunju;Lulju;Awwissu;Settembru;Ottubru;Novembru;Diċembru|
my|{year} {month} {day}|{year} {month}|{year}|ဇန်နဝါရီ;ဖေဖော်ဝါရီ;မတ်;ဧပြီ;မေ;ဇွန်;ဇူလိုင်;ဩဂုတ်;စက်တင်ဘာ;အောက်တိုဘာ;နိုဝင်ဘာ;ဒီဇင်ဘာ|
nb nn no|{day}. {month} {year}|{month} {year}|{year}|januar;februar;mars;april;mai;juni;juli;august;september;oktober;november;desember|
ne|{year} {month} {day}|{year} {month}|{year}|जनवरी;फेब्रुअरी;मार्च;अप्रिल;मे;जुन;जुलाई;अगस्ट;सेप्टेम्बर;अक्टोबर;नोभेम्बर;डिसेम्बर|
nl|{day} {month} {year}|{month} {year}|{year}|januari;februari;maart;april;mei;juni;juli;augustus;september;oktober;november;december|
pa|{day} {month} {year}|{month} {year}|{year}|ਜਨਵਰੀ;ਫ਼ਰਵਰੀ;ਮਾਰਚ;ਅਪ੍ਰੈਲ;ਮਈ;ਜੂਨ;ਜੁਲਾਈ;ਅਗਸਤ;ਸਤੰਬਰ;ਅਕਤੂਬਰ;ਨਵੰਬਰ;ਦਸੰਬਰ|
pa-Arab|{day} {month} {year}|{year} {month}|{year}|جنوری;فروری;مارچ;اپریل;مئ;جون;جولائی;اگست;ستمبر;اکتوبر;نومبر;دسمبر|
pl|{day} {month} {year}|{month} {year}|{year}|stycznia;lutego;marca;kwietnia;maja;czerwca;lipca;sierpnia;września;października;listopada;grudnia|styczeń;luty;marzec;kwiecień;maj;czerwiec;lipiec;sierpień;wrzesień;październik;listopad;grudzień
ps|{year} {month} {day}|{year} {month}|{year}|جنوري;فبروري;مارچ;اپریل;مۍ;جون;جولای;اګست;سېپتمبر;اکتوبر;نومبر;دسمبر|
pt|{day} de {month} de {year}|{month} de {year}|{year}|janeiro;fevereiro;março;abril;maio;junho;julho;agosto;setembro;outubro;novembro;dezembro|
ro mo|{day} {month} {year}|{month} {year}|{year}|ianuarie;februarie;martie;aprilie;mai;iunie;iulie;august;septembrie;octombrie;noiembrie;decembrie|
ru|{day} {month} {year} г.|{month} {year} г.|{year}|января;февраля;марта;апреля;мая;июня;июля;августа;сентября;октября;ноября;декабря|январь;февраль;март;апрель;май;июнь;июль;август;сентябрь;октябрь;ноябрь;декабрь
sd|{year} {month} {day}|{year} {month}|{year}|جنوري;فيبروري;مارچ;اپريل;مئي;جون;جولاءِ;آگسٽ;سيپٽمبر;آڪٽوبر;نومبر;ڊسمبر|
sd-Deva|{month} {day}, {year}|{month} {year}|{year}|जनवरी;फेबरवरी;मार्चु;अप्रेल;मई;जून;जुलाई;आगस्ट;सप्टेंबर;आक्टोबर;नवंबर;डिसंबर|
sk|{day}. {month} {year}|{month} {year}|{year}|januára;februára;marca;apríla;mája;júna;júla;augusta;septembra;októbra;novembra;decembra|január;február;marec;apríl;máj;jún;júl;august;september;október;november;december
sl|{day}. {month} {year}|{month} {year}|{year}|januar;februar;marec;april;maj;junij;julij;avgust;september;oktober;november;december|
so|{month} {day}, {year}|{month} {year}|{year}|Janaayo;Febraayo;Maarso;Abriil;Maayo;Juun;Luulyo;Agosto;Sebtembar;Oktoobar;Noofeembar;Diseembar|
sq|{day} {month} {year}|{month} {year}|{year}|janar;shkurt;mars;prill;maj;qershor;korrik;gusht;shtator;tetor;nëntor;dhjetor|
sr|{day}. {month} {year}.|{month} {year}.|{year}.|јануар;фебруар;март;април;мај;јун;јул;август;септембар;октобар;новембар;децембар|
sr-Latn sh sr-ME|{day}. {month} {year}.|{month} {year}.|{year}.|januar;februar;mart;april;maj;jun;jul;avgust;septembar;oktobar;novembar;decembar|
sv|{day} {month} {year}|{month} {year}|{year}|januari;februari;mars;april;maj;juni;juli;augusti;september;oktober;november;december|
sw|{day} {month} {year}|{month} {year}|{year}|Januari;Februari;Machi;Aprili;Mei;Juni;Julai;Agosti;Septemba;Oktoba;Novemba;Desemba|
ta|{day} {month}, {year}|{month} {year}|{year}|ஜனவரி;பிப்ரவரி;மார்ச்;ஏப்ரல்;மே;ஜூன்;ஜூலை;ஆகஸ்ட்;செப்டம்பர்;அக்டோபர்;நவம்பர்;டிசம்பர்|
te|{day} {month}, {year}|{month} {year}|{year}|జనవరి;ఫిబ్రవరి;మార్చి;ఏప్రిల్;మే;జూన్;జులై;ఆగస్టు;సెప్టెంబర్;అక్టోబర్;నవంబర్;డిసెంబర్|
tg|{day} {month} {year}|{month} {year}|{year}|Январ;Феврал;Март;Апрел;Май;Июн;Июл;Август;Сентябр;Октябр;Ноябр;Декабр|
th|{day} {month} ค.ศ. {year}|{month} {year}|{year}|มกราคม;กุมภาพันธ์;มีนาคม;เมษายน;พฤษภาคม;มิถุนายน;กรกฎาคม;สิงหาคม;กันยายน;ตุลาคม;พฤศจิกายน;ธันวาคม|
tk|{day} {month} {year}|{month} {year}|{year}|ýanwar;fewral;mart;aprel;maý;iýun;iýul;awgust;sentýabr;oktýabr;noýabr;dekabr|
tr|{day} {month} {year}|{month} {year}|{year}|Ocak;Şubat;Mart;Nisan;Mayıs;Haziran;Temmuz;Ağustos;Eylül;Ekim;Kasım;Aralık|
ug|{day}-{month}، {year}|{year} {month}|{year}|يانۋار;فېۋرال;مارت;ئاپرېل;ماي;ئىيۇن;ئىيۇل;ئاۋغۇست;سېنتەبىر;ئۆكتەبىر;نويابىر;دېكابىر|
uk|{day} {month} {year} р.|{month} {year} р.|{year}|січня;лютого;березня;квітня;травня;червня;липня;серпня;вересня;жовтня;листопада;грудня|січень;лютий;березень;квітень;травень;червень;липень;серпень;вересень;жовтень;листопад;грудень
ur|{day} {month}، {year}|{month} {year}|{year}|جنوری;فروری;مارچ;اپریل;مئی;جون;جولائی;اگست;ستمبر;اکتوبر;نومبر;دسمبر|
uz|{day}-{month}, {year}|{month}, {year}|{year}|yanvar;fevral;mart;aprel;may;iyun;iyul;avgust;sentabr;oktabr;noyabr;dekabr|
uz-Arab|{year} {month} {day}|{year} {month}|{year}|جنوری;فبروری;مارچ;اپریل;می;جون;جولای;اگست;سپتمبر;اکتوبر;نومبر;دسمبر|
uz-Cyrl|{day} {month}, {year}|{month}, {year}|{year}|январ;феврал;март;апрел;май;июн;июл;август;сентябр;октябр;ноябр;декабр|
vi|{day} {month}, {year}|{month} năm {year}|{year}|tháng 1;tháng 2;tháng 3;tháng 4;tháng 5;tháng 6;tháng 7;tháng 8;tháng 9;tháng 10;tháng 11;tháng 12|
zu|{month} {day}, {year}|{month} {year}|{year}|Januwari;Februwari;Mashi;Ephreli;Meyi;Juni;Julayi;Agasti;Septhemba;Okthoba;Novemba;Disemba|
"""
"""One form a line, its fields separated by `|`.

Language tags; patterns of a day, of a month and of a year; the months in a full date; the months in
a month with its year, empty where they are the same.
"""
