"""The description of `threadbrief/1`: every block, key and kind, once, for the reader and for whoever documents it."""

from enum import Enum
from typing import Any

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Where
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
    Person,
    PersonKind,
    Place,
    Platform,
    Post,
    PostLink,
    Section,
    Status,
    TextStatus,
    Thread,
    Visibility,
    Yardstick,
)
from threadbrief.read.schema.citation import ARCHIVE, CITATION
from threadbrief.read.schema.kinds import (
    Address,
    Block,
    Calendar,
    Captured,
    Choice,
    Digest,
    Field,
    FileName,
    Identifier,
    Inside,
    Instant,
    LanguageTag,
    Line,
    ListOf,
    Prose,
    Reference,
    ScalarOrInside,
    Space,
    TableOf,
    Values,
    Whole,
    YesNo,
    block,
)

NAME = "threadbrief/1"

_LINES = ListOf(Line(filled=True), lone=True)
_FILLED = ListOf(Line(filled=True), lone=True, filled=True)
_PEOPLE = ListOf(Reference((Space.PEOPLE,)), lone=True)
_ARCHIVES = ListOf(Inside(ARCHIVE), name="archived copy", lone=True)


def _choice(enum: type[Enum]) -> Choice:
    return Choice(tuple(member.value for member in enum), enum)


def _of(cls: Any) -> Any:  # noqa: ANN401 - the fields of a block are those of its class; the goldens show it
    return lambda values, where: cls(**values, where=where)


CAPTURE = block(
    "capture",
    "How the thread, or a post, came to you.",
    (
        Field("file", Line(), "The captured file, by name."),
        Field("sha256", Digest(), "SHA-256 of that file."),
        Field("bytes", Whole(), "Its size."),
        Field("format", Line(), "What it is: `text/unrolled`, `html`, `x-archive`."),
        Field("tool", Line(), "What it was captured with."),
        Field("date", Instant(), "When it was captured."),
        Field("by", Line(), "Who captured it."),
        Field("html", Line(), "The saved page, by name."),
        Field("screenshot", Line(), "A screenshot, by name."),
        Field("timestamp_token", Line(), "An RFC 3161 token for it, by name."),
    ),
    _of(Capture),
)

COPY = block(
    "copy",
    "Another copy of the thread, not an archive made by you.",
    (
        Field("url", Address(), "Address of the copy.", required=True),
        Field("kind", Line(), "What it is: `unroller`, `mirror`."),
        Field("remark", Line(), "How it differs."),
        Field("accessed", Calendar(), "When you looked at it."),
    ),
    _of(Copy),
)


def _person_key(values: Values) -> str:
    if "key" in values:
        return str(values["key"])
    handle = values.get("handle", "").lstrip("@")
    return handle or "-".join(values["name"].casefold().split())


def _person(values: Values, where: Where) -> Person:
    return Person(**{**values, "key": _person_key(values)}, where=where)


PERSON = block(
    "person",
    "Somebody, or some body, named in the memo; the key is the handle without @, or a slug.",
    (
        Field("name", Line(filled=True), "The name as the memo prints it.", required=True),
        Field("native", Line(), "The name in its own script."),
        Field("language", LanguageTag(), "Language of `native`."),
        Field("handle", Line(), "The handle with its @, in quotes."),
        Field("platform", Line(), "Where the handle is used."),
        Field("platform_id", Line(), "The account's number, which outlives a change of handle."),
        Field("url", Address(), "The profile."),
        Field("kind", _choice(PersonKind), "`person` (when not given) or `organisation`."),
        Field("role", Line(), "What the person does or did."),
        Field("as_of", Line(), "When the role was true."),
        Field("source", Line(), "Where the role is from."),
        Field("verify", ListOf(Line(), lone=True), "Fields that nobody has confirmed yet."),
    ),
    _person,
    {
        "title": "role",
        "position": "role",
        "username": "handle",
        "id": "platform_id",
        "type": "kind",
    },
)

JUDGEMENT = block(
    "judgement",
    "One key judgement.",
    (
        Field("id", Identifier(), "A name for it."),
        Field("text", Prose(blocks=True), "What is judged, with its citations.", required=True),
        Field("likelihood", Line(), "How likely it is, in words."),
        Field("confidence", _choice(Confidence), "`low`, `moderate` or `high`."),
        Field(
            "basis", ListOf(Reference((Space.POSTS,)), lone=True), "The posts it rests on, by id."
        ),
    ),
    _of(Judgement),
    {"probability": "likelihood", "posts": "basis"},
)

SECTION = block(
    "section",
    "A part of the memo in your own words.",
    (
        Field("heading", Line(filled=True), "Its heading.", required=True),
        Field("place", _choice(Place), "`before` the thread, or `after` it (when not given)."),
        Field("text", Prose(blocks=True), "Its text.", required=True),
    ),
    _of(Section),
    {"title": "heading", "body": "text", "position": "place"},
)

MEMO = block(
    "memo",
    "The front matter, and what is yours rather than the thread's.",
    (
        Field("to", _FILLED, "Whom it is for; one or a list.", required=True),
        Field("from", _FILLED, "Who wrote it; one or a list.", required=True, attribute="from_"),
        Field("cc", _LINES, "Who else gets it; one or a list."),
        Field("date", Calendar(), "The day of the memo, YYYY-MM-DD.", required=True),
        Field("subject", Line(filled=True), "What it is about.", required=True),
        Field("title", Line(filled=True), "The title on the page; the subject when not given."),
        Field("reference", Line(), "Your file number."),
        Field("marking", Line(), "Printed on every page as given."),
        Field("status", _choice(Status), "`draft` or `final`; an open flag keeps it a draft all the same."),
        Field("language", LanguageTag(), "Language of the memo; `en` when not given."),
        Field("template", Line(), "A built-in look by name, or a folder beside the memo."),
        Field("style", FileName(), "A CSL style by name, or a file beside the memo."),
        Field("yardstick", _choice(Yardstick), "Whose words of likelihood it keeps to: `icd-203` or `phia`."),
        Field("summary", Prose(blocks=True), "The bottom line.", label="the summary"),
        Field(
            "key_judgements",
            ListOf(Inside(JUDGEMENT), name="judgement", space=Space.JUDGEMENTS),
            "Key judgements, most important first.",
        ),
        Field("sections", ListOf(Inside(SECTION), name="section"), "Parts in your own words."),
    ),
    _of(Memo),
    {"classification": "marking", "body": "sections", "judgements": "key_judgements", "key_judgments": "key_judgements",
     "re": "subject", "author": "from", "recipient": "to", "ref": "reference", "lang": "language", "csl": "style"},
)  # fmt: skip


def _thread(values: Values, where: Where) -> Thread:
    told = tuple(values.pop("sources_of_metadata", {}).items())
    return Thread(**values, sources_of_metadata=told, where=where)


THREAD = block(
    "thread",
    "The thread as a whole.",
    (
        Field("platform", _choice(Platform), "Where it was posted; `other` when not given."),
        Field(
            "author",
            ScalarOrInside(Reference((Space.PEOPLE,)), PERSON),
            "A key of `people`, or name and handle in place.",
        ),
        Field("id", Line(), "The platform's id of the first post."),
        Field("url", Address(), "Address of the first post."),
        Field("date", Instant(), "When it was posted: a day, or a time with its zone."),
        Field("title", Line(), "A title, where it has one."),
        Field("language", LanguageTag(), "Language of the posts."),
        Field(
            "text_status",
            _choice(TextStatus),
            "Whether the texts are `verbatim`, `translation` or `paraphrase`.",
        ),
        Field(
            "posts_expected", Whole(minimum=1), "How many posts the thread has, where you know it."
        ),
        Field("cite", Reference((Space.CITATIONS,)), "The thread's own entry among the citations."),
        Field(
            "sources_of_metadata",
            TableOf(Line()),
            "For a key of this block, where its value is from.",
        ),
        Field("capture", Inside(CAPTURE), "How the thread came to you."),
        Field(
            "copies", ListOf(Inside(COPY), name="copy", lone=True), "Other copies of the thread."
        ),
        Field("archives", _ARCHIVES, "Copies kept by archives."),
    ),
    _thread,
    {
        "archive": "archives",
        "archived": "archives",
        "URL": "url",
        "lang": "language",
        "status": "text_status",
    },
)

LINK = block(
    "link",
    "An address in a post.",
    (
        Field("url", Address(), "Where it leads.", required=True),
        Field("shown", Line(), "How the post shows it."),
        Field("short", Line(), "The shortened address."),
        Field(
            "cite", Reference((Space.CITATIONS, Space.POSTS)), "The citation of what it leads to."
        ),
    ),
    _of(PostLink),
    {"URL": "url", "citation": "cite"},
)

MEDIA = block(
    "attachment",
    "Something attached to a post.",
    (
        Field("type", _choice(MediaType), "What it is.", required=True),
        Field("file", FileName(), "A path beside the memo."),
        Field("url", Address(), "Where it is on the web."),
        Field("alt", Line(), "What it shows, in words."),
        Field("alt_by", Choice(("author", "us")), "Who wrote `alt`."),
        Field("caption", Line(), "What to print below it."),
        Field("sha256", Digest(), "SHA-256 of the file."),
        Field("width", Whole(minimum=1), "Pixels."),
        Field("height", Whole(minimum=1), "Pixels."),
        Field("print", YesNo(), "`false`: named in the memo, not shown."),
    ),
    _of(Media),
    {"path": "file", "src": "file", "alt_text": "alt", "kind": "type"},
)

POST = block(
    "post",
    "One post of the thread.",
    (
        Field("id", Identifier(), "Its name in citations and judgements; `p` and its number when not given."),
        Field("number", Whole(minimum=1), "Its number; one more than that of the post before when not given."),
        Field("number_shown", Line(), "The number that the author wrote: `2/`."),
        Field("post_id", Line(), "The platform's id."),
        Field("url", Address(), "Its address."),
        Field("date", Instant(), "When it was posted: a day, or a time with its zone."),
        Field("edited", Instant(), "When it was last edited."),
        Field("deleted", YesNo(), "It is no longer there."),
        Field("visibility", _choice(Visibility), "Who could see it; `public` when not given."),
        Field("author", Reference((Space.PEOPLE,)), "A key of `people`; the thread's author when not given."),
        Field("reply_to", Line(), "What it answers: an id or an address."),
        Field("continues", Reference((Space.POSTS,)), "The post whose sentence it goes on with."),
        Field("text", Prose(blocks=False), "What it says, with your citations.", required=True),
        Field("original", Captured(), "The text as captured, without any mark of yours."),
        Field("original_sha256", Digest(), "SHA-256 of the captured text."),
        Field("language", LanguageTag(), "Its language; the thread's when not given."),
        Field("mentions", ListOf(Reference(()), lone=True), "Handles that it names, without @."),
        Field("people", _PEOPLE, "People it names otherwise, by their keys."),
        Field("hashtags", ListOf(Line(), lone=True), "Its tags, without #."),
        Field(
            "quotes",
            ListOf(Reference((Space.CITATIONS, Space.POSTS)), lone=True),
            "Posts quoted in it: keys of citations, or ids of posts.",
        ),
        Field("links", ListOf(Inside(LINK), name="link"), "Addresses in it."),
        Field("media", ListOf(Inside(MEDIA), name="attachment"), "Pictures and the like."),
        Field("capture", Inside(CAPTURE), "How it came to you, if not with the thread."),
        Field("archives", _ARCHIVES, "Copies kept by archives."),
    ),
    _of(Post),
    {"body": "text", "content": "text", "archived": "archives", "archive": "archives", "images": "media", "URL": "url",
     "time": "date", "created_at": "date", "cite": "quotes", "tags": "hashtags", "lang": "language", "no": "number"},
)  # fmt: skip

GAP = block(
    "gap",
    "A place where something is lost.",
    (
        Field("after", Line(), "The words before it.", required=True),
        Field("count", Whole(minimum=1), "How many characters are lost.", required=True),
    ),
    lambda values, where: Gap(**values),  # noqa: ARG005 - a gap carries no place
)

FLAG = block(
    "flag",
    "A doubt; an open one keeps the memo a draft.",
    (
        Field("id", Identifier(), "A name for it.", required=True),
        Field(
            "kind",
            Line(filled=True),
            "What sort of doubt: `archive-missing`, `emoji-lost`.",
            required=True,
        ),
        Field(
            "where",
            ListOf(Reference(tuple(Space), ("memo", "thread")), lone=True, filled=True),
            "What it is about: ids, or `thread` and `memo`.",
            required=True,
            attribute="on",
        ),
        Field("status", _choice(FlagStatus), "`open`, `resolved` or `accepted`.", required=True),
        Field("detail", Line(), "What the doubt is."),
        Field("resolution", Line(), "How it was settled."),
        Field("by", Choice(("person", "tool")), "Who settled it."),
        Field("gaps", ListOf(Inside(GAP), name="gap"), "Where something is lost."),
        Field(
            "was",
            ListOf(Line(), nulls=True),
            "What was there, one for each gap; null where unknown.",
        ),
    ),
    _of(Flag),
    {"on": "where", "about": "where", "note": "detail", "description": "detail"},
)

_POSTS = ListOf(Inside(POST), name="post", filled=True, space=Space.POSTS)

ROOT: Block = block(
    "the file",
    "One file is one memo.",
    (
        Field("schema", Line(), f"`{NAME}`."),
        Field("memo", Inside(MEMO), "The front matter.", required=True),
        Field("thread", Inside(THREAD), "The thread as a whole."),
        Field("posts", _POSTS, "The posts in order.", required=True),
        Field("people", TableOf(Inside(PERSON), name="person", space=Space.PEOPLE), "Who is named, by key."),
        Field("citations", TableOf(Inside(CITATION), name="citation", space=Space.CITATIONS), "Sources, by id."),
        Field(
            "sources",
            ListOf(FileName(), name="file", lone=True),
            "Reference files beside the memo: .json, .yaml, .bib, .ris.",
        ),
        Field("notes", TableOf(Prose(blocks=True), name="note", space=Space.NOTES), "Free notes for `[^key]`."),
        Field("flags", ListOf(Inside(FLAG), name="flag"), "Doubts."),
        Field(
            "checks",
            TableOf(Choice(("off", "on")), name="check", keys=codes.SUPPRESSIBLE),
            "Warnings that you do not want to hear: a code and `off`.",
        ),
    ),
    lambda values, where: values,  # noqa: ARG005 - brief.py puts the parts together
    {"note": "notes", "post": "posts", "references": "citations", "bibliography": "sources",
     "persons": "people", "person": "people", "flag": "flags", "citation": "citations"},
)  # fmt: skip
"""The whole file."""
