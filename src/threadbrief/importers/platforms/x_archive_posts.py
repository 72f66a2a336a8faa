"""A post of an X archive, and the captured post built from it.

The full texts of long posts are in a file of their own, as note tweets under ids that no post has.
A note belongs to the post of the same second, plus or minus three, with whose truncated text it
begins.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from threadbrief.core.structs import Frozen
from threadbrief.importers.inputs.json import (
    JsonObject,
    get_array,
    get_number,
    get_object,
    get_text,
    iter_objects,
    parse_offsets,
)
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedPost,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    missing_media_doubt,
)
from threadbrief.importers.platforms.text_offsets import (
    OUTSIDE,
    Offsets,
    known_offsets,
    unescape_x_text,
)
from threadbrief.importers.platforms.x_entities import (
    EntityText,
    MentionEntity,
    UrlEntity,
    choose_date,
    display_start,
    edit_doubts,
    expand_entities,
    parse_x_date,
)
from threadbrief.model.brief import MediaType

# --- the captured post -----------------------------------------------------------------------

MEDIA_TYPES = {
    "photo": MediaType.IMAGE,
    "video": MediaType.VIDEO,
    "animated_gif": MediaType.GIF,
}
NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})
"""X's codes for a post without a known language."""


class ArchiveContext(Frozen):
    """What is known for all posts of an archive."""

    handle: str | None
    former_handles: Sequence[tuple[str, str]]
    """Each after the time until which it was used, the earliest first."""
    notes: "NoteTweets"
    media: Mapping[str, str]
    """The paths of media by file name."""


def build_post(
    post: JsonObject, context: ArchiveContext, earlier: Sequence[JsonObject] = ()
) -> PostWithDoubts:
    """Return a captured post and its doubts.

    `earlier` are the versions that an edited post supersedes, in their order.
    """
    key = get_text(post, "id_str", "id") or ""
    date, date_doubts = choose_date(creation_date(post), get_number(post, "id_str"))
    short = read_entities(post)
    long = None
    if date:
        long = context.notes.find_long_text(short, int(date.timestamp()))
    shown = expand_entities(long or short)
    media, missing = _media(post, key, context.media)
    first_date = edited = None
    if earlier:
        first_date, edited = creation_date(earlier[0]), date
    captured = CapturedPost(
        shown.text,
        id=key,
        date=first_date or date,
        edited=edited,
        handle=_former_handle(date, context),
        reply_to=get_text(post, "in_reply_to_status_id_str", "in_reply_to_status_id"),
        language=read_language(post),
        links=(*shown.links, *_quotes_of_short_text(short, long, shown.links)),
        mentions=shown.mentions,
        media=media,
    )
    doubts = list(date_doubts)
    if long is None and is_truncated(short):
        doubts.append(TRUNCATED_DOUBT)
    doubts += missing
    doubts += edit_doubts([get_text(old, "id_str", "id") or "?" for old in earlier])
    doubts += _retweet_doubts(short)
    return PostWithDoubts(captured, tuple(doubts))


def creation_date(post: JsonObject) -> datetime | None:
    """Return the date that a post gives."""
    return parse_x_date(post.get("created_at"))


def read_language(post: JsonObject) -> str | None:
    """Return the language of a post; None where X does not know it."""
    language = get_text(post, "lang")
    if language in NO_LANGUAGE:
        return None
    return language


def read_entities(post: JsonObject) -> EntityText:
    """Return the text of a post with its entities."""
    entities = get_object(post, "entities")
    urls = tuple(
        UrlEntity(
            get_text(url, "url") or "",
            get_text(url, "expanded_url", "url") or "",
            _indices(url),
        )
        for url in iter_objects(entities, "urls")
    )
    mentions = tuple(
        MentionEntity(
            get_text(mention, "screen_name") or "", _indices(mention), get_text(mention, "name")
        )
        for mention in iter_objects(entities, "user_mentions")
    )
    all_media = [
        *iter_objects(entities, "media"),
        *iter_objects(post, "extended_entities", "media"),
    ]
    media_urls = dict.fromkeys((get_text(item, "url") or "", _indices(item)) for item in all_media)
    begin, _ = parse_offsets(get_array(post, "display_text_range")) or (0, 0)
    return EntityText(
        get_text(post, "full_text", "text") or "",
        get_text(post, "id_str", "id") or "",
        urls=urls,
        mentions=mentions,
        media_urls=tuple(media_urls),
        display_from=begin,
    )


def _indices(entity: JsonObject) -> Offsets:
    return parse_offsets(entity.get("indices")) or OUTSIDE


def _quotes_of_short_text(
    short: EntityText, long: EntityText | None, links: Sequence[CapturedLink]
) -> Iterator[CapturedLink]:
    """Yield the links to quoted posts that a truncated text has and its long text lacks."""
    if long is None:
        return
    urls = {link.url for link in links}
    for link in expand_entities(short).links:
        if link.quotes and link.url not in urls:
            yield link


def _former_handle(date: datetime | None, context: ArchiveContext) -> str | None:
    """Return the handle of the account on a date, where it was another than now."""
    if date is None or not context.handle:
        return None
    day = date.isoformat()
    for until, handle in context.former_handles:
        if day < until:
            return handle if handle.casefold() != context.handle.casefold() else None
    return None


def _retweet_doubts(source: EntityText) -> Iterator[Doubt]:
    if source.text.startswith("RT @"):
        detail = "it repeats somebody else's post: the words are not the author's"
        yield Doubt(DoubtKind.FORWARDED, detail)


# --- media -----------------------------------------------------------------------------------


def _media(
    post: JsonObject, key: str, files: Mapping[str, str]
) -> tuple[tuple[CapturedMedia, ...], list[Doubt]]:
    """Return the media of a post, and the doubts about those that the archive lacks."""
    items = list(iter_objects(post, "extended_entities", "media"))
    items = items or list(iter_objects(post, "entities", "media"))
    media: list[CapturedMedia] = []
    missing: list[Doubt] = []
    for item in items:
        kind = MEDIA_TYPES.get(get_text(item, "type") or "photo", MediaType.IMAGE)
        preview = get_text(item, "media_url_https", "media_url")
        url = _best_variant(item) or preview
        names = (f"{key}-{_url_file_name(address or '')}" for address in (url, preview))
        file = next((files[name] for name in names if name in files), None)
        media.append(CapturedMedia(kind, file=file, url=url, alt=get_text(item, "ext_alt_text")))
        if file is None:
            missing.append(missing_media_doubt(f"{kind.value} {len(media)}"))
    return tuple(media), missing


def _best_variant(item: JsonObject) -> str | None:
    """Return the URL of a video at its highest bit rate; None for a photo."""
    variants = []
    for variant in iter_objects(item, "video_info", "variants"):
        url = get_text(variant, "url")
        is_playlist = get_text(variant, "content_type") == "application/x-mpegURL"
        if url and not is_playlist:
            variants.append((get_number(variant, "bitrate") or 0, url))
    return max(variants, default=(0, None))[1]


def _url_file_name(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


# --- long texts ------------------------------------------------------------------------------

_MAX_SECONDS_APART = 3
"""Seconds between a note and its post, at most."""
_TRUNCATED_WEIGHT = 260
"""The weight of a text from which on an ellipsis at its end may be that of X."""
_MIN_WEIGHT = 200
"""The weight of a truncated text, at least: X shows more of a long post than this."""
_LEADING_MENTIONS = re.compile(r"(?:(?<!\s)\s+)?(?:@\w+\s+)+")
_SHORT_URL = re.compile(r"https?://t\.co/\w+")
TRUNCATED_DOUBT = Doubt(
    DoubtKind.LONG_TEXT_UNMATCHED,
    "the text is cut at its end, and the source does not hold the rest: add it",
)


class NoteTweets:
    """The note tweets that may belong to the posts of a thread: those of the same seconds."""

    def __init__(self, notes: Iterable[JsonObject], seconds: Iterable[int]) -> None:
        around = range(-_MAX_SECONDS_APART, _MAX_SECONDS_APART + 1)
        near = {second + apart for second in seconds for apart in around}
        self._notes: list[tuple[int, JsonObject]] = []
        for note in notes:
            date = parse_x_date(note.get("createdAt"))
            if date is not None and int(date.timestamp()) in near:
                self._notes.append((int(date.timestamp()), note))

    def find_long_text(self, short: EntityText, second: int) -> EntityText | None:
        """Return the full text of a post; None where it is not long, or its note is missing."""
        begin = truncated_part(short)
        if _tweet_weight(begin) < _MIN_WEIGHT:
            return None
        matches = []
        for index, (at, note) in enumerate(self._notes):
            apart = abs(at - second)
            text = get_text(get_object(note, "core"), "text") or ""
            if apart <= _MAX_SECONDS_APART and _continues(begin, text):
                matches.append((apart, index))
        if not matches:
            return None
        _, nearest = min(matches)
        return _read_note(self._notes[nearest][1], short)


def truncated_part(source: EntityText) -> str:
    """Return what X keeps of a long text, without leading handles, trailing URLs and ellipsis."""
    displayed = source.text[display_start(source) :]
    return unescape_x_text(_strip_short_urls(displayed)).removesuffix("…").rstrip()


def _strip_short_urls(text: str) -> str:
    """Return a text without the shortened addresses at its end."""
    text = text.rstrip()
    while (colon := text.rfind("://t.co/")) >= 0:
        begin = text.rfind("http", 0, colon)
        if begin < 0 or not _SHORT_URL.fullmatch(text, begin):
            break
        text = text[:begin].rstrip()
    return text


def is_truncated(source: EntityText) -> bool:
    """Return whether a text ends as X truncates a long one: with an ellipsis near its limit."""
    if not _strip_short_urls(source.text).endswith("…"):
        return False
    plain = unescape_x_text(source.text)
    weight = _tweet_weight(plain)
    if plain.startswith("RT @"):
        return weight >= _TRUNCATED_WEIGHT // 2
    return weight >= _TRUNCATED_WEIGHT


def _tweet_weight(plain: str) -> int:
    """Return the length of a text by X's weighted count, in which wide characters count twice."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in plain)


def _continues(begin: str, note: str) -> bool:
    """Return whether a note is longer than a text and begins with it, white space aside."""
    short = "".join(begin.split())
    forms = ("".join(form.split()) for form in (note, _LEADING_MENTIONS.sub("", note)))
    return any(form.startswith(short) and len(form) > len(short) for form in forms)


def _read_note(note: JsonObject, short: EntityText) -> EntityText:
    """Return the text of a note with its entities, as the text of the post `short`."""
    core = get_object(note, "core")
    names = {mention.handle.casefold(): mention.name for mention in short.mentions}
    urls = tuple(
        UrlEntity(
            get_text(url, "shortUrl") or "",
            get_text(url, "expandedUrl") or get_text(url, "shortUrl") or "",
            _note_span(url),
        )
        for url in iter_objects(core, "urls")
    )
    mentions = []
    for mention in iter_objects(core, "mentions"):
        handle = get_text(mention, "screenName")
        if handle:
            name = names.get(handle.casefold())
            mentions.append(MentionEntity(handle, _note_span(mention), name))
    return EntityText(
        get_text(core, "text") or "",
        short.post,
        urls=urls,
        mentions=tuple(mentions),
        is_escaped=False,
    )


def _note_span(entity: JsonObject) -> Offsets:
    return known_offsets(get_number(entity, "fromIndex"), get_number(entity, "toIndex"))
