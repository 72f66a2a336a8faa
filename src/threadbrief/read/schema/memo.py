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
    define_mapping,
)

NAME = "threadbrief/1"

_LINES = ListOf(LineText(filled=True), lone=True)
_FILLED = ListOf(LineText(filled=True), lone=True, filled=True)
_PEOPLE = ListOf(Reference((Namespace.PEOPLE,)), lone=True)
_ARCHIVES = ListOf(Nested(ARCHIVE), name="archived copy", lone=True)


def _make_choice(enum: type[Enum]) -> Choice:
    return Choice(tuple(member.value for member in enum), enum)


def _make_constructor(cls: Any) -> Any:  # noqa: ANN401 - the fields are those of the class
    return lambda values, where: cls(**values, where=where)


CAPTURE = define_mapping(
    "capture",
    "How the thread, or a post, came to you.",
    (
        Field("file", LineText(), "The captured file, by name."),
        Field("sha256", Digest(), "SHA-256 of that file."),
        Field("bytes", Integer(), "Its size."),
        Field("format", LineText(), "What it is: `text/unrolled`, `html`, `x-archive`."),
        Field("tool", LineText(), "What it was captured with."),
        Field("date", DateTime(), "When it was captured."),
        Field("by", LineText(), "Who captured it."),
        Field("html", LineText(), "The saved page, by name."),
        Field("screenshot", LineText(), "A screenshot, by name."),
        Field("timestamp_token", LineText(), "An RFC 3161 token for it, by name."),
    ),
    _make_constructor(Capture),
)

COPY = define_mapping(
    "copy",
    "Another copy of the thread, not an archive made by you.",
    (
        Field("url", Address(), "Address of the copy.", required=True),
        Field("kind", LineText(), "What it is: `unroller`, `mirror`."),
        Field("remark", LineText(), "How it differs."),
        Field("accessed", Date(), "When you looked at it."),
    ),
    _make_constructor(Copy),
)


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
        Field(
            "name",
            LineText(filled=True),
            "The name as the memo prints it, or `Family, Given`; without it, given and family name.",
            required=True,
            unless="family",
        ),
        Field("family", LineText(filled=True), "The family name, by which sources are sorted."),
        Field("given", LineText(filled=True), "Given names."),
        Field("native", LineText(), "The name in its own script."),
        Field("language", LanguageTag(), "Language of `native`."),
        Field("handle", LineText(), "The handle with its @, in quotes."),
        Field("platform", LineText(), "Where the handle is used."),
        Field(
            "platform_id", LineText(), "The account's number, which outlives a change of handle."
        ),
        Field("url", Address(), "The profile."),
        Field("kind", _make_choice(PersonKind), "`person` (when not given) or `organisation`."),
        Field("role", LineText(), "What the person does or did."),
        Field("as_of", LineText(), "When the role was true."),
        Field("source", LineText(), "Where the role is from."),
        Field("verify", ListOf(LineText(), lone=True), "Fields that nobody has confirmed yet."),
    ),
    _make_person,
    {
        "title": "role",
        "position": "role",
        "username": "handle",
        "id": "platform_id",
        "type": "kind",
    },
)

JUDGEMENT = define_mapping(
    "judgement",
    "One key judgement.",
    (
        Field("id", Identifier(), "A name for it."),
        Field("text", Prose(blocks=True), "What is judged, with its citations.", required=True),
        Field("likelihood", LineText(), "How likely it is, in words."),
        Field("confidence", _make_choice(Confidence), "`low`, `moderate` or `high`."),
        Field(
            "basis",
            ListOf(Reference((Namespace.POSTS,)), lone=True),
            "The posts it rests on, by id.",
        ),
    ),
    _make_constructor(Judgement),
    {"probability": "likelihood", "posts": "basis"},
)

SECTION = define_mapping(
    "section",
    "A part of the memo in your own words.",
    (
        Field("heading", LineText(filled=True), "Its heading.", required=True),
        Field(
            "place",
            _make_choice(SectionPlace),
            "`before` the thread, or `after` it (when not given).",
        ),
        Field("text", Prose(blocks=True, headings=True), "Its text.", required=True),
    ),
    _make_constructor(Section),
    {"title": "heading", "body": "text", "position": "place"},
)

MEMO = define_mapping(
    "memo",
    "The front matter, and what is yours rather than the thread's.",
    (
        Field("to", _FILLED, "Whom it is for; one or a list.", required=True),
        Field("from", _FILLED, "Who wrote it; one or a list.", required=True, attribute="from_"),
        Field("cc", _LINES, "Who else gets it; one or a list."),
        Field("date", Date(), "The day of the memo, YYYY-MM-DD.", required=True),
        Field("subject", LineText(filled=True), "What it is about.", required=True),
        Field("title", LineText(filled=True), "The title on the page; the subject when not given."),
        Field("reference", LineText(), "Your file number."),
        Field("marking", LineText(), "Printed on every page as given."),
        Field("status", _make_choice(MemoStatus), "`draft` or `final`; an open flag keeps it a draft all the same."),
        Field("language", LanguageTag(), "Language of the memo; `en` when not given."),
        Field("template", LineText(), "A built-in look by name, or a folder beside the memo."),
        Field("style", FileName(), "A CSL style by name, or a file beside the memo."),
        Field("yardstick", _make_choice(Yardstick), "Whose words of likelihood it keeps to: `icd-203` or `phia`."),
        Field("summary", Prose(blocks=True), "The bottom line.", label="the summary"),
        Field(
            "key_judgements",
            ListOf(Nested(JUDGEMENT), name="judgement", space=Namespace.JUDGEMENTS),
            "Key judgements, most important first.",
        ),
        Field("sections", ListOf(Nested(SECTION), name="section"), "Parts in your own words."),
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
        Field("platform", _make_choice(Platform), "Where it was posted; `other` when not given."),
        Field(
            "author",
            ScalarOrNested(Reference((Namespace.PEOPLE,)), PERSON),
            "A key of `people`, or name and handle in place.",
        ),
        Field("id", LineText(), "The platform's id of the first post."),
        Field("url", Address(), "Address of the first post."),
        Field("date", DateTime(), "When it was posted: a day, or a time with its zone."),
        Field("title", LineText(), "A title, where it has one."),
        Field("language", LanguageTag(), "Language of the posts."),
        Field(
            "text_status",
            _make_choice(TextStatus),
            "Whether the texts are `verbatim`, `translation` or `paraphrase`.",
        ),
        Field(
            "posts_expected",
            Integer(minimum=1),
            "How many posts the thread has, where you know it.",
        ),
        Field(
            "cite", Reference((Namespace.CITATIONS,)), "The thread's own entry among the citations."
        ),
        Field(
            "sources_of_metadata",
            MapOf(LineText()),
            "For a key of this block, where its value is from.",
        ),
        Field("capture", Nested(CAPTURE), "How the thread came to you."),
        Field(
            "copies", ListOf(Nested(COPY), name="copy", lone=True), "Other copies of the thread."
        ),
        Field("archives", _ARCHIVES, "Copies kept by archives."),
    ),
    _make_thread,
    {
        "archive": "archives",
        "archived": "archives",
        "URL": "url",
        "lang": "language",
        "status": "text_status",
    },
)

LINK = define_mapping(
    "link",
    "An address in a post.",
    (
        Field("url", Address(), "Where it leads.", required=True),
        Field("shown", LineText(), "How the post shows it."),
        Field("short", LineText(), "The shortened address."),
        Field(
            "cite",
            Reference((Namespace.CITATIONS, Namespace.POSTS)),
            "The citation of what it leads to.",
        ),
    ),
    _make_constructor(PostLink),
    {"URL": "url", "citation": "cite"},
)

MEDIA = define_mapping(
    "attachment",
    "Something attached to a post.",
    (
        Field("type", _make_choice(MediaType), "What it is.", required=True),
        Field("file", FileName(), "A path beside the memo."),
        Field("url", Address(), "Where it is on the web."),
        Field("alt", LineText(), "What it shows, in words."),
        Field("alt_by", Choice(("author", "us")), "Who wrote `alt`."),
        Field("caption", LineText(), "What to print below it."),
        Field("sha256", Digest(), "SHA-256 of the file."),
        Field("width", Integer(minimum=1), "Pixels."),
        Field("height", Integer(minimum=1), "Pixels."),
        Field("print", Boolean(), "`false`: named in the memo, not shown."),
    ),
    _make_constructor(Media),
    {"path": "file", "src": "file", "alt_text": "alt", "kind": "type"},
)

POST = define_mapping(
    "post",
    "One post of the thread.",
    (
        Field("id", Identifier(), "Its name in citations and judgements; `p` and its number when not given."),
        Field("number", Integer(minimum=1), "Its number; one more than that of the post before when not given."),
        Field("number_shown", LineText(), "The number that the author wrote: `2/`."),
        Field("post_id", LineText(), "The platform's id."),
        Field("url", Address(), "Its address."),
        Field("date", DateTime(), "When it was posted: a day, or a time with its zone."),
        Field("edited", DateTime(), "When it was last edited."),
        Field("deleted", Boolean(), "It is no longer there."),
        Field("visibility", _make_choice(Visibility), "Who could see it; `public` when not given."),
        Field("author", Reference((Namespace.PEOPLE,)), "A key of `people`; the thread's author when not given."),
        Field("reply_to", LineText(), "What it answers: an id or an address."),
        Field("continues", Reference((Namespace.POSTS,)), "The post whose sentence it goes on with."),
        Field("text", Prose(blocks=False), "What it says, with your citations.", required=True),
        Field("original", CapturedText(), "The text as captured, without any mark of yours."),
        Field("original_sha256", Digest(), "SHA-256 of the captured text."),
        Field("language", LanguageTag(), "Its language; the thread's when not given."),
        Field("mentions", ListOf(Reference(()), lone=True), "Handles that it names, without @."),
        Field("people", _PEOPLE, "People it names otherwise, by their keys."),
        Field("hashtags", ListOf(LineText(), lone=True), "Its tags, without #."),
        Field(
            "quotes",
            ListOf(Reference((Namespace.CITATIONS, Namespace.POSTS)), lone=True),
            "Posts quoted in it: keys of citations, or ids of posts.",
        ),
        Field("links", ListOf(Nested(LINK), name="link"), "Addresses in it."),
        Field("media", ListOf(Nested(MEDIA), name="attachment"), "Pictures and the like."),
        Field("capture", Nested(CAPTURE), "How it came to you, if not with the thread."),
        Field("archives", _ARCHIVES, "Copies kept by archives."),
    ),
    _make_constructor(Post),
    {"body": "text", "content": "text", "archived": "archives", "archive": "archives", "images": "media", "URL": "url",
     "time": "date", "created_at": "date", "cite": "quotes", "tags": "hashtags", "lang": "language", "no": "number"},
)  # fmt: skip

GAP = define_mapping(
    "gap",
    "A place where something is lost.",
    (
        Field("after", LineText(), "The words before it.", required=True),
        Field("count", Integer(minimum=1), "How many characters are lost.", required=True),
    ),
    lambda values, where: Gap(**values),  # noqa: ARG005 - a gap carries no place
)

FLAG = define_mapping(
    "flag",
    "A doubt; an open one keeps the memo a draft.",
    (
        Field("id", Identifier(), "A name for it.", required=True),
        Field(
            "kind",
            LineText(filled=True),
            "What sort of doubt: `archive-missing`, `emoji-lost`.",
            required=True,
        ),
        Field(
            "where",
            ListOf(Reference(tuple(Namespace), ("memo", "thread")), lone=True, filled=True),
            "What it is about: ids, or `thread` and `memo`.",
            required=True,
            attribute="on",
        ),
        Field(
            "status", _make_choice(FlagStatus), "`open`, `resolved` or `accepted`.", required=True
        ),
        Field("detail", LineText(), "What the doubt is."),
        Field("resolution", LineText(), "How it was settled."),
        Field("by", Choice(("person", "tool")), "Who settled it."),
        Field("gaps", ListOf(Nested(GAP), name="gap"), "Where something is lost."),
        Field(
            "was",
            ListOf(LineText(), nulls=True),
            "What was there, one for each gap; null where unknown.",
        ),
    ),
    _make_constructor(Flag),
    {"on": "where", "about": "where", "note": "detail", "description": "detail"},
)

_POSTS = ListOf(Nested(POST), name="post", filled=True, space=Namespace.POSTS)

ROOT: MappingSchema = define_mapping(
    "the file",
    "One file is one memo.",
    (
        Field("schema", LineText(), f"`{NAME}`."),
        Field("memo", Nested(MEMO), "The front matter.", required=True),
        Field("thread", Nested(THREAD), "The thread as a whole."),
        Field("posts", _POSTS, "The posts in order.", required=True),
        Field("people", MapOf(Nested(PERSON), name="person", space=Namespace.PEOPLE), "Who is named, by key."),
        Field("citations", MapOf(Nested(CITATION), name="citation", space=Namespace.CITATIONS), "Sources, by id."),
        Field(
            "sources",
            ListOf(FileName(), name="file", lone=True),
            "Reference files beside the memo: .json, .yaml, .bib, .ris.",
        ),
        Field("notes", MapOf(Prose(blocks=True), name="note", space=Namespace.NOTES), "Free notes for `[^key]`."),
        Field("flags", ListOf(Nested(FLAG), name="flag"), "Doubts."),
        Field(
            "checks",
            MapOf(Choice(("off", "on")), name="check", keys=codes.SUPPRESSIBLE),
            "Warnings that you do not want to hear: a code and `off`.",
        ),
    ),
    lambda values, where: values,  # noqa: ARG005 - brief.py puts the parts together
    {"note": "notes", "post": "posts", "references": "citations", "bibliography": "sources",
     "persons": "people", "person": "people", "flag": "flags", "citation": "citations"},
)  # fmt: skip
"""The whole file."""
