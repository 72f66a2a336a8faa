"""Whatever stands in a post, its draft is read as a memo whose words are those of the post."""

from drafting import drafted
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threadbrief.core.problems import BriefError
from threadbrief.read import read_brief

SPECIAL = st.sampled_from(
    ["[@a]", "[^b]", "{?emoji}", "\\", "*", "**", "[", "]", "](https://a.example)", "@ada", "#tag", "1/", "2/", "\n",
     "\n\n", " ", "…", "...", "河", "https://a.example/b?utm_source=c", "https://x.com/a/status/1274555669098659847",
     "Image", "&amp;", "🌊", "é", "\u0301", "(1/3)", "/", "<b>", "-", ">", "1)", "2)", "Quote", "•"]
)  # fmt: skip
WORDS = st.lists(st.one_of(SPECIAL, st.text(max_size=6)), max_size=14).map("".join)
THREADS = st.lists(WORDS, min_size=1, max_size=4)


@given(THREADS)
@settings(
    deadline=None,
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_becomes_a_memo_or_a_problem(texts: list[str]) -> None:
    source = "\n\n".join(f"{number}/ {text}" for number, text in enumerate(texts, 1))
    draft, codes = None, set()
    try:
        draft = drafted(source, None, "text").text
    except BriefError as fault:
        codes = {problem.code for problem in fault.problems}
    assert codes <= {"TB902", "TB903", "TB907"}
    assert draft is None or read_brief(draft.encode(), "m")[0].posts


PIECES = st.sampled_from(
    ["1/", "2/", "3/", "4/", "1/3", "2/3", "3/3", "(1/3)", "(2/3)", "1)", "2)", "1-2/3", "3/END", "9/11", "\n", "\n\n",
     " \n", "the dam", "was opened.", "Why", "@ada", "🧵", "…", "So it is,"]
)  # fmt: skip


@given(st.lists(PIECES, min_size=1, max_size=30).map(" ".join))
@settings(deadline=None, max_examples=300)
def test_no_word_of_a_copy_is_lost_doubled_or_moved(source: str) -> None:
    if not source.strip():
        return
    brief, _ = read_brief(drafted(source, None, "text").text.encode(), "m")
    assert " ".join(post.original or "" for post in brief.posts).split() == source.split()
    assert len({post.id for post in brief.posts}) == len(brief.posts)
    numbers = [post.number for post in brief.posts]
    assert numbers == sorted(numbers)
