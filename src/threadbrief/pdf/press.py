"""Pages are printed: their running heads are set, what stands on them is painted, and what it means is collected."""

from collections import deque
from collections.abc import Iterator

from threadbrief.model.document import Document
from threadbrief.pdf.canvas import Canvas
from threadbrief.pdf.heads import Heads
from threadbrief.pdf.line import EmojiRun
from threadbrief.pdf.lines import Typesetter
from threadbrief.pdf.pages import Page
from threadbrief.pdf.paint import Drawn, Painted, Painter
from threadbrief.pdf.tags import Tags
from threadbrief.templates import Look
from threadbrief.text.direction import is_rtl


def as_set(run: EmojiRun) -> tuple[str, str]:
    """Return the font of an emoji, and its operators, as they were when its line was set."""
    return run.font, run.show


class Press:
    """Prints pages of one document; of a long one, another process prints others."""

    def __init__(self, document: Document, look: Look, typesetter: Typesetter, count: int, *, titled: bool) -> None:
        """`count` is how many pages the whole document has; `titled` says that its title is above its headings."""
        language = document.properties.language
        self._look = look
        self._count = count
        self.canvas = Canvas(look.page.width, look.page.height, count)
        self.tags = Tags(language, self.canvas.pages, titled=titled)
        self.heads = Heads(document.running, look, typesetter, rtl=is_rtl(language))

    def pages(self, pages: deque[Page], first: int = 0, drawn: Drawn = as_set) -> Iterator[Painted]:
        """Yield pages as they are painted, and let go of each; `first` is how many pages stand before them."""
        painter = Painter(self._look.page, self.tags, drawn)
        self.tags.skip(first)
        number = first
        while pages:
            number += 1
            yield painter.page(pages.popleft(), self.heads.row(number, self._count))
