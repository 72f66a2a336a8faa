"""The content of a memo's YAML: memo, thread, posts, people, citations and flags (docs/yaml.md).

Every value is frozen and knows where it was written. A field that was not given is None, or an
empty tuple.
"""

import copyreg
from collections.abc import Mapping
from datetime import date as Day  # noqa: N812 - `date` is the name of fields here
from datetime import datetime
from enum import Enum
from types import MappingProxyType

from threadbrief.core.problems import Location
from threadbrief.core.structs import Frozen, field
from threadbrief.model.marks import MarkedText

DateOrInstant = Day | datetime
"""A day, or an instant with its zone. A datetime here always has a tzinfo."""


def _make_read_only(values: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(values)


# The read-only mappings of a Brief can be sent to another process.
copyreg.pickle(MappingProxyType, lambda mapping: (_make_read_only, (dict(mapping),)))


class Ref(Frozen):
    """The name of something defined elsewhere in the file: a post, a person, a citation.

    Or a file.
    """

    key: str
    where: Location


class Confidence(Enum):
    """How far a judgement can be relied on."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class MemoStatus(Enum):
    """Whether its writer holds a memo to be finished."""

    DRAFT = "draft"
    FINAL = "final"


class TypographySetting(Enum):
    """Whether quotes, dashes and spaces of our own words are set by the rules of the language."""

    SMART = "smart"
    OFF = "off"


class Yardstick(Enum):
    """Whose words of likelihood a memo keeps to (docs/yaml.md)."""

    ICD_203 = "icd-203"
    PHIA = "phia"


class Repeat(Enum):
    """How a source that has been cited before is cited again."""

    SHORT = "short"
    """By the style's short form."""
    IBID = "ibid"
    """By `ibid.` where the note before cites it alone; else by the short form."""
    SAME_NUMBER = "same-number"
    """By the number of the first note, and no new note."""
    SEE_NOTE = "see-note"
    """By the short form and the number of the first note."""


class SectionPlace(Enum):
    """The place of a section of the memo."""

    BEFORE = "before"
    AFTER = "after"


class Platform(Enum):
    """Where a thread was posted."""

    X = "x"
    MASTODON = "mastodon"
    BLUESKY = "bluesky"
    TELEGRAM = "telegram"
    THREADS = "threads"
    LINKEDIN = "linkedin"
    OTHER = "other"


class TextStatus(Enum):
    """What the texts of the posts are."""

    VERBATIM = "verbatim"
    TRANSLATION = "translation"
    PARAPHRASE = "paraphrase"


class MediaType(Enum):
    """What was attached to a post."""

    IMAGE = "image"
    VIDEO = "video"
    GIF = "gif"
    AUDIO = "audio"
    CARD = "card"
    POLL = "poll"


class Visibility(Enum):
    """The audience of a post."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"
    DIRECT = "direct"


class PersonKind(Enum):
    """Whether a name is of one person or of a body."""

    PERSON = "person"
    ORGANISATION = "organisation"


class FlagStatus(Enum):
    """Whether a doubt is still open. An open one keeps the memo a draft."""

    OPEN = "open"
    RESOLVED = "resolved"
    ACCEPTED = "accepted"


class Judgement(Frozen):
    """One key judgement."""

    text: MarkedText
    where: Location
    id: str | None = None
    confidence: Confidence | None = None
    likelihood: str | None = None
    basis: tuple[Ref, ...] = ()
    """The posts it rests on, by id."""


class Section(Frozen):
    """A part of the memo in the writer's own words."""

    heading: str
    text: MarkedText
    where: Location
    place: SectionPlace = SectionPlace.AFTER


class Memo(Frozen):
    """The front matter, and what is ours rather than the thread's."""

    to: tuple[str, ...]
    from_: tuple[str, ...]
    date: Day
    subject: str
    where: Location
    cc: tuple[str, ...] = ()
    title: str | None = None
    """The title on the page; None: the subject."""
    reference: str | None = None
    marking: str | None = None
    """Printed on every page as given; the program gives it no meaning."""
    status: MemoStatus | None = None
    """What its writer says; an open flag keeps it a draft all the same."""
    language: str = "en"
    """A BCP 47 tag."""
    template: str | None = None
    """A built-in look by name, or a path beside the memo; None: the caller's or the default."""
    style: Ref | None = None
    """A CSL style by name, or a path beside the memo; None: the template's."""
    yardstick: Yardstick | None = None
    """None: any words of likelihood will do."""
    typography: TypographySetting | None = None
    """None: smart."""
    summary: MarkedText | None = None
    key_judgements: tuple[Judgement, ...] = ()
    sections: tuple[Section, ...] = ()


class Archive(Frozen):
    """A copy kept by an archive."""

    url: str
    where: Location
    service: str | None = None
    date: DateOrInstant | None = None
    accessed: Day | None = None
    sha256: str | None = None


class Capture(Frozen):
    """How the thread came to us."""

    where: Location
    file: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    format: str | None = None
    tool: str | None = None
    date: DateOrInstant | None = None
    by: str | None = None
    html: str | None = None
    screenshot: str | None = None
    timestamp_token: str | None = None


class Copy(Frozen):
    """Another copy of the thread, not an archive made by us."""

    url: str
    where: Location
    kind: str | None = None
    remark: str | None = None
    accessed: Day | None = None


class Person(Frozen):
    """Somebody, or some body, named in the memo."""

    key: str
    """The handle without @, or a slug."""
    name: str
    where: Location
    family: str | None = None
    """The family name, by which sources are sorted; None: the name is not taken apart."""
    given: str | None = None
    native: str | None = None
    """The name in its own script."""
    language: str | None = None
    """Of `native`."""
    handle: str | None = None
    """With the @."""
    platform: str | None = None
    platform_id: str | None = None
    url: str | None = None
    kind: PersonKind = PersonKind.PERSON
    role: str | None = None
    as_of: str | None = None
    source: str | None = None
    verify: tuple[str, ...] = ()
    """Names of unconfirmed fields."""


class Thread(Frozen):
    """The thread as a whole."""

    where: Location
    platform: Platform = Platform.OTHER
    author: Ref | Person | None = None
    """A key of `people`, or a person given in place."""
    id: str | None = None
    url: str | None = None
    date: DateOrInstant | None = None
    title: str | None = None
    language: str | None = None
    text_status: TextStatus | None = None
    posts_expected: int | None = None
    cite: Ref | None = None
    """The thread's own entry among the citations; None: one is made from these fields."""
    sources_of_metadata: tuple[tuple[str, str], ...] = ()
    capture: Capture | None = None
    copies: tuple[Copy, ...] = ()
    archives: tuple[Archive, ...] = ()


class Media(Frozen):
    """Something attached to a post."""

    type: MediaType
    where: Location
    file: Ref | None = None
    """A path beside the memo."""
    url: str | None = None
    alt: str | None = None
    alt_by: str | None = None
    """`author` or `us`."""
    caption: str | None = None
    sha256: str | None = None
    width: int | None = None
    height: int | None = None
    print: bool = True
    """False: named in the memo, not shown."""


class PostLink(Frozen):
    """An address in a post."""

    url: str
    where: Location
    shown: str | None = None
    short: str | None = None
    cite: Ref | None = None


class Post(Frozen):
    """One post of the thread."""

    id: str
    text: MarkedText
    where: Location
    number: int
    """Given, or counted on from the post before; the first is 1."""
    number_shown: str | None = None
    post_id: str | None = None
    url: str | None = None
    date: DateOrInstant | None = None
    edited: DateOrInstant | None = None
    deleted: bool = False
    visibility: Visibility = Visibility.PUBLIC
    author: Ref | None = None
    """None: the thread's author."""
    reply_to: str | None = None
    continues: Ref | None = None
    original: str | None = None
    original_sha256: str | None = None
    language: str | None = None
    """None: the thread's language."""
    mentions: tuple[Ref, ...] = ()
    people: tuple[Ref, ...] = ()
    hashtags: tuple[str, ...] = ()
    quotes: tuple[Ref, ...] = ()
    """Posts quoted by it: ids of citations or of posts."""
    links: tuple[PostLink, ...] = ()
    media: tuple[Media, ...] = ()
    capture: Capture | None = None
    archives: tuple[Archive, ...] = ()


class Name(Frozen):
    """A name of CSL-JSON (schema csl-data.json, "name-variable").

    One that is only `literal` is not taken apart.
    """

    family: str | None = None
    given: str | None = None
    dropping_particle: str | None = None
    non_dropping_particle: str | None = None
    suffix: str | None = None
    comma_suffix: bool = False
    static_ordering: bool = False
    literal: str | None = None
    parse_names: bool = True


class DateParts(Frozen):
    """A day, a month, a season or a year. Years before 1 are zero or negative, as in ISO 8601."""

    year: int
    month: int | None = None
    """1 to 12."""
    day: int | None = None
    season: int | None = None
    """1 to 4, spring first; then month and day are None."""


class CslDate(Frozen):
    """A date variable of CSL: one date, a range, or words."""

    start: DateParts | None = None
    end: DateParts | None = None
    """None: not a range."""
    circa: bool = False
    literal: str | None = None
    """Words to print as they are; then start and end are None."""


_NO_VALUES: Mapping[str, str] = MappingProxyType({})
_NO_NAMES: Mapping[str, tuple[Name, ...]] = MappingProxyType({})
_NO_DATES: Mapping[str, CslDate] = MappingProxyType({})


class Citation(Frozen):
    """A source: the vocabulary of CSL-JSON sorted by kind of value, and ours.

    `variables` holds the standard and number variables of CSL 1.0.2 as written, keyed by their CSL
    names (`title`, `container-title`, `URL`, `page`, `language`, ...).
    """

    id: str
    type: str
    """One of the types of CSL 1.0.2 (appendix III)."""
    where: Location | None = None
    """None: made by the program from a post."""
    variables: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    names: Mapping[str, tuple[Name, ...]] = field(default_factory=lambda: _NO_NAMES)
    dates: Mapping[str, CslDate] = field(default_factory=lambda: _NO_DATES)
    archived: tuple[Archive, ...] = ()
    descriptor: str | None = None
    """What kind of source it is, in words."""
    reliability: str | None = None
    access: str | None = None
    """How it can be reached: `subscription`, `registration`, ..."""
    verify: tuple[str, ...] = ()
    short: str | None = None
    """The short form for later notes, where the writer wants another than the style's."""
    custom: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    """`handle`, `platform-id`, `time` and whatever else the writer keeps with the source."""


class Gap(Frozen):
    """A place where something is lost."""

    after: str
    count: int


class Flag(Frozen):
    """A doubt."""

    id: str
    kind: str
    on: tuple[Ref, ...]
    """What it is about (`where` in the YAML): ids, or `thread` and `memo`."""
    status: FlagStatus
    where: Location
    detail: str | None = None
    resolution: str | None = None
    by: str | None = None
    gaps: tuple[Gap, ...] = ()
    was: tuple[str | None, ...] = ()


class Source(Frozen):
    """The file that a brief was read from."""

    name: str
    """As the caller named it; `<bytes>` for bytes without a name, `<values>` for values of
    Python."""
    data: bytes
    folder: str | None = None
    """Where its pictures and other files are; None: beside the file, if it was one."""

    @property
    def file_name(self) -> str:
        """The name of the file, without folders; `memo.yaml` where it was no file."""
        if self.name.startswith("<"):
            return "memo.yaml"
        return self.name.replace("\\", "/").rpartition("/")[2]


class Brief(Frozen):
    """A whole memo as its writer gave it."""

    memo: Memo
    thread: Thread | None
    """None when the file has no `thread` block; posts may still be there."""
    posts: tuple[Post, ...]
    people: Mapping[str, Person]
    citations: Mapping[str, Citation]
    notes: Mapping[str, MarkedText]
    flags: tuple[Flag, ...]
    source: Source
    suppressed: frozenset[str] = frozenset()
    """Codes of warnings that the writer does not want to hear."""

    def __repr__(self) -> str:
        """Say in one line which memo it is."""
        posts = _format_count(len(self.posts), "post")
        sources = _format_count(len(self.citations), "source")
        return f"<Brief {self.memo.subject!r}: {posts}, {sources}>"


def _format_count(count: int, noun: str) -> str:
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"
