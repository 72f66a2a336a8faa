"""The citations of a draft: one for each page or post that a thread links to.

An import opens no page. Type, site and key come from tables of hosts; title and date of a page are
hints of its address, and are marked to be verified.
"""

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
from threadbrief.model.platforms import get_platform_name, was_twitter
from threadbrief.read.emit import FlowSequence, Tree
from threadbrief.text.urls import is_web_address, split_url, strip_scheme

# Sites

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
"""Second-level domains below which a country registers names."""


class Site(Frozen):
    """The type, name and short name of a site, by its host."""

    type: str
    """A type of CSL."""
    name: str
    """The title of the site; its host where the tables have none."""
    short: str
    """For the keys of citations; may be empty."""


def identify_site(url: str) -> Site:
    """Return the site of an address, from the tables of hosts, else from the host alone."""
    parts = split_url(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    for name in _list_suffixes(host):
        if name in _SITES:
            kind, title, short = _SITES[name]
            return Site(kind, title or host, short)
    kind = "report" if parts.path.lower().endswith(".pdf") else "webpage"
    return Site(kind, host, _find_registered_name(host))


def _list_suffixes(host: str) -> list[str]:
    """Return a host and the domains above it, but for the top one."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _find_registered_name(host: str) -> str:
    """Return the registered name in a host: `example` of `news.example.co.uk`."""
    labels = [label for label in host.split(".") if label]
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    name = "".join(labels)
    if len(labels) > 1:
        name = labels[-2]
    return re.sub(r"[^A-Za-z0-9-]", "", name).strip("-")


# Citations

_UNKNOWN_DETAILS = {
    DoubtKind.CITATION_TITLE_MISSING: "the titles are read off addresses or cards",
    DoubtKind.CITATION_AUTHOR_MISSING: "no author is known",
    DoubtKind.CITATION_DATE_MISSING: "no date is known",
}
_EXCERPT = 400
"""Characters of a quoted post in its citation."""


class CitationDrafts(Accumulator):
    """The citations of one draft, while its posts are read."""

    taken: set[str]
    """Ids in use: of posts, and of the citations of an existing memo."""
    names: dict[str, str] = field(default_factory=dict)
    """Names of accounts, by handle in lower case."""
    citations: dict[str, dict[str, Tree]] = field(default_factory=dict)
    """The new citations as YAML data, by key."""
    keys: dict[str, str] = field(default_factory=dict)
    """The key of the citation of each page or post, by `identify_page`."""
    flags: list[DraftFlag] = field(default_factory=list)
    """Flags about one address or post each."""
    unknown: dict[DoubtKind, list[str]] = field(default_factory=dict)
    """Keys of pages by what is not known of them."""
    unseen_quotes: str = ""
    """The details of the doubts about unseen quotations that the thread has already."""

    def cite(self, link: CapturedLink, by: str, quotes: Iterable[CapturedQuote]) -> str | None:
        """Return the key of the citation of a link, drafted at its first use; None: no web address.

        `by` is the id of the post with the link, `quotes` are the posts that it quotes.
        """
        stripped = strip_tracking(link.url)
        if not is_web_address(stripped.url):
            return None
        if stripped.removed:
            detail = f"{', '.join(stripped.removed)} only tracked the reader of {stripped.url}"
            self.flags.append(DraftFlag(DoubtKind.URL_TRACKING, (by,), detail))
        page = identify_page(stripped.url)
        if page not in self.keys:
            post = parse_post_url(stripped.url)
            if post:
                self.keys[page] = self._add_post(post, link, by, quotes)
            else:
                self.keys[page] = self._add_page(stripped.url, link.title)
        return self.keys[page]

    def find_url(self, key: str, url: str) -> str:
        """Return the address to show for a link: that of its new citation, else its own, stripped.

        A citation of an existing memo may have the address of the page in another form.
        """
        if key in self.citations:
            return str(self.citations[key]["URL"])
        return strip_tracking(url).url

    def _add_post(
        self, post: PostUrl, link: CapturedLink, by: str, quotes: Iterable[CapturedQuote]
    ) -> str:
        """Draft the citation of a post, with its text where it is a quotation in the source."""
        empty = CapturedQuote(post.url)
        quote = next((quote for quote in quotes if _is_same_post(quote.url, post)), empty)
        date = post.date or quote.date
        handle = quote.handle or post.handle
        name = quote.name or self.names.get((handle or "").lower())
        words = " ".join((quote.text or "").split())
        stem = re.sub(r"[@.].*", "", handle or "post").lower()
        key = self._take_key(stem, f"{date:%Y%m%d}" if date else post.id[-8:])
        what = "quoted" if link.quotes else "linked"
        title = f"Post {what} in post {by.removeprefix('p')}"
        verify: list[Tree] = []
        tree: dict[str, Tree] = {"type": "post"}
        if name or handle:
            tree["author"] = name or handle
        if words:
            tree["title"] = f"[{title}]"
        else:
            tree["title"] = f"[{title}; text not seen]"
            verify.append("title")
        tree |= _build_publication(post, date)
        if words:
            tree["abstract"] = words
        if not name:
            verify.append("author")
        if verify:
            tree["verify"] = FlowSequence(verify)
        tree["custom"] = _build_custom_fields(post, handle=handle, date=date, words=words)
        if not words and post.url not in self.unseen_quotes:
            detail = f"the text of the post that is {what} is not in the source; see {post.url}"
            self.flags.append(DraftFlag(DoubtKind.QUOTE_UNSEEN, (by, key), detail))
        self.citations[key] = tree
        return key

    def _add_page(self, url: str, title: str | None) -> str:
        """Draft the citation of a page, with the title of its card or the hints in its address."""
        site, hints = identify_site(url), find_hints(url)
        verify: list[Tree] = ["title"]
        given = " ".join((title or "").split())
        tree: dict[str, Tree] = {"type": site.type}
        tree["title"] = given or f"[{hints.title or _describe_page(url)}]".replace("[[", "[")
        tree["container-title"] = site.name
        distinction = hints.token
        if hints.date:
            tree["issued"] = hints.date
            verify.append("issued")
            distinction = hints.date.replace("-", "")
        tree["URL"] = url
        tree["verify"] = FlowSequence(verify)
        key = self._take_key(site.short or "source", distinction)
        self.citations[key] = tree
        for kind in _UNKNOWN_DETAILS:
            if kind is not DoubtKind.CITATION_DATE_MISSING or not hints.date:
                self.unknown.setdefault(kind, []).append(key)
        return key

    def collect_flags(self) -> list[DraftFlag]:
        """Return the flags about the citations; unknown titles and the like have one for all."""
        unknown = (
            DraftFlag(kind, tuple(keys), _UNKNOWN_DETAILS[kind])
            for kind, keys in self.unknown.items()
        )
        return [*self.flags, *unknown]

    def _take_key(self, stem: str, distinction: str) -> str:
        """Return a key that no post or citation has, with a number where needed, and take it."""
        stem = re.sub(r"[^a-z0-9_]+", "-", stem.lower()).strip("-") or "source"
        if stem == "x" or stem.startswith("x-"):
            stem = f"on-{stem}"  # keys with x- are extensions (docs/yaml.md)
        key = base = f"{stem}-{distinction.strip('-')}".rstrip("-")
        number = 2
        while key in self.taken or key in {"memo", "thread"}:
            key = f"{base}-{number}"
            number += 1
        self.taken.add(key)
        return key


def identify_page(url: str) -> str:
    """Return a key that is equal for all addresses of one post, or of one page."""
    post = parse_post_url(url)
    if post is None:
        return normalize_url(url)
    return f"{post.platform.value}:{post.id}"


def map_cited_pages(brief: Brief) -> dict[str, str]:
    """Return the key of the citation of each page that a memo cites, by `identify_page`."""
    urls = {key: citation.variables.get("URL") for key, citation in brief.citations.items()}
    return {identify_page(url): key for key, url in urls.items() if url}


def _is_same_post(url: str, post: PostUrl) -> bool:
    other = parse_post_url(url)
    return other is not None and (other.platform, other.id) == (post.platform, post.id)


def _build_publication(post: PostUrl, date: datetime | None) -> dict[str, Tree]:
    """Return platform, genre, date and address, the platform by the name it had on that day."""
    tree: dict[str, Tree] = {}
    day = None
    if date:
        day = date.astimezone(UTC).date()
    platform = get_platform_name(post.platform, day)
    if platform:
        tree["container-title"] = platform
    if post.platform is Platform.X:
        tree["genre"] = "Tweet" if was_twitter(day) else "Post"
    if date:
        tree["issued"] = date.date().isoformat()
    tree["URL"] = post.url
    return tree


def _build_custom_fields(
    post: PostUrl, *, handle: str | None, date: datetime | None, words: str
) -> dict[str, Tree]:
    """Return the fields of a post that CSL does not have."""
    tree: dict[str, Tree] = {"platform": post.platform.value, "platform-id": post.id}
    if handle:
        tree["handle"] = f"@{handle}"
    if date:
        tree["time"] = format_utc(date)
    if words:
        tree["excerpt"] = words[:_EXCERPT]
    return tree


def format_utc(moment: datetime) -> str:
    """Return a time in ISO 8601, in UTC with a Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _describe_page(url: str) -> str:
    """Return a title for a page of which only the address is known."""
    bare = strip_scheme(url).rstrip("/").replace("[", "(").replace("]", ")")
    return f"Page at {bare[:80]}"
