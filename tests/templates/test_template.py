"""Templates: built-in ones, one of the user's, and what is said of a faulty one."""

import os
import re
import shutil
from pathlib import Path

import pytest

from threadbrief.core.problems import BriefError
from threadbrief.model.document import Role
from threadbrief.templates import (
    AddressForm,
    EmojiForm,
    NoteFormat,
    NoteKind,
    NoteRestart,
    Part,
)
from threadbrief.templates.loading import list_builtin_names, load_template
from threadbrief.templates.settings import read_settings

TEMPLATES = Path(__file__).parents[2] / "templates" / "memo"


def fault_of(folder: Path, text: str) -> str:
    folder.mkdir(exist_ok=True)
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        load_template(f"{folder}/")
    return str(caught.value).replace(str(folder), "T")


def test_addresses_are_short_or_full(tmp_path: Path) -> None:
    assert load_template().addresses is AddressForm.SHORT
    fault = fault_of(tmp_path, "extends: memo\naddresses: whole\n")
    assert fault == 'T/template.yaml:2:12: error TB401: "whole" is not short or full'


def test_every_builtin_template_has_a_style_for_every_role_and_words_for_english() -> None:
    assert set(list_builtin_names()) >= {"memo", "memo-letter"}
    for name in list_builtin_names():
        template = load_template(name)
        assert template.name == name
        assert set(template.look.styles) == set(Role)
        assert template.choose_wording("en-GB")["summary"] == "Summary"
        assert template.outline == tuple(Part)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_every_language_has_every_word_with_the_same_places_to_fill(language: str) -> None:
    wordings = load_template().wordings
    english, other = wordings["en"].words, wordings[language].words
    own = read_settings(
        (TEMPLATES / f"words.{language}.yaml").read_text(encoding="utf-8"), "words"
    ).as_table()
    assert set(own) == set(english)
    for key, words in english.items():
        assert set(re.findall(r"\{\w+\}", words)) == set(re.findall(r"\{\w+\}", other[key])), key


def test_the_default_page_is_a4_with_a_measure_of_150_mm() -> None:
    page = load_template().look.page
    assert (round(page.width, 2), round(page.height, 2)) == (595.28, 841.89)
    assert page.measure == pytest.approx(150 * 72 / 25.4)


def test_letter_changes_the_page_and_nothing_else() -> None:
    memo, letter = load_template("memo"), load_template("memo-letter")
    assert (letter.look.page.width, letter.look.page.height) == (612, 792)
    assert letter.look.styles == memo.look.styles


def test_text_has_enough_contrast_on_white() -> None:
    def luminance(colour: object) -> float:
        parts = [getattr(colour, name) / 255 for name in ("red", "green", "blue")]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for name in list_builtin_names():
        for role, style in load_template(name).look.styles.items():
            contrast = 1.05 / (luminance(style.colour) + 0.05)  # WCAG 2.2, "contrast ratio"
            assert contrast >= 4.5, f"{name}: {role.value} has {contrast:.1f}:1"


def test_a_users_template_changes_what_it_says_and_takes_the_rest(tmp_path: Path) -> None:
    house = tmp_path / "house"
    house.mkdir()
    (house / "template.yaml").write_text(
        "extends: memo\nname: house\ncolours: {accent: '#004400'}\nstyles: {title: {size: 22pt, "
        "rule_below: none}}\n"
        "outline: [title, fields, thread, sources]\n",
        encoding="utf-8",
    )
    (house / "words.en.yaml").write_text("label: Note for the file\n", encoding="utf-8")
    (house / "words.da.yaml").write_text("summary: Resumé\n", encoding="utf-8")
    template = load_template("house/template.yaml", folder=tmp_path)
    title = template.look.style(Role.TITLE)
    assert (title.size, title.rule_below, title.colour.hex) == (22, None, "004400")
    assert template.outline == (Part.TITLE, Part.FIELDS, Part.THREAD, Part.SOURCES)
    assert template.choose_wording("en")["label"] == "Note for the file"
    assert template.choose_wording("da-DK")["summary"] == "Resumé"
    assert template.choose_wording("da-DK")["thread"] == "The thread", (
        "what is not translated stays English"
    )
    assert template.choose_wording("is")["summary"] == "Summary"
    danish = template.choose_wording("da-DK")
    assert (danish.language_of("summary", "da-DK"), danish.language_of("thread", "da-DK")) == (
        None,
        "en",
    )
    assert template.choose_wording("is").language_of("summary", "is") == "en"
    assert template.choose_wording("en-GB").language_of("summary", "en-GB") is None


@pytest.mark.parametrize(
    ("template", "language", "written"),
    [
        ("memo", "en", "20 June 2020"),
        ("memo", "en-US", "20 June 2020"),
        ("memo-letter", "en-GB", "June 20, 2020"),
        ("memo-letter", "de", "20. Juni 2020"),
        ("memo", "pl", "20 czerwca 2020"),
        ("memo", "tlh", "20 June 2020"),
    ],
)
def test_dates_have_one_form_in_a_language(template: str, language: str, written: str) -> None:
    form = load_template(template).choose_date_form(language)
    assert form.format_date(2020, 6, 20) == written


@pytest.mark.parametrize(
    ("date", "english", "german"),
    [
        ("'{day} {month} {year}'", "20 June 2020", "20 Juni 2020"),
        ("{de: '{day}-{month}-{year}'}", "20 June 2020", "20-Juni-2020"),
        ("{en-GB: '{year} {month} {day}'}", "2020 June 20", "20. Juni 2020"),
    ],
)
def test_a_template_has_one_form_for_all_languages_or_some(
    tmp_path: Path, date: str, english: str, german: str
) -> None:
    (tmp_path / "template.yaml").write_text(f"extends: memo\ndate: {date}", encoding="utf-8")
    template = load_template(f"{tmp_path}/")
    assert template.choose_date_form("en-GB").format_date(2020, 6, 20) == english
    assert template.choose_date_form("de").format_date(2020, 6, 20) == german


def test_months_and_the_day_among_the_words_of_a_language_come_first(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("extends: memo", encoding="utf-8")
    months = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    english = tmp_path / "words.en.yaml"
    english.write_text(f'months: {months}\nday: "{{month}} {{day}}, {{year}}"', encoding="utf-8")
    (tmp_path / "words.la.yaml").write_text('day: "{day} {month} {year}"', encoding="utf-8")
    template = load_template(f"{tmp_path}/")
    form = template.choose_date_form("en-GB")
    assert (form.format_date(2020, 6, 20), form.format_date(2020, 6)) == (
        "Jun 20, 2020",
        "Jun 2020",
    )
    german = template.choose_date_form("de")
    assert german.format_date(2020, 6, 20) == "20. Juni 2020", "the words are English"
    english.write_text("months: Jan Feb", encoding="utf-8")
    with pytest.raises(BriefError, match="the names of twelve months are expected here"):
        load_template(f"{tmp_path}/")


def test_names_that_are_none_say_what_was_meant() -> None:
    with pytest.raises(BriefError) as caught:
        load_template("memmo")
    assert caught.value.problems[0].hint == 'did you mean "memo"?'
    with pytest.raises(BriefError, match=r"No such file or directory"):
        load_template("./nowhere/")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "T/template.yaml:1:1: error TB401: the template is empty"),
        ("a: [", "T/template.yaml:1:5: error TB401: this is not YAML: "),
        (
            "extends: nothing",
            'T/template.yaml:1:10: error TB401: there is no built-in template "nothing"',
        ),
        ("name: x", 'T/template.yaml:1:1: error TB401: the template lacks "page"'),
        (
            "extends: memo\ncolors: {}",
            'T/template.yaml:2:9: error TB401: a template has no "colors" here',
        ),
        (
            "extends: memo\ndate: '{day}.{month}'",
            'T/template.yaml:2:7: error TB401: "{day}.{month}" is no form of a date',
        ),
        (
            "extends: memo\ndate: {de: '{day} {day} {month} {year}'}",
            'T/template.yaml:2:12: error TB401: "{day} {day} {month} {year}" is no form of a date',
        ),
        (
            "extends: memo\ncolours: {ink: red}",
            'T/template.yaml:2:16: error TB401: "red" is not a colour such as "#1f3a5f"',
        ),
        (
            "extends: memo\nstyles: {body: {size: big}}",
            (
                'T/template.yaml:2:23: error TB401: "big" is not a length such as 10.5, 12pt, 30mm or '
                "1.2in"
            ),
        ),
        (
            "extends: memo\nstyles: {body: {size: 0}}",
            'T/template.yaml:2:23: error TB401: "0" must be more than 0',
        ),
        (
            "extends: memo\nstyles: {body: {size: nan}}",
            'T/template.yaml:2:23: error TB401: "nan" is no length that a page can have',
        ),
        (
            "extends: memo\nstyles: {body: {like: post}}",
            'T/template.yaml:2:23: error TB401: "post" and "body" are each like the other',
        ),
        (
            "extends: memo\nstyles: {post: {like: pots}}",
            'T/template.yaml:2:23: error TB401: there is no style "pots" to be like',
        ),
        (
            "extends: memo\npage: {left: 100mm, right: 100mm}",
            "T/template.yaml:2:7: error TB401: the margins leave no room for text",
        ),
        (
            "extends: memo\npage: {top: 15mm}",
            "T/template.yaml:2:7: error TB401: the header stands in the text",
        ),
        (
            "extends: memo\npage: {footer: 25mm}",
            "T/template.yaml:2:7: error TB401: the footer stands in the text",
        ),
        (
            "extends: memo\nstyles: {body: {indent: 2000}}",
            "T/template.yaml:2:25: error TB401: the indents leave no room",
        ),
        (
            "extends: memo\nstyles: {body: {indent: -2000}}",
            "T/template.yaml:2:25: error TB401: text would begin or end outside",
        ),
        (
            "extends: memo\nstyles: {body: {indent_end: 420}}",
            "T/template.yaml:2:29: error TB401: the indents leave no room",
        ),
        (
            "extends: memo\nstyles: {body: {before: -50}}",
            'T/template.yaml:2:25: error TB401: "-50" must not be less than 0',
        ),
        (
            "extends: memo\nstyles: {body: {weight: 5000}}",
            'T/template.yaml:2:25: error TB401: "5000" is not between 100 and 900',
        ),
        (
            "extends: memo\nstyles: {body: {tracking: -900}}",
            'T/template.yaml:2:27: error TB401: "-900" is not between -250 and 2000',
        ),
        (
            "extends: memo\nstyles: {body: {leading: 2}}",
            "T/template.yaml:2:26: error TB401: lines would stand on one another",
        ),
        (
            "extends: memo\nstyles: {note-number: {raised: 50}}",
            'T/template.yaml:2:32: error TB401: "50" is not between -2 and 2',
        ),
        (
            "extends: memo\nfield_label_width: -5",
            'T/template.yaml:2:20: error TB401: "-5" must not be less than 0',
        ),
        (
            "extends: memo\nfield_label_width: 2000",
            'T/template.yaml:2:20: error TB401: "2000" leaves no room',
        ),
        (
            "extends: memo\nnotes: {between: -50}",
            'T/template.yaml:2:18: error TB401: "-50" must not be less than 0',
        ),
        (
            "extends: memo\npage: {header: 900mm}",
            'T/template.yaml:2:16: error TB401: "900mm" is outside the page',
        ),
        (
            "extends: memo\noutline: [thread, thread]",
            'T/template.yaml:2:19: error TB401: "thread" stands in this list already',
        ),
        (
            "extends: memo\nname: a\nname: b",
            'T/template.yaml:3:1: error TB401: "name" is given twice',
        ),
        (
            "extends: memo\noutline: [titel]",
            'T/template.yaml:2:11: error TB401: "titel" is not a part of a memo',
        ),
        ("a: 1\n---\nb: 2", "T/template.yaml:2:1: error TB401: a template is one YAML document"),
        ("a: *b", 'T/template.yaml:1:4: error TB401: "*b" stands for nothing before it'),
        ("[a]: 1", "T/template.yaml:1:1: error TB401: one value is expected here"),
        ("[" * 5000, "T/template.yaml"),
        ("a: " + "{a: " * 40 + "1" + "}" * 40, "T/template.yaml:1:"),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    assert fault_of(tmp_path / "house", text).startswith(expected)


def test_a_template_of_other_bytes_is_refused(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BriefError, match="is not UTF-8 text"):
        load_template(f"{tmp_path}/")
    (tmp_path / "template.yaml").write_bytes(b"#" * (1 << 20) + b"##")
    with pytest.raises(BriefError, match="larger than 1 MiB"):
        load_template(f"{tmp_path}/")


def test_settings_know_their_line_and_column() -> None:
    settings = read_settings("a:\n  b: [x,\n    y]\n", "f.yaml")
    last = settings.as_table()["a"].as_table()["b"].as_list()[1]
    assert (last.as_text(), str(last.where)) == ("y", "f.yaml:3:5")


def test_what_only_a_pdf_has(tmp_path):
    folder = tmp_path / "house"
    (folder / "fonts").mkdir(parents=True)
    text = "extends: memo\nemoji: mono\nfonts: [fonts]\nstyles:\n  body: {hyphenate: true}\n"
    (folder / "template.yaml").write_text(text, encoding="utf-8")
    template = load_template("house/", tmp_path)
    assert template.look.emoji is EmojiForm.MONO
    assert template.look.style(Role.POST).hyphenate, "what is like body hyphenates too"
    assert [(one.path, one.root) for one in template.fonts] == [(folder / "fonts", tmp_path)]
    assert load_template("memo").look.emoji is EmojiForm.PICTURE


@pytest.mark.parametrize(
    ("styles", "parted"),
    [
        ("body: {hyphenate: true}", set()),
        ("body: {hyphenate: true}\n  title: {hyphenate: true}", {Role.TITLE}),
        ("heading-1: {hyphenate: true}", {Role.HEADING_1, Role.HEADING_2, Role.HEADING_3}),
        (
            "heading-1: {hyphenate: true}\n  heading-3: {hyphenate: false}",
            {Role.HEADING_1, Role.HEADING_2},
        ),
    ],
)
def test_headings_are_parted_only_where_the_template_says_so_of_headings(tmp_path, styles, parted):
    (tmp_path / "template.yaml").write_text(
        f"extends: memo\nstyles:\n  {styles}\n", encoding="utf-8"
    )
    look = load_template("./", tmp_path).look
    headings = {Role.TITLE, Role.HEADING_1, Role.HEADING_2, Role.HEADING_3}
    assert {role for role in headings if look.style(role).hyphenate} == parted
    assert look.style(Role.POST).hyphenate == ("body" in styles)


@pytest.mark.parametrize("fonts", ["../", "/usr/share/fonts", "nowhere"])
def test_fonts_of_a_template_lie_beside_it(tmp_path, fonts):
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "template.yaml").write_text(f"extends: memo\nfonts: [{fonts}]\n", encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        load_template("house/", tmp_path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where.line) == ("TB401", 2)


def written(folder: Path, text: str) -> Path:
    (folder / "house.docx").write_bytes(b"the bytes are not looked at here")
    (folder / "house.yaml").write_text(text, encoding="utf-8")
    return folder / "house.docx"


def test_a_template_of_word_brings_its_bytes_and_the_yaml_beside_it(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "styles:\n  post: House Quote\n  title: {word: House Title, size: 22}\n"
        "notes: {kind: endnotes, restart: section, format: lowerRoman}\ncontents: "
        "true\nembed_fonts: yes\n",
    )
    template = load_template(str(path))
    word = template.word
    assert word.house
    assert (word.house.name, word.house.data) == (str(path), path.read_bytes())
    assert dict(word.styles) == {Role.POST: "House Quote", Role.TITLE: "House Title"}
    assert (word.kind, word.restart, word.format) == (
        NoteKind.ENDNOTES,
        NoteRestart.SECTION,
        NoteFormat.LOWER_ROMAN,
    )
    assert (word.contents, word.embed_fonts) == (True, True)
    assert template.look.style(Role.TITLE).size == 22
    assert template.look.style(Role.POST) == load_template().look.style(Role.POST)


def test_a_template_of_word_without_yaml_has_the_default_look(tmp_path: Path) -> None:
    (tmp_path / "house.dotx").write_bytes(b"x")
    template = load_template("house.dotx", tmp_path)
    assert template.look == load_template().look
    assert template.word.house
    with pytest.raises(BriefError, match="TB402"):
        load_template("none.docx", tmp_path)


@pytest.mark.parametrize(
    "text",
    ["notes: {kind: sidenotes}", "notes: {format: greek}", "notes: {restart: chapter}", "contents: perhaps",
     "notes: {kind: endnotes, restart: page}", "styles: {pots: House Quote}", "styles: {post: [a]}"],
)  # fmt: skip
def test_options_of_word_that_there_are_not(tmp_path: Path, text: str) -> None:
    with pytest.raises(BriefError, match=r"house.yaml:1:\d+: error TB401"):
        load_template(str(written(tmp_path, text)))


# --- the files of a template lie in its folder ----------------------------------------------------


def refusal(name: str, folder: Path | None = None) -> str:
    with pytest.raises(BriefError) as caught:
        load_template(name, folder)
    return str(caught.value)


@pytest.mark.needs("links", "named pipes", "devices")
@pytest.mark.parametrize("file", ["template.yaml", "words.de.yaml", "house.yaml"])
@pytest.mark.parametrize("target", ["../secret.yaml", "{out}/secret.yaml", "/dev/zero", "pipe"])
@pytest.mark.parametrize("own", [False, True], ids=["named by the user", "named by the memo"])
def test_no_file_of_a_template_is_a_link_that_leads_out(
    tmp_path: Path, file: str, target: str, *, own: bool
) -> None:
    folder = tmp_path / "house"
    folder.mkdir()
    (tmp_path / "secret.yaml").write_text("extends: memo\n", encoding="utf-8")
    (folder / "house.dotx").write_bytes(b"PK")
    (folder / "template.yaml").write_text("extends: memo\n", encoding="utf-8")
    (folder / file).unlink(missing_ok=True)
    if target == "pipe":
        os.mkfifo(folder / file)
    else:
        (folder / file).symlink_to(target.format(out=tmp_path))
    name = "house.dotx" if file == "house.yaml" else "template.yaml"
    if own:
        said = refusal(f"./{name}", folder)
    elif file == "template.yaml":
        said = refusal(f"{folder}/")
    else:
        said = refusal(str(folder / name))
    assert said.startswith(f'error TB402: template "{folder / file}"')
    assert ("it is a pipe" if target == "pipe" else "lies outside the folder") in said


@pytest.mark.needs("links")
def test_what_the_user_names_may_be_a_link_and_all_may_be_when_asked(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "own.yaml").write_text("extends: memo\nname: own\n", encoding="utf-8")
    (tmp_path / "real" / "words.da.yaml").write_text("summary: Resumé\n", encoding="utf-8")
    (tmp_path / "here").mkdir()
    (tmp_path / "here" / "own.yaml").symlink_to("../real/own.yaml")
    assert load_template(f"{tmp_path}/here/own.yaml").name == "own"
    (tmp_path / "here" / "words.da.yaml").symlink_to("../real/words.da.yaml")
    assert "words.da.yaml" in refusal(f"{tmp_path}/here/own.yaml")
    template = load_template(f"{tmp_path}/here/own.yaml", allow_outside=True)
    assert template.choose_wording("da")["summary"] == "Resumé"


@pytest.mark.needs("links", "named pipes", "devices")
def test_no_font_of_a_template_is_a_link_that_leads_out(tmp_path: Path) -> None:
    fonts = tmp_path / "house" / "fonts"
    fonts.mkdir(parents=True)
    (tmp_path / "secret.ttf").write_bytes(b"\0\1\0\0")
    (tmp_path / "house" / "template.yaml").write_text("extends: memo\nfonts: [fonts]\n")
    (fonts / "inner.ttf").symlink_to("own.ttf")
    (fonts / "own.ttf").write_bytes(b"\0\1\0\0")
    assert [(one.path, one.root) for one in load_template("house/", tmp_path).fonts] == [
        (fonts, tmp_path)
    ]
    (fonts / "outer.ttf").symlink_to("../../secret.ttf")
    assert 'outer.ttf" is a link that leads out' in refusal(f"{tmp_path}/house/")
    assert load_template("house/", tmp_path).fonts, "it stays in the folder of the memo"
    (fonts / "outer.ttf").unlink()
    os.mkfifo(fonts / "pipe.ttf")
    assert "a pipe or a device, and no font" in refusal("house/", tmp_path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({}, "template.yaml:4:8: error TB401: a file words.en.yaml with all words belongs beside"),
        (
            {"words.en.yaml": "label: Memo\n"},
            "template.yaml:4:8: error TB401: a file words.en.yaml with all words belongs beside",
        ),
        (
            {"words.en.yaml": None, "words.de.yaml": "label: Notiz\nsumary: Kurz\n"},
            'words.de.yaml:2:9: error TB401: a template has no "sumary" here',
        ),
    ],
)
def test_a_copy_of_a_built_in_template_needs_its_words(
    tmp_path: Path, words: dict[str, str | None], message: str
) -> None:
    shutil.copy(TEMPLATES / "template.yaml", tmp_path)
    for name, text in words.items():
        if text is None:
            shutil.copy(TEMPLATES / name, tmp_path)
        else:
            (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(BriefError) as caught:
        load_template(f"{tmp_path}/")
    assert message in str(caught.value)
    for file in TEMPLATES.glob("words.*.yaml"):
        shutil.copy(file, tmp_path)
    assert load_template(f"{tmp_path}/").wordings == load_template().wordings
