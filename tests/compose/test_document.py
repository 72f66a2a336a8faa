"""A memo becomes a document.

Parts in their order, notes with their numbers, nothing lost and nothing doubled.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from threadbrief.compose import ComposedDocument, compose_document
from threadbrief.compose.document import shorten_title
from threadbrief.core.memo_folder import OpenFolder
from threadbrief.core.problems import BriefError
from threadbrief.model.document import (
    DefinitionList,
    FieldList,
    Figure,
    Heading,
    Inlines,
    Judgements,
    Link,
    Note,
    Paragraph,
    Post,
    Quotation,
    RepeatedNoteMark,
    Role,
    Sources,
    Summary,
    Text,
)
from threadbrief.model.traverse import descendants, plain_text
from threadbrief.read import read_brief
from threadbrief.templates.loading import load_template

EXAMPLES = Path(__file__).parents[2] / "examples"
Compose = Callable[..., ComposedDocument]
AsLine = Callable[[Inlines], str]


def plain(content: Inlines) -> str:
    """Return the characters of a line; spaces that do not break as any other."""
    return plain_text(content).replace("\u00a0", " ")


def blocks_of(composed: ComposedDocument, kind: type) -> list:
    return [block for block in composed.document.blocks if isinstance(block, kind)]


def notes_of(composed: ComposedDocument) -> list[Note]:
    return [node for node in descendants(composed.document.blocks) if isinstance(node, Note)]


def post_lines(composed: ComposedDocument, as_line: AsLine) -> list[str]:
    return [as_line(post.blocks[0].content) for post in blocks_of(composed, Post)]


@pytest.mark.parametrize("name", ["russia-china-2020", "low-water-2026", "minimal"])
def test_the_examples_as_text(
    name: str, golden: Callable[[Path, str], None], as_text: Callable[[object], str]
) -> None:
    file = EXAMPLES / f"{name}.yaml"
    brief, _ = read_brief(file.read_bytes(), file.name)
    composed = compose_document(brief, load_template(), OpenFolder(EXAMPLES))
    assert composed.problems == ()
    golden(Path(__file__).parent / "data" / f"{name}.tree", as_text(composed.document) + "\n")


@pytest.mark.parametrize("name", ["russia-china-2020", "low-water-2026", "minimal"])
def test_notes_are_numbered_in_the_order_of_their_marks(name: str) -> None:
    file = EXAMPLES / f"{name}.yaml"
    brief, _ = read_brief(file.read_bytes(), file.name)
    notes = notes_of(compose_document(brief, load_template(), OpenFolder(EXAMPLES)))
    assert [note.number for note in notes] == list(range(1, len(notes) + 1))
    assert all(note.blocks for note in notes)


def test_a_small_memo_has_no_part_with_nothing_in_it(composed: Compose) -> None:
    document = composed("posts: [{text: Only this.}]").document
    assert [type(block).__name__ for block in document.blocks] == [
        "Paragraph", "Paragraph", "FieldList", "Heading", "Paragraph", "Post",
    ]  # fmt: skip
    assert [plain(block.content) for block in document.blocks if isinstance(block, Heading)] == [
        "The thread"
    ]
    assert (document.running.header_start, document.running.header_end) == ((), ())


def test_fields_say_the_subject_only_when_the_title_is_another(composed: Compose) -> None:
    posts = "posts: [{text: x}]"
    (fields,) = blocks_of(composed(posts, memo="cc: [A, B], reference: R-1"), FieldList)
    assert [field.label for field in fields.fields] == ["To", "From", "Cc", "Date", "Reference"]
    assert fields.fields[2].values == ((Text("A"),), (Text("B"),))
    (fields,) = blocks_of(composed(posts, memo="title: Another"), FieldList)
    assert [field.label for field in fields.fields] == ["To", "From", "Date", "Subject"]


def test_a_mark_stands_behind_the_punctuation_that_follows_it(
    composed: Compose, as_line: AsLine
) -> None:
    texts = [
        "One [@a].",
        "Two [@a], three.",
        "“Four [@a].” Five",
        "Six [@a] [@b]; seven",
        "Eight [@a] nine",
        "Ten [@a] — eleven",
        "Twelve... [@a].",
        "Thirteen… [@a], fourteen",
    ]
    rest = "\n".join(["posts:", *(f"  - text: '{text}'" for text in texts), CITATIONS])
    lines = [as_line(tuple(part if not isinstance(part, Note) else RepeatedNoteMark(0) for part in post.blocks[0].content))
             for post in blocks_of(composed(rest), Post)]  # fmt: skip
    assert lines == [
        "One.^0",
        "Two,^0 three.",
        "“Four.”^0 Five",
        "Six;^0^0 seven",
        "Eight^0 nine",
        "Ten^0 — eleven",
        "Twelve...^0",
        "Thirteen…,^0 fourteen",
    ]


CITATIONS = """
citations:
  a: {type: book, title: Alpha, author: [{family: Ames, given: Ann}], issued: "2001"}
  b: {type: book, title: Beta, author: [{family: Bond, given: Bea}], issued: "2002"}
"""


def test_a_free_note_cites_in_its_prose_and_takes_no_second_number(
    composed: Compose, as_line: AsLine
) -> None:
    rest = (
        "posts: [{text: 'One[^n] and [@a] and again[^n].'}]\nnotes: {n: 'See [@b] for *more*.'}"
        + CITATIONS
    )
    (text,) = post_lines(composed(rest), as_line)
    assert text.startswith("One^1[See Bea Bond, <emphasis>Beta</>")
    assert "for <emphasis>more</>.] and^2[Ann Ames, <emphasis>Alpha</>" in text
    assert text.endswith("and again.^1")


FIRST = "^1[Ann Ames, <emphasis>Alpha</> (2001).]"
AGAIN = {
    "short": [FIRST, "^2[Ames, <emphasis>Alpha</>.]", "^3[Ames, <emphasis>Alpha</>, 7.]"],
    "ibid": [FIRST, "^2[Ibid.]", "^3[Ibid., 7.]"],
    "same-number": [FIRST, "^1", "^2[Ames, <emphasis>Alpha</>, 7.]"],
    "see-note": [
        FIRST,
        "^2[Ames, <emphasis>Alpha</> (see note 1).]",
        "^3[Ames, <emphasis>Alpha</>, 7 (see note 1).]",
    ],
}


@pytest.mark.parametrize("repeat", AGAIN)
def test_a_source_is_cited_again_as_the_template_says(
    composed: Compose, as_line: AsLine, tmp_path: Path, repeat: str
) -> None:
    (tmp_path / "template.yaml").write_text(
        f"extends: memo\nnotes: {{repeat: {repeat}}}\n", encoding="utf-8"
    )
    rest = "posts: [{text: 'A[@a]'}, {text: 'A[@a]'}, {text: 'A[@a, p. 7]'}]\n" + CITATIONS
    lines = post_lines(composed(rest, template=f"{tmp_path}/"), as_line)
    assert [line.removeprefix("A") for line in lines] == AGAIN[repeat]


@pytest.mark.parametrize("cited", ["", " [@a]"])
def test_a_note_in_a_note_is_refused_with_its_place(composed: Compose, cited: str) -> None:
    with pytest.raises(BriefError) as caught:
        composed(
            f"posts: [{{text: 'One[^n]'}}]\nnotes:\n  n: 'See[^m]{cited}'\n  m: more\n{CITATIONS}"
        )
    assert (
        str(caught.value)
        == 'memo.yaml:5:12: error TB306: the note "n" holds a mark of the note "m"'
    )


TWO_POSTS = """
thread: {platform: mastodon, author: {name: Ann Ames, handle: "@ann"}, text_status: verbatim}
posts:
  - {text: First words here., url: "https://m.example/1", date: "2026-01-02T03:04:05Z"}
  - text: Third of them.
    url: https://m.example/3
    date: "2026-01-02T03:05:00Z"
    archives: [{url: https://a.example/m3}, {url: https://b.example/m3}]
  - {text: Second.}
"""


def test_the_number_and_the_time_of_a_post_lead_to_its_address_and_no_note_says_it_again(
    composed: Compose, as_line: AsLine
) -> None:
    composition = composed(TWO_POSTS)
    assert notes_of(composition) == []
    posts = blocks_of(composition, Post)
    assert [as_line(post.label) for post in posts] == [
        "<link https://m.example/1>1</>",
        "<link https://m.example/3>2</>",
        "3",
    ]
    assert [as_line(post.meta) for post in posts] == [
        "",
        "<link https://m.example/3>2 January 2026, 03:05 UTC</> · <link https://a.example/m3>archived</>",
        "",
    ]
    links = [node for node in descendants(posts) if isinstance(node, Link)]
    assert [link.description for link in links] == [
        "Post 1, https://m.example/1",
        "Post 2, https://m.example/3",
        "Post 2, https://m.example/3",
        "Post 2, https://a.example/m3",
    ]


def test_a_post_is_cited_where_somebody_cites_it(composed: Compose, as_line: AsLine) -> None:
    composition = composed(TWO_POSTS, memo='summary: "She said so [@p1]."')
    (note,) = notes_of(composition)
    assert as_line(note.blocks[0].content).startswith("Ann Ames (@ann), “First words here")
    assert post_lines(composition, as_line)[0] == "First words here."


@pytest.fixture
def post_notes(tmp_path: Path) -> str:
    """The path of a template that gives each post a note of its own."""
    folder = tmp_path / "post-notes"
    folder.mkdir()
    (folder / "template.yaml").write_text("extends: memo\npost_notes: true\n", encoding="utf-8")
    return f"{folder}/"


def test_a_template_may_give_a_post_with_an_address_or_a_date_its_own_note(
    composed: Compose, as_line: AsLine, post_notes: str
) -> None:
    first, second, third = post_lines(composed(TWO_POSTS, template=post_notes), as_line)
    assert first.startswith("First words here.^1[Ann Ames (@ann), “First words here")
    assert "https://m.example/1" in first
    assert second.startswith("Third of them.^2[Ann Ames (@ann), “Third of them")
    assert third == "Second."


def test_words_of_ours_are_never_quoted_under_the_authors_name(
    composed: Compose, as_line: AsLine, post_notes: str
) -> None:
    rest = """
thread: {platform: x, author: {name: Ann Ames}, text_status: %s}
posts: [{text: Our words., url: "https://x.example/1"%s}]
"""
    (text,) = post_lines(composed(rest % ("paraphrase", ""), template=post_notes), as_line)
    assert "“Our words" not in text
    assert "[Post 1 of 1]" in text
    original = ", original: Her own words."
    (text,) = post_lines(composed(rest % ("paraphrase", original), template=post_notes), as_line)
    assert "“Her own words" in text


def test_a_quoted_post_is_linked_and_listed_and_any_other_quoted_source_is_cited(
    composed: Compose, as_line: AsLine, post_notes: str
) -> None:
    rest = """
thread: {platform: x, author: {name: Ann Ames}}
posts:
  - {text: First of all the words in it.}
  - {text: Second., quotes: [p1]}
  - {text: Third., quotes: [q]}
  - {text: Fourth., quotes: [undated]}
  - {text: Fifth., quotes: [report]}
  - {text: 'Sixth [@report].', quotes: [report]}
citations:
  q:
    {type: post, title: Said elsewhere., author: [{family: Bond, given: Bea}], issued: "2026-01-02",
     URL: "https://m.example/q", archived: [{url: "https://a.example/q"}], custom: {handle: "@bea"}}
  undated: {type: post, title: Said once., URL: "https://www.m.example/u"}
  report: {type: report, title: Reported., author: [{literal: The Board}]}
"""
    composition = composed(rest)
    quoted = [
        block
        for post in blocks_of(composition, Post)
        for block in post.blocks
        if isinstance(block, Quotation)
    ]
    assert [as_line(block.meta) for block in quoted] == [
        "Ann Ames · <link #post_1>Post 1</>",
        "Bea Bond (@bea) · <link https://m.example/q>2 January 2026</> · <link https://a.example/q>archived</>",
        "<link https://www.m.example/u>m.example</>",
        "The Board",
        "The Board",
    ]
    words = [as_line(block.blocks[0].content) for block in quoted]
    assert words[:3] == ["First of all the words…", "Said elsewhere.", "Said once."]
    assert words[3].startswith("Reported.^1[")
    assert words[4] == "Reported.", "cited in the post itself"
    listed = [entry.id for entry in composition.document.blocks[-1].entries]
    assert sorted(listed) == ["q", "report", "thread", "undated"]
    noted = notes_of(composed(rest, template=post_notes))
    assert len(noted) == 4, "both quoted posts, and the report twice"


def test_open_flags_make_a_draft_and_are_listed(composed: Compose) -> None:
    rest = """
posts: [{text: One}, {text: Two}, {text: Three}]
flags:
  - {id: f1, kind: emoji-lost, where: [p1, p2, p3], status: open, detail: three of them}
  - {id: f2, kind: date-missing, where: p1, status: resolved, detail: not in the copy}
  - {id: f3, kind: author-missing, where: p1, status: resolved, detail: none, resolution: asked}
  - {id: f4, kind: archive-missing, where: p1, status: accepted, detail: no copy is known}
"""
    document = composed(rest).document
    assert document.running.header_end == (Text("DRAFT: 1 point to settle"),)
    item = document.blocks[-3].items[0][0]
    assert plain(item.content) == "Emoji lost (posts 1–3): three of them"
    assert plain(document.blocks[-2].content) == "Settled"
    # What is resolved without a word says nothing to a reader, and a doubt that is gone neither.
    assert [plain(item.content) for item in document.blocks[-1].items] == [
        "post 1 · resolved: asked",
        "post 1 · no copy is known · accepted",
    ]


def test_the_thread_is_one_source_and_its_posts_are_not_listed(composed: Compose) -> None:
    rest = """
thread: {platform: mastodon, author: {name: Ann Ames}, url: "https://m.example/1", text_status: verbatim%s}
posts: [{text: 'First 🇨🇳 [@thread].', url: "https://m.example/1"}]
citations: {t: {type: post, title: Its own entry, genre: Thread}}
"""
    for cite, key in (("", "thread"), (", cite: t", "t")):
        (sources,) = blocks_of(composed(rest % cite), Sources)
        assert [entry.id for entry in sources.entries] == [key]


def test_a_style_in_the_text_leaves_free_notes_only_and_lists_every_post_it_names(
    composed: Compose, as_line: AsLine
) -> None:
    rest = """
thread: {platform: mastodon, author: {name: Ann Ames}, text_status: verbatim}
posts: [{text: 'One [@a, p. 3], two[^n] and [@p1].'}]
notes: {n: 'See [@a].'}
"""
    result = composed(rest + CITATIONS, memo="style: threadbrief-author-date")
    assert post_lines(result, as_line) == [
        "One (Ames 2001, 3), two^1[See (Ames 2001).] and (Ames n.d.)."
    ]
    assert [entry.id for entry in result.document.blocks[-1].entries] == ["a", "p1", "thread"]


def test_sources_stand_under_headings_by_kind_where_the_template_asks(
    composed: Compose, tmp_path: Path
) -> None:
    (tmp_path / "template.yaml").write_text(
        "extends: memo\nsources_by_kind: true\n", encoding="utf-8"
    )
    rest = """
posts: [{text: 'One [@b; @w; @a].'}]
citations:
  w: {type: webpage, title: Web}
  a: {type: book, title: Alpha}
  b: {type: book, title: Beta}
"""
    blocks = composed(rest, template=f"{tmp_path}/").document.blocks[-5:]
    headings = [plain(block.content) for block in blocks if isinstance(block, Heading)]
    listed = [
        [entry.id for entry in block.entries] for block in blocks if isinstance(block, Sources)
    ]
    assert (headings, listed) == (["Sources", "Books", "Web pages"], [["a", "b"], ["w"]])


def test_the_writer_may_call_a_memo_a_draft_and_cannot_call_one_with_doubts_final(
    composed: Compose,
) -> None:
    posts = "posts: [{text: One}]\n"
    flag = "flags: [{id: f, kind: date-missing, where: p1, status: open}]"
    assert composed(posts, memo="status: draft").document.running.header_end == (Text("DRAFT"),)
    assert composed(posts, memo="status: final").document.running.header_end == ()
    doubtful = composed(posts + flag, memo="status: final")
    assert doubtful.document.running.header_end == (Text("DRAFT: 1 point to settle"),)
    assert [problem.code for problem in doubtful.problems] == ["TB308"]


def test_names_in_their_own_script_carry_their_language(composed: Compose, as_line: AsLine) -> None:
    rest = "posts: [{text: 'With Feng Yujun (冯玉军).'}]\npeople: {feng: {name: Feng Yujun, native: 冯玉军, language: zh}}"
    assert post_lines(composed(rest), as_line) == ["With Feng Yujun (<zh>冯玉军</>)."]


def test_pictures_that_are_not_there_are_all_named(composed: Compose) -> None:
    media = "".join(f"      - {{type: image, file: {name}.png, alt: A}}\n" for name in "ab")
    rest = f"posts:\n  - text: One\n    media:\n{media}"
    with pytest.raises(BriefError) as caught:
        composed(rest)
    assert [str(p.where) for p in caught.value.problems] == ["memo.yaml:6:29", "memo.yaml:7:29"]


def test_a_picture_without_words_is_warned_of(composed: Compose, tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes((EXAMPLES / "low-water/levels.png").read_bytes())
    result = composed("posts: [{text: One, media: [{type: image, file: a.png, caption: Levels}]}]")
    assert [problem.code for problem in result.problems] == ["TB307"]
    (figure,) = [block for block in blocks_of(result, Post)[0].blocks if isinstance(block, Figure)]
    assert (figure.picture.width, figure.alt, figure.caption) == (1200, "", (Text("Levels"),))


def test_a_summary_keeps_lists_and_quotations(composed: Compose) -> None:
    result = composed("posts: [{text: x}]", memo='summary: "First.\\n\\n- a\\n- b\\n\\n> Quoted."')
    (summary,) = blocks_of(result, Summary)
    assert [type(block).__name__ for block in summary.blocks] == [
        "Paragraph",
        "BulletList",
        "Quotation",
    ]
    assert isinstance(summary.blocks[0], Paragraph)
    assert summary.blocks[0].role is Role.SUMMARY


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("Short enough", "Short enough"),
        (
            "Russian unease about dependence on China: reading of a June 2020 thread",
            "Russian unease about dependence on China",
        ),
        ("So: " + "word " * 20, "So: word word word word word word word word word word word…"),
    ],
)
def test_a_long_title_is_cut_for_the_footer(title: str, short: str) -> None:
    assert shorten_title(title) == short


DATED = """
thread: {platform: x, author: {name: Ada L, handle: "@ada"}}
posts:
  - {id: p1, url: "https://x.com/ada/status/1", date: "2020-06-21T04:12:06Z", text: "The ice held."}
  - {id: p2, url: "https://x.com/ada/status/2", date: "2020-06-21T04:15:00Z", text: "It broke [@p1]."}
"""


@pytest.mark.parametrize(
    ("style", "first", "second"),
    [
        ("apa", "The ice held.", "It broke (Ada L, 2020a)."),
        ("nature", "The ice held.", "It broke.<superscript>1</>"),
        ("ieee", "The ice held.", "It broke [1]."),
    ],
)
def test_citations_in_the_text_stand_apart_and_raised_numbers_close(
    composed: Compose, as_line: AsLine, style: str, first: str, second: str
) -> None:
    assert post_lines(composed(DATED, memo=f"style: {style}"), as_line) == [first, second]


def test_a_thread_without_a_date_began_with_its_first_post(composed: Compose) -> None:
    line = next(b for b in blocks_of(composed(DATED), Paragraph) if b.role is Role.THREAD_LINE)
    assert "on Twitter, 21 June 2020, 04:12 UTC · 2 posts" in plain(line.content)
    assert [plain(post.meta) for post in blocks_of(composed(DATED), Post)] == [
        "",
        "21 June 2020, 04:15 UTC",
    ]


def test_one_post_is_a_thread_of_one_post(composed: Compose) -> None:
    rest = "\n".join(DATED.splitlines()[:-1]) + "\n"
    listed = [
        b
        for b in composed(rest, memo='summary: "It held [@thread]."').document.blocks
        if isinstance(b, Summary)
    ]
    assert "[Thread of 1 post]" in plain(listed[0].blocks[0].content[1].blocks[0].content)


IN_ARABIC = """\
thread: {platform: mastodon, author: m, date: 2031-03-12T07:02:00Z, text_status: verbatim,
         capture: {date: 2031-03-13, tool: wget, by: ليلى}}
people: {m: {name: محمد القاسم, role: مدير الميناء, as_of: "2031-03", verify: [role]}}
posts:
  - {id: p1, text: "لا تغيير {?emoji*2}"}
  - {id: p2, text: نعم, date: 2031-03-13T08:00:00Z}
flags: [{id: f, kind: emoji-lost, where: [p1], status: open}]
"""


def test_words_without_a_translation_say_their_language(composed: Compose, as_line: AsLine) -> None:
    memo = "language: ar, key_judgements: [{text: نعم, confidence: high, basis: [p1, p2]}]"
    document = composed(IN_ARABIC, memo).document
    headings = [as_line(block.content) for block in document.blocks if isinstance(block, Heading)]
    assert headings == [
        "<en>Key judgements</>",
        "<en>The thread</>",
        "<en>People named</>",
        "<en>Sources</>",
        "<en>How the thread was captured</>",
        "<en>Still to settle</>",
    ]
    (fields,) = (block for block in document.blocks if isinstance(block, FieldList))
    assert [(field.label, field.lang) for field in fields.fields] == [
        ("To", "en"),
        ("From", "en"),
        ("Date", "en"),
    ]
    assert as_line(fields.fields[2].values[0]) == "\u200f23 نوفمبر 2026"
    said = "\n".join(
        as_line(block.content) for block in document.blocks if isinstance(block, Paragraph)
    )
    assert (
        "محمد القاسم <en>on Mastodon,</> \u200f12 مارس 2031, 07:02 UTC · <en>2 posts</><en> · "
        "</><en>verbatim</>" in said
    )
    (judgements,) = (block for block in document.blocks if isinstance(block, Judgements))
    numbers = "<en>rests on posts </><link #post_1><en>1</></><en>, </><link #post_2><en>2</></>"
    assert as_line(judgements.items[0].meta) == f"<en>Confidence: high</><en> · </>{numbers}"
    people, capture = (block for block in document.blocks if isinstance(block, DefinitionList))
    assert as_line(people.items[0].content).startswith(
        "مدير الميناء · <en>as of</> مارس 2031 · <mark>"
    )
    assert (
        as_line(capture.items[0].content)
        == "\u200f13 مارس 2031 · <en>with wget</><en> · </><en>by</> ليلى"
    )
    assert as_line(document.running.footer_end) == "<en>Page </><PageNumber><en> of </><PageCount>"
    assert document.words.lang == "en"


def test_words_in_the_language_of_the_memo_say_nothing(
    composed: Compose, as_text: Callable[[object], str]
) -> None:
    for language in ("en-GB", "de-CH", "fr"):
        said = as_text(
            composed(
                "posts: [{text: Oui., date: 2031-03-13}]", f"language: {language}"
            ).document.blocks
        )
        assert "<en" not in said
        assert "lang=" not in said
