"""Words of likelihood and of confidence in the summary and the judgements.

The yardsticks: Intelligence Community Directive 203, Analytic Standards (2 January 2015), D.6.e(2)(a); the
Probability Yardstick of the Professional Head of Intelligence Assessment (PHIA), United Kingdom. Both are English,
and so are these checks.
"""

import re
from collections.abc import Iterator
from functools import cache

from threadbrief.checks.usage import paragraphs
from threadbrief.core import problem_codes as codes
from threadbrief.core.problems import Location, Problem, find_nearest, warning
from threadbrief.model.brief import Judgement, Memo, Yardstick
from threadbrief.model.marks import MarkedText
from threadbrief.model.traverse import plain_marked_text
from threadbrief.text.language_tag import get_primary_language

ICD_203_ROWS = (
    ("almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain",
     "almost certainly"),
    ("remote", "highly improbable", "improbable", "improbably", "roughly even odds", "probable", "probably",
     "highly probable", "nearly certain"),
)  # fmt: skip
"""Two sets of terms for the same seven degrees, not to be mixed."""
PHIA_TERMS = ("remote chance", "highly unlikely", "unlikely", "realistic possibility", "likely", "probable", "probably",
              "highly likely", "almost certain", "almost certainly")  # fmt: skip
TERMS = {Yardstick.ICD_203: (*ICD_203_ROWS[0], *ICD_203_ROWS[1]), Yardstick.PHIA: PHIA_TERMS}
NAMES = {Yardstick.ICD_203: "ICD 203", Yardstick.PHIA: "the PHIA yardstick"}
VAGUE = ("a good chance", "chances are", "conceivable", "conceivably", "doubtful", "maybe", "perhaps", "possibly",
         "it is possible", "may well", "might well", "could well", "extremely likely", "extremely unlikely",
         "fairly likely", "quite likely", "more likely than not", "virtually certain")  # fmt: skip
"""Expressions that stand on neither yardstick."""

_CONFIDENCE = re.compile(
    r"\b(?:(?:high|moderate|medium|low)(?:[- ]to[- ](?:high|moderate|medium))?[- ]confidence"
    r"|confidence (?:level )?is (?:high|moderate|medium|low)|(?:highly|moderately) confident)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]?[A-Z])|\n")
_ORDINARY = frozenset({"remote"})
"""Terms that in a text mostly mean something else."""


@cache
def _compile_likelihood() -> re.Pattern[str]:
    """Return what finds any expression of likelihood, the longest first."""
    words = {term for terms in TERMS.values() for term in terms} - _ORDINARY | set(VAGUE)
    return re.compile(rf"\b(?:{'|'.join(sorted(words, key=len, reverse=True))})\b", re.IGNORECASE)


def check_likelihood(memo: Memo) -> Iterator[Problem]:
    """Yield what is to be said about words of likelihood."""
    if get_primary_language(memo.language) != "en":
        return
    passages = [
        *([memo.summary] if memo.summary else []),
        *(judgement.text for judgement in memo.key_judgements),
    ]
    for text in passages:
        yield from _check_combined(text)
    if memo.yardstick is not None:
        for number, judgement in enumerate(memo.key_judgements, 1):
            yield from _check_likelihood_field(number, judgement, memo.yardstick)
        for text in passages:
            yield from _check_vocabulary(text, memo.yardstick)
        if memo.yardstick is Yardstick.ICD_203:
            yield from _check_mixed_rows(memo, passages)


def _split_sentences(text: MarkedText) -> Iterator[tuple[str, Location]]:
    for paragraph in paragraphs(text.blocks):
        words = plain_marked_text((paragraph,))
        for sentence in _SENTENCE_END.split(words):
            yield sentence, paragraph.where


def _check_combined(text: MarkedText) -> Iterator[Problem]:
    """Yield a warning for a degree of likelihood and a level of confidence in one sentence (ICD 203, D.6.e(2)(b))."""
    for sentence, where in _split_sentences(text):
        confidence = _CONFIDENCE.search(sentence)
        likelihood = _compile_likelihood().search(sentence)
        if confidence and likelihood:
            message = f'"{likelihood[0]}" and "{confidence[0]}" stand in one sentence'
            hint = "say how likely it is in one sentence, and how sure you are in another"
            yield warning(codes.LIKELIHOOD_WITH_CONFIDENCE, message, where, hint)


def _check_likelihood_field(
    number: int, judgement: Judgement, yardstick: Yardstick
) -> Iterator[Problem]:
    given = judgement.likelihood
    if given and given.casefold() not in TERMS[yardstick]:
        near = find_nearest(given, TERMS[yardstick])
        hint = f'did you mean "{near}"?' if near else f"one of: {', '.join(TERMS[yardstick])}"
        message = (
            f'the likelihood of judgement {number}, "{given}", is no term of {NAMES[yardstick]}'
        )
        yield warning(codes.LIKELIHOOD_NOT_IN_YARDSTICK, message, judgement.where, hint)


def _check_vocabulary(text: MarkedText, yardstick: Yardstick) -> Iterator[Problem]:
    for sentence, where in _split_sentences(text):
        for match in _compile_likelihood().finditer(sentence):
            if match[0].casefold() not in TERMS[yardstick]:
                message = f'"{match[0]}" is no term of {NAMES[yardstick]}'
                hint = f"one of: {', '.join(TERMS[yardstick])}"
                yield warning(codes.WORDS_NOT_IN_YARDSTICK, message, where, hint)


def _check_mixed_rows(memo: Memo, passages: list[MarkedText]) -> Iterator[Problem]:
    """Yield a warning when terms of both rows of ICD 203 are used."""
    used = [(j.likelihood.casefold(), j.where) for j in memo.key_judgements if j.likelihood]
    for text in passages:
        for sentence, where in _split_sentences(text):
            used += [
                (match[0].casefold(), where) for match in _compile_likelihood().finditer(sentence)
            ]
    first, second = ([(term, where) for term, where in used if term in row] for row in ICD_203_ROWS)
    if first and second:
        message = f'"{first[0][0]}" and "{second[0][0]}" are of different rows of ICD 203'
        hint = "keep to one row, or say in the memo that both mean the same degrees"
        yield warning(codes.MIXED_LIKELIHOOD_TERMS, message, max(first[0][1], second[0][1]), hint)
