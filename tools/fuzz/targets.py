"""The targets by name: how a case is made, how it is run, and how often."""

from collections.abc import Callable
from dataclasses import dataclass

import file_targets as of_files
import memo_targets as of_memos
import value_targets as of_values
from cases import Case, Dice, throw_dice
from watch import Record, Run


@dataclass(frozen=True)
class Target:
    """A part of the program that is tried."""

    make: Callable[[Dice, int], Case]
    run: Run
    share: int
    """Of all runs, as a weight: what is quick is tried more often."""


TARGETS = {
    "check": Target(of_memos.make_check, of_memos.run_check, 200),
    "fmt": Target(of_memos.make_fmt, of_memos.run_fmt, 250),
    "objects": Target(of_values.make_objects, of_values.run_objects, 60),
    "escape": Target(of_values.make_escape, of_values.run_escape, 40),
    "build": Target(of_memos.make_build, of_memos.run_build, 16),
    "template": Target(of_memos.make_template, of_memos.run_build, 16),
    "style": Target(of_memos.make_style, of_memos.run_style, 30),
    "house": Target(of_memos.make_house, of_memos.run_house, 10),
    "references": Target(of_files.make_references, of_files.run_references, 180),
    "import": Target(of_files.make_import, of_files.run_import, 180),
    "extract": Target(of_files.make_extract, of_files.run_extract, 80),
    "picture": Target(of_files.make_picture, of_files.run_picture, 60),
    "font": Target(of_files.make_font, of_files.run_font, 8),
}


def make_case(seed: int, only: str | None = None) -> Case:
    """Return the case of a seed, of one target where it is named."""
    dice = throw_dice("threadbrief", seed, only or "")
    names = [only] if only else list(TARGETS)
    name = dice.choices(names, [TARGETS[one].share for one in names])[0]
    return TARGETS[name].make(dice, seed)


def run_case(case: Case, record: Record) -> None:
    """Run a case by the function of its target."""
    TARGETS[case.target].run(case, record)
