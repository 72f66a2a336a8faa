"""The thread graph, where what it holds is unusual."""

from threadbrief.importers.list_threads import PostStub, branch_doubts, build_graph


def test_a_missing_reply_is_no_branch() -> None:
    """Post 2 is missing and is taken to reply to post 1, which post 4 and post 5 reply to as well."""
    posts = (PostStub(id=1), PostStub(id=3, parent=2), PostStub(id=4, parent=1))
    ordered = build_graph({stub.id: stub for stub in posts}, bridges={2: 1}, rank=int).thread_of(4)
    assert ordered.keys == (1, 3, 4)
    assert ordered.missing == 2
    assert branch_doubts(ordered) == []
    posts = (*posts, PostStub(id=5, parent=1))
    ordered = build_graph({stub.id: stub for stub in posts}, bridges={2: 1}, rank=int).thread_of(4)
    assert ordered.keys == (1, 3, 4, 5)
    assert ordered.branches == ((1, 4, 5),)
    (doubt,) = branch_doubts(ordered)
    assert "goes on with post 3; post 4 stands beside it" in doubt.detail
