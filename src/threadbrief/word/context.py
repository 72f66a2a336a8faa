"""What grows while a document is written.

The ids that must be unique in it, and the relationships of each part.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType

from threadbrief.core import problem_codes as codes
from threadbrief.core.picture_digests import PictureDigest
from threadbrief.core.problems import Location, Problem, warning
from threadbrief.core.structs import Frozen
from threadbrief.model import document as doc
from threadbrief.model.document import Document, ImageFormat, Note
from threadbrief.model.traverse import descendants
from threadbrief.templates import FieldForm, Look
from threadbrief.text.direction import is_rtl
from threadbrief.word.parts.note_numbering import NoteNumbering
from threadbrief.word.parts.numbering import Numbering
from threadbrief.word.xml import replace_controls

_LONGEST = 40
"""Characters of a bookmark's name in Word."""


class AnchorMap(Frozen):
    """What must be known before the first line is written."""

    bookmarks: Mapping[str, str]
    """The bookmark of every anchor, notes included; unique without regard to case, as Word wants
    it."""
    repeated: frozenset[int]
    """Numbers of the notes that something points to."""


def collect_anchors(document: doc.Document, taken: Collection[str] = ()) -> AnchorMap:
    """Return the survey of a document, however deeply it is nested.

    `taken` are names that bookmarks have already.
    """
    anchors: list[str] = []
    repeated: set[int] = set()
    targets: set[str] = set()
    for node in descendants(document.blocks):
        match node:
            case doc.Heading() | doc.Post() | doc.Judgement():
                anchors.append(node.anchor)
            case doc.RepeatedNoteMark():
                repeated.add(node.number)
            case doc.Link():
                targets.add(node.target)
            case _:
                pass
    repeated.update(
        int(target[6:])
        for target in targets
        if target.startswith("#note-") and target[6:].isdecimal()
    )
    known = {name.lower() for name in taken}
    notes = _name_bookmarks([f"_RefNote{number}" for number in sorted(repeated)], known)
    places = _name_bookmarks(sorted(set(anchors)), known)
    return AnchorMap(
        places | {f"note-{n}": notes[f"_RefNote{n}"] for n in repeated}, frozenset(repeated)
    )


def _name_bookmarks(anchors: list[str], taken: set[str]) -> dict[str, str]:
    names: dict[str, str] = {}
    for anchor in anchors:
        base = "".join(c if c.isalnum() else "_" for c in anchor)[:_LONGEST] or "_"
        name, number = base, 1
        while name.lower() in taken:
            number += 1
            name = f"{base[: _LONGEST - len(str(number)) - 1]}_{number}"
        taken.add(name.lower())
        names[anchor] = name
    return names


_FOOTNOTES = NoteNumbering()
NO_PAGES: Mapping[str, int] = MappingProxyType({})
HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


class MediaPart(Frozen):
    """A picture that is a part of the package."""

    name: str
    """`/word/media/image1.png`."""
    format: ImageFormat
    data: bytes


class DocxContext:
    """A document in the making: what all its parts share."""

    def __init__(
        self,
        document: Document,
        look: Look,
        survey: AnchorMap,
        note_form: NoteNumbering = _FOOTNOTES,
    ) -> None:
        self.look = look
        self.note_form = note_form
        self.language = document.properties.language
        self.words = document.words
        self.survey = survey
        self.numbering = Numbering(look)
        self.problems: list[Problem] = []
        self.notes: list[Note] = []
        """In the order of their marks, to be written when the body is done."""
        self.media: dict[bytes, MediaPart] = {}
        self.digests: list[PictureDigest] = []
        """Of the files of the pictures shown."""
        self.faces: dict[object, str] = {}
        """Run properties by what they depend on."""
        self.bookmarks = 0
        """Ids that are taken: the next bookmark gets this one."""
        self.drawings = 0
        self.media_stem = "image"
        """What the names of pictures begin with."""
        self.field_form = FieldForm.LINES
        self.rtl = is_rtl(self.language)
        """Whether the styles say that paragraphs run from right to left."""
        self.pages: Mapping[str, int] = NO_PAGES
        """Of anchors, for contents."""
        self.mapped_styles: frozenset[str] = frozenset()
        """Ids of our styles whose place a style of the house takes, one without tab stops."""
        self.lang = ""
        """w:lang for runs in the memo's language, where the styles say another."""

    def shown(self, text: str, where: Location | None = None) -> str:
        """Return text with characters that Word cannot hold made visible; each is a problem."""
        clean, names = replace_controls(text)
        for name in names:
            fault = f"{name} cannot stand in a Word file; it is shown as [{name}]"
            self.problems.append(
                warning(
                    codes.CHARACTER_NOT_IN_WORD,
                    fault,
                    where,
                    "take the character out, or write what it stood for",
                )
            )
        return clean

    def bookmark(self, anchor: str, content: str) -> str:
        """Return content with the bookmark of an anchor around it."""
        number = self.bookmarks
        self.bookmarks += 1
        name = self.survey.bookmarks[anchor]
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{content}<w:bookmarkEnd '
            f'w:id="{number}"/>'
        )

    def next_drawing(self) -> int:
        """Return an id for a drawing, from 1, unique across the parts."""
        self.drawings += 1
        return self.drawings

    def store(self, data: bytes, kind: ImageFormat) -> MediaPart:
        """Return the part for a picture; the same bytes share one."""
        if data not in self.media:
            number = len(self.media) + 1
            self.media[data] = MediaPart(
                f"/word/media/{self.media_stem}{number}.{kind.value}", kind, data
            )
        return self.media[data]


class Story:
    """A part that holds text, with its relationships: body, notes, a header or a footer."""

    def __init__(self, manuscript: DocxContext, prefix: str = "") -> None:
        self.manuscript = manuscript
        self._prefix = prefix
        self.links: dict[str, str] = {}
        """Relationship ids by address."""
        self.pictures: dict[MediaPart, str] = {}

    def link(self, address: str) -> str:
        """Return the id of the relationship to an address."""
        return self.links.setdefault(address, f"rId{self._prefix}Link{len(self.links) + 1}")

    def picture(self, media: MediaPart) -> str:
        """Return the id of the relationship to a picture."""
        return self.pictures.setdefault(media, f"rId{self._prefix}Image{len(self.pictures) + 1}")
