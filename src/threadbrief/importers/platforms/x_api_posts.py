"""The posts in responses of the X API v2, and the captured post built from one."""

import re
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import quote

from threadbrief.core.structs import Accumulator, field
from threadbrief.importers.inputs.json import (
    JsonObject,
    get_array,
    get_number,
    get_object,
    get_text,
    iter_objects,
)
from threadbrief.importers.model import (
    CapturedLink,
    CapturedMedia,
    CapturedPost,
    CapturedQuote,
    Doubt,
    DoubtKind,
    PostWithDoubts,
    missing_media_doubt,
)
from threadbrief.importers.platforms.text_offsets import Offsets, known_offsets
from threadbrief.importers.platforms.x_archive_posts import (
    MEDIA_TYPES,
    TRUNCATED_DOUBT,
    is_truncated,
    read_language,
)
from threadbrief.importers.platforms.x_entities import (
    DisplayText,
    EntityText,
    MentionEntity,
    UrlEntity,
    choose_date,
    edit_doubts,
    expand_entities,
    parse_x_date,
    status_id_in_url,
)
from threadbrief.model.brief import MediaType

# --- responses -------------------------------------------------------------------------------


class Responses(Accumulator):
    """The objects of all responses, by their ids."""

    posts: dict[int, JsonObject] = field(default_factory=dict)
    requested: set[int] = field(default_factory=set)
    """The posts in `data`: requested, and not only included because others refer to them."""
    users: dict[str, JsonObject] = field(default_factory=dict)
    media: dict[str, JsonObject] = field(default_factory=dict)
    errors: dict[int, str] = field(default_factory=dict)
    """The reasons why posts are missing."""
    pages: int = 0
    pages_with_next: int = 0
    """How many pages have a `next_token`: another page follows."""

    def author_of(self, key: int) -> str | None:
        """Return the id of the author of a post."""
        post = self.posts.get(key, {})
        return get_text(post, "author_id") or get_text(get_object(post, "author"), "id")

    def user_of(self, key: int) -> JsonObject:
        """Return the user object of the author of a post; an empty one where it is missing."""
        author = self.author_of(key)
        if not author:
            return {}
        return self.users.get(author, {})


def read_responses(documents: Iterable[object]) -> Responses:
    """Return the objects of all responses; where a post is repeated, the first requested one."""
    responses = Responses()
    for document in documents:
        pages = document if isinstance(document, list) else [document]
        for page in pages:
            if isinstance(page, dict):
                _read_page(responses, page)
    return responses


def referenced_id(post: JsonObject, kind: str) -> int | None:
    """Return the id of the post that another refers to as `replied_to`, `quoted` or `retweeted`."""
    for reference in iter_objects(post, "referenced_tweets"):
        if get_text(reference, "type") == kind:
            return get_number(reference, "id")
    return None


def _read_page(responses: Responses, page: JsonObject) -> None:
    if not page.keys() & {"data", "includes", "errors"}:
        _add_post(responses, page, requested=True)
        return
    responses.pages += 1
    if "next_token" in get_object(page, "meta"):
        responses.pages_with_next += 1
    data = page.get("data")
    posts = [data] if isinstance(data, dict) else get_array(page, "data")
    for post in posts:
        if isinstance(post, dict):
            _add_post(responses, post, requested=True)
    _add_includes(responses, get_object(page, "includes"))
    for fault in iter_objects(page, "errors"):
        key = get_number(fault, "resource_id")
        if key is not None:
            responses.errors[key] = get_text(fault, "title", "detail") or "not there"


def _add_includes(responses: Responses, includes: JsonObject) -> None:
    for user in iter_objects(includes, "users"):
        responses.users.setdefault(get_text(user, "id") or "", user)
    for item in iter_objects(includes, "media"):
        responses.media.setdefault(get_text(item, "media_key") or "", item)
    for post in iter_objects(includes, "tweets"):
        _add_post(responses, post, requested=False)


def _add_post(responses: Responses, post: JsonObject, *, requested: bool) -> None:
    """Add a post, and the objects that tools which flatten responses put inside it."""
    key = get_number(post, "id")
    if key is None or not isinstance(post.get("text"), str):
        return
    if key not in responses.posts or (requested and key not in responses.requested):
        responses.posts[key] = post
    if requested:
        responses.requested.add(key)
    author = get_object(post, "author")
    inner = {
        "users": [author] if author else [],
        "media": get_array(get_object(post, "attachments"), "media"),
    }
    _add_includes(responses, inner)
    for reference in iter_objects(post, "referenced_tweets"):
        _add_post(responses, reference, requested=False)


# --- the captured post -----------------------------------------------------------------------


def build_post(
    responses: Responses, key: int, *, url: str, last: Mapping[int, int]
) -> PostWithDoubts:
    """Return a captured post and its doubts.

    `last` gives the last version for each superseded version of edited posts.
    """
    post = responses.posts[key]
    earlier = sorted(old for old, new in last.items() if new == key)
    date, date_doubts = choose_date(parse_x_date(post.get("created_at")), key)
    first_date = edited = None
    if earlier:
        edited = date
        first = responses.posts.get(earlier[0], {})
        first_date = parse_x_date(first.get("created_at"))
    parent = referenced_id(post, "replied_to")
    reply_to = None
    if parent is not None:
        reply_to = str(last.get(parent, parent))
    shown, text_doubts = _display_text(post)
    media, missing = _media(responses, post)
    link, quotes, unseen = _quoted_post(responses, post, shown)
    captured = CapturedPost(
        shown.text,
        id=str(key),
        url=url,
        date=first_date or date,
        edited=edited,
        reply_to=reply_to,
        language=read_language(post),
        links=(*shown.links, *link),
        mentions=shown.mentions,
        media=media,
        quotes=quotes,
    )
    doubts = [*date_doubts, *text_doubts, *missing, *unseen]
    doubts += edit_doubts([str(old) for old in earlier])
    doubts += _foreign_text_doubts(post)
    return PostWithDoubts(captured, tuple(doubts))


def post_url(handle: str | None, key: int) -> str:
    """Return the URL of a post; without a handle, one that X redirects."""
    return f"https://x.com/{quote(handle or 'i')}/status/{key}"


def _foreign_text_doubts(post: JsonObject) -> Iterator[Doubt]:
    """Yield the doubts about a text that may not be the author's."""
    withheld = get_object(post, "withheld")
    if withheld:
        countries = ", ".join(str(code) for code in get_array(withheld, "country_codes"))
        detail = f"X withholds it in {countries or 'places'}: the text may be X's notice"
        yield Doubt(DoubtKind.TEXT_CHANGED, detail)
    if referenced_id(post, "retweeted") is not None:
        detail = "it repeats somebody else's post, cut perhaps: the words are not the author's"
        yield Doubt(DoubtKind.FORWARDED, detail)


# --- text ------------------------------------------------------------------------------------

_OWN_MEDIA = re.compile(r"https?://(?:twitter|x)\.com/\w+/status/\d+/(?:photo|video)/\d+/?$")
_ESCAPED = re.compile(r"&(?:amp|lt|gt);")
_UNESCAPED = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")


def _display_text(post: JsonObject) -> tuple[DisplayText, list[Doubt]]:
    """Return the text of a post as readers saw it; of a long post, the full text (`note_tweet`)."""
    note = get_object(post, "note_tweet")
    note_text = get_text(note, "text")
    doubts = []
    if note_text is None:
        text = get_text(post, "text") or ""
        source = _read_entities(post, text, get_object(post, "entities"), is_escaped=True)
        if is_truncated(source):
            doubts.append(TRUNCATED_DOUBT)
    else:
        # The API escapes some long texts and not others.
        is_escaped = bool(_ESCAPED.search(note_text)) and not _UNESCAPED.search(note_text)
        entities = get_object(note, "entities")
        source = _read_entities(post, note_text, entities, is_escaped=is_escaped)
        if is_escaped:
            detail = (
                "the long text held escapes such as &amp;, and they were undone once: "
                "make sure that the author meant so"
            )
            doubts.append(Doubt(DoubtKind.ESCAPE_DOUBT, detail))
    return expand_entities(source), doubts


def _read_entities(
    post: JsonObject, text: str, entities: JsonObject, *, is_escaped: bool
) -> EntityText:
    urls = []
    media_urls: dict[tuple[str, Offsets], None] = {}
    for url in iter_objects(entities, "urls"):
        short, full = get_text(url, "url") or "", get_text(url, "expanded_url", "url") or ""
        if _is_own_media(url):
            media_urls[short, _span(url)] = None
        else:
            urls.append(UrlEntity(short, full, _span(url), title=get_text(url, "title")))
    mentions = tuple(
        MentionEntity(get_text(mention, "username") or "", _span(mention))
        for mention in iter_objects(entities, "mentions")
    )
    return EntityText(
        text,
        get_text(post, "id") or "",
        urls=tuple(urls),
        mentions=mentions,
        media_urls=tuple(media_urls),
        is_escaped=is_escaped,
    )


def _is_own_media(url: JsonObject) -> bool:
    return "media_key" in url or bool(_OWN_MEDIA.match(get_text(url, "expanded_url") or ""))


def _span(entity: JsonObject) -> Offsets:
    return known_offsets(get_number(entity, "start"), get_number(entity, "end"))


# --- media and quotes ------------------------------------------------------------------------


def _media(responses: Responses, post: JsonObject) -> tuple[tuple[CapturedMedia, ...], list[Doubt]]:
    """Return the media of a post, which responses give by URL only, and a doubt about each."""
    attachments = get_object(post, "attachments")
    keys = [key for key in get_array(attachments, "media_keys") if isinstance(key, str)]
    if not keys:
        inner = iter_objects(attachments, "media")
        keys = [get_text(item, "media_key") or "" for item in inner]
    media: list[CapturedMedia] = []
    missing: list[Doubt] = []
    for key in dict.fromkeys(keys):
        item = responses.media.get(key, {})
        kind = MEDIA_TYPES.get(get_text(item, "type") or "photo", MediaType.IMAGE)
        alt = get_text(item, "alt_text")
        media.append(CapturedMedia(kind, url=_best_variant(item), alt=alt))
        missing.append(missing_media_doubt(f"{kind.value} {len(media)}"))
    if get_array(attachments, "poll_ids"):
        missing.append(missing_media_doubt("a poll"))
    return tuple(media), missing


def _best_variant(item: JsonObject) -> str | None:
    """Return the URL of a video at its highest bit rate, or of a photo."""
    variants = []
    for variant in iter_objects(item, "variants"):
        url = get_text(variant, "url")
        if url:
            variants.append((get_number(variant, "bit_rate") or 0, url))
    if variants:
        return max(variants)[1]
    return get_text(item, "url", "preview_image_url")


def _quoted_post(
    responses: Responses, post: JsonObject, shown: DisplayText
) -> tuple[tuple[CapturedLink, ...], tuple[CapturedQuote, ...], tuple[Doubt, ...]]:
    """Return the link to a quoted post where the text lacks it, the quote, and its doubt."""
    key = referenced_id(post, "quoted")
    if key is None:
        return (), (), ()
    user = responses.user_of(key)
    urls = (link.url for link in shown.links if status_id_in_url(link.url) == str(key))
    url = next(urls, None)
    link: tuple[CapturedLink, ...] = ()
    if url is None:
        url = post_url(get_text(user, "username"), key)
        link = (CapturedLink(url, quotes=True),)
    quoted = responses.posts.get(key)
    if quoted is None:
        reason = in_parentheses(responses.errors.get(key))
        detail = f"the source does not hold the post that it quotes{reason}: {url}"
        return link, (), (Doubt(DoubtKind.QUOTE_UNSEEN, detail),)
    date, _ = choose_date(parse_x_date(quoted.get("created_at")), key)
    quoted_text, _ = _display_text(quoted)
    captured = CapturedQuote(
        url,
        text=quoted_text.text,
        handle=get_text(user, "username"),
        name=get_text(user, "name"),
        date=date,
    )
    return link, (captured,), ()


def in_parentheses(reason: str | None) -> str:
    """Return a reason in parentheses after a space; "" where there is none."""
    if not reason:
        return ""
    return f" ({reason})"
