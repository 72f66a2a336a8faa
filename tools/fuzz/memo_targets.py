"""The targets that begin with a memo: reading, checking, building, and putting in order."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

from cases import Case, Dice
from lxml import etree
from mutate_files import mutate_xml, mutate_zip
from mutate_text import mutate_bytes, mutate_text
from mutate_trees import dump_yaml, load_yaml, mutate_tree
from specimens import (
    list_house_files,
    list_memos,
    list_small_memos,
    list_styles,
    list_trees,
    read_neighbours,
    read_template,
)
from watch import FindingError, Record

from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import BriefError, has_errors
from threadbrief.pipeline.build import build_memo
from threadbrief.pipeline.check import check_memo, make_reference_loader
from threadbrief.pipeline.extract import extract_memo, find_edit
from threadbrief.pipeline.inspect_template import inspect_template
from threadbrief.pipeline.options import BuildOptions, Embed, Format
from threadbrief.read import read_brief
from threadbrief.read.emit import write_brief
from threadbrief.read.reorder import reorder_keys

NAME = "memo.yaml"
MOST_BUILT = 200_000
"""Bytes of a memo that is built; larger ones are only checked."""

_BY_BUILD_ONLY = {codes.DAMAGED_FONT}
"""Errors that no check can have: only setting every letter shows them."""


def mutate_memo(data: bytes, dice: Dice) -> bytes:
    """Return a memo with changes of its tree, its tokens or its bytes."""
    chance = dice.random()
    if chance < 0.55:
        tree = load_yaml(data)
        if isinstance(tree, dict):
            others = [other for other in list_trees() if isinstance(other, dict)]
            return dump_yaml(mutate_tree(tree, dice, others), dice)
    memos = list_memos()
    if chance < 0.85:
        others = [dice.choice(memos).decode("utf-8", "replace")]
        return mutate_text(data.decode("utf-8", "surrogateescape"), dice, others).encode(
            "utf-8", "replace" if dice.random() < 0.9 else "surrogatepass"
        ) if _is_text(data) else mutate_bytes(data, dice, memos)  # fmt: skip
    return mutate_bytes(data, dice, memos)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


# --- check and fmt ---


def make_check(dice: Dice, seed: int) -> Case:
    """Return a mutated memo, with the files that it may name."""
    specimens = list_memos() if dice.random() < 0.6 else list_small_memos()
    files = {NAME: mutate_memo(dice.choice(specimens), dice), **read_neighbours()}
    return Case("check", seed, files, {"strict": dice.random() < 0.1})


def run_check(case: Case, record: Record) -> None:
    """Check a memo; write it anew, and read that: no more problems, and the same again."""
    options = BuildOptions(folder=Path(), strict=bool(case.choices["strict"]))
    record.add_problems(check_memo(case.main, NAME, options))
    loader = make_reference_loader(options)
    try:
        brief, _ = read_brief(case.main, NAME, loader)
    except BriefError:
        return
    record.label = "accepted"
    written = write_brief(brief)
    try:
        again, _ = read_brief(written.encode(), NAME, loader)
    except BriefError as fault:
        raise FindingError(
            f"written anew it has a fault, {fault.problems[0].code}", fault
        ) from None
    if write_brief(again) != written:
        raise FindingError("written twice, a memo is not the same")
    record.add(written)


def make_fmt(dice: Dice, seed: int) -> Case:
    """Return a mutated memo."""
    return Case("fmt", seed, {NAME: mutate_memo(dice.choice(list_memos()), dice)})


def run_fmt(case: Case, record: Record) -> None:
    """Put the keys in order: twice is the same as once."""
    try:
        text = reorder_keys(case.main, NAME)
    except BriefError as fault:
        record.add_problems(fault.problems)
        return
    record.label = "in order"
    if reorder_keys(text.encode(), NAME) != text:
        raise FindingError("what fmt wrote is not in order")
    record.add(text)


# --- build ---


def make_build(dice: Dice, seed: int) -> Case:
    """Return a mutated memo, and the options of a build."""
    choices: dict[str, str | int | bool] = {
        "embed": dice.choice([embed.value for embed in Embed]),
        "keep": dice.random() < 0.2,
    }
    if dice.random() < 0.3:
        choices["template"] = dice.choice(("memo", "memo-letter"))
    files = {NAME: mutate_memo(dice.choice(list_small_memos()), dice), **read_neighbours()}
    return Case("build", seed, files, choices)


def run_build(case: Case, record: Record) -> None:
    """Check a memo and build both files: what a check accepts can be built, and is whole."""
    template = case.choices.get("template")
    options = BuildOptions(
        folder=Path(),
        template=None if template is None else str(template),
        embed=Embed(case.choices.get("embed", "full")),
        keep_picture_metadata=bool(case.choices.get("keep")),
        formats=tuple(map(Format, str(case.choices.get("formats", "docx pdf")).split())),
    )
    memo = case.files[NAME]
    problems = check_memo(memo, NAME, options)
    record.add_problems(problems)
    if len(memo) > MOST_BUILT:
        return
    try:
        built = build_memo(memo, NAME, options)
    except BriefError as fault:
        record.add_problems(fault.problems)
        found = {problem.code for problem in fault.problems}
        if not has_errors(problems) and not found <= _BY_BUILD_ONLY:
            raise FindingError(f"only a build refuses, {fault.problems[0].code}", fault) from None
        return
    if has_errors(problems):
        raise FindingError(f"only a check refuses, {problems[0].code}", problems[0])
    record.label = "built"
    record.add_problems(built.problems)
    record.add(*built.files.values())
    record.label = "built"
    _require_whole(built.files)
    for kind, data in built.files.items():
        if find_edit(data, kind.value):
            raise FindingError("a built file is taken for one that was changed", kind.value)
    if options.embed is Embed.FULL:
        for kind, data in built.files.items():
            if extract_memo(data, kind.value).data != memo:
                raise FindingError("another memo is inside", kind.value)


def _require_whole(files: Mapping[Format, bytes]) -> None:
    """Raise FindingError for a Word file that is no package of XML, or a PDF without its end."""
    for kind, data in files.items():
        if kind is Format.PDF:
            if not (data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")):
                raise FindingError("a PDF without beginning or end")
            continue
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if archive.testzip() or len(names) != len(set(names)):
                raise FindingError("a Word file that is no sound package")
            for name in names:
                if name.endswith((".xml", ".rels")):
                    etree.fromstring(archive.read(name))


# --- templates, styles and house files: with a memo that has every key ---


def make_template(dice: Dice, seed: int) -> Case:
    """Return a template of which one file is mutated, and a memo."""
    name = dice.choice(("memo", "memo", "memo-letter"))
    files = {f"own/{path}": data for path, data in read_template(name).items()}
    path = "own/template.yaml" if dice.random() < 0.75 else dice.choice(list(files))
    trees = [load_yaml(data) for data in files.values()]
    tree = trees[list(files).index(path)]
    if dice.random() < 0.7:
        files[path] = dump_yaml(mutate_tree(tree, dice, trees), dice)
    else:
        files[path] = mutate_text(files[path].decode(), dice).encode("utf-8", "replace")
    memo = dice.choice(list_small_memos())
    choices = {"template": "own/template.yaml", "formats": _choose_formats(dice)}
    return Case("template", seed, {**files, NAME: memo, **read_neighbours()}, choices)


def _choose_formats(dice: Dice) -> str:
    return dice.choice(("docx", "docx", "pdf", "docx pdf"))


def make_style(dice: Dice, seed: int) -> Case:
    """Return a mutated citation style, and a memo that names it."""
    style = dice.choice(list_styles())
    style = mutate_xml(style, dice) if dice.random() < 0.85 else mutate_bytes(style, dice)
    tree = load_yaml(dice.choice(list_small_memos()))
    while not isinstance(tree, dict) or not isinstance(tree.get("memo"), dict):
        tree = load_yaml(dice.choice(list_small_memos()))
    tree["memo"]["style"] = "own.csl"
    tree["memo"]["language"] = dice.choice(("en", "en", "de", "fr", "en-GB", "ja"))
    memo = dump_yaml(tree, dice)
    files = {"own.csl": style, NAME: memo, **read_neighbours()}
    return Case("style", seed, files, {"formats": "docx"})


def run_style(case: Case, record: Record) -> None:
    """Check a memo with a style; build it too for one seed in eight."""
    if case.seed % 8 == 0:
        run_build(case, record)
        return
    record.add_problems(check_memo(case.files[NAME], NAME, BuildOptions(folder=Path())))


def make_house(dice: Dice, seed: int) -> Case:
    """Return a mutated Word template, and a memo."""
    house = mutate_zip(dice.choice(list_house_files()), dice, _mutate_part)
    files = {"house.docx": house, NAME: dice.choice(list_small_memos()), **read_neighbours()}
    return Case("house", seed, files, {"template": "house.docx", "formats": "docx"})


def _mutate_part(name: str, content: bytes, dice: Dice) -> bytes:
    if name.endswith((".xml", ".rels")) and dice.random() < 0.85:
        return mutate_xml(content, dice)
    return mutate_bytes(content, dice)


def run_house(case: Case, record: Record) -> None:
    """Describe a Word template, and build a memo with it."""
    try:
        record.add(str(inspect_template("house.docx")))
    except BriefError as fault:
        record.add_problems(fault.problems)
    run_build(case, record)
