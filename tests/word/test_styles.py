"""The look is in the styles, and nowhere else."""

import pytest
from word_reading import indented, parts, placed, value, w, written
from word_specimen import document, full, para, stress, text

from threadbrief.core.structs import replace
from threadbrief.model.document import Heading, Role
from threadbrief.templates.loading import load_template
from threadbrief.word import write_word
from threadbrief.word.parts.style_names import STYLES, get_style_id


def styles(template=None):
    whole = parts(write_word(full(), template or load_template()).data)["word/styles.xml"]
    return {style.get(w("styleId")): style for style in whole.iter(w("style"))}


def changed(**roles):
    template = load_template()
    look = template.look
    new = {Role(name.replace("_", "-")): style for name, style in roles.items()}
    return replace(template, look=replace(look, styles={**look.styles, **new}))


def resolved(found, name, path, attribute="val"):
    """Return what a style says, or the first of those it is based on that says it."""
    while name:
        style = found[name]
        said = value(style, path, attribute)
        if said is not None:
            return said
        name = value(style, "basedOn")
    return None


def test_every_role_has_a_style():
    found = styles()
    for role in set(Role) - {Role.JUDGEMENT_NUMBER}:
        assert get_style_id(role) in found, role


@pytest.mark.parametrize("role", Role)
def test_a_paragraph_of_any_role_has_a_paragraph_style(role):
    found = parts(written(document(para("a", role=role))).data)["word/document.xml"]
    used = value(found, "body/p/pPr/pStyle")
    assert styles()[used].get(w("type")) == "paragraph"


def test_sizes_and_colours_are_those_of_the_look():
    found, look = styles(), load_template().look
    for role, name in STYLES.items():
        style = look.style(role)
        if role is Role.BODY or name.kind.value == "character":
            continue
        size = resolved(found, name.id, "rPr/sz") or "21"
        assert int(size) == round(style.size * 2), role
        assert resolved(found, name.id, "rPr/color") == style.colour.hex, role
        assert resolved(found, name.id, "pPr/spacing", "line") == str(round(style.leading * 20)), (
            role
        )
        assert (
            resolved(found, name.id, "pPr/spacing", "after") or str(round(style.after * 20)) == "0"
        ), role


def test_leading_that_is_the_body_s_is_left_to_it():
    found = styles()
    for name in (
        "BodyText",
        "ThreadPost",
        "KeyJudgement",
        "MemoSummary",
        "ListBullet",
        "MemoField",
    ):
        assert value(found[name], "pPr/spacing", "line") is None, name
    assert resolved(found, "ThreadPostContinued", "pPr/ind", "hanging") == "0"
    assert (
        value(found["KeyJudgementContinued"], "pPr/ind", "left") == "360"
    )  # said again, beside the number that goes


def test_built_in_names_are_those_of_word():
    found = styles()
    names = {style.get(w("styleId")): value(style, "name") for style in found.values()}
    assert names["Heading1"] == "heading 1"
    assert names["FootnoteText"] == "footnote text"
    assert names["FootnoteReference"] == "footnote reference"
    assert names["ListBullet2"] == "List Bullet 2"
    custom = {key for key, style in found.items() if style.get(w("customStyle")) == "1"}
    assert {"ThreadPost", "MemoField", "KeyJudgement"} <= custom
    assert not custom & {
        "Title",
        "Quote",
        "Caption",
        "Hyperlink",
        "Bibliography",
        "BodyText",
        "Header",
        "Footer",
    }


def test_headings_have_outline_levels_and_stay_with_their_text():
    found = styles()
    assert [value(found[f"Heading{n}"], "pPr/outlineLvl") for n in (1, 2, 3)] == ["0", "1", "2"]
    assert found["Heading1"].find(w("pPr")).find(w("keepNext")) is not None
    assert found["Heading1"].find(w("pPr")).find(w("keepLines")) is not None


def test_a_change_of_the_body_reaches_all_that_shares_it():
    body = load_template().look.style(Role.BODY)
    found = styles(changed(body=replace(body, size=12, family="serif")))
    assert value(found["ThreadPost"], "rPr/sz") == "21"
    assert "sz" not in indented(found["BodyText"])


def test_styles_say_only_what_differs():
    found = styles()
    assert indented(found["BodyText"]).splitlines()[-2:] == [
        "  pPr",
        "    spacing after=150",
    ]
    assert [child.tag.removeprefix(w("")) for child in found["Hyperlink"].find(w("rPr"))] == [
        "color"
    ]


def test_rules_are_borders():
    found = styles()
    assert value(found["MemoSummary"], "pPr/pBdr/left", "sz") == "16"
    assert value(found["MemoSummary"], "pPr/pBdr/left", "color") == "1F3A5F"
    assert value(found["Title"], "pPr/pBdr/bottom", "space") == "8"
    assert value(found["Header"], "pPr/pBdr/bottom", "color") == "C4CAD2"


def test_note_marks_are_raised_as_word_raises_them():
    assert value(styles()["FootnoteReference"], "rPr/vertAlign") == "superscript"


@pytest.mark.parametrize("whole", [full, stress])
def test_no_theme_and_no_size_or_colour_outside_the_styles(whole):
    found = parts(written(whole()).data)
    for name, part in found.items():
        for element in part.iter():
            assert not any("heme" in key for key in element.attrib), name
    for name in ("word/document.xml", "word/footnotes.xml", "word/header1.xml"):
        text = indented(found[name])
        assert "sz val" not in text
        # Nothing but the rule that goes on beside a list in a summary, whose style has none.
        assert all("left val=single" in line for line in text.splitlines() if "color" in line)


def test_every_style_that_is_used_is_there():
    found = parts(written(stress()).data)
    known = set(styles())
    for name, part in found.items():
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next"):
            assert {element.get(w("val")) for element in part.iter(w(tag))} <= known, (name, tag)


def test_rules_and_lengths_stay_in_the_limits_of_word():
    title = load_template().look.style(Role.TITLE)
    wild = replace(title, rule_below=replace(title.rule_below, width=40, gap=90))
    bottom = styles(changed(title=wild))["Title"].find(f".//{w('bottom')}")
    assert (bottom.get(w("sz")), bottom.get(w("space"))) == ("96", "31")
    wild = replace(title, size=9000, leading=9000, before=9000, after=-5, indent=-9000)
    style = styles(changed(title=wild))["Title"]
    assert value(style, "rPr/sz") == "3276"
    assert [value(style, "pPr/spacing", name) for name in ("before", "after", "line")] == [
        "31680",
        None,
        "31680",
    ]
    assert value(style, "pPr/ind", "left") == "-31680"


def test_text_flows_into_the_margins_of_the_page():
    section = parts(written(document(para("a"))).data)["word/document.xml"].find(
        f".//{w('sectPr')}"
    )
    assert (value(section, "pgSz", "w"), value(section, "pgSz", "h")) == ("11906", "16838")
    letter = parts(write_word(full(), load_template("memo-letter")).data)["word/document.xml"]
    assert value(letter.find(f".//{w('sectPr')}"), "pgSz", "w") == "12240"


def test_the_larger_of_two_distances_counts_in_a_reader_of_word_files(tool, tmp_path):
    """ECMA-376-1, 17.3.1.33: the space between two paragraphs is the largest that either asks for, not their sum."""
    template = load_template()
    whole = document(para("above"), Heading(1, text("below"), "below"))
    tops = {}
    for after in (0, 7.5, 30):
        body = replace(template.look.style(Role.BODY), after=after)
        look = replace(template.look, styles={**template.look.styles, Role.BODY: body})
        data = write_word(whole, replace(template, look=look)).data
        tops[after] = {word: top for word, _, top, _, _ in placed(data, tool, tmp_path)}
    gaps = {after: round(words["below"] - words["above"], 1) for after, words in tops.items()}
    before = template.look.style(Role.HEADING_1).before
    assert gaps[0] == gaps[7.5] == pytest.approx(gaps[30] - (30 - before), abs=0.2)
