"""The front matter: parts that the template wants, and a subject that fits."""

from collections.abc import Collection, Iterator

from threadbrief.errors import Problem, warning
from threadbrief.model.brief import Memo

LONGEST_SUBJECT = 120
"""Characters: two lines of the title, and what an inbox shows of it."""


def front_remarks(memo: Memo, wanted: Collection[str]) -> Iterator[Problem]:
    """Yield what is to be said about the front matter."""
    given = {"marking": memo.marking, "summary": memo.summary, "judgements": memo.key_judgements}
    names = {"judgements": "key_judgements"}
    for part in wanted:
        if part in given and not given[part]:
            key = names.get(part, part)
            yield warning(
                "TB340", f"the memo has no {key}, and its template wants one", memo.where, f"add {key}: to memo"
            )
    if len(memo.subject) > LONGEST_SUBJECT:
        message = f"the subject has {len(memo.subject)} characters; more than {LONGEST_SUBJECT} are hard to take in"
        yield warning("TB341", message, memo.where, "say it shorter, and the rest in the summary")
