"""Write the table of contents: a field with its entries, filled before Word has counted pages.

The entries are as Word writes them: a link to the heading, a tab, and a PAGEREF field. What the
field shows until a person updates it (F9) is the page that the manuscript knows the heading to be
on; where it knows none, there is no number, which is better than a wrong one.
"""

from collections.abc import Iterable

from threadbrief.core.units import to_twips
from threadbrief.model.document import Block, Heading, Text
from threadbrief.model.traverse import language_of, plain_text
from threadbrief.templates import Look, Template
from threadbrief.word.body.runs import make_field, make_run_format, make_text_runs
from threadbrief.word.context import DocxContext, Story
from threadbrief.word.parts.style_names import CONTENTS_LEVELS, CONTENTS_TITLE, HEADINGS
from threadbrief.word.xml import escape

_HIDDEN = "<w:rPr><w:noProof/><w:webHidden/></w:rPr>"
_INSTRUCTION = ' TOC \\o "1-3" \\h \\z \\u '


def make_toc_title(template: Template, language: str) -> Text:
    """Return the title over the contents of a memo in a language."""
    wording = template.choose_wording(language)
    return Text(
        wording.words.get("contents", "Contents"), wording.language_of("contents", language)
    )


def make_toc(story: Story, blocks: Iterable[Block], title: Text) -> str:
    """Return the contents of blocks as Word's own building block.

    Empty when there is no heading.
    """
    headings = [block for block in blocks if isinstance(block, Heading)]
    if not headings:
        return ""
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(_INSTRUCTION)}</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    entries = [_make_entry(story, heading) for heading in headings]
    last = len(entries) - 1
    lines = "".join(
        "<w:p><w:pPr><w:pStyle "
        f'w:val="{style}"/>{_make_entry_tab(story, style)}</w:pPr>{begin * (n == 0)}{link}'
        f"{end * (n == last)}</w:p>"
        for n, (style, link) in enumerate(entries)
    )
    over = make_text_runs(
        story, title.text, make_run_format(HEADINGS[0], title.lang or story.manuscript.language)
    )
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        "<w:docPartUnique/></w:docPartObj>"
        f'</w:sdtPr><w:sdtContent><w:p><w:pPr><w:pStyle w:val="{CONTENTS_TITLE}"/>'
        f"</w:pPr>{over}</w:p>{lines}"
        "</w:sdtContent></w:sdt>"
    )


def _make_entry(story: Story, heading: Heading) -> tuple[str, str]:
    """Return the style of an entry and its link."""
    level = min(max(heading.level, 1), len(CONTENTS_LEVELS)) - 1
    manuscript: DocxContext = story.manuscript
    text = plain_text(heading.content)
    lang = language_of(heading.content) or manuscript.language
    runs = make_text_runs(story, text, make_run_format(HEADINGS[level], lang))
    name = manuscript.survey.bookmarks[heading.anchor]
    page = manuscript.pages.get(heading.anchor)
    if page:
        runs += f"<w:r>{_HIDDEN}<w:tab/></w:r>" + make_field(
            f"PAGEREF {name} \\h", str(page), _HIDDEN
        )
    return CONTENTS_LEVELS[
        level
    ], f'<w:hyperlink w:anchor="{name}" w:history="1">{runs}</w:hyperlink>'


def _make_entry_tab(story: Story, style: str) -> str:
    """Return the tab stop of an entry's page number, for a style of the template without one."""
    manuscript = story.manuscript
    if style in manuscript.mapped_styles:
        return make_toc_tab(manuscript.look)
    return ""


def make_toc_tab(look: Look) -> str:
    """Return the tab stop at which the pages of contents end."""
    return (
        f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{to_twips(look.page.measure)}"/>'
        "</w:tabs>"
    )


def find_toc_position(blocks: tuple[Block, ...]) -> int:
    """Return where the contents stand: before the first heading."""
    return next(
        (index for index, block in enumerate(blocks) if isinstance(block, Heading)), len(blocks)
    )
