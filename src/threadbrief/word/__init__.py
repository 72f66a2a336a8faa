"""A Document becomes the bytes of a .docx."""

from threadbrief.word.writer import WrittenWord, write_word

__all__ = ["WrittenWord", "write_word"]
