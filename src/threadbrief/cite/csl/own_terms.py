"""The terms that CSL does not have: of archived copies, of posts and of their threads.

They are below those of every style and language, so that any style can print them by name
(docs/styles.md, "Variables beyond CSL").
"""

from types import MappingProxyType
from typing import Final

from threadbrief.cite.csl.locale import LocaleData, Term

_NAMES = (
    "archived",
    "archived-on",
    "archived-at",
    "edited",
    "deleted",
    "thread-post",
    "thread-post-of",
    "thread-of",
    "thread-at",
    "date-of-thread",
    "address-of-thread",
    "date-and-address-of-thread",
)
"""A row of the table: `archived ... at ...`, `post 2 of 11`, `thread of June 21`, `thread: https:`.

The last three are for styles that print the date and the address of a thread as those of a post.
"""
_TEXTS: dict[str | None, tuple[str, ...]] = {
    None: (
        "archived", "archived", "at", "edited", "deleted",
        "post", "of", "thread of", "thread:",
        "date of the thread", "address of the thread", "date and address of the thread",
    ),
    "de": (
        "archiviert", "archiviert am", "bei", "bearbeitet", "gelöscht",
        "Beitrag", "von", "Thread vom", "Thread:",
        "Datum des Threads", "Adresse des Threads", "Datum und Adresse des Threads",
    ),
    "fr": (
        "archivé", "archivé le", "par", "modifié", "supprimé",
        "message", "sur", "fil du", "fil\u202f:",
        "date du fil", "adresse du fil", "date et adresse du fil",
    ),
    "es": (
        "archivado", "archivado el", "en", "editado", "eliminado",
        "publicación", "de", "hilo del", "hilo:",
        "fecha del hilo", "dirección del hilo", "fecha y dirección del hilo",
    ),
    "it": (
        "archiviato", "archiviato il", "presso", "modificato", "eliminato",
        "post", "di", "thread del", "thread:",
        "data del thread", "indirizzo del thread", "data e indirizzo del thread",
    ),
    "nl": (
        "gearchiveerd", "gearchiveerd op", "bij", "bewerkt", "verwijderd",
        "bericht", "van", "draad van", "draad:",
        "datum van de draad", "adres van de draad", "datum en adres van de draad",
    ),
    "pt": (
        "arquivado", "arquivado em", "em", "editado", "excluído",
        "publicação", "de", "fio de", "fio:",
        "data do fio", "endereço do fio", "data e endereço do fio",
    ),
    "pl": (
        "zarchiwizowano", "zarchiwizowano", "w", "edytowano", "usunięto",
        "wpis", "z", "wątek z", "wątek:",
        "data wątku", "adres wątku", "data i adres wątku",
    ),
    "ru": (
        "архивировано", "архивировано", "в", "изменено", "удалено",
        "пост", "из", "тред от", "тред:",
        "дата треда", "адрес треда", "дата и адрес треда",
    ),
    "uk": (
        "архівовано", "архівовано", "у", "змінено", "видалено",
        "допис", "з", "тред від", "тред:",
        "дата треду", "адреса треду", "дата й адреса треду",
    ),
}  # fmt: skip


def _make_layer(lang: str | None, texts: tuple[str, ...]) -> LocaleData:
    terms = {(name, "long", ""): Term(text, text) for name, text in zip(_NAMES, texts, strict=True)}
    return LocaleData(lang, MappingProxyType(terms), MappingProxyType({}))


OWN_TERMS: Final = tuple(_make_layer(lang, texts) for lang, texts in _TEXTS.items())
"""One layer a language; the first, in English, is for every other language."""
