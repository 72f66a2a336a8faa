"""Inlines become runs: text with its type, links, note marks and what else a line is made of."""

from typing import assert_never

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, warning
from threadbrief.model import document as doc
from threadbrief.text.urls import to_uri
from threadbrief.word.body.drawings import flag_drawing
from threadbrief.word.body.languages import Script, Setting, pieces, plain_setting, setting_of
from threadbrief.word.body.run_properties import Face, spoken_in, styled, turned
from threadbrief.word.context import Story
from threadbrief.word.parts.note_numbering import NoteForm
from threadbrief.word.parts.style_names import style_id
from threadbrief.word.xml import attribute, characters, escape, is_plain, run_properties


def field(instruction: str, result: str, properties: str = "") -> str:
    """Return a complex field (ECMA-376-1, 17.16.18); `properties` is the w:rPr of its runs, the texts not escaped."""
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{properties}<w:t>{escape(result)}</w:t></w:r>"
        f'<w:r>{properties}<w:fldChar w:fldCharType="end"/></w:r>'
    )


Stack = list[tuple[doc.Inline | str, Face]]
"""What is still to be written, last first: inlines, and the ends of elements."""

_MARKS = (doc.Note, doc.NoteAgain)
_LONGEST_TARGET = 2079
"""Characters of an address; Office refuses a file with a longer one."""
_RAISED = f'<w:rPr><w:rStyle w:val="{style_id(doc.Role.NOTE_NUMBER)}"/></w:rPr>'
_COMMA = f"<w:r>{_RAISED}<w:t>,</w:t></w:r>"


def note_mark(form: NoteForm, number: int) -> str:
    """Return the mark of a note in the text."""
    return f'<w:r>{_RAISED}<w:{form.element}Reference w:id="{number - 1 + form.first}"/></w:r>'


def runs(story: Story, content: doc.Inlines, face: Face, where: Location | None = None) -> str:  # noqa: C901 - a case for each
    """Return inlines as runs; `where` is the place of their block, for problems.

    Notes are handed to the manuscript, which has them written when the body is done. Spaces before a mark are left
    out, and between two marks that touch stands a raised comma, as in our PDF. However deeply inlines are nested,
    nothing here calls itself.
    """
    out: list[str] = []
    marked = False
    stack: Stack = [(item, face) for item in reversed(content)]
    while stack:
        item, face = stack.pop()
        touches, marked = marked, False
        match item:
            case str():
                out.append(item)
                marked = touches
            case doc.Text():
                spoken = spoken_in(face, item.lang)
                text = item.text
                if text.endswith(" ") and _marks_next(stack):
                    text = text.rstrip(" ")
                out.append(text_runs(story, text, spoken, where))
                marked = touches and not text
            case doc.Link():
                opening = _opening(story, item, where)
                if opening:
                    out.append(opening)
                    stack.append(("</w:hyperlink>", face))
                    face = styled(face, style_id(doc.Role.LINK))
                stack.extend((inner, face) for inner in reversed(item.content))
                marked = touches
            case (
                doc.Emphasis()
                | doc.Strong()
                | doc.SmallCaps()
                | doc.Underline()
                | doc.Superscript()
                | doc.Subscript()
            ):
                inside = turned(face, item)
                stack.extend((inner, inside) for inner in reversed(item.content))
                marked = touches
            case doc.Note() | doc.NoteAgain():
                out.append(_COMMA if touches else "")
                out.append(
                    _first_mark(story, item)
                    if isinstance(item, doc.Note)
                    else _second_mark(story, item)
                )
                marked = True
            case doc.Emoji():
                out.append(_emoji(story, item, face, where))
            case doc.LineBreak():
                out.append("<w:r><w:br/></w:r>")
            case doc.Mark():
                spoken = spoken_in(face, item.lang)
                out.append(
                    text_runs(story, item.text, styled(spoken, style_id(doc.Role.MARK)), where)
                )
            case _:
                assert_never(item)
    return "".join(out)


def _marks_next(stack: Stack) -> bool:
    """Return whether what comes next is a note mark, the ends of links apart."""
    for item, _ in reversed(stack):
        if not isinstance(item, str):
            return isinstance(item, _MARKS)
    return False


def text_runs(story: Story, text: str, face: Face, where: Location | None = None) -> str:
    """Return characters as runs, one for each stretch of one script."""
    if is_plain(text):
        setting = plain_setting(face.language, story.manuscript.language)
        if setting and text:
            return f'<w:r>{_properties(story, face, setting)}<w:t xml:space="preserve">{text}</w:t></w:r>'
    shown = story.manuscript.shown(text, where)
    document = story.manuscript.language
    return "".join(
        f"<w:r>{_properties(story, face, setting)}{characters(piece)}</w:r>"
        for piece, setting in pieces(shown, face.language, document)
    )


def _properties(story: Story, face: Face, setting: Setting) -> str:
    """Return w:rPr for a face and a script."""
    known = story.manuscript.faces
    key = (face, setting)
    if key not in known:
        italic = story.manuscript.look.style(face.role).italic
        upright = ' w:val="0"' if italic else ""
        known[key] = run_properties(
            {
                "rStyle": f'<w:rStyle w:val="{face.style}"/>' if face.style else "",
                "rFonts": setting.fonts,
                # Not Word's styles Emphasis and Strong: this is what Ctrl+I and Ctrl+B write and take away.
                "i": f"<w:i{upright}/><w:iCs{upright}/>" if face.emphasised else "",
                "b": "<w:b/><w:bCs/>" if face.strong else "",
                "smallCaps": "<w:smallCaps/>" if face.small_caps else "",
                "u": '<w:u w:val="single"/>' if face.underlined else "",
                "vertAlign": f'<w:vertAlign w:val="{face.raised}"/>' if face.raised else "",
                "flow": setting.flow,
                "lang": setting.lang or story.manuscript.lang,
            }
        )
    return known[key]


def _opening(story: Story, link: doc.Link, where: Location | None) -> str | None:
    """Return the start of w:hyperlink; None, and a problem, when its target is nothing that Word can open."""
    manuscript = story.manuscript
    if link.target.startswith("#"):
        name = manuscript.survey.bookmarks.get(link.target[1:])
        if name:
            return f'<w:hyperlink w:anchor="{name}" w:history="1">'
    else:
        address = to_uri(link.target)
        if address and len(address) <= _LONGEST_TARGET:
            return f'<w:hyperlink r:id="{attribute(story.link(address))}" w:history="1">'
    fault = f'"{manuscript.shown(link.target)[:80]}" is no address that Word can open; its text stands without a link'
    manuscript.problems.append(
        warning(codes.ADDRESS_NOT_IN_WORD, fault, where, "give an http, https or mailto address")
    )
    return None


def _first_mark(story: Story, note: doc.Note) -> str:
    """Return the mark of a note. Word counts notes itself, so the tree must have counted them in the same order."""
    manuscript = story.manuscript
    if note.number != len(manuscript.notes) + 1:
        raise ValueError(f"note {note.number} is mark {len(manuscript.notes) + 1} of the text")
    manuscript.notes.append(note)
    mark = note_mark(manuscript.note_form, note.number)
    return (
        manuscript.bookmark(note.anchor, mark)
        if note.number in manuscript.survey.repeated
        else mark
    )


def _second_mark(story: Story, again: doc.NoteAgain) -> str:
    manuscript = story.manuscript
    name, shown = (
        manuscript.survey.bookmarks[f"note-{again.number}"],
        manuscript.note_form.shown(again.number),
    )
    return field(f"NOTEREF {name} \\f \\h", shown, _RAISED)


def _emoji(story: Story, emoji: doc.Emoji, face: Face, where: Location | None) -> str:
    picture = flag_drawing(story, emoji, face.role)
    if picture:
        # A flag stands a little below the baseline, as a glyph would.
        low = -round(story.manuscript.look.style(face.role).size * 0.3)
        return f'<w:r><w:rPr><w:noProof/><w:position w:val="{low}"/></w:rPr>{picture}</w:r>'
    shown = story.manuscript.shown(emoji.sequence, where)
    return f"<w:r>{_properties(story, face, setting_of(Script.EMOJI))}{characters(shown)}</w:r>"
