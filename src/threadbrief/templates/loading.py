"""A name or a path becomes a Template: look, outline, words and citation style."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, Location, error, find_nearest
from threadbrief.core.structs import replace
from threadbrief.model.brief import Repeat
from threadbrief.templates.look_reader import read_look
from threadbrief.templates.settings import Setting, merge_settings, read_settings
from threadbrief.templates.template import ENGLISH, Part, Template, Wording
from threadbrief.templates.word_options import HouseFile, read_word_options, with_word_names

DEFAULT = "memo"
FILE = "template.yaml"
MAX_BYTES = 1 << 20
"""A template is a page of YAML; anything larger is something else."""
MAX_HOUSE = 32 << 20
"""Bytes of a Word file that is a template; letterheads have pictures."""
HOUSE_SUFFIXES = (".docx", ".dotx", ".docm", ".dotm")
"""Those with macros are refused where the Word file is written, and by their content, whatever their name."""
_OWN_KEYS = (
    "name",
    "description",
    "extends",
    "words",
    "style",
    "outline",
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


def builtin_folder() -> Path:
    """Return the folder of the built-in looks: beside the package in a wheel, at the top of a checkout."""
    installed = Path(__file__).parent.parent / "looks"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "templates"


@cache
def builtin_names() -> tuple[str, ...]:
    """Return the names of the built-in templates, sorted."""
    return tuple(sorted(path.parent.name for path in builtin_folder().glob(f"*/{FILE}")))


def load_template(name: str = DEFAULT, beside: Path | None = None) -> Template:
    """Return a built-in template by name, or one of the user's by path.

    A name with a separator, or one that ends in `.yaml`, is a path: of a folder that holds a `template.yaml`, or of
    such a file; taken from `beside` when it is relative. A name that ends in `.docx` or `.dotx` is the path of a
    template of Word, with a YAML file of the same name, or a `template.yaml`, beside it or none. Raises BriefError
    when there is none or when it has faults.
    """
    if name.lower().endswith(HOUSE_SUFFIXES):
        return _load_house(Path(beside or Path(), name))
    if "/" in name or "\\" in name or name.endswith((".yaml", ".yml")):
        return _load(_find_file(Path(beside or Path(), name)))
    if name in builtin_names():
        return _load_builtin(name)
    near = find_nearest(name, builtin_names())
    hint = (
        f'did you mean "{near}"?'
        if near
        else f"built in: {', '.join(builtin_names())}; a path needs a /"
    )
    raise BriefError(
        [error(codes.TEMPLATE_NOT_FOUND, f'there is no template "{name}"', None, hint)]
    )


@cache
def _load_builtin(name: str) -> Template:
    return _load(builtin_folder() / name / FILE)


def _find_file(path: Path) -> Path:
    return path / FILE if path.is_dir() else path


def _load_house(path: Path) -> Template:
    """Return the look beside a template of Word, or the default one, with the bytes of that template."""
    house = HouseFile(str(path), _read_bytes(path, MAX_HOUSE))
    for beside in (path.with_suffix(".yaml"), path.with_name(FILE)):
        if beside.is_file():
            return _load(beside, house)
    default = load_template()
    return replace(default, word=replace(default.word, house=house))


def _read_bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "cannot be read"
        raise BriefError(
            [error(codes.TEMPLATE_NOT_FOUND, f'template "{path}": {reason}')]
        ) from None
    if len(data) > most:
        raise BriefError(
            [error(codes.TEMPLATE_NOT_FOUND, f'template "{path}" is larger than {most >> 20} MiB')]
        )
    return data


def _read_text(path: Path) -> str:
    data = _read_bytes(path, MAX_BYTES)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BriefError(
            [error(codes.TEMPLATE_NOT_FOUND, f'template "{path}" is not UTF-8 text')]
        ) from None


def _load(path: Path, house: HouseFile | None = None) -> Template:
    own = with_word_names(read_settings(_read_text(path), str(path)))
    own.only((*_OWN_KEYS, *_LOOK_KEYS))
    folders = [path.parent]
    whole = own
    if "extends" in own.table() or house:
        # What stands beside a template of Word changes the default look, unless it names another.
        base = own.table().get("extends", Setting(DEFAULT, own.where))
        if base.text() not in builtin_names():
            hint = f"built in: {', '.join(builtin_names())}"
            raise base.fail(f'there is no built-in template "{base.text()}"', hint)
        folders.append(builtin_folder() / base.text())
        whole = merge_settings(
            read_settings(_read_text(folders[1] / FILE), str(folders[1] / FILE)), own
        )
    return _make_template(whole, path, folders, house)


def _make_template(
    whole: Setting, path: Path, folders: list[Path], house: HouseFile | None
) -> Template:
    table = whole.table()
    missing = [key for key in (*_LOOK_KEYS, "words", "style") if key not in table]
    if missing:
        hint = "begin with `extends: memo` and change what you want"
        raise BriefError(
            [
                error(
                    codes.INVALID_TEMPLATE,
                    f'the template lacks "{missing[0]}"',
                    Location(str(path), 1, 1),
                    hint,
                )
            ]
        )
    return Template(
        name=table["name"].text() if "name" in table else path.parent.name,
        description=table["description"].text() if "description" in table else "",
        look=read_look(
            Setting(
                {key: table[key] for key in (*_LOOK_KEYS, "emoji") if key in table}, whole.where
            )
        ),
        outline=_read_outline(table["outline"]) if "outline" in table else tuple(Part),
        wordings=_load_wordings(folders),
        language=table["words"].text(),
        style=table["style"].text(),
        repeat=_read_repeat(table["notes"]),
        posts_in_sources="posts_in_sources" in table and table["posts_in_sources"].flag(),
        sources_by_kind="sources_by_kind" in table and table["sources_by_kind"].flag(),
        wants=_read_outline(table["wants"]) if "wants" in table else (),
        word=read_word_options(table, house),
        fonts=_read_font_folders(table["fonts"], path.parent) if "fonts" in table else (),
    )


def _read_font_folders(setting: Setting, folder: Path) -> tuple[Path, ...]:
    """Return the folders with fonts of the template's own, which lie in its folder."""
    folders: list[Path] = []
    for item in setting.items():
        place = folder / item.text()
        if not place.resolve().is_relative_to(folder.resolve()):
            raise item.fail(
                f'"{item.text()}" leaves the folder of the template',
                "or name it when you build: --fonts",
            )
        if not place.is_dir():
            raise item.fail(f'there is no folder "{item.text()}" beside the template')
        folders.append(place)
    return tuple(folders)


def _read_repeat(notes: Setting) -> Repeat | None:
    setting = notes.table().get("repeat")
    return setting.parse(Repeat, "short, ibid, same-number or see-note") if setting else None


def _read_outline(setting: Setting) -> tuple[Part, ...]:
    known = ", ".join(part.value for part in Part)
    parts: list[Part] = []
    for item in setting.items():
        part = item.parse(Part, f"a part of a memo ({known})")
        if part in parts:
            raise item.fail(f'"{part.value}" stands in this list already')
        parts.append(part)
    return tuple(parts)


def _load_wordings(folders: list[Path]) -> Mapping[str, Wording]:
    """Return the words of every language, those of the template before those of the one it extends."""
    found: dict[str, dict[str, str]] = {}
    for folder in reversed(folders):
        for file in sorted(folder.glob("words.*.yaml")):
            words = {
                key: value.text()
                for key, value in read_settings(_read_text(file), str(file)).table().items()
            }
            found.setdefault(file.name.split(".")[1], {}).update(words)
    complete = found.get(ENGLISH, {})
    return MappingProxyType(
        {
            tag: Wording(
                tag,
                MappingProxyType({**complete, **words}),
                frozenset(complete.keys() - words.keys()),
            )
            for tag, words in found.items()
        }
    )
