"""The targets that begin with another file than a memo: references, imports, pictures, fonts, our own files."""

import io
import json
import re
import sys
import tarfile
from datetime import date
from pathlib import Path

from cases import Case, Dice
from memo_targets import NAME, run_build
from mutate_files import mutate_font, mutate_png, mutate_xml, mutate_zip, pack_zip
from mutate_text import mutate_bytes, mutate_text
from mutate_trees import Tree, dump_json, dump_yaml, mutate_tree
from specimens import (
    Files,
    list_built,
    list_captures,
    list_fonts,
    list_pictures,
    list_references,
    list_small_memos,
    take_bytes,
)
from watch import FindingError, Record

from threadbrief.compose.pictures import read_picture
from threadbrief.core.problems import BriefError, Location
from threadbrief.importers.importing import import_thread, list_threads, update_memo
from threadbrief.importers.inputs.open import memory_source, open_source
from threadbrief.importers.inputs.source import ImportSource
from threadbrief.importers.model import Selection
from threadbrief.model.brief import Ref
from threadbrief.pipeline.extract import extract_memo, find_edit
from threadbrief.read import read_brief
from threadbrief.references import read_references
from threadbrief.references.csl_json import write_csl_json
from threadbrief.references.ris import write_ris
from threadbrief.references.write_bibtex import write_bibtex

TODAY = date(2031, 3, 14)
_WHERE = Location(NAME, 1, 1)
_TREE_START = re.compile(rb"[\[{]")
_PICTURE_MEMO = b"""\
schema: threadbrief/1
memo: {to: A, from: B, date: 2031-03-14, subject: S, summary: "See [@p1]."}
thread: {author: {name: C, handle: "@c"}, platform: x, url: "https://x.com/c/status/1"}
posts:
- {text: Ice., media: [{file: pic, alt: Ice., type: image}]}
"""
_FONT_MEMO = """\
schema: threadbrief/1
memo:
  to: Ice
  from: on the rails
  date: 2031-03-14
  subject: "Ice on the rails, 1234"
  summary: "*Ice* on **the** rails الجليد على القضبان पटरियों पर बर्फ"
posts: [{text: Ice on the rails.}]
"""
_FONT_TEMPLATE = """\
extends: memo
fonts: [fonts]
families: {{serif: {{name: {family}}}}}
"""


# --- references ---


def make_references(dice: Dice, seed: int) -> Case:
    """Return a mutated reference file."""
    name, data = dice.choice(list_references())
    if name.endswith(".json") and dice.random() < 0.7:
        tree = _load_json(data)
        if tree is not None:
            others = [tree]
            mutated = mutate_tree(tree, dice, others, typed=True)
            as_yaml = dice.random() < 0.1
            data = dump_yaml(_stringify(mutated), dice) if as_yaml else dump_json(mutated, dice)
            return Case("references", seed, {"x.yaml" if as_yaml else "x.json": data})
    others = [one for other, one in list_references() if other == name] or [data]
    return Case("references", seed, {name: _mutate_any(data, dice, others)})


def _mutate_any(data: bytes, dice: Dice, others: list[bytes]) -> bytes:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return mutate_bytes(data, dice, others)
    if dice.random() < 0.2:
        return mutate_bytes(data, dice, others)
    other = dice.choice(others).decode("utf-8", "replace")
    return mutate_text(text, dice, [other]).encode("utf-8", "replace")


def _load_json(data: bytes) -> Tree:
    try:
        return json.loads(data)
    except ValueError:
        return None


def _stringify(tree: Tree) -> Tree:
    """Return a tree of JSON with texts only, as YAML has them."""
    if isinstance(tree, dict):
        return {str(key): _stringify(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [_stringify(value) for value in tree]
    return tree if isinstance(tree, str) else json.dumps(tree)


def run_references(case: Case, record: Record) -> None:
    """Read a reference file; what is written of it in three formats can be read again."""
    (name, data), *_ = case.files.items()
    try:
        found = read_references(data, name, Ref(name, _WHERE))
    except BriefError as fault:
        record.add_problems(fault.problems)
        return
    record.add_problems(found.problems)
    record.add(str(dict(found.doubts)))
    record.label = "read"
    citations = tuple(found.citations.values())
    written = {"a.json": write_csl_json(citations), "a.bib": write_bibtex(citations).data(),
               "a.ris": write_ris(citations).data()}  # fmt: skip
    for other, content in written.items():
        record.add(content)
        if citations:
            try:
                read_references(content, other, Ref(other, _WHERE))
            except BriefError as fault:
                raise FindingError(
                    f"what is written has a fault, {other} {fault.problems[0].code}", fault
                ) from None


# --- imports ---


def make_import(dice: Dice, seed: int) -> Case:
    """Return a mutated export: one file, or a folder as it is or packed."""
    files = dict(dice.choice(list_captures()))
    for _ in range(dice.choice((1, 1, 2))):
        if files:
            name = dice.choice(list(files))
            files[name] = _mutate_capture(files[name], dice)
            if len(files) > 1 and dice.random() < 0.1:
                del files[name]
    choices: dict[str, str | int | bool] = {
        "private": dice.random() < 0.5,
        "form": "file" if len(files) == 1 and dice.random() < 0.8 else "folder",
        "twice": dice.random() < 0.3,
    }
    if dice.random() < 0.3:
        packed = _pack_archive(files, dice)
        choices["form"] = "file"
        files = {"export": packed}
    return Case("import", seed, files, choices)


def _mutate_capture(data: bytes, dice: Dice) -> bytes:
    start = _TREE_START.search(data[:200])
    if start and dice.random() < 0.8:
        tree = _load_json(data[start.start() :])
        if tree:
            mutated = mutate_tree(tree, dice, [tree], typed=True)
            return data[: start.start()] + dump_json(mutated, dice)
    if data[:1] == b"<" and dice.random() < 0.3:
        return mutate_xml(data, dice)
    return _mutate_any(data, dice, [data])


def _pack_archive(files: Files, dice: Dice) -> bytes:
    """Return the files as a zip or a tar, which may be damaged too."""
    if dice.random() < 0.6:
        packed = pack_zip([(f"top/{name}", data) for name, data in files.items()], dice)
        return (
            packed
            if dice.random() < 0.4
            else mutate_zip(packed, dice, lambda _, data, dice: _mutate_capture(data, dice))
        )
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(
                dice.choice((name, name, f"../{name}", f"/{name}")) if dice.random() < 0.1 else name
            )
            entry.size = len(data)
            if dice.random() < 0.05:
                entry.type, entry.linkname = dice.choice((tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE)), "/etc/passwd"  # fmt: skip
            archive.addfile(entry, io.BytesIO(data))
    packed = buffer.getvalue()
    return packed if dice.random() < 0.5 else mutate_bytes(packed, dice)


def run_import(case: Case, record: Record) -> None:
    """List the threads of a source and draft a memo of the first; merge the source into that memo."""
    wanted = Selection(with_private=bool(case.choices["private"]))
    try:
        source = _open_case(case)
        threads = list_threads(source, wanted, None)
        record.add(*(repr(thread) for thread in threads))
        if len(threads) > 1:
            wanted = Selection(select=threads[0].id, with_private=wanted.with_private)
        brought = import_thread(source, wanted, None, TODAY)
    except BriefError as fault:
        record.add_problems(fault.problems)
        return
    record.label = "drafted"
    memo = brought.text.encode()
    record.add(memo)
    read_brief(memo, NAME)
    if case.choices["twice"]:
        try:
            record.add(update_memo(memo, NAME, source, wanted, None, TODAY).text)
        except BriefError as fault:
            record.add_problems(fault.problems)
            record.label = "drafted"


def _open_case(case: Case) -> ImportSource:
    if case.choices["form"] == "folder":
        return open_source(Path())
    (name, data), *_ = case.files.items()
    return memory_source(name, data)


# --- our own files ---


def make_extract(dice: Dice, seed: int) -> Case:
    """Return a mutated Word file or PDF of ours."""
    data = dice.choice(list_built())
    if data.startswith(b"PK"):
        return Case("extract", seed, {"memo.docx": mutate_zip(data, dice, lambda name, part, dice: mutate_xml(part, dice) if name.endswith(".xml") else mutate_bytes(part, dice))})  # fmt: skip
    if dice.random() < 0.3:
        text = mutate_text(data.decode("latin-1"), dice).encode("latin-1", "replace")
        return Case("extract", seed, {"memo.pdf": text})
    # Near the memo inside, too.
    at = data.find(b"/EmbeddedFile")
    if at > 0 and dice.random() < 0.6:
        start = max(0, at - 200)
        inner = mutate_bytes(data[start : at + 600], dice)
        return Case("extract", seed, {"memo.pdf": data[:start] + inner + data[at + 600 :]})
    return Case("extract", seed, {"memo.pdf": mutate_bytes(data, dice)})


def run_extract(case: Case, record: Record) -> None:
    """Take the memo out of a file."""
    (name, data), *_ = case.files.items()
    try:
        source = extract_memo(data, name)
    except BriefError as fault:
        record.add_problems(fault.problems)
        return
    record.label = "extracted"
    record.add(source.name, source.data, str(find_edit(data, name)))


# --- pictures and fonts ---


def make_picture(dice: Dice, seed: int) -> Case:
    """Return a mutated picture, and a memo that shows it."""
    form, data = dice.choice(list_pictures())
    if form == "PNG" and dice.random() < 0.7:
        data = mutate_png(data, dice)
    else:
        data = mutate_bytes(data, dice, take_bytes(list_pictures()))
    return Case("picture", seed, {"pic": data, NAME: _PICTURE_MEMO}, {"keep": dice.random() < 0.3})


def run_picture(case: Case, record: Record) -> None:
    """Read a picture; build a memo with it too for one seed in six."""
    try:
        picture = read_picture(
            case.main, Ref("pic", _WHERE), keep_metadata=bool(case.choices["keep"])
        )
    except BriefError as fault:
        record.add_problems(fault.problems)
    else:
        record.label = "shown"
        record.add(picture.data, f"{picture.format} {picture.width} {picture.height}")
    if case.seed % 6 == 0 and NAME in case.files:
        run_build(case, record)


def make_font(dice: Dice, seed: int) -> Case:
    """Return a mutated font, a template that names its family, and a memo."""
    family, data = dice.choice(list_fonts())
    template = _FONT_TEMPLATE.format(family=family)
    if dice.random() < 0.2:
        template += "embed_fonts: true\n"
    memo = _FONT_MEMO.encode() if dice.random() < 0.7 else dice.choice(list_small_memos())
    suffix = dice.choice(("ttf", "ttf", "otf", "ttc"))
    files = {
        f"own/fonts/a.{suffix}": mutate_font(data, dice),
        "own/template.yaml": template.encode(),
        NAME: memo,
    }
    choices: dict[str, str | int | bool] = {"template": "own/template.yaml", "formats": "pdf"}
    if "embed_fonts" in template:
        choices["formats"] = "docx pdf"
    return Case("font", seed, files, choices)


def run_font(case: Case, record: Record) -> None:
    """Build a memo in a font, which the run before may have had under the same path."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("threadbrief.pdf", "threadbrief.word")):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()
    run_build(case, record)
