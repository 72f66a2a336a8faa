"""What Word is told of a text's language, script and direction."""

import pytest
from word_reading import parts, value, w, words, written
from word_specimen import document, para, text

from threadbrief.model.document import (
    FieldList,
    FieldRow,
    Heading,
    PageCount,
    PageNumber,
    Post,
    Role,
    RunningHeads,
    Text,
    UnresolvedMark,
)
from threadbrief.text.direction import is_rtl
from threadbrief.word.body.languages import make_default_lang, split_by_script, to_word_tag


def cut(string, language="en", memo="en"):
    return [
        (piece, setting.flow or setting.lang or setting.fonts)
        for piece, setting in split_by_script(string, language, memo)
    ]


@pytest.mark.parametrize(
    ("tag", "word"),
    [("en", "en-US"), ("en-GB", "en-GB"), ("de", "de-DE"), ("zh-Hans", "zh-CN"), ("zh-Hant-HK", "zh-TW"),
     ("zh", "zh-CN"), ("ja", "ja-JP"), ("sr", "sr-Cyrl-RS"), ("tlh", "tlh"), ('"<', "en-US")],
)  # fmt: skip
def test_tags_are_those_of_word(tag, word):
    assert to_word_tag(tag) == word


@pytest.mark.parametrize(
    ("tag", "rtl"),
    [
        ("ar", True),
        ("fa-IR", True),
        ("he", True),
        ("ks-Deva", False),
        ("az-Arab", True),
        ("en", False),
    ],
)
def test_direction_is_that_of_the_script(tag, rtl):
    assert is_rtl(tag) is rtl


def test_western_text_is_one_piece():
    assert cut("Ordinary words, 2020.") == [("Ordinary words, 2020.", "")]
    assert cut("Москва", "ru") == [("Москва", '<w:lang w:val="ru-RU"/>')]


def test_chinese_in_english_is_told_from_japanese_and_korean():
    assert cut("Feng 冯玉军 says") == [
        ("Feng ", ""),
        ("冯玉军", '<w:lang w:eastAsia="zh-CN"/>'),
        (" says", ""),
    ]
    assert cut("カタカナ漢字")[0][1] == '<w:lang w:eastAsia="ja-JP"/>'
    assert cut("안녕 하세요") == [("안녕 하세요", '<w:lang w:eastAsia="ko-KR"/>')]
    assert cut("軍", "zh-Hant")[0][1] == '<w:lang w:eastAsia="zh-TW"/>'
    assert cut("軍", "en", "ja")[0][1] == '<w:lang w:eastAsia="ja-JP"/>'


def test_chinese_text_is_one_piece_with_its_punctuation():
    assert [piece for piece, _ in split_by_script("他说“你好”…ABC。", "zh-Hans", "en")] == [
        "他说“你好”…ABC。"
    ]


def test_arabic_in_english_takes_what_lies_between_its_words():
    assert cut("He said مرحبا، يا 2 عالم, then left") == [
        ("He said ", ""), ("مرحبا، يا 2 عالم", "<w:rtl/>"), (", then left", ""),
    ]  # fmt: skip


def test_english_in_arabic_is_cut_out_and_the_rest_runs_from_right_to_left():
    assert [(p, s.flow) for p, s in split_by_script("انتقل إلى Huawei Mate في 2020.", "ar", "en")] == [
        ("انتقل إلى ", "<w:rtl/>"), ("Huawei Mate", ""), (" في 2020.", "<w:rtl/>"),
    ]  # fmt: skip


def test_addresses_and_the_figures_of_a_word_are_whole_in_arabic():
    for address in (
        "@harbour_1",
        "https://example.org/a(b)/?c=1",
        "desk@example.org",
        "#COVID19",
        "e3b855",
    ):
        assert [(p, s.flow) for p, s in split_by_script(f"قال {address} نعم", "ar", "en")] == [
            ("قال ", "<w:rtl/>"), (address, ""), (" نعم", "<w:rtl/>"),
        ]  # fmt: skip


def test_complex_scripts_are_marked_and_have_a_face():
    piece, setting = next(iter(split_by_script("नमस्ते दुनिया", "en", "en")))
    assert (piece, setting.flow, setting.lang) == (
        "नमस्ते दुनिया",
        "<w:cs/>",
        '<w:lang w:bidi="hi-IN"/>',
    )
    assert "Nirmala UI" in setting.fonts
    assert "Leelawadee UI" in next(iter(split_by_script("สวัสดี", "th", "en")))[1].fonts


def test_the_memo_says_its_language_once():
    assert make_default_lang("en-GB") == '<w:lang w:val="en-GB" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    assert make_default_lang("ja") == '<w:lang w:val="en-US" w:eastAsia="ja-JP" w:bidi="ar-SA"/>'
    assert make_default_lang("fa") == '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="fa-IR"/>'
    found = parts(written(document(para("a"), language="de")).data)
    assert value(found["word/styles.xml"], "docDefaults/rPrDefault/rPr/lang") == "de-DE"
    assert not list(found["word/document.xml"].iter(w("lang")))


def test_a_post_in_arabic_runs_from_right_to_left():
    post = Post((Text("1"),), "p1", (Text("04:12"),), (para("مرحبا", role=Role.POST),), "ar")
    meta, text = parts(written(document(post)).data)["word/document.xml"].iter(w("p"))
    assert meta.find(w("pPr")).find(w("bidi")) is None
    assert text.find(w("pPr")).find(w("bidi")) is not None
    assert words(text) == "مرحبا"
    assert value(text, "r/rPr/lang", "bidi") == "ar-SA"


def test_a_memo_in_arabic_has_its_direction_in_its_styles():
    found = parts(written(document(para("مرحبا"), para("Hello", lang="en"), language="ar")).data)
    normal = next(
        s for s in found["word/styles.xml"].iter(w("style")) if s.get(w("styleId")) == "Normal"
    )
    assert normal.find(w("pPr")).find(w("bidi")) is not None
    arabic, english = found["word/document.xml"].iter(w("p"))
    assert arabic.find(w("pPr")).find(w("bidi")) is None
    assert value(english, "pPr/bidi") == "0"
    assert found["word/document.xml"].find(f".//{w('sectPr')}/{w('bidi')}") is not None


def test_english_words_in_a_memo_in_arabic_are_english_and_run_from_left_to_right():
    running = RunningHeads(
        (), (), (), (Text("Page ", "en"), PageNumber(), Text(" of ", "en"), PageCount())
    )
    fields = FieldList((FieldRow("To", (text("مدير"),), "en"),))
    heading = Heading(1, (Text("4 posts", "en"),), "posts")
    mark = para(UnresolvedMark("[not confirmed: role]", "en"))
    found = parts(written(document(fields, heading, mark, language="ar", running=running)).data)
    body, foot = found["word/document.xml"], found["word/footer1.xml"]
    english = [
        run
        for story in (body, foot)
        for run in story.iter(w("r"))
        if value(run, "rPr/lang") == "en-US"
    ]
    assert [words(run) for run in english] == [
        "To",
        "4 posts",
        "[not confirmed: role]",
        "Page ",
        " of ",
    ]
    assert not any(run.find(f"{w('rPr')}/{w('rtl')}") is not None for run in english)


def test_long_texts_are_cut_in_one_pass():
    for string in ("،" * 50_000 + "x", ("a م" * 25_000), "م" + " " * 50_000 + "x", "漢 " * 25_000):
        assert "".join(piece for piece, _ in split_by_script(string, "en", "en")) == string
        assert "".join(piece for piece, _ in split_by_script(string, "ar", "en")) == string


def test_emoji_in_text_stay_whole():
    for emoji in ("😉", "❤️‍🔥", "1️⃣", "👩🏽‍⚕️", "🇨🇳", "☀️"):
        assert [(p, "Segoe" in s.fonts) for p, s in split_by_script(f"a {emoji} b", "en", "en")] == [
            ("a ", False), (emoji, True), (" b", False),
        ]  # fmt: skip
    assert len(list(split_by_script("© 2020 – 10 # 1", "en", "en"))) == 1
