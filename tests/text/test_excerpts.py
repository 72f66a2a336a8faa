"""Excerpts: where they are cut, how they are closed, how they end."""

import pytest

from threadbrief.text.excerpts import end_excerpt, find_mark_pairs, make_excerpt, take_first_words


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("What worries Russia? 1) Growing […] assertiveness", "What worries Russia? 1) Growing…"),
        ("So what worries us? 1) Growing assertiveness", "So what worries us?…"),
        ("The three: a) this and that and more", "The three: a) this and…"),
        ("One two three four 5. six seven", "One two three four…"),
        (
            "Amid broken […] relations + worsening of ties",
            "Amid broken […] relations + worsening of…",
        ),
        ("It is work & play & nothing else", "It is work & play & nothing…"),
        ("It is all work & of course", "It is all work & of…"),
        ("It is not all work & play", "It is not all work…"),
        ("He says it is “the most important", "He says it is “the…”"),
        ("He says that it is “the most important", "He says that it is…"),
        ("He calls it (for now) a gain", "He calls it (for now)…"),
        ("He calls it good (for a time)", "He calls it good (for…)"),
        ("He calls it very good (for a time)", "He calls it very good…"),
        ("Er nennt es „gut für alle“ hier", "Er nennt es „gut für…“"),
        ("Il dit que « le prix de tout »", "Il dit que « le prix…»"),
        ("It’s Putin’s view that ‘this will not do’", "It’s Putin’s view that ‘this…’"),
        ("A word – or two – and more", "A word – or two – and…"),
        ("One word or two – and more", "One word or two – and…"),
        ("One two three four five.", "One two three four five."),
        ("... and it's not about the point", "... and it's not about the…"),
    ],
)
def test_a_short_form_ends_with_a_word_and_is_closed(text: str, short: str) -> None:
    assert take_first_words(text, 5) == short


def test_a_cut_closes_what_is_open_and_leaves_out_the_gap_before_it() -> None:
    assert (
        make_excerpt("He says “it is (in a way) all over now”", 30)
        == "He says “it is (in a way) all…”"
    )
    assert make_excerpt("He says “it is (in a way) all over now”", 22) == "He says “it is (in a…)”"
    assert make_excerpt('She said "it is over" and went', 18) == 'She said "it is…"'
    assert make_excerpt("The talks with […] were long and hard", 20) == "The talks with…"
    assert make_excerpt("They won’t say when it is", 20) == "They won’t say when…"


@pytest.mark.parametrize(
    ("text", "ended"),
    [
        ("It is so.", "It is so"),
        ("Hold on.", "Hold on"),
        ("That it is.", "That it is"),
        ("It is the U.S.", "It is the U.S."),
        ("At 5 a.m.", "At 5 a.m."),
        ("Tell me...", "Tell me..."),
        ("Tell me…", "Tell me…"),
        ("Is it so?", "Is it so?"),
        ("No!", "No!"),
        ("See here:", "See here"),
        ("They call it “balance.”", "They call it “balance”"),
        ('They call it "balance."', 'They call it "balance"'),
        ("They call it “balance…”", "They call it “balance…”"),
        ("(Angela Merkel knows.)", "(Angela Merkel knows.)"),
        ("So it is..", "So it is"),
        ("以上。", "以上"),
        ("…", "…"),
        (".", "."),
    ],
)
def test_the_end_of_an_excerpt_gives_way_to_the_sentence_around_it(text: str, ended: str) -> None:
    assert end_excerpt(text) == ended


def test_marks_are_paired_and_apostrophes_are_none() -> None:
    text = "‘It’s the Russians’ “own (real) view”’ »so« «да»"
    pairs = {text[pair.start] + text[pair.end] for pair in find_mark_pairs(text)}
    assert pairs >= {"“”", "()", "»«", "«»"}
    assert find_mark_pairs("1) one 2) two […] rock ’n’ roll") == []
