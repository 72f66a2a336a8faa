"""A damaged template of Word is built on, or refused with a problem: nothing else, and soon."""

import pytest
from house_mutations import mutated, outcome

REFUSED = ("TB610", "TB611", "TB612", "TB616")
ONCE_A_TRACEBACK = (362, 629, 979)


@pytest.mark.parametrize("first", range(0, 80, 20))
def test_any_damage_is_a_file_or_a_problem(first):
    for seed in range(first, first + 20):
        assert outcome(mutated(seed), seed) in ("built", *REFUSED), seed


@pytest.mark.parametrize("seed", ONCE_A_TRACEBACK)
def test_what_was_once_a_traceback(seed):
    assert outcome(mutated(seed), seed) in ("built", *REFUSED)


def test_some_damage_is_survived_and_some_is_not():
    assert {outcome(mutated(seed), seed) for seed in range(80, 100)} >= {"built", "TB610", "TB612"}
