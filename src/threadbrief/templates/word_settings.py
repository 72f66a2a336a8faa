"""The settings of a template that only a Word file heeds become its WordOptions."""

from collections.abc import Mapping
from types import MappingProxyType

from threadbrief.model.document import Role
from threadbrief.templates.settings import Setting
from threadbrief.templates.word_options import FieldForm, HouseFile, NoteFormat, NoteKind, NoteRestart, WordOptions

_FORMATS = ", ".join(item.value for item in NoteFormat)


def read_word_options(table: Mapping[str, Setting], house: HouseFile | None) -> WordOptions:
    """Return the options among the settings of a template. Raises BriefError with the place of the first fault."""
    notes = table["notes"].table() if "notes" in table else {}
    styles = table["styles"].table() if "styles" in table else {}
    named = {Role(key): style.table()["word"] for key, style in styles.items() if "word" in style.table()}
    kind = notes["kind"].parse(NoteKind, "footnotes or endnotes") if "kind" in notes else None
    restart = notes["restart"].parse(NoteRestart, "document, section or page") if "restart" in notes else None
    if kind is NoteKind.ENDNOTES and restart is NoteRestart.PAGE:
        raise notes["restart"].fail("endnotes cannot begin again on each page", "document or section")
    return WordOptions(
        kind=kind,
        restart=restart,
        format=notes["format"].parse(NoteFormat, _FORMATS) if "format" in notes else None,
        contents=table["contents"].flag() if "contents" in table else False,
        field_list=table["field_list"].parse(FieldForm, "lines or table") if "field_list" in table else FieldForm.LINES,
        embed_fonts=table["embed_fonts"].flag() if "embed_fonts" in table else False,
        styles=MappingProxyType({role: name.text().strip() for role, name in named.items()}),
        house=house,
    )


def with_word_names(settings: Setting) -> Setting:
    """Return the settings of a template with `post: House Quote` among its styles as `post: {word: House Quote}`."""
    table = settings.table()
    if "styles" not in table or not isinstance(table["styles"].value, dict):
        return settings
    styles = {
        key: Setting({"word": style}, style.where) if isinstance(style.value, str) else style
        for key, style in table["styles"].table().items()
    }
    return Setting({**table, "styles": Setting(styles, table["styles"].where)}, settings.where)
