"""A Document becomes the bytes of a .docx."""

from threadbrief.word.body.toc import titled_at
from threadbrief.word.writer import WrittenWord, word_look, write_word

__all__ = ["WrittenWord", "titled_at", "word_look", "write_word"]
