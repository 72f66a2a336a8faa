"""A Document becomes the bytes of a .docx."""

from threadbrief.word.body.toc import find_toc_position
from threadbrief.word.writer import WrittenWord, find_word_look, write_word

__all__ = ["WrittenWord", "find_toc_position", "find_word_look", "write_word"]
