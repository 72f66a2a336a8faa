"""Whether a character belongs to the scripts of China, Japan and Korea."""


def is_cjk(char: str) -> bool:
    """Tell of one character; of none, no."""
    return is_spaceless(char) or "\uac00" <= char <= "\ud7af"


def is_spaceless(char: str) -> bool:
    """Tell whether a character is of a script written without spaces. Korean is written with them."""
    return (
        "\u2e80" <= char <= "\u9fff"
        or "\uf900" <= char <= "\ufaff"
        or "\uff00" <= char <= "\uffef"
        or "\U00020000" <= char <= "\U0003ffff"
    )
