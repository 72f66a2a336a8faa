"""Inlines become runs: text with its type, links, note marks and what else a line is made of."""

from collections.abc import Callable
from functools import lru_cache
from typing import assert_never

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, warning
from threadbrief.core.structs import Frozen, replace
from threadbrief.model import document as doc
from threadbrief.text.urls import to_uri
from threadbrief.word.body.drawings import draw_flag
from threadbrief.word.body.languages import (
    Script,
    ScriptProperties,
    find_plain_properties,
    make_script_properties,
    split_by_script,
)
from threadbrief.word.context import DocxContext, Story
from threadbrief.word.parts.note_numbering import NoteNumbering
from threadbrief.word.parts.style_names import get_style_id
from threadbrief.word.xml import (
    escape,
    escape_attribute,
    is_plain,
    make_characters,
    make_run_properties,
)

_KEPT = 4096
"""Far more than a memo has; a stranger's file may name as many languages as it likes."""


class RunFormat(Frozen, eq=False):
    """How a run is set: the text it belongs to, and what has been put on it on the way there.

    Compared by identity, which is what makes it a quick key; `make_run_format` and the functions
    below make each once.
    """

    role: doc.Role
    language: str
    style: str = ""
    """The id of a character style."""
    emphasised: bool = False
    strong: bool = False
    small_caps: bool = False
    underlined: bool = False
    raised: str = ""
    """`superscript` or `subscript`."""


_TURNS: dict[type[doc.Inline], Callable[[RunFormat], RunFormat]] = {
    doc.Emphasis: lru_cache(_KEPT)(lambda face: replace(face, emphasised=not face.emphasised)),
    doc.Strong: lru_cache(_KEPT)(lambda face: replace(face, strong=not face.strong)),
    doc.SmallCaps: lru_cache(_KEPT)(lambda face: replace(face, small_caps=True)),
    doc.Underline: lru_cache(_KEPT)(lambda face: replace(face, underlined=True)),
    doc.Superscript: lru_cache(_KEPT)(lambda face: replace(face, raised="superscript")),
    doc.Subscript: lru_cache(_KEPT)(lambda face: replace(face, raised="subscript")),
}
"""What an inline that holds others puts on them."""


@lru_cache(_KEPT)
def make_run_format(role: doc.Role, language: str, style: str = "") -> RunFormat:
    """Return the face of the text of a role, in a character style if one is named."""
    return RunFormat(role, language, style)


def with_emphasis(face: RunFormat, inline: doc.Inline) -> RunFormat:
    """Return the face inside an inline that holds others."""
    return _TURNS[type(inline)](face)


@lru_cache(_KEPT)
def with_style(face: RunFormat, style: str) -> RunFormat:
    """Return the face in a character style."""
    return replace(face, style=style)


@lru_cache(_KEPT)
def with_link(face: RunFormat) -> RunFormat:
    """Return the face of a link: in Word's style for it, where it has no character style yet."""
    if face.style:
        return face
    return replace(face, style=get_style_id(doc.Role.LINK))


@lru_cache(_KEPT)
def with_language(face: RunFormat, language: str | None) -> RunFormat:
    """Return the face for another language; None: it stays in its own."""
    if language:
        return replace(face, language=language)
    return face


def make_field(instruction: str, result: str, properties: str = "") -> str:
    """Return a complex field (ECMA-376-1, 17.16.18).

    `properties` is the w:rPr of its runs, the texts not escaped.
    """
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {escape(instruction)} '
        "</w:instrText></w:r>"
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{properties}<w:t>{escape(result)}</w:t></w:r>"
        f'<w:r>{properties}<w:fldChar w:fldCharType="end"/></w:r>'
    )


Stack = list[tuple[doc.Inline | str, RunFormat]]
"""What is still to be written, last first: inlines, and the ends of elements."""

_MARKS = (doc.Note, doc.RepeatedNoteMark)
_LONGEST_TARGET = 2079
"""Characters of an address; Office refuses a file with a longer one."""
_LONGEST_TIP = 255
"""Characters of a ScreenTip."""
_RAISED = f'<w:rPr><w:rStyle w:val="{get_style_id(doc.Role.NOTE_NUMBER)}"/></w:rPr>'
_COMMA = f"<w:r>{_RAISED}<w:t>,</w:t></w:r>"


def make_note_mark(form: NoteNumbering, number: int) -> str:
    """Return the mark of a note in the text."""
    return f'<w:r>{_RAISED}<w:{form.element}Reference w:id="{number - 1 + form.first}"/></w:r>'


def make_runs(  # noqa: C901 - one line a case
    story: Story, content: doc.Inlines, face: RunFormat, where: Location | None = None
) -> str:
    """Return inlines as runs; `where` is the place of their block, for problems.

    Notes are handed to the manuscript, which has them written when the body is done. Spaces before
    a mark are left out, and a raised comma separates two marks that touch, as in our PDF.
    However deeply inlines are nested, nothing here calls itself.
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
                spoken = with_language(face, item.lang)
                text = item.text
                if text.endswith(" ") and _is_mark_next(stack):
                    text = text.rstrip(" ")
                out.append(make_text_runs(story, text, spoken, where))
                marked = touches and not text
            case doc.Link():
                opening = _open_hyperlink(story, item, where)
                if opening:
                    out.append(opening)
                    stack.append(("</w:hyperlink>", face))
                    face = with_link(face)
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
                inside = with_emphasis(face, item)
                stack.extend((inner, inside) for inner in reversed(item.content))
                marked = touches
            case doc.Note() | doc.RepeatedNoteMark():
                out.append(_COMMA if touches else "")
                out.append(
                    _make_first_mark(story, item)
                    if isinstance(item, doc.Note)
                    else _make_repeated_mark(story, item)
                )
                marked = True
            case doc.Emoji():
                out.append(_make_emoji_run(story, item, face, where))
            case doc.LineBreak():
                out.append("<w:r><w:br/></w:r>")
            case doc.UnresolvedMark():
                spoken = with_language(face, item.lang)
                out.append(
                    make_text_runs(
                        story, item.text, with_style(spoken, get_style_id(doc.Role.MARK)), where
                    )
                )
            case _:
                assert_never(item)
    return "".join(out)


def _is_mark_next(stack: Stack) -> bool:
    """Return whether what comes next is a note mark, the ends of links apart."""
    for item, _ in reversed(stack):
        if not isinstance(item, str):
            return isinstance(item, _MARKS)
    return False


def make_text_runs(story: Story, text: str, face: RunFormat, where: Location | None = None) -> str:
    """Return characters as runs, one for each stretch of one script."""
    if is_plain(text):
        setting = find_plain_properties(face.language, story.manuscript.language)
        if setting and text:
            return (
                f"<w:r>{_make_run_properties(story, face, setting)}<w:t "
                f'xml:space="preserve">{text}</w:t></w:r>'
            )
    shown = story.manuscript.shown(text, where)
    document = story.manuscript.language
    return "".join(
        f"<w:r>{_make_run_properties(story, face, setting)}{make_characters(piece)}</w:r>"
        for piece, setting in split_by_script(shown, face.language, document)
    )


def _make_run_properties(story: Story, face: RunFormat, setting: ScriptProperties) -> str:
    """Return w:rPr for a face and a script."""
    known = story.manuscript.faces
    key = (face, setting)
    if key not in known:
        italic = story.manuscript.look.style(face.role).italic
        upright = ' w:val="0"' if italic else ""
        known[key] = make_run_properties(
            {
                "rStyle": f'<w:rStyle w:val="{face.style}"/>' if face.style else "",
                "rFonts": setting.fonts,
                # Not Word's styles Emphasis and Strong: this is what Ctrl+I and Ctrl+B write and
                # take away.
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


def _open_hyperlink(story: Story, link: doc.Link, where: Location | None) -> str | None:
    """Return the start of w:hyperlink.

    None, and a problem, when its target is nothing that Word can open.
    """
    manuscript = story.manuscript
    if link.target.startswith("#"):
        name = manuscript.survey.bookmarks.get(link.target[1:])
        if name:
            return f'<w:hyperlink w:anchor="{name}" w:history="1">'
    else:
        address = to_uri(link.target)
        if address and len(address) <= _LONGEST_TARGET:
            identifier = escape_attribute(story.link(address))
            return f'<w:hyperlink r:id="{identifier}"{_make_tip(manuscript, link)} w:history="1">'
    shown = manuscript.shown(link.target)[:80]
    fault = f'"{shown}" is no address that Word can open; its text stands without a link'
    manuscript.problems.append(
        warning(codes.ADDRESS_NOT_IN_WORD, fault, where, "give an http, https or mailto address")
    )
    return None


def _make_tip(manuscript: DocxContext, link: doc.Link) -> str:
    """Return the ScreenTip of a link, which says what it is; Word takes no long one."""
    if not link.description or len(link.description) > _LONGEST_TIP:
        return ""
    return f' w:tooltip="{escape_attribute(manuscript.shown(link.description))}"'


def _make_first_mark(story: Story, note: doc.Note) -> str:
    """Return the mark of a note.

    Word counts notes itself, so the tree must have counted them in the same order.
    """
    manuscript = story.manuscript
    if note.number != len(manuscript.notes) + 1:
        raise ValueError(f"note {note.number} is mark {len(manuscript.notes) + 1} of the text")
    manuscript.notes.append(note)
    mark = make_note_mark(manuscript.note_form, note.number)
    if note.number in manuscript.survey.repeated:
        return manuscript.bookmark(note.anchor, mark)
    return mark


def _make_repeated_mark(story: Story, again: doc.RepeatedNoteMark) -> str:
    manuscript = story.manuscript
    name, shown = (
        manuscript.survey.bookmarks[f"note-{again.number}"],
        manuscript.note_form.shown(again.number),
    )
    return make_field(f"NOTEREF {name} \\f \\h", shown, _RAISED)


def _make_emoji_run(story: Story, emoji: doc.Emoji, face: RunFormat, where: Location | None) -> str:
    picture = draw_flag(story, emoji, face.role)
    if picture:
        # A flag stands a little below the baseline, as a glyph would.
        low = -round(story.manuscript.look.style(face.role).size * 0.3)
        return f'<w:r><w:rPr><w:noProof/><w:position w:val="{low}"/></w:rPr>{picture}</w:r>'
    shown = story.manuscript.shown(emoji.sequence, where)
    properties = _make_run_properties(story, face, make_script_properties(Script.EMOJI))
    return f"<w:r>{properties}{make_characters(shown)}</w:r>"
