"""In a real browser: a word of the glossary shows its meaning where it stands."""

from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from scholiast import html
from scholiast.config import HtmlEdition
from scholiast.theme import Theme
from tests.books import composed
from tests.html.test_browser import FLAGS

LISTING = """title: T
language: en
spine:
  body: [chapters/a.md]
  back: [{file: chapters/glossary.md, kind: glossary}]
"""
FILES = {
    "chapters/a.md": '# A\n\nThe [tolls]{.gloss term="toll"} were paid.\n',
    "chapters/glossary.md": "# Glossary\n\nToll\n:   What is paid for a *crossing*.\n",
}


def test_a_word_shows_what_it_means(chromium: str, tmp_path: Path) -> None:
    """By click or key a dialog opens, with the way to the glossary; closed, the word has focus."""
    book = composed(tmp_path / "book", FILES, LISTING)
    for name, data in html.render(book, Theme.find(), HtmlEdition()).files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.goto((tmp_path / "web" / "a.html").as_uri())
        word, dialog = page.locator("a.gloss"), page.get_by_role("dialog")
        word.focus()
        page.keyboard.press("Enter")
        expect(dialog).to_contain_text("What is paid for a crossing.")
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(word).to_be_focused()
        word.click()
        dialog.get_by_role("link").click()
        assert page.url.endswith("glossary.html#gloss-toll")
        browser.close()
