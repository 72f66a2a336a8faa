"""Make every problem that reading can find: its code, message and hint (docs/problems.md)."""

import unicodedata
from collections.abc import Iterable, Sequence

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import (
    BriefError,
    Location,
    Problem,
    Severity,
    error,
    find_nearest,
    sort_problems,
    warning,
)
from threadbrief.core.structs import Accumulator, field, replace

# --- TB10x: the file ------------------------------------------------------------------------------


def not_utf8(where: Location, byte: int, offset: int, encoding: str) -> Problem:
    """Say which byte is not text in the encoding of the file."""
    message = f"the file is not {encoding}: byte 0x{byte:02X} at offset {offset:,}"
    return error(codes.NOT_DECODABLE, message, where, "save the file as UTF-8")


def file_too_large(where: Location, size: int, limit: int) -> Problem:
    """Say how large a file may be."""
    return error(
        codes.FILE_TOO_LARGE, f"the file has {size:,} bytes; at most {limit:,} are read", where
    )


def unprintable_character(where: Location, character: str) -> Problem:
    """Name a control character, a line separator or half of a surrogate pair."""
    code = ord(character)
    if code == 0:
        hint = "the file may be UTF-16 without a byte order mark, or no text; save it as UTF-8"
    elif code in {0x85, 0x2028, 0x2029}:
        hint = "put an ordinary line break in its place"
    else:
        hint = "delete it"
    name = unicodedata.name(character, "a control character")
    return error(
        codes.UNPRINTABLE_CHARACTER, f"U+{code:04X} ({name}) cannot stand in a memo", where, hint
    )


def lost_character(where: Location) -> Problem:
    """Warn of U+FFFD, which programs write for what they could not read."""
    message = "U+FFFD stands where a character was lost on the way"
    hint = "look it up where the text is from"
    return warning(codes.REPLACEMENT_CHARACTER, message, where, hint)


def unwritable_value(path: str, value: object) -> Problem:
    """Name a value of Python that YAML has no form for; `path`: `posts[2].url`."""
    message = f"a value of type {type(value).__name__} is nothing that a memo can hold"
    hint = "give a text, a number, a date, a list or a dict"
    return replace(error(codes.UNWRITABLE_VALUE, message, hint=hint), path=path or "the memo")


def values_too_deep(path: str, limit: int) -> Problem:
    """Say how deep values may lie in one another."""
    message = f"values are nested more than {limit} deep"
    return replace(error(codes.UNWRITABLE_VALUE, message), path=path)


def unwritable_brief(fault: str) -> Problem:
    """Say that a Brief holds what its classes do not allow."""
    message = f"a value of the Brief is of the wrong type: {fault}"
    hint = "give each field what its class says; a type checker finds it"
    return error(codes.UNWRITABLE_VALUE, message, hint=hint)


def locator_unknown(where: Location, label: str, meant: str) -> Problem:
    """Warn of a label before a number that CSL does not have, and so is printed as words."""
    message = f'"{label}" is no label of a locator, and is printed as typed'
    return warning(codes.LOCATOR_UNKNOWN, message, where, f"write {meant}")


def turns_text(where: Location, character: str) -> Problem:
    """Warn of an invisible character that changes the order of the visible text."""
    name = unicodedata.name(character)
    message = f"U+{ord(character):04X} ({name}) changes the order in which the text is shown"
    hint = "delete it, unless the text is captured with it"
    return warning(codes.BIDI_CONTROL, message, where, hint)


def more_problems(limit: int, *, errors: bool) -> Problem:
    """Say that the list is cut."""
    if errors:
        return error(
            codes.TOO_MANY_PROBLEMS,
            f"reading stops after {limit:,} problems",
            None,
            "correct these, and run it again",
        )
    return warning(codes.TOO_MANY_WARNINGS, f"more than {limit:,} warnings: the rest is left out")


def empty_file(where: Location) -> Problem:
    """Say that there is nothing to read."""
    hint = "begin with schema: threadbrief/1, then memo: and posts:"
    return error(codes.FILE_EMPTY, "the file holds no memo", where, hint)


# --- TB11x and TB12x: the YAML --------------------------------------------------------------------


def yaml_fault(code: str, message: str, where: Location, hint: str | None = None) -> Problem:
    """Return a fault of YAML that `explain` has put into words."""
    return error(code, message, where, hint)


def duplicate_key(where: Location, key: str, first: Location) -> Problem:
    """Report a key that occurs twice, with the place of the first."""
    return error(
        codes.DUPLICATE_KEY,
        f"the key {quoted(key)} stands twice; first in line {first.line}",
        where,
        "keep one of them",
    )


def nothing_to_order(where: Location) -> Problem:
    """Say that a file is no mapping."""
    return error(
        codes.WRONG_KIND, "the file must be a mapping of keys and values to be put in order", where
    )


def order_changes_memo(where: Location) -> Problem:
    """Say that a file cannot be put in order by moving its lines."""
    message = "the lines of this memo cannot be put in order without changing what it says"
    return error(
        codes.REORDERING_CHANGES_MEMO,
        message,
        where,
        "nothing was changed; an alias, *name, may not come before its anchor, &name",
    )


def tag_refused(where: Location, tag: str) -> Problem:
    """Refuse a YAML tag."""
    hint = "put the value in quotes if it begins with an exclamation mark; tags are not read"
    return error(codes.YAML_TAG, f"the YAML tag {quoted(tag)} is not allowed", where, hint)


def alias_unknown(where: Location, name: str) -> Problem:
    """Say that an alias has no anchor before it."""
    hint = "a value that begins with an asterisk must be in quotes, or in a block after |-"
    return error(
        codes.UNDEFINED_ALIAS,
        f'"*{name}" stands for nothing: no "&{name}" comes before it',
        where,
        hint,
    )


def too_deep(where: Location, limit: int) -> Problem:
    """Say how deep lists and mappings may be nested."""
    return error(
        codes.NESTED_TOO_DEEP, f"lists and mappings are nested deeper than {limit} levels", where
    )


def too_many_nodes(where: Location, limit: int) -> Problem:
    """Say how many values a file may hold, aliases expanded."""
    hint = "aliases count as often as they are used"
    return error(codes.TOO_MANY_NODES, f"the file holds more than {limit:,} values", where, hint)


def key_not_text(where: Location) -> Problem:
    """Refuse a list or a mapping as a key."""
    hint = "put a value that begins with [ or { in quotes"
    return error(
        codes.KEY_NOT_TEXT, "a key must be a plain word, not a list or a mapping", where, hint
    )


def key_too_long(where: Location, limit: int) -> Problem:
    """Say how long a key may be."""
    return error(codes.KEY_TOO_LONG, f"the key is longer than {limit:,} characters", where)


def comment_takes_text(where: Location, words: str) -> Problem:
    """Warn that what looks like a tag is a comment to YAML."""
    hint = "put the value in quotes, or in a block after |-; a comment has a space after #"
    return warning(
        codes.COMMENT_LIKE_HASHTAG,
        f"everything from {quoted(words)} on is a comment in YAML and is not read",
        where,
        hint,
    )


def anchor_unused(where: Location, name: str) -> Problem:
    """Warn that a word after an ampersand is not text to YAML."""
    hint = "put the value in quotes if the ampersand belongs to it"
    return warning(
        codes.UNUSED_ANCHOR, f'"&{name}" is an anchor in YAML and is not read as text', where, hint
    )


# --- TB20x: keys and values -----------------------------------------------------------------------


def wrong_schema(where: Location, found: str | None, expected: str) -> Problem:
    """Say which schema this program reads."""
    if found is None:
        message = "the file does not name its schema"
    else:
        message = f"the schema {quoted(found)} is not known"
    return error(codes.WRONG_SCHEMA, message, where, f"write schema: {expected} at the top")


def unknown_key(
    where: Location, key: str, label: str, known: Sequence[str], renamed: str | None
) -> Problem:
    """Name the nearest known key."""
    meant = renamed or find_nearest(key, known)
    if meant:
        hint = did_you_mean(meant)
    else:
        hint = f"known here: {listed(known)}; keys of your own begin with x-"
    return error(codes.UNKNOWN_KEY, f"{label} has no key {quoted(key)}", where, hint)


def missing_key(where: Location, key: str, label: str, doc: str) -> Problem:
    """Say what is missing and what it is."""
    return error(
        codes.MISSING_KEY,
        f"{label} lacks {quoted(key)}",
        where,
        f"{key}: {doc[0].lower()}{doc[1:]}",
    )


def undefined_citation(
    where: Location, key: str, label: str, known: Sequence[str], advice: str | None = None
) -> Problem:
    """Name the nearest citation, unless there is better advice."""
    return error(
        codes.UNDEFINED_CITATION,
        f"{label} cites {quoted(key)}, which no citation defines",
        where,
        advice or near(key, known),
    )


def wrong_kind(
    where: Location, label: str, expected: str, found: str, hint: str | None = None
) -> Problem:
    """Report a value of the wrong kind: what it is and what is expected."""
    return error(codes.WRONG_KIND, f"{label} must be {expected}, but here is {found}", where, hint)


def empty_value(where: Location, label: str, expected: str) -> Problem:
    """Say that a value is there but says nothing."""
    return error(codes.EMPTY_VALUE, f"{label} is empty; it must be {expected}", where)


def not_a_choice(
    where: Location, label: str, found: str, choices: Sequence[str], renamed: str | None = None
) -> Problem:
    """List the choices and name the nearest, or the one that a word now has."""
    meant = renamed or find_nearest(found, choices)
    hint = did_you_mean(meant) if meant else f"one of: {listed(choices)}"
    return error(codes.NOT_A_CHOICE, f"{label} cannot be {quoted(found)}", where, hint)


def not_a_number(where: Location, label: str, found: str, minimum: int) -> Problem:
    """Ask for a whole number."""
    return error(
        codes.NOT_AN_INTEGER,
        f"{label} must be a whole number of at least {minimum}, not {quoted(found)}",
        where,
    )


def not_true_or_false(where: Location, label: str, found: str) -> Problem:
    """Ask for true or false."""
    return error(codes.NOT_A_BOOLEAN, f"{label} must be true or false, not {quoted(found)}", where)


def not_a_date(where: Location, label: str, found: str, fault: str, example: str) -> Problem:
    """Say what is wrong with a date or a time."""
    return error(
        codes.NOT_A_DATE, f"{label} {quoted(found)} {fault}", where, f"for example {example}"
    )


def time_without_zone(where: Location, label: str, found: str) -> Problem:
    """Ask for the zone of a time."""
    hint = f'add Z for UTC or an offset: "{found}Z", "{found}+02:00"'
    return error(codes.TIME_WITHOUT_ZONE, f"{label} {quoted(found)} has no time zone", where, hint)


def not_an_address(where: Location, label: str, found: str) -> Problem:
    """Ask for an address of the web."""
    return error(
        codes.NOT_A_WEB_ADDRESS,
        f"{label} must be an http or https address, not {quoted(found)}",
        where,
    )


def not_a_digest(where: Location, label: str, found: str) -> Problem:
    """Ask for a SHA-256."""
    hint = "64 hexadecimal digits in lower case, as sha256sum prints them"
    return error(codes.NOT_A_SHA256, f"{label} is no SHA-256: {quoted(found)}", where, hint)


_TAGS_OF_LANGUAGES = {
    "arabic": "ar", "chinese": "zh", "czech": "cs", "danish": "da", "deutsch": "de", "dutch": "nl",
    "english": "en", "español": "es", "farsi": "fa", "finnish": "fi", "français": "fr",
    "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "italian": "it",
    "japanese": "ja", "korean": "ko", "norwegian": "no", "persian": "fa", "polish": "pl",
    "portuguese": "pt", "russian": "ru", "spanish": "es", "swedish": "sv", "turkish": "tr",
    "ukrainian": "uk", "urdu": "ur", "vietnamese": "vi",
}  # fmt: skip
"""What people write for the languages that they name most."""


def not_a_language(where: Location, label: str, found: str) -> Problem:
    """Ask for a BCP 47 tag."""
    hint = "for example en, en-GB, ru, zh-Hans"
    tag = _TAGS_OF_LANGUAGES.get(found.casefold())
    if tag:
        hint = f"write {tag}"
    return error(
        codes.NOT_A_LANGUAGE_TAG,
        f"{label} must be a language tag, not {quoted(found)}",
        where,
        hint,
    )


def bad_key(where: Location, label: str, found: str) -> Problem:
    """Say what an id or a key is made of."""
    hint = "letters A to Z, digits and _ . : - in the middle, no spaces"
    return error(codes.INVALID_ID, f"{label} cannot be {quoted(found)}", where, hint)


def id_twice(where: Location, key: str, first: Location | None) -> Problem:
    """Report what else has this id; `first` is None for the words `memo` and `thread`."""
    if first:
        taken = f"is taken by line {first.line}"
    else:
        taken = "stands for the whole of it already"
    hint = "posts and citations share one set of ids; choose another"
    return error(codes.DUPLICATE_ID, f"the id {quoted(key)} {taken}", where, hint)


def undefined_note(where: Location, key: str, label: str, known: Sequence[str]) -> Problem:
    """Name the nearest note."""
    return error(
        codes.UNDEFINED_NOTE,
        f"{label} refers to the note {quoted(key)}, which is not under notes",
        where,
        near(key, known),
    )


def undefined_person(where: Location, key: str, label: str, known: Sequence[str]) -> Problem:
    """Name the nearest person."""
    hint = near(key, known) or f"add {key}: {{name: ...}} under people"
    return error(
        codes.UNDEFINED_PERSON, f"{label} names {quoted(key)}, who is not under people", where, hint
    )


def undefined_post(
    where: Location, key: str, label: str, known: Sequence[str], *, is_citation: bool
) -> Problem:
    """Name the nearest post."""
    if is_citation:
        hint: str | None = "this is a citation; cite it in the text instead"
    else:
        hint = near(key, known)
    return error(
        codes.UNDEFINED_POST, f"{label} names {quoted(key)}, which is no post", where, hint
    )


def undefined_anything(where: Location, key: str, label: str, known: Sequence[str]) -> Problem:
    """Name the nearest id of any kind."""
    hint = near(key, known) or "name a post, citation, person or note, or write memo or thread"
    return error(
        codes.UNDEFINED_FLAG_TARGET,
        f"{label} is about {quoted(key)}, which is nowhere defined",
        where,
        hint,
    )


def text_too_long(where: Location, label: str, limit: int) -> Problem:
    """Say how long a text may be."""
    return error(codes.TEXT_TOO_LONG, f"{label} is longer than {limit:,} characters", where)


def too_many_posts(where: Location, count: int, limit: int) -> Problem:
    """Say how many posts a thread may have."""
    return error(
        codes.TOO_MANY_POSTS, f"the thread has {count:,} posts; at most {limit:,} are read", where
    )


TEXT_DIFFERS = codes.TEXT_DIFFERS_FROM_ORIGINAL
LIMITS = frozenset([codes.FILE_TOO_LARGE, codes.TOO_MANY_NODES, codes.TOO_MANY_MARKS])
"""The codes of what is more than a memo can hold."""


def text_differs(where: Location, label: str, place: int, text: str, original: str) -> Problem:
    """Show the first difference between a verbatim text and its original."""
    message = (
        f"{label} is not verbatim: from character {place:,} on it has {quoted(text)}, "
        f"the original {quoted(original)}"
    )
    hint = "correct one of the two, or set text_status to translation or paraphrase"
    return error(TEXT_DIFFERS, message, where, hint)


def name_says_nothing(where: Location, label: str) -> Problem:
    """Ask for a family name or a literal one."""
    return error(
        codes.NAME_WITHOUT_FAMILY, f"{label} has neither family nor given nor literal", where
    )


def id_differs(where: Location, key: str, found: str) -> Problem:
    """Say that an item of CSL-JSON was filed under another id."""
    return error(
        codes.CITATION_ID_DIFFERS,
        f"the citation {quoted(key)} gives its id as {quoted(found)}",
        where,
        "leave the id out",
    )


# --- TB22x and TB23x: inline marks ----------------------------------------------------------------


def bracket_open(where: Location, what: str) -> Problem:
    """Say that a citation or a note mark is not closed."""
    return error(
        codes.UNCLOSED_MARK,
        f"the bracket of this {what} is not closed",
        where,
        r"add ], or write \[ for a plain bracket",
    )


def cluster_malformed(where: Location, part: str) -> Problem:
    """Say which part of a citation names no source."""
    message = f"this part of the citation names no source: {quoted(part)}"
    return error(
        codes.CITE_WITHOUT_KEY,
        message,
        where,
        r"[@key, p. 4; see @other]; write \[ for a plain bracket",
    )


def link_malformed(where: Location, target: str) -> Problem:
    """Say that a link does not lead to the web."""
    message = f"a link must lead to an http or https address, not {quoted(target)}"
    return error(
        codes.LINK_NOT_TO_WEB,
        message,
        where,
        r"[words](https://example.org/); write \[ for a plain bracket",
    )


def marks_too_deep(where: Location, limit: int) -> Problem:
    """Say how deep marks, lists and quotations may be nested."""
    hint = r"write \ before a mark that should be a plain character"
    return error(
        codes.MARKS_NESTED_TOO_DEEP,
        f"marks, lists or quotations are nested deeper than {limit} levels",
        where,
        hint,
    )


def too_many_marks(where: Location, limit: int) -> Problem:
    """Say how many marks a paragraph, or items a list, may hold."""
    return error(codes.TOO_MANY_MARKS, f"one text holds more than {limit:,} marks", where)


def mark_in_link(where: Location, what: str) -> Problem:
    """Refuse a citation, note or link inside the words of a link."""
    return error(
        codes.MARK_INSIDE_LINK,
        f"{what} cannot stand inside the words of a link",
        where,
        "put it after the link",
    )


def note_malformed(where: Location, key: str) -> Problem:
    """Say what the mark of a free note looks like."""
    return error(
        codes.INVALID_NOTE_MARK,
        f"{quoted(key)} cannot be the key of a note",
        where,
        r"[^key]; write \[ for a plain bracket",
    )


def not_silenceable(where: Location, code: str) -> Problem:
    """Say that no warning has this code."""
    hint = "`threadbrief explain CODE` says what a code means; errors cannot be switched off"
    return error(
        codes.UNKNOWN_CHECK, f"{quoted(code)} is no warning that can be switched off", where, hint
    )


_SIGNS = {"*": "asterisk", "_": "underscore"}


def emphasis_open(where: Location, sign: str, words: str) -> Problem:
    """Warn of a sign of emphasis that nothing answers."""
    name = _SIGNS[sign]
    message = f"the {name} before {quoted(words)} emphasises nothing: no other closes it"
    hint = rf"close it behind the words, or write \{sign} for a plain {name}"
    return warning(codes.UNCLOSED_EMPHASIS, message, where, hint)


def markup_unsupported(where: Location, what: str, hint: str) -> Problem:
    """Warn of a construct of Markdown that is none here, so that the page shows its signs."""
    message = f"{what} is not supported, and is printed as typed"
    return warning(codes.UNSUPPORTED_MARKUP, message, where, hint)


def heading_misplaced(where: Location, place: str) -> Problem:
    """Warn of a heading where none can stand."""
    hint = "put it into the text of a section, with a free line before it"
    message = f"a heading cannot stand {place}, and is printed as typed"
    return warning(codes.MISPLACED_HEADING, message, where, hint)


def note_in_note(where: Location, what: str) -> Problem:
    """Refuse a note inside a note."""
    return error(
        codes.MARK_INSIDE_NOTE,
        f"{what} cannot stand inside a note",
        where,
        "say it in the note itself, or put the mark into the text",
    )


def note_definition(where: Location, key: str) -> Problem:
    """Say where the text of a note belongs."""
    hint = f'write it under notes, as "{key}": ..., or write ^[words] where the mark is'
    return error(
        codes.NOTE_DEFINITION, f"the text of the note {quoted(key)} cannot stand here", where, hint
    )


def code_block(where: Location) -> Problem:
    """Refuse a code block, whose lines would run together."""
    hint = "write > before each line of a quotation, or >>> before and after it"
    return error(codes.CODE_BLOCK, "code blocks are not supported", where, hint)


def table_malformed(where: Location, fault: str, hint: str) -> Problem:
    """Say what is wrong with a table."""
    return error(codes.INVALID_TABLE, fault, where, hint)


def block_in_note(where: Location, what: str) -> Problem:
    """Refuse a table or a figure in a note."""
    hint = "put it into a section, and refer to it in the note"
    return error(codes.BLOCK_INSIDE_NOTE, f"{what} cannot stand in a note", where, hint)


def quotation_open(where: Location, sign: str) -> Problem:
    """Say that a fenced quotation is not closed."""
    return error(
        codes.UNCLOSED_QUOTATION,
        f"no second line of {sign} closes this quotation",
        where,
        f"add {sign} on a line of its own behind it",
    )


_FIGURE = r'![what it shows](file.png "caption")'


def picture_in_line(where: Location) -> Problem:
    """Refuse a picture among words."""
    hint = rf"write {_FIGURE} on a line of its own, and \! for a plain sign"
    return error(codes.INVALID_FIGURE, "a picture cannot stand inside a line", where, hint)


def picture_not_a_file(where: Location, address: str) -> Problem:
    """Refuse a picture that is on the web: nothing is fetched."""
    message = f"a picture must be a file beside the memo, not {quoted(address)}"
    return error(codes.INVALID_FIGURE, message, where, f"save it there, and write {_FIGURE}")


def key_without_at(where: Location, key: str) -> Problem:
    """Warn of the key of a source in brackets, without the sign that makes it a citation."""
    hint = f"write [@{key}] to cite it, or \\[{key}] for plain brackets"
    message = f"[{key}] is no citation, and is printed as typed"
    return warning(codes.KEY_WITHOUT_AT, message, where, hint)


def keys_not_separated(where: Location, first: str, second: str) -> Problem:
    """Say what separates the sources of a citation."""
    hint = f"write ; between two sources: [@{first}; @{second}]"
    return error(
        codes.KEYS_NOT_SEPARATED, f'"@{second}" is read as words behind "@{first}"', where, hint
    )


def quotes_around_key(where: Location, key: str) -> Problem:
    """Warn of quotation marks around the key of a citation."""
    message = f'the quotation marks around "@{key}" are printed around its source'
    return warning(codes.QUOTES_AROUND_KEY, message, where, f"write [@{key}]")


def quotes_around_value(where: Location, label: str, text: str) -> Problem:
    """Refuse curly quotes around a value, of which YAML makes a part of it."""
    inner = text[1:-1].strip()
    hint = f'write it in straight ones: "{inner}"'
    return error(
        codes.QUOTES_AROUND_KEY,
        f"the quotation marks around {label} are no straight ones, and belong to it: {text}",
        where,
        hint,
    )


def not_a_list(where: Location, label: str, keys: Sequence[str]) -> Problem:
    """Say how a list is written."""
    return error(
        codes.WRONG_KIND,
        f"{label} holds several keys in one text",
        where,
        f"write them as a list: [{listed(keys)}]",
    )


def heading_skips(where: Location) -> Problem:
    """Warn of a heading of the second level that has none of the first above it."""
    message = "### stands under no ## heading; it is set as one of that level"
    return warning(codes.MISPLACED_HEADING, message, where, "write ##")


def doubtful_address(where: Location, address: str, doubt: str) -> Problem:
    """Warn of an address that may not lead where a person thinks."""
    return warning(
        codes.DECEPTIVE_ADDRESS,
        f"the address {quoted(address)} {doubt}",
        where,
        "make sure that it is the one you mean",
    )


# --- words ----------------------------------------------------------------------------------------

_SHOWN = 60


def quoted(text: str) -> str:
    """Return words of the file in straight quotes, on one line and not too long."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"}"'


def listed(words: Iterable[str]) -> str:
    """Return words with commas between them."""
    return ", ".join(words)


def did_you_mean(word: str) -> str:
    """Offer a word."""
    return f'did you mean "{word}"?'


def near(key: str, known: Sequence[str]) -> str | None:
    """Offer the nearest of the known ids, or None when none is near."""
    meant = find_nearest(key, known)
    if meant:
        return did_you_mean(meant)
    return None


MAX_PROBLEMS = 1000
"""More are not read by a person, and a hostile file could have millions."""


class ProblemList(Accumulator):
    """The problems found so far."""

    source: str
    """The text of the file."""
    found: list[Problem] = field(default_factory=list)
    errors: int = 0
    passed_over: frozenset[int] = frozenset()
    """Lines that are known to be at fault: what else they hold is not what was meant."""
    cut: bool = False
    """Some warnings were left out."""

    def append(self, problem: Problem) -> None:
        """Add a problem. Raises BriefError with all of them when it is one error too many."""
        if problem.where and problem.where.line in self.passed_over:
            return
        if problem.severity is Severity.ERROR:
            self.errors += 1
        elif len(self.found) - self.errors >= MAX_PROBLEMS:
            self.cut = True
            return
        self.found.append(problem)
        if self.errors >= MAX_PROBLEMS:
            raise BriefError(self.sorted(), source=self.source)

    def keep(self, faults: list[Problem]) -> None:
        """Add errors for which their lines were passed over."""
        self.found += faults
        self.errors += len(faults)

    def extend(self, found: Iterable[Problem]) -> None:
        """Add problems."""
        for problem in found:
            self.append(problem)

    def sorted(self) -> tuple[Problem, ...]:
        """Return the problems in the order of the file; the last says when there are more."""
        told = sort_problems(self.found)
        if self.errors >= MAX_PROBLEMS or self.cut:
            return (*told, more_problems(MAX_PROBLEMS, errors=self.errors >= MAX_PROBLEMS))
        return told
