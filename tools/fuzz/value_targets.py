"""The targets that begin with values of Python: memos of plain objects, words made safe for a memo."""

import json

from cases import Case, Dice
from memo_targets import NAME
from mutate_text import choose_nasty_text, mutate_text
from mutate_trees import dump_json, mutate_tree
from specimens import list_small_memos, list_trees
from watch import FindingError, Record

from threadbrief.core.problems import BriefError
from threadbrief.model import marks
from threadbrief.model.traverse import descendants
from threadbrief.read import read_brief
from threadbrief.read.emit import write_brief
from threadbrief.read.markup.escape import escape_words
from threadbrief.read.values import read_values, reread_brief

_MEMO = """\
schema: threadbrief/1
memo: {{to: A, from: B, date: 2031-03-14, subject: S, summary: {}}}
posts: [{{text: words}}]
"""


def make_objects(dice: Dice, seed: int) -> Case:
    """Return a memo as JSON, its tree mutated."""
    trees = [tree for tree in list_trees() if isinstance(tree, dict)]
    tree = mutate_tree(dice.choice(trees), dice, trees, typed=True)
    return Case("objects", seed, {"memo.json": dump_json(tree, dice)})


def run_objects(case: Case, record: Record) -> None:
    """Read a memo of plain objects; written, it is read as the same."""
    values = json.loads(case.main)
    if not isinstance(values, dict):
        return
    try:
        brief, warnings = read_values(values)
    except BriefError as fault:
        record.add_problems(fault.problems)
        record.add(*(problem.path or "" for problem in fault.problems))
        return
    record.add_problems(warnings)
    record.label = "read"
    again, _ = reread_brief(brief)
    written = write_brief(brief)
    if again != brief or write_brief(read_brief(written.encode(), NAME)[0]) != written:
        raise FindingError("a memo of objects is not the same when it is read again")
    record.add(written)


def make_escape(dice: Dice, seed: int) -> Case:
    """Return words, with whatever may be in them."""
    text = dice.choice(list_small_memos()).decode("utf-8", "replace")
    start = dice.randrange(len(text))
    words = text[start : start + dice.choice((5, 50, 500))]
    for _ in range(dice.randrange(4)):
        words = mutate_text(words, dice) + choose_nasty_text(dice)
    return Case("escape", seed, {"words.txt": words[:20_000].encode("utf-8", "replace")})


def run_escape(case: Case, record: Record) -> None:
    """Make words safe for a memo: what is read is the same words."""
    text = case.main.decode()
    marked = escape_words(text)
    record.add(marked)
    words = " ".join(text.split())
    if not words:
        return
    try:
        brief, _ = read_brief(_MEMO.format(json.dumps(marked)).encode(), NAME)
    except BriefError as fault:
        record.add_problems(fault.problems)
        return
    record.label = "read"
    blocks = brief.memo.summary.blocks if brief.memo.summary else ()
    found = " ".join(_read_words(block) for block in blocks)
    if found != words:
        raise FindingError("escaped words are read as others", f"{words[:500]!r}: {found[:500]!r}")


def _read_words(block: marks.MarkedBlock) -> str:
    return "".join(
        " " if isinstance(node, marks.ForcedBreak) else node.text
        for node in descendants((block,))
        if isinstance(node, marks.Text | marks.ForcedBreak)
    )
