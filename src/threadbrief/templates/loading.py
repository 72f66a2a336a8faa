"""Loads a template by name or path: the look, outline, wording and citation style of memos."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, find_nearest, make_brief_error
from threadbrief.core.regular_files import (
    OutsideFolderError,
    is_file,
    is_folder,
    lies_inside,
    read_file_inside,
    read_regular_file,
)
from threadbrief.core.structs import Frozen, replace
from threadbrief.model.brief import Repeat
from threadbrief.templates.look import Look
from threadbrief.templates.look_reader import read_look
from threadbrief.templates.settings import (
    TemplateSetting,
    merge_settings,
    parse_optional,
    read_optional_boolean,
    read_optional_text,
    read_settings,
)
from threadbrief.templates.template import (
    ALL_LANGUAGES,
    ENGLISH,
    AddressForm,
    FontFolder,
    Part,
    Template,
    Wording,
)
from threadbrief.templates.word_options import HouseFile, expand_word_names, read_word_options
from threadbrief.text.date_forms import is_day_pattern

DEFAULT = "memo"
FILE = "template.yaml"
MAX_BYTES = 1 << 20
"""Of a YAML file; a template is a page long."""
MONTHS = 12
"""In `months`."""
_DATE_WORDS = ("months", "day")
"""Keys that a words file may have besides those of the built-in one."""
MAX_HOUSE = 32 << 20
"""Bytes of a Word template; letterheads have pictures."""
HOUSE_SUFFIXES = (".docx", ".dotx", ".docm", ".dotm")
"""Word templates. Those with macros are rejected by their content, whatever their name
(word/house_template/security.py)."""
_OWN_KEYS = (
    "name",
    "description",
    "extends",
    "words",
    "style",
    "date",
    "outline",
    "addresses",
    "post_notes",
    "posts_in_sources",
    "sources_by_kind",
    "wants",
    "contents",
    "field_list",
    "embed_fonts",
    "emoji",
    "fonts",
)
_LOOK_KEYS = (
    "page",
    "colours",
    "families",
    "notes",
    "header_rule",
    "figure_max_height",
    "field_label_width",
    "term_width",
    "styles",
)


def find_builtin_folder() -> Path:
    """Return the folder of the built-in templates: in the package, or in a checkout."""
    installed = Path(__file__).parent.parent / "looks"
    if installed.is_dir():
        return installed
    return Path(__file__).parents[3] / "templates"


@cache
def list_builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in templates, sorted."""
    return tuple(sorted(path.parent.name for path in find_builtin_folder().glob(f"*/{FILE}")))


def load_template(
    name: str = DEFAULT, folder: Path | None = None, *, allow_outside: bool = False
) -> Template:
    """Return a built-in template by name, or one of the user's by path.

    A name with a separator, or one that ends in `.yaml`, is a path: of a folder with a
    `template.yaml`, or of such a file. A name that ends in `.docx` or `.dotx` is the path of a Word
    template; settings may be in a YAML file of the same name, or a `template.yaml`, beside it.

    A relative path starts from `folder`, which no file of the template may lie outside of. None: it
    starts from the current folder; the file that it names may be a link, and what is beside that
    must lie in its folder. `allow_outside` lets all of them be links to anywhere. Raises BriefError
    when there is no such template, or it has faults.
    """
    path = (folder or Path()) / name
    is_house = name.lower().endswith(HOUSE_SUFFIXES)
    if is_house or "/" in name or "\\" in name or name.endswith((".yaml", ".yml")):
        in_folder = not is_house and is_folder(path)
        if in_folder:
            path /= FILE
        root = None if allow_outside else folder or path.parent
        named = _TemplateFile(path, root if folder or in_folder else None)
        return _load_house(named, root) if is_house else _load(named, root)
    if name in list_builtin_names():
        return _load_builtin(name)
    near = find_nearest(name, list_builtin_names())
    hint = f"built in: {', '.join(list_builtin_names())}; a path needs a /"
    if near:
        hint = f'did you mean "{near}"?'
    raise _make_not_found(f'there is no template "{name}"', hint)


def _make_not_found(message: str, hint: str | None = None) -> BriefError:
    return make_brief_error(codes.TEMPLATE_NOT_FOUND, message, hint=hint)


@cache
def _load_builtin(name: str) -> Template:
    return _load(_TemplateFile(find_builtin_folder() / name / FILE, None), None)


class _TemplateFile(Frozen):
    """A file of a template, and the folder that it must lie in."""

    path: Path
    root: Path | None
    """None: it may be a link to anywhere."""

    def read(self, max_bytes: int) -> bytes:
        """Return its bytes. Raises BriefError when they cannot be read."""
        try:
            if self.root is None:
                return read_regular_file(self.path, max_bytes)
            name = os.path.relpath(self.path, self.root)
            return read_file_inside(self.root, name, max_bytes)
        except OutsideFolderError:
            raise _make_not_found(
                f'template "{self.path}" lies outside the folder "{self.root}"',
                "put the file itself there instead of a link, or give --allow-outside",
            ) from None
        except (OSError, ValueError) as fault:
            reason = getattr(fault, "strerror", None) or "cannot be read"
            raise _make_not_found(f'template "{self.path}": {reason}') from None

    def read_text(self) -> str:
        """Return its text. Raises BriefError when it is none, or cannot be read."""
        try:
            return self.read(MAX_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _make_not_found(f'template "{self.path}" is not UTF-8 text') from None

    def is_there(self) -> bool:
        """Return whether there is something of its name, be it a link that leads nowhere."""
        return os.path.lexists(self.path)


def _load_house(named: _TemplateFile, root: Path | None) -> Template:
    """Return a Word template with the settings beside it, else with those of the default."""
    path = named.path
    house = HouseFile(str(path), named.read(MAX_HOUSE))
    for beside in (path.with_suffix(".yaml"), path.with_name(FILE)):
        settings = _TemplateFile(beside, root)
        if settings.is_there():
            return _load(settings, root, house)
    default = load_template()
    return replace(default, word=replace(default.word, house=house))


def _load(file: _TemplateFile, root: Path | None, house: HouseFile | None = None) -> Template:
    """Return the template in a YAML file, merged with the built-in one that it extends.

    The files beside it must lie in `root`. The settings of a Word template extend the default,
    unless they name another.
    """
    own = expand_word_names(read_settings(file.read_text(), str(file.path)))
    own.require_known_keys((*_OWN_KEYS, *_LOOK_KEYS))
    words = list(_list_word_files(file.path.parent, root))
    settings = own
    if "extends" in own.as_table() or house:
        base_name = own.as_table().get("extends", TemplateSetting(DEFAULT, own.where))
        if base_name.as_text() not in list_builtin_names():
            raise base_name.make_error(
                f'there is no built-in template "{base_name.as_text()}"',
                f"built in: {', '.join(list_builtin_names())}",
            )
        folder = find_builtin_folder() / base_name.as_text()
        words = [*_list_word_files(folder, None), *words]
        base_file = _TemplateFile(folder / FILE, None)
        base = read_settings(base_file.read_text(), str(base_file.path))
        settings = merge_settings(base, own)
    return _make_template(settings, _TemplateFile(file.path, root), words, house)


def _list_word_files(folder: Path, root: Path | None) -> Iterator[_TemplateFile]:
    """Yield the files `words.LANGUAGE.yaml` of a folder, by name."""
    for path in sorted(folder.glob("words.*.yaml")):
        yield _TemplateFile(path, root)


def _make_template(
    settings: TemplateSetting,
    file: _TemplateFile,
    words: list[_TemplateFile],
    house: HouseFile | None,
) -> Template:
    """Return the template of merged settings; `words` are the files of its wordings, own last."""
    table = settings.as_table()
    missing = [key for key in (*_LOOK_KEYS, "words", "style") if key not in table]
    if missing:
        raise make_brief_error(
            codes.INVALID_TEMPLATE,
            f'the template lacks "{missing[0]}"',
            where=Location(str(file.path), 1, 1),
            hint="begin with `extends: memo` and change what you want",
        )
    look = {key: table[key] for key in (*_LOOK_KEYS, "emoji") if key in table}
    name = read_optional_text(table, "name")
    return Template(
        name=file.path.parent.name if name is None else name,
        description=read_optional_text(table, "description") or "",
        look=_drop_builtin_places(read_look(TemplateSetting(look, settings.where)), file.path),
        outline=_read_parts(table, "outline", default=tuple(Part)),
        wordings=_load_wordings(words, table["words"]),
        language=table["words"].as_text(),
        style=table["style"].as_text(),
        dates=_read_dates(table),
        repeat=_read_repeat(table["notes"]),
        addresses=_read_address_form(table),
        post_notes=read_optional_boolean(table, "post_notes"),
        posts_in_sources=read_optional_boolean(table, "posts_in_sources"),
        sources_by_kind=read_optional_boolean(table, "sources_by_kind"),
        wants=_read_parts(table, "wants", default=()),
        word=read_word_options(table, house),
        fonts=_read_font_folders(table, file.path.parent, file.root),
    )


def _drop_builtin_places(look: Look, path: Path) -> Look:
    """Return a look whose families have a place only where the template of a user names them."""
    own = None if path.is_relative_to(find_builtin_folder()) else str(path)
    families = {
        key: family if family.where and family.where.file == own else replace(family, where=None)
        for key, family in look.families.items()
    }
    return replace(look, families=MappingProxyType(families))


def _read_font_folders(
    table: dict[str, TemplateSetting], folder: Path, root: Path | None
) -> tuple[FontFolder, ...]:
    """Return the font folders of the template, which must be in its own folder."""
    if "fonts" not in table:
        return ()
    folders: list[FontFolder] = []
    for item in table["fonts"].as_list():
        path = folder / item.as_text()
        if not lies_inside(path, folder):
            raise item.make_error(
                f'"{item.as_text()}" leaves the folder of the template',
                "or name it when you build: --fonts",
            )
        if not is_folder(path):
            raise item.make_error(f'there is no folder "{item.as_text()}" beside the template')
        for file in _find_foreign_files(path, root):
            raise item.make_error(
                f'"{file}" is a link that leads out, a pipe or a device, and no font',
                "put the font itself there, or name its folder when you build: --fonts",
            )
        folders.append(FontFolder(path, root, item.where))
    return tuple(folders)


def _find_foreign_files(folder: Path, root: Path | None) -> Iterator[Path]:
    """Yield what is in a folder and is neither a folder nor a file that lies in `root`."""
    if root is None:
        return
    for parent, _, names in os.walk(folder):
        for path in (Path(parent, name) for name in names):
            if not is_file(path) or not lies_inside(path, root):
                yield path


def _read_repeat(notes: TemplateSetting) -> Repeat | None:
    expected = "short, ibid, same-number or see-note"
    return parse_optional(notes.as_table(), "repeat", Repeat, expected)


def _read_address_form(table: dict[str, TemplateSetting]) -> AddressForm:
    form = parse_optional(table, "addresses", AddressForm, "short or full")
    return form or AddressForm.SHORT


def _read_parts(
    table: dict[str, TemplateSetting], key: str, default: tuple[Part, ...]
) -> tuple[Part, ...]:
    """Return the list of parts of a key, each once; the default without that key."""
    if key not in table:
        return default
    names = ", ".join(part.value for part in Part)
    parts: list[Part] = []
    for item in table[key].as_list():
        part = item.parse(Part, f"a part of a memo ({names})")
        if part in parts:
            raise item.make_error(f'"{part.value}" stands in this list already')
        parts.append(part)
    return tuple(parts)


def _read_dates(table: dict[str, TemplateSetting]) -> Mapping[str, str]:
    """Return the patterns of dates by language: one for all, or one for each that is named."""
    if "date" not in table:
        return MappingProxyType({})
    date = table["date"]
    patterns = date.as_table() if isinstance(date.value, dict) else {ALL_LANGUAGES: date}
    for pattern in patterns.values():
        _check_day_pattern(pattern)
    return MappingProxyType({tag: pattern.as_text() for tag, pattern in patterns.items()})


def _check_day_pattern(pattern: TemplateSetting) -> None:
    """Raise BriefError for a pattern that lacks a part of a date, or has one twice."""
    if not is_day_pattern(pattern.as_text()):
        raise pattern.make_error(
            f'"{pattern.as_text()}" is no form of a date',
            "it has {day}, {month} and {year}, each once: {day} {month} {year}",
        )


def _check_date_words(words: dict[str, TemplateSetting]) -> None:
    """Raise BriefError for `months` that are not twelve, or a faulty pattern `day`."""
    if "months" in words and len(words["months"].as_text().split()) != MONTHS:
        raise words["months"].make_error("the names of twelve months are expected here")
    if "day" in words:
        _check_day_pattern(words["day"])


def _load_wordings(
    files: Sequence[_TemplateFile], default: TemplateSetting
) -> Mapping[str, Wording]:
    """Return the wording of each language, from files `words.LANGUAGE.yaml`.

    The words of a later file replace those of an earlier one; English words replace missing ones.
    `default` is the setting of the language whose words are used where a memo's has none. Raises
    BriefError where that has none either, for an unknown word, and for a word that English lacks.
    """
    builtin = find_builtin_folder()
    is_builtin = all(file.path.parents[1] == builtin for file in files)
    known = () if is_builtin else (*load_template().wordings[ENGLISH].words, *_DATE_WORDS)
    words: dict[str, dict[str, str]] = {}
    for file in files:
        language = file.path.name.split(".")[1]
        settings = read_settings(file.read_text(), str(file.path))
        if known:
            settings.require_known_keys(known)
        table = settings.as_table()
        _check_date_words(table)
        texts = {key: setting.as_text() for key, setting in table.items()}
        words.setdefault(language, {}).update(texts)
    english = words.get(ENGLISH, {})
    for language, keys in ((default.as_text(), ()), (ENGLISH, known)):
        missing = language not in words or set(keys) - words[language].keys() - set(_DATE_WORDS)
        if missing:
            raise default.make_error(
                f"a file words.{language}.yaml with all words belongs beside the template",
                f"copy that of a built-in template, or begin with `extends: {DEFAULT}`",
            )
    wordings: dict[str, Wording] = {}
    for language, own in words.items():
        complete = MappingProxyType({**english, **own})
        borrowed = frozenset(english.keys() - own.keys())
        wordings[language] = Wording(language, complete, borrowed)
    return MappingProxyType(wordings)
