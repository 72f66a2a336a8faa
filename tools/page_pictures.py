"""Draw the pages of every example as small PNGs in docs/pages/, one of them larger.

Use: python tools/page_pictures.py   (or `make pages`)
"""

from pathlib import Path

import pypdfium2
from PIL import Image

import threadbrief

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "docs" / "pages"
SMALL, LARGE = 0.62, 1.25
"""Pixels a point."""


def draw(page: pypdfium2.PdfPage, scale: float, file: Path) -> None:
    """Write one page with a hairline around it, in 64 greys and colours."""
    drawn = page.render(scale=scale * 2).to_pil().convert("RGB")
    size = (round(drawn.width / 2), round(drawn.height / 2))
    sheet = Image.new("RGB", (size[0] + 2, size[1] + 2), "#c4cad2")
    sheet.paste(drawn.resize(size, Image.Resampling.LANCZOS), (1, 1))
    sheet.quantize(64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(
        file, optimize=True
    )


def main() -> None:
    """Write all pictures."""
    PAGES.mkdir(exist_ok=True)
    for old in PAGES.glob("*.png"):
        old.unlink()
    for memo in sorted((ROOT / "examples").glob("*.yaml")):
        pdf = pypdfium2.PdfDocument(threadbrief.build(threadbrief.load(memo), to="pdf"))
        for number, page in enumerate(pdf, 1):
            draw(page, SMALL, PAGES / f"{memo.stem}-{number}.png")
        if memo.stem == "russia-china-2020":
            draw(pdf[0], LARGE, PAGES / "first-page.png")


if __name__ == "__main__":
    main()
