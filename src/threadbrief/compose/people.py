"""The people of a memo as authors: looked up once, by key, handle or name, for everything cited."""

from collections.abc import Mapping
from types import MappingProxyType

from threadbrief.core.structs import replace
from threadbrief.model.brief import Brief, Citation, Name, Person, PersonKind


def resolve_authors(brief: Brief) -> Brief:
    """Return a memo whose sources have the names of `people` for the handles that name them.

    The source of a post without an author has the person of its handle, else the handle itself.
    """
    people = _index_people(brief)
    citations = {
        key: _resolve_citation(citation, people) for key, citation in brief.citations.items()
    }
    return replace(brief, citations=MappingProxyType(citations))


def _index_people(brief: Brief) -> dict[str, Person]:
    """Return the people by key, handle and name, each as `_normalize` gives it."""
    people = list(brief.people.values())
    if brief.thread and isinstance(brief.thread.author, Person):
        people.append(brief.thread.author)
    index: dict[str, Person] = {}
    for person in people:
        for text in (person.key, person.handle, person.name):
            if text:
                index.setdefault(_normalize(text), person)
    return index


def _normalize(account: str) -> str:
    """Return a handle as it is compared: without its first @, in lower case."""
    return account.strip().removeprefix("@").casefold()


def _resolve_citation(citation: Citation, people: Mapping[str, Person]) -> Citation:
    names = {
        variable: tuple(_resolve_name(name, people) for name in values)
        for variable, values in citation.names.items()
    }
    custom = dict(citation.custom)
    if citation.type == "post":
        handle = custom.get("handle", "").strip()
        authors = names.get("author", ())
        if not authors and handle:
            person = people.get(_normalize(handle))
            names["author"] = (make_name(person) if person else Name(literal=handle),)
        elif len(authors) == 1 and not handle:
            person = _find_literal(citation.names["author"][0], people)
            if person and person.handle:
                custom["handle"] = person.handle
    resolved = replace(citation, names=MappingProxyType(names), custom=MappingProxyType(custom))
    return print_handle_once(resolved)


def _resolve_name(name: Name, people: Mapping[str, Person]) -> Name:
    person = _find_literal(name, people)
    return make_name(person) if person else name


def _find_literal(name: Name, people: Mapping[str, Person]) -> Person | None:
    if name.literal is None:
        return None
    return people.get(_normalize(name.literal))


def make_name(person: Person) -> Name:
    """Return a person as an author; a name that is not given in parts is not taken apart."""
    if is_named_by_handle(person):
        return Name(literal=person.handle)
    if person.family and person.kind is PersonKind.PERSON:
        family_first = person.name.startswith(f"{person.family} ")
        return Name(family=person.family, given=person.given, static_ordering=family_first)
    return Name(literal=person.name)


def is_named_by_handle(person: Person) -> bool:
    """Return whether a person has a handle for a name, as in a draft: it is printed once.

    A body may be called like its handle: `Huawei`, `@Huawei`.
    """
    if not person.handle or _normalize(person.name) != _normalize(person.handle):
        return False
    return person.kind is PersonKind.PERSON or person.name.startswith("@")


def print_handle_once(citation: Citation) -> Citation:
    """Return the source of a post without its handle where that is the name of its author."""
    handle = citation.custom.get("handle", "").strip()
    authors = citation.names.get("author", ())
    if citation.type != "post" or not handle or not authors:
        return citation
    literal = authors[0].literal
    if literal is None or _normalize(literal) != _normalize(handle):
        return citation
    named = Name(literal=f"@{handle.removeprefix('@')}")
    custom = {key: value for key, value in citation.custom.items() if key != "handle"}
    return replace(
        citation,
        names=MappingProxyType({**citation.names, "author": (named, *authors[1:])}),
        custom=MappingProxyType(custom),
    )
