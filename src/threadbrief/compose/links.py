"""Links that show where they lead: the address whole, shortened, or its host alone.

An address is printed whole once, in the list of sources or among the addresses of the posts;
elsewhere a long one is shortened, and its link has the whole.
"""

from collections.abc import Container, Iterable

from threadbrief.model import document as doc
from threadbrief.model.traverse import descendants, plain_text
from threadbrief.text.urls import shorten_address, strip_scheme


def link_address(url: str) -> doc.Link:
    """Return a link that shows its address without the scheme (`https://`) and the last slash."""
    return doc.Link((doc.Text(_strip(url)),), url)


def link_host(url: str) -> doc.Link:
    """Return a link that shows the host of its address."""
    host = url.split("://", 1)[-1].split("/", 1)[0].removeprefix("www.")
    return doc.Link((doc.Text(host),), url)


def collect_whole_addresses(blocks: Iterable[doc.Block]) -> frozenset[str]:
    """Return the addresses that blocks show whole."""
    links = (node for node in descendants(blocks) if isinstance(node, doc.Link))
    return frozenset(link.target for link in links if _shows_address(link))


def shorten_links(content: doc.Inlines, whole: Container[str]) -> doc.Inlines:
    """Return a line in which links show a short form of their address.

    Only of one that is in `whole`, and that the link shows: words stay what they are.
    """
    return tuple(
        _shorten_link(inline) if isinstance(inline, doc.Link) and inline.target in whole else inline
        for inline in content
    )


def _shorten_link(link: doc.Link) -> doc.Link:
    short = shorten_address(link.target)
    if short == link.target or not _shows_address(link):
        return link
    return doc.Link((doc.Text(short),), link.target, link.description)


def _shows_address(link: doc.Link) -> bool:
    """Return whether a link shows its address whole, with its scheme or without."""
    return plain_text(link.content) in (link.target, _strip(link.target))


def _strip(url: str) -> str:
    return strip_scheme(url).removesuffix("/")
