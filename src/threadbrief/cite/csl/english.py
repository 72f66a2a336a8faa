"""The terms of American and British English, as CSL 1.0.2 lists them in its appendix II."""

from threadbrief.cite.csl.elements import Affixes, DatePart
from threadbrief.cite.csl.locale import LocalDate, LocaleData, Term

_FORMS = ("long", "short", "verb", "verb-short", "symbol")

# name: long; short; verb; verb-short; symbol. One text for both numbers, or singular | plural.
_WORDS = """
accessed: accessed
advance-online-publication: advance online publication
album: album
and: and; ; ; ; &
and others: and others
anonymous: anonymous; anon.
at: at; ; ; ; @
audio-recording: audio recording
available at: available at
by: by
circa: circa; c.
cited: cited
et-al: et al.
film: film
forthcoming: forthcoming
from: from
henceforth: henceforth
ibid: ibid.
in: in
in press: in press
internet: internet
interview: interview
letter: letter
loc-cit: loc. cit.
no date: no date; n.d.
no-place: no place; n.p.
no-publisher: no publisher; n.p.
on: on
online: online
op-cit: op. cit.
original-work-published: original work published
personal-communication: personal communication
podcast: podcast
podcast-episode: podcast episode
preprint: preprint
presented at: presented at the
radio-broadcast: radio broadcast
radio-series: radio series
radio-series-episode: radio series episode
reference: reference | references; ref. | refs.
retrieved: retrieved
review-of: review of; rev. of
scale: scale
special-issue: special issue
special-section: special section
television-broadcast: television broadcast
television-series: television series
television-series-episode: television series episode
video: video
working-paper: working paper
article: preprint
article-journal: journal article
article-magazine: magazine article
article-newspaper: newspaper article
bill: bill
broadcast: broadcast
chapter: chapter | chapters; chap. | chaps.
classic: classical work
collection: collection
dataset: dataset
document: document
entry: entry
entry-dictionary: dictionary entry
entry-encyclopedia: encyclopedia entry
event: event
graphic: graphic
hearing: hearing
legal_case: legal case
legislation: legislation
manuscript: manuscript; MS
map: map
motion_picture: video recording
musical_score: musical score
pamphlet: pamphlet
paper-conference: conference paper
patent: patent
performance: performance
periodical: periodical
personal_communication: personal communication
post: post
post-weblog: blog post
regulation: regulation
report: report; rep.
review: review; rev.; review of; rev. of
review-book: book review; bk. rev.; review of the book; rev. of the bk.
software: software
song: audio recording
speech: presentation
standard: standard
thesis: thesis
treaty: treaty
webpage: webpage
act: act | acts
appendix: appendix | appendices; app. | apps.
article-locator: article | articles; art. | arts.
book: book | books; bk. | bks.
canon: canon | canons; can. | cann.
column: column | columns; col. | cols.
elocation: location | locations; loc. | locs.
equation: equation | equations; eq. | eqs.
figure: figure | figures; fig. | figs.
folio: folio | folios; fol. | fols.
issue: issue | issues; no. | nos.
line: line | lines; l. | ll.
note: note | notes; n. | nn.
opus: opus | opera; op. | opp.
page: page | pages; p. | pp.
number-of-volumes: volume | volumes; vol. | vols.
page-first: page | pages; p. | pp.
number-of-pages: page | pages; p. | pp.
paragraph: paragraph | paragraphs; para. | paras.; ; ; ¶ | ¶¶
part: part | parts; pt. | pts.
part-number: part | parts; pt. | pts.
printing: printing | printings; ptg. | ptgs.
printing-number: printing | printings; ptg. | ptgs.
rule: rule | rules; r. | rr.
scene: scene | scenes; sc. | scs.
section: section | sections; sec. | secs.; ; ; § | §§
sub-verbo: sub verbo | sub verbis; s.v. | s.vv.
supplement: supplement | supplements; supp. | supps.
supplement-number: supplement | supplements; supp. | supps.
table: table | tables; tbl. | tbls.
timestamp: timestamp | timestamps
title-locator: title | titles; tit. | tits.
verse: verse | verses; v. | vv.
version: version | versions; v.
volume: volume | volumes; vol. | vols.
chapter-number: chapter | chapters; chap. | chaps.
citation-number: citation | citations; cit. | cits.
collection-number: number | numbers; no. | nos.
edition: edition | editions; ed. | eds.
first-reference-note-number: note | notes; n. | nn.
number: number | numbers; no. | nos.
author:
chair: chair | chairs; ; chaired by
collection-editor: editor | editors; ed. | eds.; edited by; ed. by
compiler: compiler | compilers; comp. | comps.; compiled by; comp. by
composer: ; ; composed by; comp. by
container-author: ; ; by
contributor: contributor | contributors; contrib. | contribs.; with
curator: curator | curators; cur. | curs.; curated by; cur. by
director: director | directors; dir. | dirs.; directed by; dir. by
editor: editor | editors; ed. | eds.; edited by; ed. by
editor-translator: editor & translator | editors & translators; ed. & trans. | eds. & trans.; \
edited & translated by; ed. & trans. by
editortranslator: editor & translator | editors & translators; ed. & trans. | eds. & trans.; \
edited & translated by; ed. & trans. by
editorial-director: editor | editors; ed. | eds.; edited by; ed. by
executive-producer: executive producer | executive producers; exec. prod. | exec. prods.; \
executive produced by; exec. prod. by
guest: guest | guests; ; with guest
host: host | hosts; ; hosted by
illustrator: illustrator | illustrators; ill. | ills.; illustrated by; ill. by
interviewer: ; ; interview by
narrator: narrator | narrators; narr. | narrs.; narrated by; narr. by
organizer: organizer | organizers; org. | orgs.; organized by; org. by
original-author: ; ; by
performer: performer | performers; perf. | perfs.; performed by; perf. by
producer: producer | producers; prod. | prods.; produced by; prod. by
recipient: ; ; to
reviewed-author: ; ; by
script-writer: writer | writers; ; written by; writ. by
series-creator: series creator | series creators; ; created by; cre. by
translator: translator | translators; trans.; translated by; trans. by
open-quote: “
close-quote: ”
open-inner-quote: ‘
close-inner-quote: ’
page-range-delimiter: –
season-01: Spring
season-02: Summer
season-03: Autumn
season-04: Winter
month-01: January; Jan.
month-02: February; Feb.
month-03: March; Mar.
month-04: April; Apr.
month-05: May; May
month-06: June; June
month-07: July; July
month-08: August; Aug.
month-09: September; Sept.
month-10: October; Oct.
month-11: November; Nov.
month-12: December; Dec.
ordinal: th
long-ordinal-01: first
long-ordinal-02: second
long-ordinal-03: third
long-ordinal-04: fourth
long-ordinal-05: fifth
long-ordinal-06: sixth
long-ordinal-07: seventh
long-ordinal-08: eighth
long-ordinal-09: ninth
long-ordinal-10: tenth
"""

_ORDINALS = {"01": "st", "02": "nd", "03": "rd", "11": "th", "12": "th", "13": "th"}


def _parse_words() -> dict[tuple[str, str, str], Term]:
    terms = {}
    for line in _WORDS.strip().splitlines():
        name, _, rest = line.partition(":")
        for form, words in zip(_FORMS, rest.split(";"), strict=False):
            single, _, multiple = (part.strip() for part in words.partition("|"))
            if single:
                terms[name, form, ""] = Term(single, multiple or single)
    for number, suffix in _ORDINALS.items():
        match = "last-two-digits" if number > "10" else ""
        terms[f"ordinal-{number}", "long", ""] = Term(suffix, suffix, "", match)
    for era in ("ad", "bc", "bce", "ce"):
        terms[era, "long", ""] = Term(f" {era.upper()}", f" {era.upper()}")
    # punctuation that the format above uses itself
    for name, sign in (("colon", ":"), ("comma", ","), ("semicolon", ";")):
        terms[name, "long", ""] = Term(sign, sign)
    return terms


def _part(name: str, prefix: str = "", suffix: str = "", form: str | None = None) -> DatePart:
    return DatePart(name, form, None, Affixes(prefix, suffix))


_TERMS = _parse_words()
_TWO_DIGITS = "numeric-leading-zeros"

ENGLISH_US = LocaleData(
    "en-US",
    _TERMS,
    {
        "text": LocalDate((_part("month", suffix=" "), _part("day", suffix=", "), _part("year"))),
        "numeric": LocalDate(
            (
                _part("month", form=_TWO_DIGITS, suffix="/"),
                _part("day", form=_TWO_DIGITS, suffix="/"),
                _part("year"),
            )
        ),
    },
    punctuation_in_quote=True,
    limit_ordinals_to_day_1=False,
)

# British English has no full stop after a contraction that ends in the last letter of its word.
_CONTRACTIONS = {
    "chapter": ("ch.", "chs"),
    "chapter-number": ("ch.", "chs"),
    "edition": ("edn", "edns"),
    "part": ("pt", "pts"),
    "section": ("sect.", "sects"),
    "supplement": ("suppl.", "suppls"),
    "printing": ("ptg", "ptgs"),
    "book": ("bk", "bks"),
}
_PLURAL_WITH_FULL_STOP = frozenset(
    {
        "page",
        "page-first",
        "number-of-pages",
        "line",
        "note",
        "verse",
        "rule",
        "opus",
        "equation",
        "canon",
        "sub-verbo",
        "first-reference-note-number",
        "translator",
    }
)
_BRITISH_QUOTES = {
    "open-quote": "‘",
    "close-quote": "’",
    "open-inner-quote": "“",
    "close-inner-quote": "”",
}


def _make_british() -> dict[tuple[str, str, str], Term]:
    terms = dict(_TERMS)
    for (name, form, gender), term in _TERMS.items():
        has_full_stop = name in _PLURAL_WITH_FULL_STOP or not term.multiple.endswith("s.")
        if form == "short" and not has_full_stop:
            terms[name, form, gender] = Term(term.single, term.multiple.removesuffix("."))
    for name, (single, multiple) in _CONTRACTIONS.items():
        terms[name, "short", ""] = Term(single, multiple)
    for name, sign in _BRITISH_QUOTES.items():
        terms[name, "long", ""] = Term(sign, sign)
    return terms


ENGLISH_GB = LocaleData(
    "en-GB",
    _make_british(),
    {
        "text": LocalDate((_part("day", suffix=" "), _part("month", suffix=" "), _part("year"))),
        "numeric": LocalDate(
            (
                _part("day", form=_TWO_DIGITS, suffix="/"),
                _part("month", form=_TWO_DIGITS, suffix="/"),
                _part("year"),
            )
        ),
    },
    punctuation_in_quote=False,
    limit_ordinals_to_day_1=False,
)
