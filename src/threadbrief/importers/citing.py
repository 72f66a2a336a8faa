"""The addresses of a thread in; a citation draft for each, once, and what is not known of it, out."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from threadbrief.importers.addresses import hints, same_page, without_tracking
from threadbrief.importers.captured import CapturedLink, CapturedQuote, DoubtKind
from threadbrief.importers.flagging import DraftFlag
from threadbrief.importers.post_addresses import PostAddress, post_address
from threadbrief.importers.sites import site_of
from threadbrief.model.brief import Brief, Platform
from threadbrief.model.platforms import platform_name, was_twitter
from threadbrief.read.writing import Row, Tree
from threadbrief.text.urls import is_web_address, strip_scheme
from threadbrief.values import Ledger, field

_UNKNOWN = {
    DoubtKind.CITATION_TITLE_MISSING: "the titles are read off addresses or cards",
    DoubtKind.CITATION_AUTHOR_MISSING: "no author is known",
    DoubtKind.CITATION_DATE_MISSING: "no date is known",
}
_EXCERPT = 400


class Drafts(Ledger):
    """The citations of one memo, as they are made."""

    taken: set[str]
    """Ids that are given already: of posts, of a memo's own citations."""
    names: dict[str, str] = field(default_factory=dict)
    """Names of accounts, by handle in lower case."""
    citations: dict[str, dict[str, Tree]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    """The key of each page or post, by a form of its address in which equal ones are equal."""
    flags: list[DraftFlag] = field(default_factory=list)
    unknown: dict[DoubtKind, list[str]] = field(default_factory=dict)
    """Keys of pages by what is not known of them."""
    told: str = ""
    """What the reader of the format has said of posts that are quoted and not seen."""

    def cite(self, link: CapturedLink, by: str, quotes: Iterable[CapturedQuote]) -> str | None:
        """Return the key of what a link leads to, its citation drafted the first time; None where it is no address."""
        trimmed = without_tracking(link.url)
        if not is_web_address(trimmed.url):
            return None
        if trimmed.cut:
            detail = f"{', '.join(trimmed.cut)} only tracked the reader of {trimmed.url}"
            self.flags.append(DraftFlag(DoubtKind.URL_TRACKING, (by,), detail))
        post = post_address(trimmed.url)
        page = page_of(trimmed.url)
        if page not in self.keys:
            self.keys[page] = self._post(post, link, by, quotes) if post else self._page(trimmed.url, link.title)
        return self.keys[page]

    def url_of(self, key: str, url: str) -> str:
        """Return the address that a citation has; one that the memo has already may be written otherwise."""
        return str(self.citations[key]["URL"]) if key in self.citations else without_tracking(url).url

    def _post(self, post: PostAddress, link: CapturedLink, by: str, quotes: Iterable[CapturedQuote]) -> str:
        seen = next((quote for quote in quotes if _same_post(quote.url, post)), None)
        date = post.date or (seen.date if seen else None)
        handle = (seen.handle if seen else None) or post.handle
        key = self._key(re.sub(r"[@.].*", "", handle or "post").lower(), f"{date:%Y%m%d}" if date else post.id[-8:])
        name = (seen.name if seen else None) or self.names.get((handle or "").lower())
        tree: dict[str, Tree] = {"type": "post"}
        if name or handle:
            tree["author"] = name or handle
        words = " ".join((seen.text or "").split()) if seen else ""
        what = "quoted" if link.quotes else "linked"
        where = f"post {by.removeprefix('p')}"
        tree["title"] = f"[Post {what} in {where}]" if words else f"[Post {what} in {where}; text not seen]"
        tree |= _where(post, date)
        if words:
            tree["abstract"] = words
        verify: list[Tree] = [*([] if words else ["title"]), *([] if name else ["author"])]
        if verify:
            tree["verify"] = Row(verify)
        tree["custom"] = _custom(post, handle, date, words)
        if not words and post.url not in self.told:
            detail = f"the text of the post that is {what} is not in the source; see {post.url}"
            self.flags.append(DraftFlag(DoubtKind.QUOTE_UNSEEN, (by, key), detail))
        self.citations[key] = tree
        return key

    def _page(self, url: str, title: str | None) -> str:
        site, hint = site_of(url), hints(url)
        key = self._key(site.short or "source", hint.date.replace("-", "") if hint.date else hint.token)
        given = " ".join((title or "").split())
        tree: dict[str, Tree] = {"type": site.type}
        tree["title"] = given or f"[{hint.title or _described(url)}]".replace("[[", "[")
        tree["container-title"] = site.name
        if hint.date:
            tree["issued"] = hint.date
        tree["URL"] = url
        tree["verify"] = Row(["title", "issued"] if hint.date else ["title"])
        self.citations[key] = tree
        for kind in _UNKNOWN:
            if kind is not DoubtKind.CITATION_DATE_MISSING or not hint.date:
                self.unknown.setdefault(kind, []).append(key)
        return key

    def all_flags(self) -> list[DraftFlag]:
        """Return every flag about the citations; what is not known of sources in one flag for all of them."""
        unknown = (DraftFlag(kind, tuple(keys), _UNKNOWN[kind]) for kind, keys in self.unknown.items())
        return [*self.flags, *unknown]

    def _key(self, stem: str, rest: str) -> str:
        """Return a key that nothing has yet."""
        stem = re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-") or "source"
        if stem == "x" or stem.startswith("x-"):  # such keys of a memo are nobody's (docs/yaml.md)
            stem = f"on-{stem}"
        key = f"{stem}-{rest.strip('-')}" if rest.strip("-") else stem
        wanted, number = key, 2
        while key in self.taken or key in {"memo", "thread"}:
            key, number = f"{wanted}-{number}", number + 1
        self.taken.add(key)
        return key


def page_of(url: str) -> str:
    """Return a form of an address in which all addresses of one post, or of one page, are equal."""
    post = post_address(url)
    return f"{post.platform.value}:{post.id}" if post else same_page(url)


def cited_pages(brief: Brief) -> dict[str, str]:
    """Return the key of each page that a memo cites, by its form of the address."""
    cited = {key: citation.variables.get("URL") for key, citation in brief.citations.items()}
    return {page_of(url): key for key, url in cited.items() if url}


def _same_post(url: str, post: PostAddress) -> bool:
    other = post_address(url)
    return other is not None and (other.platform, other.id) == (post.platform, post.id)


def _where(post: PostAddress, date: datetime | None) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    day = date.astimezone(UTC).date() if date else None
    if name := platform_name(post.platform, day):
        tree["container-title"] = name
    if post.platform is Platform.X:
        tree["genre"] = "Tweet" if was_twitter(day) else "Post"
    if date:
        tree["issued"] = date.date().isoformat()
    return {**tree, "URL": post.url}


def _custom(post: PostAddress, handle: str | None, date: datetime | None, words: str) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"platform": post.platform.value, "platform-id": post.id}
    if handle:
        tree["handle"] = f"@{handle}"
    if date:
        tree["time"] = instant(date)
    if words:
        tree["excerpt"] = words[:_EXCERPT]
    return tree


def instant(moment: datetime) -> str:
    """Return a time as the schema has it, in UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _described(url: str) -> str:
    """Return what to call a page of which nothing but the address is known."""
    bare = strip_scheme(url).rstrip("/").replace("[", "(").replace("]", ")")
    return f"Page at {bare[:80]}"
