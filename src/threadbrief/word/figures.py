"""A figure becomes a paragraph with its picture, and below it caption and description, kept together."""

from threadbrief.model.document import Figure, Role, Text
from threadbrief.word.frame import Frame
from threadbrief.word.paragraphs import Paragraphs
from threadbrief.word.pictures import drawing, fitted
from threadbrief.word.style_names import FIGURE, style_id


def write_figure(page: Paragraphs, figure: Figure, frame: Frame, start: float) -> None:
    """Add a figure whose picture begins `start` points from the start edge of the measure.

    A picture that nobody has described has no alternative text at all, so that Word's checker names it.
    """
    manuscript = page.story.manuscript
    sheet = manuscript.look.page
    height = manuscript.look.figure_max_height * (sheet.height - sheet.top - sheet.bottom)
    picture = figure.picture
    media = manuscript.store(picture.data, picture.format)
    size = fitted(picture, max(1.0, sheet.measure - start), height)
    described = figure.show_alt and figure.alt
    follows = bool(figure.caption or described)
    around = max(manuscript.look.style(Role.CAPTION).before, manuscript.look.style(Role.BODY).after)
    run = f"<w:r><w:rPr><w:noProof/></w:rPr>{drawing(page.story, media, size, figure.alt)}</w:r>"
    last = frame._replace(after=around)
    page.add(Role.CAPTION, FIGURE, run, frame._replace(keep_next=True) if follows else last)
    if figure.caption:
        caption = frame._replace(keep_next=True) if described else last
        page.set(Role.CAPTION, style_id(Role.CAPTION), figure.caption, caption)
    if described:
        page.set(Role.ALT, style_id(Role.ALT), (Text(figure.alt),), last)
