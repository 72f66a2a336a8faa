"""Fields of Word, each with the result that it shows until Word counts again: nothing is empty on first opening."""

from threadbrief.word.markup import escape


def field(instruction: str, result: str, properties: str = "") -> str:
    """Return a complex field (ECMA-376-1, 17.16.18); `properties` is the w:rPr of its runs, the texts not escaped."""
    return (
        f'<w:r>{properties}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{properties}<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r>{properties}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{properties}<w:t>{escape(result)}</w:t></w:r>"
        f'<w:r>{properties}<w:fldChar w:fldCharType="end"/></w:r>'
    )
