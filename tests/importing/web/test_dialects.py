"""Pages mark their notes in many ways: in each, a call and its note are known for what they are."""

from pathlib import Path

import pytest

from scholiast.importing import Import, ImportRefusedError, import_path

EXPECTED = "# Wells\n\nIt was old[^1] and dry.[^2]\n\n[^1]: First *note*.\n\n[^2]: Second.\n"

DIALECTS = {
    "superior numbers and a list": """
        <p>It was old<sup><a href="#fn1">1</a></sup> and dry.<sup><a href="#fn2">2</a></sup></p>
        <hr><ol><li id="fn1">First <i>note</i>.</li><li id="fn2">Second.</li></ol>""",
    "links both ways, bare": """
        <p>It was old<a name="r1" href="#n1">1</a> and dry.<a name="r2" href="#n2">2</a></p>
        <p><a name="n1" href="#r1">1</a> First <i>note</i>.</p>
        <p><a name="n2" href="#r2">2</a> Second.</p>""",
    "brackets around the links": """
        <p>It was old[<a id="ref1" href="#fn1">1</a>] and dry.[<a id="ref2" href="#fn2">2</a>]</p>
        <h2>Notes</h2>
        <p id="fn1">[<a href="#ref1">1</a>] First <i>note</i>.</p>
        <p id="fn2">[<a href="#ref2">2</a>] Second.</p>""",
    "anchors of old pages": """
        <p>It was old<a href="#fn1" name="ref1">[1]</a> and dry.<a href="#fn2"
        name="ref2">[2]</a></p>
        <h3>Footnotes</h3>
        <p><a name="fn1" href="#ref1">[1]</a> First <i>note</i>.</p>
        <p><a name="fn2" href="#ref2">[2]</a> Second.</p>""",
    "pandoc": """
        <p>It was old<a href="#fn1" class="footnote-ref" id="fnref1" role="doc-noteref"
        ><sup>1</sup></a> and dry.<a href="#fn2" class="footnote-ref" id="fnref2"
        role="doc-noteref"><sup>2</sup></a></p>
        <section id="footnotes" class="footnotes footnotes-end-of-document" role="doc-endnotes">
        <hr /><ol><li id="fn1"><p>First <em>note</em>.<a href="#fnref1" class="footnote-back"
        role="doc-backlink">↩︎</a></p></li>
        <li id="fn2"><p>Second.<a href="#fnref2" class="footnote-back" role="doc-backlink">↩︎</a></p>
        </li></ol></section>""",
    "DPUB-ARIA asides": """
        <p>It was old<a href="#n1" id="c1" role="doc-noteref">1</a> and dry.<a href="#n2" id="c2"
        role="doc-noteref">2</a></p>
        <aside id="n1" role="doc-footnote"><p><a href="#c1" role="doc-backlink">1</a>. First
        <i>note</i>.</p></aside>
        <aside id="n2" role="doc-footnote"><p><a href="#c2" role="doc-backlink">2</a>.
        Second.</p></aside>""",
    "Word, saved as a page": """
        <p class=MsoNormal>It was old<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"
        title=""><span class=MsoFootnoteReference><span style='mso-special-character:footnote'>
        [1]</span></span></a> and dry.<a href="#_ftn2" name="_ftnref2" title=""><span
        class=MsoFootnoteReference>[2]</span></a></p>
        <div style='mso-element:footnote-list'><br clear=all><hr align=left size=1 width="33%">
        <div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1"
        name="_ftn1" title=""><span class=MsoFootnoteReference>[1]</span></a> First
        <i>note</i>.</p></div>
        <div style='mso-element:footnote' id=ftn2><p class=MsoFootnoteText><a href="#_ftnref2"
        name="_ftn2" title=""><span class=MsoFootnoteReference>[2]</span></a>
        Second.</p></div></div>""",
    "MediaWiki": """
        <p>It was old<sup id="cite_ref-1" class="reference"><a href="#cite_note-1"><span
        class="cite-bracket">[</span>1<span class="cite-bracket">]</span></a></sup> and dry.<sup
        id="cite_ref-2" class="reference"><a href="#cite_note-2">[2]</a></sup></p>
        <div class="mw-references-wrap"><ol class="references"><li id="cite_note-1"><span
        class="mw-cite-backlink"><b><a href="#cite_ref-1" aria-label="Jump up">↑</a></b></span>
        <span class="reference-text">First <i>note</i>.</span></li><li id="cite_note-2"><span
        class="mw-cite-backlink"><b><a href="#cite_ref-2">^</a></b></span> <span
        class="reference-text">Second.</span></li></ol></div>""",
    "Gutenberg, notes in the text": """
        <p>It was old<a name="FNanchor_1_1" id="FNanchor_1_1"></a><a href="#Footnote_1_1"
        class="fnanchor">[1]</a> and dry.<a name="FNanchor_2_2" id="FNanchor_2_2"></a><a
        href="#Footnote_2_2" class="fnanchor">[2]</a></p>
        <div class="footnotes"><h3>FOOTNOTES:</h3><div class="footnote"><p><a name="Footnote_1_1"
        id="Footnote_1_1"></a><a href="#FNanchor_1_1"><span class="label">[1]</span></a> First
        <i>note</i>.</p></div><div class="footnote"><p><a name="Footnote_2_2" id="Footnote_2_2"></a
        ><a href="#FNanchor_2_2"><span class="label">[2]</span></a> Second.</p></div></div>""",
    "a table of notes": """
        <p>It was old<a id="r1" href="#n1"><sup>1</sup></a> and dry.<a id="r2" href="#n2"
        ><sup>2</sup></a></p>
        <table><tr><td><a id="n1" href="#r1">1</a></td><td>First <i>note</i>.</td></tr>
        <tr><td><a id="n2" href="#r2">2</a></td><td>Second.</td></tr></table>""",
    "definitions": """
        <p>It was old<a id="r1" href="#n1"><sup>1</sup></a> and dry.<a id="r2" href="#n2"
        ><sup>2</sup></a></p>
        <dl class="footnotes"><dt id="n1"><a href="#r1">1</a></dt><dd>First <i>note</i>.</dd>
        <dt id="n2"><a href="#r2">2</a></dt><dd>Second.</dd></dl>""",
}


def imported(folder: Path, body: str) -> Import:
    """Return the import of a page with a heading and a body."""
    path = folder / "wells.html"
    path.write_text(f"<html lang=en><title>Wells</title><body><h1>Wells</h1>{body}</body></html>")
    return import_path(path)


def fates(one: Import) -> dict[str, str]:
    """Return what became of each note, by label."""
    return {account.label: account.fate.value for account in one.account}


def codes(one: Import) -> set[str]:
    """Return the codes of all findings."""
    return {finding.rule.code for finding in one.findings}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_each_dialect_gives_the_same_chapter(dialect: str, tmp_path: Path) -> None:
    """Calls and notes are Markdown's, printed marks and links back are gone, nothing is unsure."""
    one = imported(tmp_path, DIALECTS[dialect])
    assert EXPECTED == one.files["chapters/01-wells.md"].replace("n1", "1").replace("n2", "2")
    assert {"resolved"} == set(fates(one).values())
    assert set() == codes(one)


def test_a_link_that_says_more_than_a_mark_is_no_call(tmp_path: Path) -> None:
    """“See note 1” keeps its words, and a finding names the place; the note has its one call."""
    one = imported(
        tmp_path,
        """<p>Old<sup><a href="#fn1">1</a></sup>; see <a href="#fn1">note 1</a>.</p>
        <ol><li id="fn1">First.</li></ol>""",
    )
    assert "Old[^1]; see note 1." in one.files["chapters/01-wells.md"]
    assert ({"1": "resolved"}, {"X071"}) == (fates(one), codes(one))


def test_a_call_that_leads_nowhere_is_an_error(tmp_path: Path) -> None:
    """The call stands, the note is reported as lost, and its entry waits for the text."""
    one = imported(tmp_path, '<p>Old<sup><a href="#fn1">1</a></sup> and dry.</p>')
    assert "Old[^1] and dry." in one.files["chapters/01-wells.md"]
    assert ({"1": "lost"}, {"X041"}) == (fates(one), codes(one))
    assert "missing: true" in one.files["notes/notes.yaml"]
    [account] = one.account
    assert account.place.start is not None, "a place has its line"


def test_a_note_that_no_link_calls_is_kept(tmp_path: Path) -> None:
    """What the page says to be a note is in the book, and doubtful."""
    one = imported(
        tmp_path,
        """<p>Old<a href="#fn1" role="doc-noteref">1</a>.</p><section role="doc-endnotes"><ol>
        <li id="fn1">First.</li><li id="fn2">Second.</li></ol></section>""",
    )
    assert "[^2]: Second." in one.files["chapters/01-wells.md"]
    assert ({"1": "resolved", "2": "doubtful"}, {"X015"}) == (fates(one), codes(one))


def test_two_notes_with_one_id_are_both_kept(tmp_path: Path) -> None:
    """The first is called, as in a browser; the second is kept, and a finding names both."""
    one = imported(
        tmp_path,
        """<p>Old<sup><a href="#fn1">1</a></sup>.</p><ol><li id="fn1">First.</li>
        <li id="fn1">Other.</li></ol>""",
    )
    assert "First." in one.files["chapters/01-wells.md"]
    assert "Other." in one.files["chapters/01-wells.md"]
    assert ["doubtful", "resolved"] == sorted(fates(one).values())
    assert {"X015", "X070"} == codes(one)


def test_a_note_called_twice_is_one_note(tmp_path: Path) -> None:
    """Each call of a note has its label."""
    one = imported(
        tmp_path,
        """<p>Old<sup><a href="#fn1">1</a></sup> and dry<sup><a href="#fn1">1</a></sup>.</p>
        <ol><li id="fn1">First.</li></ol>""",
    )
    assert "Old[^1] and dry[^1]." in one.files["chapters/01-wells.md"]
    assert ({"1": "resolved"}, 2) == (fates(one), one.calls)


def test_a_note_may_call_a_note_and_have_paragraphs(tmp_path: Path) -> None:
    """A note keeps all of its paragraphs, and the calls in it."""
    one = imported(
        tmp_path,
        """<p>Old<sup><a href="#fn1">1</a></sup>.</p><h2>Notes</h2>
        <p><a id="fn1"></a>1. First.<sup><a href="#fn2">2</a></sup></p><p>More of it.</p>
        <p><a id="fn2"></a>2. Second.</p>""",
    )
    expected = "# Wells\n\nOld[^1].\n\n[^1]: First.[^2]\n\n    More of it.\n\n[^2]: Second.\n"
    assert expected == one.files["chapters/01-wells.md"]
    assert {"1": "resolved", "2": "resolved"} == fates(one)


def test_a_paragraph_between_two_notes_is_left_where_it_is_seen(tmp_path: Path) -> None:
    """Nothing says whose it is: it stays in the text, and the note above is doubtful."""
    one = imported(
        tmp_path,
        """<p>Old<a name="r1" href="#n1">[1]</a>, dry<a name="r2" href="#n2">[2]</a>.</p>
        <p><a name="n1" href="#r1">[1]</a> First.</p><p>Whose?</p>
        <p><a name="n2" href="#r2">[2]</a> Second.</p>""",
    )
    assert ["doubtful", "resolved"] == sorted(fates(one).values())
    assert {"X042", "X073"} == codes(one)
    assert "\n\nWhose?\n\n" in one.files["chapters/01-wells.md"]


def test_a_raised_number_alone_is_a_doubtful_call(tmp_path: Path) -> None:
    """Nothing but its looks says that the link is a call."""
    one = imported(
        tmp_path,
        '<p>Old<sup><a href="#x">1</a></sup>.</p><p>Words.</p><p id="x">First.</p>',
    )
    assert ({"x": "doubtful"}, {"X042", "X072"}) == (fates(one), codes(one))


def test_numbers_that_lead_to_chapters_and_pages_are_links(tmp_path: Path) -> None:
    """A contents list and an index have numbers that are links, and none of them is a note."""
    one = imported(
        tmp_path,
        """<p>See <a href="#two">2</a> and <a href="#p12">12</a>.</p><h2 id="two">Two</h2>
        <p>On<span class="pagenum" id="p12">[12]</span> and on.</p>""",
    )
    assert ((), "See [2](#two) and 12.") == (
        one.account, one.files["chapters/01-wells.md"].split("\n")[2]
    )  # fmt: skip


def test_what_a_page_may_run_or_declare_is_dropped(tmp_path: Path) -> None:
    """Scripts, entities of its own and the import's own marks have no way into the book."""
    path = tmp_path / "a.xhtml"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE html [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        '<html xmlns="http://www.w3.org/1999/xhtml" lang="en"><body><h1>A</h1>'
        '<p onclick="x()">Old&e; <a href="javascript:x()">go</a>&nbsp;on.'
        '<span class="scholiast-call" label="no">kept</span></p>'
        "<script>alert(1)</script></body></html>"
    )
    one = import_path(path)
    text = one.files["chapters/01-a.md"]
    assert not {"root:", "alert", "javascript", "onclick", "[^no]"} & set(text.split())
    assert "alert" not in text
    assert "[^no]" not in text
    assert "kept" in text
    assert {"X074"} <= codes(one), "an entity that is not declared is not well-formed"


def test_a_folder_is_read_in_the_order_of_its_index(tmp_path: Path) -> None:
    """Pages come as the index links to them, and a note may stand in another page."""
    (tmp_path / "index.html").write_text(
        '<html lang=en><title>Wells</title><ul><li><a href="b.html">B</a><li><a href="a.html">A</a>'
        "</ul></html>"
    )
    (tmp_path / "a.html").write_text('<h1>A</h1><p>x<sup><a href="n.html#fn1">1</a></sup></p>')
    (tmp_path / "b.html").write_text('<h1>B</h1><p>y<sup><a href="n.html#fn2">2</a></sup></p>')
    (tmp_path / "n.html").write_text(
        '<h1>Notes</h1><ol class="footnotes"><li id="fn1">To A.<li id="fn2">To B.</ol>'
    )
    one = import_path(tmp_path)
    assert "# B\n\ny[^2]\n\n[^2]: To B.\n" == one.files["chapters/01-b.md"]
    assert "# A\n\nx[^1]\n\n[^1]: To A.\n" == one.files["chapters/02-a.md"]
    assert {"1": "resolved", "2": "resolved"} == fates(one)
    assert 2 == one.chapters


def test_a_note_in_a_figure_that_markdown_can_not_say_is_kept(tmp_path: Path) -> None:
    """A figure of more than one image and a caption becomes paragraphs, so that its call stays."""
    one = imported(
        tmp_path,
        """<figure><p>Words.</p><b></b><figcaption>Source.<sup><a href="#fn1">1</a></sup>
        </figcaption></figure><ol><li id="fn1">First.</li></ol>""",
    )
    expected = "# Wells\n\nWords.\n\nSource.[^1]\n\n[^1]: First.\n"
    assert expected == one.files["chapters/01-wells.md"]
    assert ({"1": "resolved"}, set()) == (fates(one), codes(one))


def test_page_numbers_of_print_are_dropped_and_told(tmp_path: Path) -> None:
    """Numbers of another edition's pages are no words of the text, and a finding says so."""
    one = imported(
        tmp_path,
        """<p>On<span class="pagenum">[Pg 12]</span> and <span role="doc-pagebreak">13</span>on.
        <a href="gone.html">Gone</a>.</p>""",
    )
    assert "# Wells\n\nOn and on. Gone.\n" == one.files["chapters/01-wells.md"]
    assert {"X076", "X080"} == codes(one)


def test_what_is_nested_deep_is_read_or_refused(tmp_path: Path) -> None:
    """Parsers have limits, at which words may not vanish without an error."""
    one = imported(tmp_path, "<div>" * 700 + "<p>Deep words.</p>" + "</div>" * 700)
    assert "Deep words." in one.files["chapters/01-wells.md"]
    for element, depth in (("blockquote", 900), ("div", 3000)):
        with pytest.raises(ImportRefusedError):
            imported(tmp_path, f"<{element}>" * depth + "Deep words.")
