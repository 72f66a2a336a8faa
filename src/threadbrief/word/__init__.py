"""A Document becomes the bytes of a .docx."""

from threadbrief.word.contents import titled_at
from threadbrief.word.looks import word_look
from threadbrief.word.writer import WrittenWord, write_word

__all__ = ["WrittenWord", "titled_at", "word_look", "write_word"]
