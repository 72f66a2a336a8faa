"""The registry of problem codes: what each code means, how severe it is, and what to do about it.

A code never changes its meaning, and a deleted one is not used again. docs/problems.md is written
from this table (`pytest tests/core/test_problem_codes.py --accept`), and `threadbrief explain`
prints its rows.

    from threadbrief.core import problem_codes as codes

    error(codes.UNKNOWN_KEY, message, where, hint)

The first digits: 1 the file and its YAML, 2 validation, 30 composing and the files beside the memo,
31 to 35 the checks, 4 templates, 5 citation styles, 6 the Word file, 7 the PDF, 8 writing files,
9 importing.
"""

from threadbrief.core.problems import Severity
from threadbrief.core.structs import Frozen


class ProblemCode(Frozen):
    """A row of the registry."""

    code: str
    severities: tuple[Severity, ...]
    """How severe a problem of this code is; two where the same fault may stop a build or not."""
    meaning: str
    """What is wrong, as a clause without a full stop."""
    example: str
    """Input with this problem; empty where it would add nothing to the meaning."""
    advice: str
    """What to do; empty where that follows from the meaning."""
    section: str
    """The heading of its part of docs/problems.md."""

    @property
    def is_suppressible(self) -> bool:
        """Whether a memo may suppress it (`checks: {TB310: off}`): every warning, and no error."""
        return Severity.WARNING in self.severities


REGISTRY: dict[str, ProblemCode] = {}
"""The rows by code, in the order of docs/problems.md."""
SECTIONS: dict[str, str] = {}
"""The headings of docs/problems.md, each with the paragraph below it; empty without one."""


def _begin_section(title: str, intro: str = "") -> None:
    SECTIONS[title] = intro


def _add(
    code: str, severities: tuple[Severity, ...], meaning: str, example: str, advice: str
) -> str:
    REGISTRY[code] = ProblemCode(
        code=code,
        severities=severities,
        meaning=meaning,
        example=example,
        advice=advice,
        section=next(reversed(SECTIONS)),
    )
    return code


def _error(code: str, meaning: str, *, example: str = "", advice: str = "") -> str:
    return _add(code, (Severity.ERROR,), meaning, example, advice)


def _warning(code: str, meaning: str, *, example: str = "", advice: str = "") -> str:
    return _add(code, (Severity.WARNING,), meaning, example, advice)


def _error_or_warning(code: str, meaning: str, *, example: str = "", advice: str = "") -> str:
    return _add(code, (Severity.ERROR, Severity.WARNING), meaning, example, advice)


_begin_section("Reading: the file")
NOT_DECODABLE = _error(
    "TB101",
    "The file is not text in its encoding",
    example="a file saved as Latin-1",
    advice="Save it as UTF-8",
)
FILE_TOO_LARGE = _error(
    "TB102",
    "The file is larger than 32 MiB",
    advice="Split the memo; keep captured files beside it",
)
UNPRINTABLE_CHARACTER = _error(
    "TB103",
    "A control character, a line separator, or half of a surrogate pair",
    example="NUL, U+2028",
    advice="Delete it, or put an ordinary line break in its place",
)
FILE_EMPTY = _error(
    "TB104",
    "The file holds nothing but comments",
    advice="Begin with `schema: threadbrief/1`",
)
BIDI_CONTROL = _warning(
    "TB105",
    "An invisible character that changes the order of the text around it",
    example="U+202E",
    advice=(
        "Delete it, unless the text was captured with it; pairs around a name, as apps put them, "
        "are not reported"
    ),
)
REPLACEMENT_CHARACTER = _warning(
    "TB106",
    "The sign of a character that was lost on the way, U+FFFD",
    advice="Look the character up where the text is from",
)
UNWRITABLE_VALUE = _error(
    "TB107",
    "A value of Python that no memo can hold, in a memo that came as values",
    example='`load({"memo": {"to": {1, 2}}})`',
    advice="Give texts, numbers, dates, lists and dicts",
)
TOO_MANY_PROBLEMS = _error(
    "TB190",
    "Reading stopped after 1,000 problems",
    advice="Correct these, and run it again",
)
TOO_MANY_WARNINGS = _warning(
    "TB191",
    "More than 1,000 warnings; the rest is left out",
    advice="Correct these, and run it again",
)

_begin_section("Reading: YAML")
REORDERING_CHANGES_MEMO = _error(
    "TB192",
    "The lines of a memo cannot be put in order by `threadbrief fmt` without changing what it says",
    example="an alias that would come before its anchor",
    advice="Write the value out in both places",
)
TAB_IN_INDENTATION = _error("TB110", "A tab in the indentation", advice="Indent with spaces")
RESERVED_FIRST_CHARACTER = _error(
    "TB111",
    "A value begins with a character that YAML keeps for itself",
    example="`text: @ilmari says`, `text: *so*`, `text: [@log] So`",
    advice="Put it in quotes, or in a block after `|-`",
)
SECOND_COLON = _error(
    "TB112",
    "A second `: ` in one line",
    example="`subject: Ice: on the rails`",
    advice="Put the value in quotes",
)
TEXT_AFTER_QUOTE = _error(
    "TB113",
    "Text goes on after a closing quote, or after a comment",
    example='`subject: "Ice" on the rails`',
    advice="Put the whole value in the other kind of quotes",
)
UNCLOSED_QUOTE = _error(
    "TB114",
    "A quote is never closed",
    example='`subject: "Ice`',
    advice="Close it; an apostrophe inside single quotes is written twice",
)
UNKNOWN_ESCAPE = _error(
    "TB115",
    "An unknown escape inside double quotes",
    example='`"C:\\data"`',
    advice="Write `\\\\`, or use single quotes",
)
UNCLOSED_BRACKET = _error(
    "TB116",
    "A bracket is not closed, or text follows `|` or `>` on its line",
    example="`to: [A, B`",
    advice="Close it, or put the text in quotes",
)
SECOND_DOCUMENT = _error(
    "TB117",
    "A second document",
    example="`---` in a line of its own",
    advice="One file is one memo; put dashes in quotes",
)
WRONG_INDENTATION = _error(
    "TB118",
    "Indentation or a missing colon",
    example="a key between two levels; `date 2031-03-14`",
    advice="Begin a key in the column of its neighbours; a colon and a space follow it",
)
INVALID_YAML = _error("TB119", "Any other fault of YAML", advice="Put the value in quotes")
DUPLICATE_KEY = _error("TB120", "A key stands twice", advice="Keep one")
YAML_TAG = _error("TB121", "A YAML tag", example="`!!python/name:os.system`", advice="Leave it out")
UNDEFINED_ALIAS = _error(
    "TB122",
    "An alias without its anchor",
    example="`subject: *ice`",
    advice="Put the value in quotes",
)
NESTED_TOO_DEEP = _error(
    "TB123",
    "Nested deeper than 64 levels",
    advice="Nothing in a memo is so deep",
)
TOO_MANY_NODES = _error(
    "TB124",
    "More than 2 million values, aliases expanded",
    example='a "billion laughs" file',
    advice="Write it out",
)
KEY_NOT_TEXT = _error(
    "TB125",
    "A list or mapping as a key",
    example="`[a, b]: c`",
    advice="Put it in quotes",
)
KEY_TOO_LONG = _error("TB126", "A key longer than 1,024 characters")
COMMENT_LIKE_HASHTAG = _warning(
    "TB127",
    "What looks like a tag is a comment",
    example="`text: ice #north`",
    advice="Put the value in quotes",
)
UNUSED_ANCHOR = _warning(
    "TB128",
    "A word after `&` is an anchor that nothing uses",
    example="`to: &Co Limited`",
    advice="Put the value in quotes",
)

_begin_section("Reading: keys and values")
WRONG_SCHEMA = _error(
    "TB201",
    "No schema, or another one",
    example="`schema: threadbrief/2`",
    advice="Write `schema: threadbrief/1`",
)
UNKNOWN_KEY = _error(
    "TB202",
    "An unknown key",
    example="`subjct: Ice`",
    advice="Use the key that is offered, or begin your own with `x-`",
)
MISSING_KEY = _error("TB203", "A key is missing", example="a post without `text`", advice="Add it")
UNDEFINED_CITATION = _error(
    "TB204",
    "A citation, or a citation's place, names what no citation defines",
    example="`[@quay-lgo]`",
    advice="Use the key that is offered; for a handle in brackets write `\\[@name]`",
)
WRONG_KIND = _error(
    "TB205",
    "Another kind of value is wanted",
    example="a list where a text belongs",
    advice="See [yaml.md](yaml.md)",
)
EMPTY_VALUE = _error(
    "TB206",
    "The value is empty",
    example='`subject: ""`',
    advice="Fill it, or leave the key out",
)
NOT_A_CHOICE = _error(
    "TB207",
    "Not one of the words allowed",
    example="`confidence: medium`",
    advice="Use one of those listed",
)
NOT_AN_INTEGER = _error(
    "TB208",
    "Not a whole number, or too small",
    example="`number: 1/`",
    advice="The number alone; what the author wrote goes in `number_shown`",
)
NOT_A_BOOLEAN = _error(
    "TB209",
    "Neither `true` nor `false`",
    example="`deleted: yes`",
    advice="Write `true` or `false`",
)
NOT_A_DATE = _error(
    "TB210",
    "Not a date, or one that does not exist",
    example="`date: 14.03.2031`, `2031-02-29`",
    advice="ISO 8601: `2031-03-14`",
)
TIME_WITHOUT_ZONE = _error(
    "TB211",
    "A time without its zone",
    example="`2031-03-12T06:40:00`",
    advice="Add `Z` or an offset: `+02:00`",
)
NOT_A_WEB_ADDRESS = _error("TB212", "Not an http or https address", example="`url: ftp://...`")
NOT_A_SHA256 = _error(
    "TB213",
    "Not a SHA-256",
    example="`sha256: abc123`",
    advice="64 hexadecimal digits in lower case",
)
NOT_A_LANGUAGE_TAG = _error(
    "TB214",
    "Not a language tag",
    example="`language: English`",
    advice="`en`, `en-GB`, `zh-Hans`",
)
INVALID_ID = _error(
    "TB215",
    "Not an id or key",
    example="`id: post one`",
    advice="Letters A to Z, digits, `_`, and `.` `:` `-` between them",
)
DUPLICATE_ID = _error(
    "TB216",
    "An id is taken, or is `memo` or `thread`",
    advice="Posts and citations share one set of ids",
)
UNDEFINED_NOTE = _error(
    "TB217",
    "A note that is not under `notes`",
    example="`[^why]`",
    advice="Add it, or use the key that is offered",
)
UNDEFINED_PERSON = _error(
    "TB218",
    "A person who is not under `people`",
    example="`author: ilmari`",
    advice="Add the person, or write `author: {name: ...}`",
)
UNDEFINED_POST = _error(
    "TB219",
    "A post that is not there",
    example="`basis: [p9]`",
    advice="Use the id that is offered",
)
UNDEFINED_FLAG_TARGET = _error(
    "TB220",
    "A flag is about something that is not there",
    example="`where: p9`",
    advice="Name an id, `memo` or `thread`",
)
UNKNOWN_CHECK = _error(
    "TB229",
    "A code under `checks` that no warning has",
    example="`checks: {TB204: off}`",
    advice="Errors cannot be switched off",
)
TEXT_TOO_LONG = _error("TB240", "A text longer than 1 MiB")
TOO_MANY_POSTS = _error("TB241", "More than 100,000 posts")
TEXT_DIFFERS_FROM_ORIGINAL = _error(
    "TB242",
    "A verbatim post differs from its `original`",
    advice="Correct one of them, or change `text_status`",
)
NAME_WITHOUT_FAMILY = _error(
    "TB243",
    "A name without family, given or literal",
    example="`author: [{suffix: Jr.}]`",
)
CITATION_ID_DIFFERS = _error(
    "TB244",
    "A citation's `id` differs from its key",
    advice="Leave `id` out",
)
DECEPTIVE_ADDRESS = _warning(
    "TB245",
    "An address that may not lead where it seems to",
    example="`https://bank.example@evil.example/`, a host in two alphabets, an unseen sign in it",
    advice="Make sure that it is the one you mean",
)

_begin_section(
    "Reading: reference files",
    (
        "These are about the files under `sources`; their places are in those files. What is "
        "wrong with one source is only said when the memo cites it."
    ),
)
REFERENCE_FILE_TWICE = _error(
    "TB250",
    "A file is named twice",
    example="`sources: [refs.bib, refs.bib]`",
    advice="Name it once",
)
REFERENCE_KEY_TWICE = _error(
    "TB251",
    "A key stands in two places; both are named",
    example="the same key in `citations` and in `refs.json`",
    advice="Keep one of the two sources, or give one another key",
)
UNKNOWN_REFERENCE_FORMAT = _error(
    "TB252",
    "A file of a kind that is not read",
    example="`sources: [refs.docx]`",
    advice="Export it as CSL-JSON (`.json`), CSL-YAML (`.yaml`), BibTeX (`.bib`) or RIS (`.ris`)",
)
BIBTEX_NOT_INSTALLED = _error(
    "TB253",
    "BibTeX, and the package that reads it is not installed",
    example="`sources: [refs.bib]`",
    advice='`pip install "threadbrief[references]"`',
)
UNREADABLE_REFERENCES = _error(
    "TB254",
    "A file that cannot be understood: broken JSON, or no list of references",
    example="a download that broke off",
    advice="Export it again",
)
REFERENCE_FILE_TOO_LARGE = _error(
    "TB255",
    "More than a reference file may hold: 100,000 sources, 2 million values, 64 levels",
    advice="Export the references of this memo only",
)
REFERENCE_VALUE_LEFT_OUT = _warning(
    "TB256",
    "A value that is left out, and why",
    example='`"issued": {"raw-parts": 1}`, `url = {www.example.org}`',
    advice="Correct it in the file",
)
REFERENCE_FIELD_LEFT_OUT = _warning(
    "TB257",
    "Fields without a place in CSL, each named once for a file",
    example='`"system_id"`, `file = {...}`',
    advice="Nothing, unless a note lacks what they say",
)
REFERENCE_ID_CHANGED = _warning(
    "TB258",
    "Ids that cannot be keys here, and how such a source is cited",
    example="`DBLP:conf/x`",
    advice="Cite it by the key that is named",
)
REFERENCE_ENTRY_LEFT_OUT = _warning(
    "TB259",
    "An entry that is left out, because it cannot be read or has no id",
    advice="Correct the entry",
)
LATEX_LEFT_OUT = _warning(
    "TB260",
    "LaTeX that has no plain text; the command is left out",
    example="`\\weird{x}`",
    advice="Write it in plain text",
)
AMBIGUOUS_REFERENCE_KEY = _error(
    "TB261",
    "A cited key that stands twice in one reference file",
    advice="Keep one of the two sources, or give one another key",
)

_begin_section("Reading: inline marks")
UNCLOSED_MARK = _error(
    "TB221",
    "The bracket of a citation or note mark is not closed",
    example="`[@log, p. 3`",
    advice="Add `]`, or write `\\[`",
)
CITE_WITHOUT_KEY = _error(
    "TB222",
    "A part of a citation names no source",
    example="`[@log; and others]`",
    advice="Every part between semicolons has its `@key`",
)
LINK_NOT_TO_WEB = _error(
    "TB223",
    "A link does not lead to the web",
    example="`[log](log.pdf)`",
    advice="http or https; write `\\[` for a plain bracket",
)
MARKS_NESTED_TOO_DEEP = _error(
    "TB224",
    "Marks nested deeper than 16 levels, lists and quotations deeper than 8",
)
TOO_MANY_MARKS = _error("TB225", "More than 20,000 marks in one text")
MARK_INSIDE_LINK = _error(
    "TB226",
    "A citation, note or link inside the words of a link",
    example="`[the log [@log]](https://...)`",
    advice="Put it after the link",
)
INVALID_NOTE_MARK = _error(
    "TB227",
    "A note mark with something else than a key",
    example="`[^why not]`",
    advice="`[^key]`; write `\\[` for a plain bracket",
)
UNCLOSED_EMPHASIS = _warning(
    "TB228",
    "An asterisk or an underscore before a word that no other answers",
    example="`the *log says`",
    advice="Close it behind the words, or write `\\*` or `\\_`",
)
UNSUPPORTED_MARKUP = _warning(
    "TB230",
    "Markdown that is not supported and is printed as typed",
    example="`~~not so~~`, `# Heading`, a line of `---`",
    advice="Write it as the hint says, or write `\\` before its first sign",
)
MISPLACED_HEADING = _warning(
    "TB231",
    "A subheading outside the sections, or under none of the level above",
    example="`## Ice` in the summary",
    advice="Put it into the text of a section",
)
MARK_INSIDE_NOTE = _error(
    "TB232",
    "A note inside a note",
    example="`^[see ^[this]]`",
    advice="Say it in the note itself, or put the mark into the text",
)
INVALID_TABLE = _error(
    "TB233",
    "A table whose rows do not fit its head, or without its line of dashes",
    example="a row of four cells in a table of three columns",
    advice="Write `\\|` for a plain bar; a cell needs no words",
)
NOTE_DEFINITION = _error(
    "TB234",
    "The text of a note in the middle of another text",
    example="`[^1]: The log says so.`",
    advice="Write it under `notes`, or as `^[The log says so.]` where the mark is",
)
CODE_BLOCK = _error(
    "TB235", "A code block", example="a line of ` ``` `", advice="Quote it with `>`"
)
BLOCK_INSIDE_NOTE = _error(
    "TB236",
    "A table or a figure in a note",
    advice="Put it into a section, and refer to it in the note",
)
UNCLOSED_QUOTATION = _error(
    "TB237",
    "A quotation that begins with `>>>` and does not end",
    advice="Add `>>>` on a line of its own behind it",
)
INVALID_FIGURE = _error(
    "TB238",
    "A picture inside a line of text, or one on the web",
    example="`The ice ![ice](ice.png) is firm`",
    advice='`![what it shows](file.png "caption")` on a line of its own, the file beside the memo',
)
KEYS_NOT_SEPARATED = _error(
    "TB239",
    "Sources of one citation without a semicolon between them",
    example="`[@a, @b]`",
    advice="`[@a; @b]`",
)
KEY_WITHOUT_AT = _warning(
    "TB246",
    "The key of a source in brackets without an @",
    example="`[quay-log]`",
    advice="Write `[@quay-log]`, or `\\[` for a plain bracket",
)
QUOTES_AROUND_KEY = _error_or_warning(
    "TB247",
    "Quotation marks around the key of a citation, or curly ones around a value",
    example="`[“@log”]`, `handle: “@ilmari”`",
    advice="Leave them out; a value of YAML takes straight ones",
)
LOCATOR_UNKNOWN = _warning(
    "TB248",
    "The label of a page or chapter that is none of CSL's; it is printed as words",
    example="`[@log, pg. 3]`",
    advice="Write the label that is offered, as `p.`",
)

_begin_section("Composing, and the files beside the memo")
FILE_UNREADABLE = _error(
    "TB301",
    "A picture, or a style of the memo's own, that cannot be read",
    example="`file: ice.png`, and there is none",
    advice="Put it beside the memo; a memo from bytes needs its folder named",
)
FILE_OUTSIDE_FOLDER = _error(
    "TB302",
    "A path that leaves the folder of the memo",
    example="`file: ../ice.png`",
    advice="Put the file into that folder, or build with `--allow-outside`",
)
INVALID_PICTURE = _error(
    "TB303",
    "A file that is no picture, or a damaged one",
    advice="PNG, JPEG, GIF, WebP, BMP and TIFF are read",
)
PICTURE_TOO_LARGE = _error("TB304", "A picture with too many pixels", advice="Make it smaller")
PICTURE_DIGEST_DIFFERS = _warning(
    "TB305",
    "A picture is not the one whose `sha256` was noted",
    advice="Look at it, and note the new fingerprint",
)
NOTE_INSIDE_NOTE = _error(
    "TB306",
    "A free note inside a free note",
    example="`[^a]` in the text of note `b`",
    advice="Say both in one note, or mark both in the text",
)
PICTURE_WITHOUT_ALT_TEXT = _warning(
    "TB307",
    "A picture without words for what it shows",
    advice="Add `alt`",
)
FINAL_WITH_OPEN_FLAGS = _warning(
    "TB308",
    "A memo that calls itself final has open flags",
    example="`status: final`",
    advice="Settle the flags, or call it a draft",
)

_begin_section(
    "What a sub-editor would say",
    (
        "All are warnings. `checks: {TB310: off}` at the top level of the memo switches one "
        "off; `--strict` makes all of them errors. What a flag says already is not said "
        "twice: a flag of the kind `archive-missing` answers TB310, `citation-unverified` and"
        " `access-missing` TB311, `number-gap`, `number-twice`, `number-range` and "
        "`first-number-missing` TB330. Of one code at most 20 are shown."
    ),
)
NO_ARCHIVED_COPY = _warning(
    "TB310",
    "An address of thread or post, and no archived copy",
    advice="Archive it, and put the address under `archives`, or flag it",
)
NO_ACCESS_DATE = _warning(
    "TB311",
    "A source with an address, and nothing says when it was looked at",
    advice="Add `accessed`",
)
UNCITED_SOURCE = _warning("TB312", "A source that is cited nowhere", advice="Cite it, or delete it")
UNMARKED_NOTE = _warning(
    "TB313",
    "A note without a mark in any text",
    advice="Put `[^key]` where it belongs, or delete it",
)
UNMENTIONED_PERSON = _warning(
    "TB314",
    "A person whom nothing in the memo names",
    advice="Name the person in `mentions` or `people` of a post, or delete the entry",
)
UNKNOWN_HANDLE = _warning(
    "TB315",
    "A handle that is not under `people`",
    example="`@ilmari`",
    advice="Add the person, with name and role",
)
JUDGEMENT_WITHOUT_SOURCE = _warning(
    "TB316",
    "A judgement with neither basis nor source",
    advice="Name the posts under `basis`, or cite a source",
)
JUDGEMENT_ON_ONE_SOURCE = _warning(
    "TB317",
    "A judgement that rests on one source; posts of one author count as one",
    advice="Find a second, or say so in the text",
)
SUMMARY_WITHOUT_SOURCE = _warning(
    "TB318",
    "A paragraph of the summary without a source",
    advice="Cite a source, or a post by its id",
)
ACCESSED_BEFORE_ISSUED = _warning(
    "TB319",
    "A source that was looked at before it was issued",
    advice="Correct one of the two dates",
)
LIKELIHOOD_WITH_CONFIDENCE = _warning(
    "TB320",
    "Likelihood and confidence in one sentence (ICD 203, D.6.e(2)(b))",
    example='"We have high confidence that it is likely"',
    advice="Make two sentences of it",
)
LIKELIHOOD_NOT_IN_YARDSTICK = _warning(
    "TB321",
    "The likelihood of a judgement is no term of the memo's yardstick",
    example="`likelihood: highly likely` with `yardstick: icd-203`",
    advice="Use one of the terms listed",
)
WORDS_NOT_IN_YARDSTICK = _warning(
    "TB322",
    "Words of likelihood in a text that are no term of the yardstick",
    example='"perhaps"',
    advice="Use one of the terms listed",
)
MIXED_LIKELIHOOD_TERMS = _warning(
    "TB323",
    "Terms of both rows of ICD 203",
    example='"likely" and "probable"',
    advice="Keep to one row, or say in the memo that both mean the same",
)
DOI_AS_ADDRESS = _warning(
    "TB324",
    "A DOI with more before it than a DOI has",
    example="`DOI: https://doi.org/10.1000/182`",
    advice="Begin it with `10.`",
)
SAME_HANDLE_TWICE = _warning(
    "TB325",
    "Two people of one handle",
    example='`handle: "@ilmari"` and `handle: Ilmari`',
    advice="Make one entry of the two",
)
POST_NUMBERS_BROKEN = _warning(
    "TB330",
    "Numbers of posts with a gap, or out of order",
    example="post 5 after post 3",
    advice="Add the posts, or flag the gap",
)
POST_COUNT_DIFFERS = _warning(
    "TB331",
    "More or fewer posts than `posts_expected`",
    advice="Add what is missing, or correct the number",
)
ORIGINAL_DIGEST_DIFFERS = _warning(
    "TB332",
    "An `original` that is not the text of its `original_sha256`",
    advice="Compare it with the capture",
)
CAPTURE_DIFFERS = _warning(
    "TB333",
    "A captured file beside the memo that has another SHA-256, or another size, than was noted",
    advice="Find the captured file again",
)
LOST_CHARACTERS_OPEN = _warning(
    "TB334",
    "Flags about lost emoji or line breaks are open",
    advice="Look at another copy, and settle them",
)
REPLY_LEADS_NOWHERE = _warning(
    "TB335",
    "A post that answers one of which the memo has no such id, or that answers itself in a circle",
    example="`reply_to: p9`, and there are p1 to p8",
    advice="Correct the id; write the address of a post that is not in the memo",
)
POST_AFTER_MEMO = _warning(
    "TB336",
    "A post that is dated after the memo",
    advice="Correct one of the two dates",
)
POST_EMPTY = _warning(
    "TB337",
    "A post with nothing in it: no text, picture, link or quotation",
    advice="Add its text, or say in it that there is none",
)
FRONT_MATTER_MISSING = _warning(
    "TB340",
    "No marking, summary or judgements, and the template wants them",
    advice="Add them to `memo`",
)
SUBJECT_TOO_LONG = _warning(
    "TB341",
    "A subject of more than 120 characters",
    advice="Say it shorter",
)
LANGUAGE_WITHOUT_WORDS = _warning(
    "TB342",
    "A memo in a language that the template has no words in",
    example="`language: fi`",
    advice="Put a `words.fi.yaml` beside a template of your own",
)

_begin_section("Listing sources")
SOURCES_LEFT_OUT = _warning(
    "TB350",
    "`threadbrief sources` writes a format that has no place for something",
    example="archived copies in BibTeX",
    advice="Take `csl-json`, which keeps everything",
)

_begin_section("Templates")
INVALID_TEMPLATE = _error(
    "TB401",
    "A template says something that a template cannot say",
    example="`page: {width: wide}`",
    advice="See [templates.md](templates.md)",
)
TEMPLATE_NOT_FOUND = _error(
    "TB402",
    "There is no such template, or it cannot be read",
    example="`--template memoo`",
    advice="`threadbrief templates` lists them; a path has a `/` in it",
)
TEMPLATE_OUTSIDE_FOLDER = _error(
    "TB403",
    "The memo's own template lies outside its folder, or the memo has no folder",
    example="`template: ../house.yaml`",
    advice="Put it beside the memo, or name it with `--template`",
)

_begin_section("Citation styles")
STYLE_NOT_FOUND = _error(
    "TB501",
    "There is no such style",
    example="`style: chicagoo`",
    advice="Take a name that is known, or a `.csl` file beside the memo",
)
PARENT_STYLE_NOT_FOUND = _error(
    "TB502",
    "A style depends on one that is not here",
    advice="Install the package of styles, or take the other style",
)
INVALID_STYLE = _error(
    "TB503",
    "A file that is no CSL style, or a broken one",
    advice="Check it against CSL 1.0.2",
)
STYLE_WITH_DOCTYPE = _error(
    "TB504",
    "A style with a DOCTYPE",
    advice="Remove it; nothing in a style is fetched",
)
STYLE_TOO_LARGE = _error("TB505", "A style nested too deeply, or with macros that grow too large")
STYLE_NOT_STANDARD = _warning(
    "TB506",
    "A style uses what CSL 1.0.2 does not have",
    advice="The rest of the style is used",
)
LOCALE_NOT_FOUND = _warning(
    "TB507",
    "No terms for the language of the memo",
    example="`language: eo`",
    advice="Notes use English words",
)

_begin_section("The Word file")
CHARACTER_NOT_IN_WORD = _warning(
    "TB601",
    "A character that a Word file cannot hold; its number is printed",
    example="U+FFFE",
    advice="Take it out, or write what it stood for",
)
ADDRESS_NOT_IN_WORD = _warning(
    "TB602",
    "An address that a Word file cannot link to",
    advice="Give an http, https or mailto address",
)
NOTE_NUMBERING_DIFFERS = _warning(
    "TB603",
    "A template of Word counts notes in another way than the PDF",
    example="notes that begin again on each page",
    advice=(
        'Words such as "see note 3" name the numbers of the PDF; `notes: {restart: '
        "document, format: decimal}` in the YAML beside the template changes Word's"
    ),
)
FONT_NOT_EMBEDDED = _warning(
    "TB604",
    "Faces that cannot be embedded are left out",
    example="`embed_fonts: true` with a family of the system's",
    advice="Install the package of the family, or leave `embed_fonts` out",
)
NO_EMBEDDED_MEMO = _error(
    "TB605",
    "A file without a memo in it",
    example="`threadbrief extract letter.docx`",
    advice="Only files that threadbrief built carry their memo",
)
NOT_INSPECTED = _error(
    "TB606",
    "A file that is neither a Word file nor a PDF",
    example="`threadbrief leaves letter.doc`",
    advice="Open an old .doc file in Word and save it as .docx",
)
UNUSABLE_WORD_TEMPLATE = _error(
    "TB610",
    "A template of Word that is none, is damaged, or has a password",
    example="`--template house.doc`",
    advice="Open it in Word and save it as .docx or .dotx",
)
UNSAFE_WORD_TEMPLATE = _error(
    "TB611",
    (
        "A template of Word with something in it that could run, fetch or lead out of the file; "
        "the part is named"
    ),
    example="macros, a picture from the web, an attached template, a DOCTYPE, a zip bomb",
    advice="Take it out in Word, and save the template again",
)
BROKEN_WORD_TEMPLATE = _error(
    "TB612",
    "A template of Word with a part that is missing or broken; the part is named",
    example="no styles.xml, a footnotes part that is no XML",
    advice="Open it in Word and save it again",
)
STYLES_ADDED = _warning(
    "TB613",
    "A template of Word lacks styles of a memo; each is added in the house's type",
    example='"Thread Post"',
    advice="Name a style of the template: `styles: {post: House Quote}` in a YAML file beside it",
)
WORD_STYLE_NOT_FOUND = _warning(
    "TB614",
    (
        "The YAML beside a template of Word names a style that the template has not; it says which "
        "is used"
    ),
    example="`styles: {post: House Qoute}`",
    advice="Correct the name; `threadbrief template check` lists what is used",
)
PLACEHOLDER_UNUSABLE = _warning(
    "TB615",
    "A place in a template of Word that cannot be used, or none for the text",
    example="`{{ sbject }}`, `{{ body }}` inside a sentence",
    advice="Correct the name, or give the place a paragraph of its own",
)
NOTES_MISPLACED = _error(
    "TB616",
    "The places of a template of Word cannot take the notes of the memo",
    example="a summary after the body; a note in text that stays",
    advice="Put the places in the order of the memo",
)
NO_DRAFT_MARKING = _warning(
    "TB617",
    "A template of Word says nowhere that a memo is a draft",
    advice="Put `{{ status }}` into its header",
)
CHOICE_NOT_IN_LIST = _warning(
    "TB618",
    "A drop-down list in a template of Word has no choice that says what the memo says",
    example="`marking: SECRET` in a list of OPEN and CLOSED",
    advice="It shows the words of the memo all the same; add them to its list in Word",
)

_begin_section("The PDF")
NO_GLYPH = _warning(
    "TB711",
    "No font holds a character; its number and name are printed",
    example="a script whose extra is not installed",
    advice='`pip install "threadbrief[all]"`',
)
FONT_NOT_FOUND = _warning(
    "TB712",
    "A font of the template was not found, and another is used",
    advice="Install its package, or name another font",
)
FONT_NOT_EMBEDDABLE = _warning(
    "TB713",
    "A font that its maker does not let documents carry",
    advice="Choose another",
)
EMOJI_WITHOUT_PICTURE = _warning(
    "TB714",
    "An emoji without a picture; its name is printed",
    advice='`pip install "threadbrief[emoji]"`',
)
DAMAGED_FONT = _error_or_warning(
    "TB715",
    "A font file is damaged, or none that is read; as a warning, another one is used",
    example="a download that broke off, a WOFF",
    advice="Install the font again",
)
NO_HYPHENATION_PATTERNS = _warning(
    "TB716",
    "The template asks for hyphens, and there are no patterns for a language",
    advice='`pip install "threadbrief[all]"`, or `hyphenate: false`',
)
TOO_MANY_COMBINING_MARKS = _warning(
    "TB717",
    "A letter with more marks above or below it than any language has",
    advice="Leave them out",
)
TOO_TALL_FOR_PAGE = _warning(
    "TB721",
    "Something too large for a page with its notes",
    advice="Break it up",
)
PICTURE_NOT_IN_PDF = _warning(
    "TB722",
    "A picture that a PDF cannot hold is left out",
    advice="Save it as PNG",
)
LINK_NOT_IN_PDF = _warning(
    "TB723",
    "A link that leads nowhere, or whose address is too long for a PDF",
    example="an address of 40,000 characters",
    advice="Correct the address",
)
NOTE_INSIDE_NOTE_IN_PDF = _warning(
    "TB724",
    "A note inside a note is printed there, in brackets",
    example="a document made by a program",
    advice="Put it into the note around it",
)
RUNNING_HEAD_CUT = _warning(
    "TB725",
    "A marking or title too long for the header or footer is cut short there",
    example="a marking of four lines",
    advice="Say it shorter",
)

_begin_section("Writing files")
MEMO_UNREADABLE = _error(
    "TB801",
    "A memo that cannot be read",
    example="`threadbrief build memmo.yaml`",
    advice="Correct the name; a folder is no memo",
)
OUTPUT_NOT_WRITABLE = _error(
    "TB802",
    "A file that cannot be written; nothing was changed",
    example="a full disk, a folder without permission, `memo.docx` open in Word on Windows",
    advice="Make room, close the file, or name another place with `-o`",
)
OUTPUT_IN_THE_WAY = _error(
    "TB803",
    "A file in the way that threadbrief did not write, or that was changed since",
    example="a Word file with comments in it",
    advice="Keep it under another name, or give `--force`",
)
FILE_CHANGED = _error(
    "TB804",
    "A memo that was saved by somebody else while it was read and changed; it is kept",
    example="an editor saves `memo.yaml` while `threadbrief import thread.txt -o memo.yaml` runs",
    advice="Run the command again",
)
EDITED_SINCE_BUILT = _warning(
    "TB805",
    "A file that was changed since it was built, so that the memo in it is older than its text",
    example="`threadbrief extract memo.docx` after somebody edited it in Word",
    advice="Make the same changes in the memo",
)
ATTRIBUTE_LOST = _warning(
    "TB806",
    "A file that was replaced by a new one, which could not keep its owner, its attributes, or its "
    "other names (hard links)",
    example="`threadbrief fmt memo.yaml` on a memo of somebody else's",
    advice="Give it back with `chown`, `setfacl` or `ln`, if it matters",
)

_begin_section("Importing", "`threadbrief import` gives these. Nothing is written then.")
UNKNOWN_IMPORT_FORMAT = _error(
    "TB901",
    "A source of no format that is read",
    example="`threadbrief import memo.yaml`, a PDF, JSON of another service",
    advice="Export the thread again, or copy it as text",
)
IMPORT_EMPTY = _error(
    "TB902",
    "A source without text in it",
    example="an empty file",
    advice="Copy the thread again, from its first post to its last",
)
IMPORT_NOT_UTF8 = _error(
    "TB903",
    "A source that is no text in UTF-8",
    example="a picture, a file in Latin-1",
    advice="Save it as plain text in UTF-8",
)
IMPORT_TOO_LARGE = _error(
    "TB904",
    "A text larger than 8 MiB, or a thread of more than a memo can hold",
    advice="A copied thread is a few kilobytes; name the format of an export with `--from`",
)
NO_SUCH_IMPORT_FORMAT = _error(
    "TB905",
    "A format that there is not",
    example="`--from txt`",
    advice="Leave `--from` out, or take one of those listed",
)
THREAD_NOT_FOUND = _error(
    "TB906",
    "A thread that is not in the source",
    example="`--select 12`",
    advice="`--list` shows the threads there are",
)
NO_POSTS_FOUND = _error(
    "TB907",
    "A source in which nothing is a post",
    example="the page of a cookie banner",
    advice="Copy the text of the thread, and import that",
)
INVALID_AUTHOR = _error(
    "TB908",
    "An author who is no handle",
    example='`--author "Ada Lindqvist"`',
    advice="`@name`, or `@name@server.example`",
)
INVALID_THREAD_URL = _error(
    "TB909",
    "An address of the thread that is none",
    example="`--url x.com/ada/status/1`",
    advice="Begin it with https://",
)
MEMO_NOT_EXTENDABLE = _error(
    "TB910",
    "A memo in which nothing can be added to a list or mapping, because it is written in brackets",
    example="`flags: [{id: f1, ...}]`",
    advice="Write it as a list with dashes, or as keys each on its line",
)
OTHER_THREAD = _error(
    "TB911",
    "A memo about another thread than the source",
    advice="Name another memo with `-o`",
)
INVALID_DRAFT = _error(
    "TB912",
    "A draft that would not be a valid memo; it is not written",
    advice="Report it, with the source if you may show it",
)
SOURCE_UNREADABLE = _error(
    "TB950",
    "A source that cannot be read",
    example="a name that is wrong, a device, a folder without permission",
    advice="Correct the name",
)
DAMAGED_ARCHIVE = _error(
    "TB951",
    "A zip that is damaged, or was not downloaded whole",
    advice="Download it again",
)
ENCRYPTED_ARCHIVE = _error(
    "TB952",
    "A file in a zip is encrypted",
    advice="Unpack it with its password, and name the folder",
)
ENTRY_OUTSIDE_ARCHIVE = _error(
    "TB953",
    "A name in a zip, or a link in a folder, leads out of it",
    example="`../tweets.js`, `C:\\x`, a symbolic link",
    advice="Make sure where it comes from; put the file itself into the folder",
)
ENTRY_TOO_LARGE = _error(
    "TB954",
    "A file in a zip unpacks to far more than an export holds",
    example="a zip bomb",
    advice="Make sure where it comes from",
)
DUPLICATE_ENTRY = _error(
    "TB955",
    "A zip holds two files of one name",
    advice="Make sure where it comes from",
)
TOO_MANY_FILES = _error(
    "TB956",
    "A folder with more than a million files",
    advice="Name the folder of the export",
)
JSON_CUT_SHORT = _error(
    "TB957",
    "JSON that ends in the middle; the place is given",
    example="a download that broke off",
    advice="Fetch it again",
)
INVALID_JSON = _error(
    "TB958",
    "A file that is no JSON from some place on; the place is given",
    example="a web page saved as `.json`",
    advice="Save the export again",
)
JSON_NOT_UTF8 = _error(
    "TB959",
    "JSON in another encoding than UTF-8; the byte is given",
    advice="Save it as UTF-8",
)
JSON_VALUE_TOO_LARGE = _error("TB960", "A single value of JSON of more than 64 million characters")
EXPORT_WITHOUT_POSTS = _error("TB962", "An export without a post in it")
SEVERAL_THREADS = _error(
    "TB963",
    "An export holds several threads; they are named",
    example="an archive of X",
    advice="`--select` takes one",
)
SELECTED_POST_NOT_FOUND = _error(
    "TB964",
    "There is no post of the id that was selected",
    example="`--select 12`",
    advice="`--list` shows the threads",
)
INVALID_SELECTION = _error(
    "TB965",
    "Messages of Telegram are selected in a way that cannot be read",
    example="`--select 20-12`",
    advice="Write `12`, `12-20` or `3,7,12-20`, after the id of the chat and a colon",
)
NOTHING_PUBLIC = _error(
    "TB966",
    "All that is wanted was not public",
    example="a chat of two people",
    advice="Say that posts which were not public are wanted, if they are",
)
UNKNOWN_EXPORT_SHAPE = _error(
    "TB967",
    "An export of a shape that its format does not have",
    example="a post without an id, two archives in one folder",
    advice="Name one archive; save the export again",
)

_begin_section("threadbrief itself")
LIMIT_REACHED = _error(
    "TB997",
    "The run took all of the time or the memory that it may have; nothing more is written",
    example="`threadbrief --limits time=20s,memory=600M build memo.yaml`",
    advice="Give more, or split the memo",
)
PROCESS_LOST = _error(
    "TB998",
    "The process that built a memo was ended from outside in the middle of it; others are built",
    example="the system had no memory left",
    advice="Build it alone; `--jobs 1` takes less memory",
)
INTERNAL_ERROR = _error(
    "TB999",
    "A fault in threadbrief, not in the memo; the exit status is 70",
    advice="Report it; `THREADBRIEF_DEBUG=1` shows where it happened",
)
SUPPRESSIBLE = tuple(sorted(row.code for row in REGISTRY.values() if row.is_suppressible))
"""The codes that a memo may suppress: `checks: {TB310: off}`."""
