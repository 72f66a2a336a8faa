"""Running heads become the header and footer parts: one line each, its end at a tab stop on the right edge."""

from threadbrief.model import document as doc
from threadbrief.word.faces import Face, face_of, spoken_in
from threadbrief.word.fields import field
from threadbrief.word.markup import DECLARATION, STORY_NAMESPACES
from threadbrief.word.runs import text_runs
from threadbrief.word.story import Story
from threadbrief.word.style_names import style_id


def running_xml(story: Story, role: doc.Role, start: doc.RunningText, end: doc.RunningText) -> str:
    """Return the part for a header or a footer, by its role."""
    root = "hdr" if role is doc.Role.HEADER else "ftr"
    face = face_of(role, story.manuscript.language)
    line = _line(story, start, face) + ("<w:r><w:tab/></w:r>" + _line(story, end, face) if end else "")
    paragraph = f'<w:p><w:pPr><w:pStyle w:val="{style_id(role)}"/></w:pPr>{line}</w:p>'
    return f"{DECLARATION}<w:{root} {STORY_NAMESPACES}>{paragraph}</w:{root}>"


def _line(story: Story, text: doc.RunningText, face: Face) -> str:
    out = []
    for item in text:
        match item:
            case doc.Text():
                out.append(text_runs(story, item.text, spoken_in(face, item.lang)))
            case doc.Emoji():
                out.append(text_runs(story, item.sequence, face))
            case doc.PageNumber():
                out.append(field("PAGE", "1"))
            case doc.PageCount():
                out.append(field("NUMPAGES", "1"))
    return "".join(out)
