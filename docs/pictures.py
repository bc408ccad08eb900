"""Take the pictures of the README: a spread of the PDF, a web page, a screen of the EPUB.

    python docs/pictures.py dist/

reads the finished handbook in `dist/`; it needs poppler (`pdftoppm`) and Chromium.
"""

import io
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

SLUG = "scholiast-handbook"
SPREAD = (18, 19)  # sheets of the PDF, verso and recto
CHAPTER = "notes"
OUT = Path(__file__).parent / "images"
DESK = (216, 210, 198)
COLOURS = 200


def take_pdf(dist: Path) -> None:
    """Lay two facing pages side by side."""
    pages = [_sheet(dist / f"{SLUG}.pdf", number) for number in SPREAD]
    width, height = pages[0].size
    spread = Image.new("RGB", (2 * width + 80, height + 80), DESK)
    for index, page in enumerate(pages):
        spread.paste(page, (40 + index * width, 40))
    _save(spread, "pdf.png")


def _sheet(path: Path, number: int) -> Image.Image:
    command = ["pdftoppm", "-r", "110", "-f", str(number), "-l", str(number), "-png", str(path)]
    done = subprocess.run(command, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def take_web(browser: Browser, dist: Path) -> None:
    """Open a chapter on a desk, where its notes stand in the margin."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.goto((dist.resolve() / "web" / f"{CHAPTER}.html").as_uri())
    page.evaluate("window.scrollTo(0, document.querySelector('#fig-three-ways').offsetTop - 90)")
    page.wait_for_timeout(500)
    _save(Image.open(io.BytesIO(page.screenshot())), "web.png")


def take_epub(browser: Browser, dist: Path) -> None:
    """Open a chapter as a small reading device shows it."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(dist / f"{SLUG}.epub") as archive:
            archive.extractall(folder)
        page = browser.new_page(viewport={"width": 520, "height": 740})
        page.goto((Path(folder) / "EPUB" / "text" / f"{CHAPTER}.xhtml").as_uri())
        page.add_style_tag(content="body { padding: 0 28px; font-size: 19px }")
        page.wait_for_timeout(300)
        _save(Image.open(io.BytesIO(page.screenshot())), "epub.png")


def _save(picture: Image.Image, name: str) -> None:
    OUT.mkdir(exist_ok=True)
    small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(OUT / name, optimize=True)


def main() -> None:
    """Take all three pictures of the books in the folder that is named."""
    dist = Path(sys.argv[1])
    take_pdf(dist)
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        take_web(browser, dist)
        take_epub(browser, dist)
        browser.close()


if __name__ == "__main__":
    main()
