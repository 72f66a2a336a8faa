"""What the host of an address says about its page: the type of source, the name of the site, a short form for keys."""

from threadbrief.text.urls import split_url
from threadbrief.values import Value

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
_FILMS = {"youtube.com": ("YouTube", "youtube"), "youtu.be": ("YouTube", "youtube"), "vimeo.com": ("Vimeo", "vimeo")}
_BLOGS = {"substack.com": ("Substack", "substack"), "medium.com": ("Medium", "medium"), "wordpress.com": ("", "blog")}
_OTHERS = {
    "wikipedia.org": ("entry-encyclopedia", "Wikipedia", "wikipedia"),
    "arxiv.org": ("article", "arXiv", "arxiv"),
    "ssrn.com": ("article", "SSRN", "ssrn"),
    "github.com": ("software", "GitHub", "github"),
    "bbc.com": ("webpage", "BBC", "bbc"),
    "bbc.co.uk": ("webpage", "BBC", "bbc"),
    "carnegie.ru": ("webpage", "Carnegie Moscow Center", "carnegie"),
    "carnegieendowment.org": ("webpage", "Carnegie Endowment for International Peace", "carnegieendowment"),
    "t.co": ("webpage", "", "tco"),
}
_KNOWN = {
    **{host: ("article-newspaper", *names) for host, names in _NEWSPAPERS.items()},
    **{host: ("article-magazine", *names) for host, names in _MAGAZINES.items()},
    **{host: ("article-journal", *names) for host, names in _JOURNALS.items()},
    **{host: ("motion_picture", *names) for host, names in _FILMS.items()},
    **{host: ("post-weblog", *names) for host, names in _BLOGS.items()},
    **_OTHERS,
}
_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "gov", "gouv", "ac", "edu", "go", "gob", "or", "ne"})
SHORTENERS = frozenset(
    {"t.co", "bit.ly", "ow.ly", "buff.ly", "tinyurl.com", "goo.gl", "dlvr.it", "lnkd.in", "ift.tt", "is.gd", "trib.al"}
)


class Site(Value):
    """What is known of a host."""

    type: str
    """A type of CSL."""
    name: str
    """What it calls itself; its host where nobody knows."""
    short: str
    """For keys."""


def site_of(url: str) -> Site:
    """Return what the host and the path of an address say."""
    parts = split_url(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    known = next((_KNOWN[name] for name in _suffixes(host) if name in _KNOWN), None)
    kind, name, short = known or ("webpage", "", _label(host))
    if not known and parts.path.lower().endswith(".pdf"):
        kind = "report"
    return Site(kind, name or host, short)


def is_short(url: str) -> bool:
    """Return whether an address is a shortened one, which leads to another that it does not show."""
    return (split_url(url).hostname or "").removeprefix("www.") in SHORTENERS


def _suffixes(host: str) -> list[str]:
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)]


def _label(host: str) -> str:
    """Return the name in a host: `example` of `news.example.co.uk`."""
    labels = [label for label in host.split(".") if label]
    if len(labels) > 2 and labels[-2] in _SECOND_LEVEL:
        labels.pop()
    name = labels[-2] if len(labels) > 1 else "".join(labels)
    return "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter == "-")).strip("-")
