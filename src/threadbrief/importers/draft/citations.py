"""The addresses of a thread in; a citation draft for each, once, and what is not known of it, out."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from threadbrief.core.structs import Accumulator, Frozen, field
from threadbrief.importers.draft.flags import DraftFlag
from threadbrief.importers.model import CapturedLink, CapturedQuote, DoubtKind
from threadbrief.importers.urls import (
    PostUrl,
    find_hints,
    normalize_url,
    parse_post_url,
    strip_tracking,
)
from threadbrief.model.brief import Brief, Platform
from threadbrief.model.platforms import platform_name, was_twitter
from threadbrief.read.emit import FlowSequence, Tree
from threadbrief.text.urls import is_web_address, split_url, strip_scheme

_NEWSPAPERS = {
    "wsj.com": ("The Wall Street Journal", "wsj"),
    "nytimes.com": ("The New York Times", "nyt"),
    "washingtonpost.com": ("The Washington Post", "wapo"),
    "ft.com": ("Financial Times", "ft"),
    "theguardian.com": ("The Guardian", "guardian"),
    "thetimes.co.uk": ("The Times", "times"),
    "telegraph.co.uk": ("The Telegraph", "telegraph"),
    "lemonde.fr": ("Le Monde", "lemonde"),
    "faz.net": ("Frankfurter Allgemeine Zeitung", "faz"),
    "sueddeutsche.de": ("Süddeutsche Zeitung", "sz"),
    "elpais.com": ("El País", "elpais"),
    "scmp.com": ("South China Morning Post", "scmp"),
    "kommersant.ru": ("Коммерсантъ", "kommersant"),
    "vedomosti.ru": ("Ведомости", "vedomosti"),
    "reuters.com": ("Reuters", "reuters"),
    "apnews.com": ("AP News", "ap"),
    "bloomberg.com": ("Bloomberg", "bloomberg"),
}
_MAGAZINES = {
    "economist.com": ("The Economist", "economist"),
    "foreignaffairs.com": ("Foreign Affairs", "foreignaffairs"),
    "foreignpolicy.com": ("Foreign Policy", "foreignpolicy"),
    "newyorker.com": ("The New Yorker", "newyorker"),
    "theatlantic.com": ("The Atlantic", "atlantic"),
    "spiegel.de": ("Der Spiegel", "spiegel"),
}
_JOURNALS = {
    "doi.org": ("", "doi"),
    "nature.com": ("Nature", "nature"),
    "science.org": ("Science", "science"),
    "jstor.org": ("JSTOR", "jstor"),
    "thelancet.com": ("The Lancet", "lancet"),
}
_FILMS = {
    "youtube.com": ("YouTube", "youtube"),
    "youtu.be": ("YouTube", "youtube"),
    "vimeo.com": ("Vimeo", "vimeo"),
}
_BLOGS = {
    "substack.com": ("Substack", "substack"),
    "medium.com": ("Medium", "medium"),
    "wordpress.com": ("", "blog"),
}
_OTHER_SITES = {
    "wikipedia.org": ("entry-encyclopedia", "Wikipedia", "wikipedia"),
    "arxiv.org": ("article", "arXiv", "arxiv"),
    "ssrn.com": ("article", "SSRN", "ssrn"),
    "github.com": ("software", "GitHub", "github"),
    "bbc.com": ("webpage", "BBC", "bbc"),
    "bbc.co.uk": ("webpage", "BBC", "bbc"),
    "carnegie.ru": ("webpage", "Carnegie Moscow Center", "carnegie"),
    "carnegieendowment.org": (
        "webpage",
        "Carnegie Endowment for International Peace",
        "carnegieendowment",
    ),
    "t.co": ("webpage", "", "tco"),
}
_SITES = {
    **{host: ("article-newspaper", *names) for host, names in _NEWSPAPERS.items()},
    **{host: ("article-magazine", *names) for host, names in _MAGAZINES.items()},
    **{host: ("article-journal", *names) for host, names in _JOURNALS.items()},
    **{host: ("motion_picture", *names) for host, names in _FILMS.items()},
    **{host: ("post-weblog", *names) for host, names in _BLOGS.items()},
    **_OTHER_SITES,
}
_SECOND_LEVEL = frozenset(
    {"co", "com", "org", "net", "gov", "gouv", "ac", "edu", "go", "gob", "or", "ne"}
)
SHORTENERS = frozenset(
    {
        "t.co",
        "bit.ly",
        "ow.ly",
        "buff.ly",
        "tinyurl.com",
        "goo.gl",
        "dlvr.it",
        "lnkd.in",
        "ift.tt",
        "is.gd",
        "trib.al",
    }
)


class Site(Frozen):
    """What is known of a host."""

    type: str
    """A type of CSL."""
    name: str
    """What it calls itself; its host where nobody knows."""
    short: str
    """For keys."""


def identify_site(url: str) -> Site:
    """Return what the host and the path of an address say."""
    parts = split_url(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    known = next((_SITES[name] for name in _host_suffixes(host) if name in _SITES), None)
    kind, name, short = known or ("webpage", "", _host_label(host))
    if not known and parts.path.lower().endswith(".pdf"):
        kind = "report"
    return Site(kind, name or host, short)


def is_shortened_url(url: str) -> bool:
    """Return whether an address is a shortened one, which leads to another that it does not show."""
    return (split_url(url).hostname or "").removeprefix("www.") in SHORTENERS


def _host_suffixes(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _host_label(host: str) -> str:
    """Return the name in a host: `example` of `news.example.co.uk`."""
    labels = [label for label in host.split(".") if label]
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    name = labels[-2] if len(labels) > 1 else "".join(labels)
    return "".join(
        letter for letter in name if letter.isascii() and (letter.isalnum() or letter == "-")
    ).strip("-")


_UNKNOWN_DETAILS = {
    DoubtKind.CITATION_TITLE_MISSING: "the titles are read off addresses or cards",
    DoubtKind.CITATION_AUTHOR_MISSING: "no author is known",
    DoubtKind.CITATION_DATE_MISSING: "no date is known",
}
_EXCERPT = 400


class CitationDrafts(Accumulator):
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
    unseen_quotes: str = ""
    """What the reader of the format has said of posts that are quoted and not seen."""

    def cite(self, link: CapturedLink, by: str, quotes: Iterable[CapturedQuote]) -> str | None:
        """Return the key of what a link leads to, its citation drafted the first time; None where it is no address."""
        trimmed = strip_tracking(link.url)
        if not is_web_address(trimmed.url):
            return None
        if trimmed.removed:
            detail = f"{', '.join(trimmed.removed)} only tracked the reader of {trimmed.url}"
            self.flags.append(DraftFlag(DoubtKind.URL_TRACKING, (by,), detail))
        post = parse_post_url(trimmed.url)
        page = page_identity(trimmed.url)
        if page not in self.keys:
            self.keys[page] = (
                self._post(post, link, by, quotes) if post else self._page(trimmed.url, link.title)
            )
        return self.keys[page]

    def url_of(self, key: str, url: str) -> str:
        """Return the address that a citation has; one that the memo has already may be written otherwise."""
        return str(self.citations[key]["URL"]) if key in self.citations else strip_tracking(url).url

    def _post(
        self, post: PostUrl, link: CapturedLink, by: str, quotes: Iterable[CapturedQuote]
    ) -> str:
        seen = next((quote for quote in quotes if _is_same_post(quote.url, post)), None)
        date = post.date or (seen.date if seen else None)
        handle = (seen.handle if seen else None) or post.handle
        key = self._key(
            re.sub(r"[@.].*", "", handle or "post").lower(),
            f"{date:%Y%m%d}" if date else post.id[-8:],
        )
        name = (seen.name if seen else None) or self.names.get((handle or "").lower())
        tree: dict[str, Tree] = {"type": "post"}
        if name or handle:
            tree["author"] = name or handle
        words = " ".join((seen.text or "").split()) if seen else ""
        what = "quoted" if link.quotes else "linked"
        where = f"post {by.removeprefix('p')}"
        tree["title"] = (
            f"[Post {what} in {where}]" if words else f"[Post {what} in {where}; text not seen]"
        )
        tree |= _publication_fields(post, date)
        if words:
            tree["abstract"] = words
        verify: list[Tree] = [*([] if words else ["title"]), *([] if name else ["author"])]
        if verify:
            tree["verify"] = FlowSequence(verify)
        tree["custom"] = _custom_fields(post, handle, date, words)
        if not words and post.url not in self.unseen_quotes:
            detail = f"the text of the post that is {what} is not in the source; see {post.url}"
            self.flags.append(DraftFlag(DoubtKind.QUOTE_UNSEEN, (by, key), detail))
        self.citations[key] = tree
        return key

    def _page(self, url: str, title: str | None) -> str:
        site, hint = identify_site(url), find_hints(url)
        key = self._key(
            site.short or "source", hint.date.replace("-", "") if hint.date else hint.token
        )
        given = " ".join((title or "").split())
        tree: dict[str, Tree] = {"type": site.type}
        tree["title"] = given or f"[{hint.title or _describe_page(url)}]".replace("[[", "[")
        tree["container-title"] = site.name
        if hint.date:
            tree["issued"] = hint.date
        tree["URL"] = url
        tree["verify"] = FlowSequence(["title", "issued"] if hint.date else ["title"])
        self.citations[key] = tree
        for kind in _UNKNOWN_DETAILS:
            if kind is not DoubtKind.CITATION_DATE_MISSING or not hint.date:
                self.unknown.setdefault(kind, []).append(key)
        return key

    def all_flags(self) -> list[DraftFlag]:
        """Return every flag about the citations; what is not known of sources in one flag for all of them."""
        unknown = (
            DraftFlag(kind, tuple(keys), _UNKNOWN_DETAILS[kind])
            for kind, keys in self.unknown.items()
        )
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


def page_identity(url: str) -> str:
    """Return a form of an address in which all addresses of one post, or of one page, are equal."""
    post = parse_post_url(url)
    return f"{post.platform.value}:{post.id}" if post else normalize_url(url)


def map_cited_pages(brief: Brief) -> dict[str, str]:
    """Return the key of each page that a memo cites, by its form of the address."""
    cited = {key: citation.variables.get("URL") for key, citation in brief.citations.items()}
    return {page_identity(url): key for key, url in cited.items() if url}


def _is_same_post(url: str, post: PostUrl) -> bool:
    other = parse_post_url(url)
    return other is not None and (other.platform, other.id) == (post.platform, post.id)


def _publication_fields(post: PostUrl, date: datetime | None) -> dict[str, Tree]:
    tree: dict[str, Tree] = {}
    day = date.astimezone(UTC).date() if date else None
    if name := platform_name(post.platform, day):
        tree["container-title"] = name
    if post.platform is Platform.X:
        tree["genre"] = "Tweet" if was_twitter(day) else "Post"
    if date:
        tree["issued"] = date.date().isoformat()
    return {**tree, "URL": post.url}


def _custom_fields(
    post: PostUrl, handle: str | None, date: datetime | None, words: str
) -> dict[str, Tree]:
    tree: dict[str, Tree] = {"platform": post.platform.value, "platform-id": post.id}
    if handle:
        tree["handle"] = f"@{handle}"
    if date:
        tree["time"] = format_utc(date)
    if words:
        tree["excerpt"] = words[:_EXCERPT]
    return tree


def format_utc(moment: datetime) -> str:
    """Return a time as the schema has it, in UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _describe_page(url: str) -> str:
    """Return what to call a page of which nothing but the address is known."""
    bare = strip_scheme(url).rstrip("/").replace("[", "(").replace("]", ")")
    return f"Page at {bare[:80]}"
