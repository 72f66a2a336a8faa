"""The schema `threadbrief/1`: every mapping, key and kind, for the reader and the documentation."""

from enum import Enum
from typing import Any

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location
from threadbrief.model.brief import (
    Capture,
    Confidence,
    Copy,
    Flag,
    FlagStatus,
    Gap,
    Judgement,
    Media,
    MediaType,
    Memo,
    MemoStatus,
    Person,
    PersonKind,
    Platform,
    Post,
    PostLink,
    Section,
    SectionPlace,
    TextStatus,
    Thread,
    TypographySetting,
    Visibility,
    Yardstick,
)
from threadbrief.read.schema.citation import ARCHIVE, CITATION, parse_name
from threadbrief.read.schema.kinds import (
    Address,
    Boolean,
    CapturedText,
    Choice,
    Date,
    DateTime,
    Digest,
    Field,
    FileName,
    Identifier,
    Integer,
    LanguageTag,
    LineText,
    ListOf,
    MapOf,
    MappingSchema,
    Namespace,
    Nested,
    Prose,
    Reference,
    ScalarOrNested,
    Values,
    checked,
    decides,
    define_mapping,
    kept,
    printed,
)

NAME = "threadbrief/1"

_AT_HEAD = printed("at the head of the memo")
_BELOW = printed("below the judgement")
_THREAD_LINE = printed("below the heading of the thread, and in notes")
_ABOVE_POST = printed("above the post")
_BELOW_POST = printed("below the post, unless its text or a note has the address")
_AMONG_PEOPLE = printed("among the people")
_IN_NAME = printed("as part of the name")
_IN_CAPTURE = printed("in the capture part")
_WITH_FLAGS = printed("with the flag, after the capture part")
_SETTLED = printed("with the flag, where it is settled")

_LINES = ListOf(LineText(filled=True), lone=True)
_FILLED = ListOf(LineText(filled=True), lone=True, filled=True)
_PEOPLE = ListOf(Reference((Namespace.PEOPLE,)), lone=True)
_ARCHIVES = ListOf(Nested(ARCHIVE), name="archived copy", lone=True)


def _make_choice(enum: type[Enum], renamed: tuple[tuple[str, str], ...] = ()) -> Choice:
    return Choice(tuple(member.value for member in enum), enum, renamed)


_PLATFORMS = _make_choice(Platform, (("twitter", "x"), ("x.com", "x"), ("bsky", "bluesky")))


def _make_constructor(cls: Any) -> Any:  # noqa: ANN401 - the fields are those of the class
    return lambda values, where: cls(**values, where=where)


CAPTURE = define_mapping(
    "capture",
    "How the thread, or a post, came to you.",
    (
        Field("file", LineText(), "The captured file, by name.", _IN_CAPTURE),
        Field("sha256", Digest(), "SHA-256 of that file.", _IN_CAPTURE),
        Field("bytes", Integer(), "Its size.", _IN_CAPTURE),
        Field("format", LineText(), "What it is: `text/unrolled`, `html`, `x-archive`.", _IN_CAPTURE),
        Field("tool", LineText(), "What it was captured with.", _IN_CAPTURE),
        Field("date", DateTime(), "When it was captured.", _IN_CAPTURE),
        Field("by", LineText(), "Who captured it.", _IN_CAPTURE),
        Field("html", LineText(), "The saved page, by name.", _IN_CAPTURE),
        Field("screenshot", LineText(), "A screenshot, by name.", _IN_CAPTURE),
        Field("timestamp_token", LineText(), "An RFC 3161 token for it, by name.", _IN_CAPTURE),
   ),
    _make_constructor(Capture),
)  # fmt: skip

COPY = define_mapping(
    "copy",
    "Another copy of the thread, not an archive made by you.",
    (
        Field("url", Address(), "Address of the copy.", _IN_CAPTURE, required=True),
        Field("kind", LineText(), "What it is: `unroller`, `mirror`.", _IN_CAPTURE),
        Field("remark", LineText(), "How it differs.", _IN_CAPTURE),
        Field("accessed", Date(), "When you looked at it.", _IN_CAPTURE),
   ),
    _make_constructor(Copy),
)  # fmt: skip


def _derive_person_key(values: Values) -> str:
    if "key" in values:
        return str(values["key"])
    handle = values.get("handle", "").lstrip("@")
    return handle or "-".join(values["name"].casefold().split())


def _make_person(values: Values, where: Location) -> Person:
    """Return a person; the name is put together of its parts, or taken apart as `Family, Given`."""
    person = {**values, **_complete_name(values)}
    return Person(**{**person, "key": _derive_person_key(person)}, where=where)


def _complete_name(values: Values) -> Values:
    """Return the name and its parts, as far as one follows from the others."""
    name, family, given = (values.get(part) for part in ("name", "family", "given"))
    if name is None:
        return {"name": " ".join(filter(None, (given, family)))}
    if family or given or values.get("kind") is PersonKind.ORGANISATION:
        return {}
    parsed = parse_name(name)
    if not parsed.family:
        return {}
    return {
        "name": f"{parsed.given} {parsed.family}",
        "family": parsed.family,
        "given": parsed.given,
    }


PERSON = define_mapping(
    "person",
    "Somebody, or some body, named in the memo; the key is the handle without @, or a slug.",
    (
        Field("name", LineText(filled=True), "The name as the memo prints it, or `Family, Given`; without it, given and family name.", printed("wherever the person is named, and among the people"), required=True, unless="family"),
        Field("family", LineText(filled=True), "The family name, by which sources are sorted.", _IN_NAME),
        Field("given", LineText(filled=True), "Given names.", _IN_NAME),
        Field("native", LineText(), "The name in its own script.", _AMONG_PEOPLE),
        Field("language", LanguageTag(), "Language of `native`.", decides("the face and the language tag of `native`")),
        Field("handle", LineText(is_name=True), "The handle with its @, in quotes.", printed("with the name, and among the people")),
        Field("platform", LineText(), "Where the handle is used.", _AMONG_PEOPLE),
        Field("platform_id", LineText(), "The account's number, which outlives a change of handle.", _AMONG_PEOPLE),
        Field("url", Address(), "The profile.", printed("among the people: the handle leads there, and without one its host is shown")),
        Field("kind", _make_choice(PersonKind), "`person` (when not given) or `organisation`.", decides("whether the name is parted where a source parts the same name")),
        Field("role", LineText(), "What the person does or did.", _AMONG_PEOPLE),
        Field("as_of", LineText(), "When the role was true.", _AMONG_PEOPLE),
        Field("source", LineText(), "Where the role is from.", _AMONG_PEOPLE),
        Field("verify", ListOf(LineText(), lone=True), "Fields that nobody has confirmed yet.", _AMONG_PEOPLE),
   ),
    _make_person,
    {
        "title": "role",
        "position": "role",
        "username": "handle",
        "id": "platform_id",
        "type": "kind",
    },
)  # fmt: skip

JUDGEMENT = define_mapping(
    "judgement",
    "One key judgement.",
    (
        Field("id", Identifier(), "A name for it.", checked("against what flags name")),
        Field("text", Prose(blocks=True), "What is judged, with its citations.", printed("under key judgements"), required=True),
        Field("likelihood", LineText(), "How likely it is, in words.", _BELOW),
        Field("confidence", _make_choice(Confidence), "`low`, `moderate` or `high`.", _BELOW),
        Field("basis", ListOf(Reference((Namespace.POSTS,)), lone=True), "The posts it rests on, by id.", _BELOW),
   ),
    _make_constructor(Judgement),
    {"probability": "likelihood", "posts": "basis"},
)  # fmt: skip

SECTION = define_mapping(
    "section",
    "A part of the memo in your own words.",
    (
        Field("heading", LineText(filled=True), "Its heading.", printed("over the section"), required=True),
        Field("place", _make_choice(SectionPlace), "`before` the thread, or `after` it (when not given).", decides("where the section stands")),
        Field("text", Prose(blocks=True, headings=True), "Its text.", printed("in the section"), required=True),
   ),
    _make_constructor(Section),
    {"title": "heading", "body": "text", "position": "place"},
)  # fmt: skip

MEMO = define_mapping(
    "memo",
    "The front matter, and what is yours rather than the thread's.",
    (
        Field("to", _FILLED, "Whom it is for; one or a list.", _AT_HEAD, required=True),
        Field("from", _FILLED, "Who wrote it; one or a list.", _AT_HEAD, required=True, attribute="from_"),
        Field("cc", _LINES, "Who else gets it; one or a list.", _AT_HEAD),
        Field("date", Date(), "The day of the memo, YYYY-MM-DD.", _AT_HEAD, required=True),
        Field("subject", LineText(filled=True), "What it is about.", printed("at the head of the memo where `title` is another, else as the title"), required=True),
        Field("title", LineText(filled=True), "The title on the page; the subject when not given.", printed("as the title")),
        Field("reference", LineText(), "Your file number.", _AT_HEAD),
        Field("marking", LineText(), "Printed on every page as given.", printed("above the title and on every page")),
        Field("status", _make_choice(MemoStatus), "`draft` or `final`; an open flag keeps it a draft all the same.", printed("on every page, where it is a draft")),
        Field("language", LanguageTag(), "Language of the memo; `en` when not given.", decides("the words of the template, the form of dates, and how lines are broken")),
        Field("template", LineText(), "A built-in look by name, or a folder beside the memo.", decides("the look and the outline")),
        Field("style", FileName(), "A CSL style by name, or a file beside the memo.", decides("how notes and sources are written")),
        Field("yardstick", _make_choice(Yardstick), "Whose words of likelihood it keeps to: `icd-203` or `phia`.", checked("against the words of likelihood")),
        Field("typography", _make_choice(TypographySetting), "`smart` (when not given) or `off`: whether straight quotes, `--` and `...` in your own words become typographic ones.", decides("quotation marks, dashes and spaces of your own words")),
        Field("summary", Prose(blocks=True), "The bottom line.", printed("under its heading"), label="the summary"),
        Field("key_judgements", ListOf(Nested(JUDGEMENT), name="judgement", space=Namespace.JUDGEMENTS), "Key judgements, most important first.", printed("under their heading")),
        Field("sections", ListOf(Nested(SECTION), name="section"), "Parts in your own words.", printed("under their headings")),
   ),
    _make_constructor(Memo),
    {"classification": "marking", "body": "sections", "judgements": "key_judgements", "key_judgments": "key_judgements",
     "re": "subject", "author": "from", "recipient": "to", "ref": "reference", "lang": "language", "csl": "style"},
)  # fmt: skip


def _make_thread(values: Values, where: Location) -> Thread:
    told = tuple(values.pop("sources_of_metadata", {}).items())
    return Thread(**values, sources_of_metadata=told, where=where)


THREAD = define_mapping(
    "thread",
    "The thread as a whole.",
    (
        Field("platform", _PLATFORMS, "Where it was posted; `other` when not given.", _THREAD_LINE),
        Field("author", ScalarOrNested(Reference((Namespace.PEOPLE,)), PERSON), "A key of `people`, or name and handle in place.", _THREAD_LINE),
        Field("id", LineText(), "The platform's id of the first post.", printed("in the capture part, where the address does not have it")),
        Field("url", Address(), "Address of the first post.", _THREAD_LINE),
        Field("date", DateTime(), "When it was posted: a day, or a time with its zone.", _THREAD_LINE),
        Field("title", LineText(), "A title, where it has one.", printed("in notes and sources, where `cite` names no entry of its own")),
        Field("language", LanguageTag(), "Language of the posts.", decides("how lines are broken, and the language that readers are told")),
        Field("text_status", _make_choice(TextStatus), "Whether the texts are `verbatim`, `translation` or `paraphrase`.", printed("in the line below the heading of the thread")),
        Field("posts_expected", Integer(minimum=1), "How many posts the thread has, where you know it.", printed("in the line below the heading of the thread")),
        Field("cite", Reference((Namespace.CITATIONS,)), "The thread's own entry among the citations.", printed("as the entry of the thread in notes and sources")),
        Field("sources_of_metadata", MapOf(LineText()), "For a key of this block, where its value is from.", _IN_CAPTURE),
        Field("capture", Nested(CAPTURE), "How the thread came to you.", _IN_CAPTURE),
        Field("copies", ListOf(Nested(COPY), name="copy", lone=True), "Other copies of the thread.", _IN_CAPTURE),
        Field("archives", _ARCHIVES, "Copies kept by archives.", _IN_CAPTURE),
   ),
    _make_thread,
    {
        "archive": "archives",
        "archived": "archives",
        "URL": "url",
        "lang": "language",
        "status": "text_status",
    },
)  # fmt: skip

LINK = define_mapping(
    "link",
    "An address in a post.",
    (
        Field("url", Address(), "Where it leads.", _BELOW_POST, required=True),
        Field("shown", LineText(), "How the post shows it.", _BELOW_POST),
        Field("short", LineText(), "The shortened address.", kept("the address that the platform made of it")),
        Field("cite", Reference((Namespace.CITATIONS, Namespace.POSTS)), "The citation of what it leads to.", checked("as a citation of that source")),
   ),
    _make_constructor(PostLink),
    {"URL": "url", "citation": "cite"},
)  # fmt: skip

MEDIA = define_mapping(
    "attachment",
    "Something attached to a post.",
    (
        Field("type", _make_choice(MediaType), "What it is.", printed("below the post, where the picture is not shown"), required=True),
        Field("file", FileName(), "A path beside the memo.", printed("below the post: the picture, or its name")),
        Field("url", Address(), "Where it is on the web.", printed("below the post, where the picture is not shown")),
        Field("alt", LineText(), "What it shows, in words.", printed("below the picture, and read out for it")),
        Field("alt_by", Choice(("author", "us")), "Who wrote `alt`.", printed("with `alt`")),
        Field("caption", LineText(), "What to print below it.", printed("below the picture")),
        Field("sha256", Digest(), "SHA-256 of the file.", checked("against the file")),
        Field("width", Integer(minimum=1), "Pixels.", kept("a picture that is shown has its size in its file")),
        Field("height", Integer(minimum=1), "Pixels.", kept("a picture that is shown has its size in its file")),
        Field("print", Boolean(), "`false`: named in the memo, not shown.", decides("whether the picture is shown")),
   ),
    _make_constructor(Media),
    {"path": "file", "src": "file", "alt_text": "alt", "kind": "type"},
)  # fmt: skip

POST = define_mapping(
    "post",
    "One post of the thread.",
    (
        Field("id", Identifier(), "Its name in citations and judgements; `p` and its number when not given.", checked("against what citations, judgements and flags name")),
        Field("number", Integer(minimum=1), "Its number; one more than that of the post before when not given.", printed("before the post")),
        Field("number_shown", LineText(), "The number that the author wrote: `2/`.", checked("against `original`")),
        Field("post_id", LineText(), "The platform's id.", decides("which post a `reply_to` names")),
        Field("url", Address(), "Its address.", printed("in notes")),
        Field("date", DateTime(), "When it was posted: a day, or a time with its zone.", _ABOVE_POST),
        Field("edited", DateTime(), "When it was last edited.", _ABOVE_POST),
        Field("deleted", Boolean(), "It is no longer there.", _ABOVE_POST),
        Field("visibility", _make_choice(Visibility), "Who could see it; `public` when not given.", _ABOVE_POST),
        Field("author", Reference((Namespace.PEOPLE,)), "A key of `people`; the thread's author when not given.", _ABOVE_POST),
        Field("reply_to", LineText(), "What it answers: an id or an address.", printed("above the post, unless it answers the post before")),
        Field("continues", Reference((Namespace.POSTS,)), "The post whose sentence it goes on with.", _ABOVE_POST),
        Field("text", Prose(blocks=False), "What it says, with your citations.", printed("as the post"), required=True),
        Field("original", CapturedText(), "The text as captured, without any mark of yours.", printed("in notes: its first words")),
        Field("original_sha256", Digest(), "SHA-256 of the captured text.", checked("against `original`")),
        Field("language", LanguageTag(), "Its language; the thread's when not given.", decides("how lines are broken, and the language that readers are told")),
        Field("mentions", ListOf(Reference(()), lone=True), "Handles that it names, without @.", checked("against the people")),
        Field("people", _PEOPLE, "People it names otherwise, by their keys.", checked("against the people")),
        Field("hashtags", ListOf(LineText(), lone=True), "Its tags, without #.", decides("the keywords that both files carry")),
        Field("quotes", ListOf(Reference((Namespace.CITATIONS, Namespace.POSTS)), lone=True), "Posts quoted in it: keys of citations, or ids of posts.", printed("below the post")),
        Field("links", ListOf(Nested(LINK), name="link"), "Addresses in it.", _BELOW_POST),
        Field("media", ListOf(Nested(MEDIA), name="attachment"), "Pictures and the like.", printed("below the post")),
        Field("capture", Nested(CAPTURE), "How it came to you, if not with the thread.", _IN_CAPTURE),
        Field("archives", _ARCHIVES, "Copies kept by archives.", _IN_CAPTURE),
   ),
    _make_constructor(Post),
    {"body": "text", "content": "text", "archived": "archives", "archive": "archives", "images": "media", "URL": "url",
     "time": "date", "created_at": "date", "cite": "quotes", "tags": "hashtags", "lang": "language", "no": "number"},
)  # fmt: skip

GAP = define_mapping(
    "gap",
    "A place where something is lost.",
    (
        Field("after", LineText(), "The words before it.", printed("with `was`"), required=True),
        Field("count", Integer(minimum=1), "How many characters are lost.", _WITH_FLAGS, required=True),
   ),
    lambda values, where: Gap(**values),  # noqa: ARG005 - a gap carries no place
)  # fmt: skip

FLAG = define_mapping(
    "flag",
    "A doubt; an open one keeps the memo a draft.",
    (
        Field("id", Identifier(), "A name for it.", checked("as the name of the flag in messages"), required=True),
        Field("kind", LineText(filled=True), "What sort of doubt: `archive-missing`, `emoji-lost`.", _WITH_FLAGS, required=True),
        Field("where", ListOf(Reference(tuple(Namespace), ("memo", "thread")), lone=True, filled=True), "What it is about: ids, or `thread` and `memo`.", _WITH_FLAGS, required=True, attribute="on"),
        Field("status", _make_choice(FlagStatus), "`open`, `resolved` or `accepted`.", printed("as the list in which the flag is, open or settled; one that is resolved without a `resolution` is not printed"), required=True),
        Field("detail", LineText(), "What the doubt is.", _WITH_FLAGS),
        Field("resolution", LineText(), "How it was settled.", _SETTLED),
        Field("by", Choice(("person", "tool")), "Who settled it.", _SETTLED),
        Field("gaps", ListOf(Nested(GAP), name="gap"), "Where something is lost.", _WITH_FLAGS),
        Field("was", ListOf(LineText(), nulls=True), "What was there, one for each gap; null where unknown.", _SETTLED),
   ),
    _make_constructor(Flag),
    {"on": "where", "about": "where", "note": "detail", "description": "detail"},
)  # fmt: skip

_POSTS = ListOf(Nested(POST), name="post", filled=True, space=Namespace.POSTS)

ROOT: MappingSchema = define_mapping(
    "the file",
    "One file is one memo.",
    (
        Field("schema", LineText(), f"`{NAME}`.", checked("against the name of this schema")),
        Field("memo", Nested(MEMO), "The front matter.", printed("as the front matter"), required=True),
        Field("thread", Nested(THREAD), "The thread as a whole.", printed("as the thread")),
        Field("posts", _POSTS, "The posts in order.", printed("as the thread"), required=True),
        Field("people", MapOf(Nested(PERSON), name="person", space=Namespace.PEOPLE), "Who is named, by key.", printed("under people named")),
        Field("citations", MapOf(Nested(CITATION), name="citation", space=Namespace.CITATIONS), "Sources, by id.", printed("in notes and sources")),
        Field("sources", ListOf(FileName(), name="file", lone=True), "Reference files beside the memo: .json, .yaml, .bib, .ris.", printed("in notes and sources, as far as it is cited")),
        Field("notes", MapOf(Prose(blocks=True, is_note=True), name="note", space=Namespace.NOTES), "Free notes for `[^key]`.", printed("as footnotes")),
        Field("flags", ListOf(Nested(FLAG), name="flag"), "Doubts.", _WITH_FLAGS),
        Field("checks", MapOf(Choice(("off", "on")), name="check", keys=codes.SUPPRESSIBLE), "Warnings that you do not want to hear: a code and `off`.", checked("as codes of warnings to leave out")),
   ),
    lambda values, where: values,  # noqa: ARG005 - brief.py puts the parts together
    {"note": "notes", "post": "posts", "references": "citations", "bibliography": "sources",
     "persons": "people", "person": "people", "flag": "flags", "citation": "citations"},
)  # fmt: skip
"""The whole file."""
