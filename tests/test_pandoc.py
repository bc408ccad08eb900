"""Pandoc reads and writes many texts at once, each on its own, and says what is wrong."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from scholiast import pandoc

BIB = b"@book{k, title={Title}, author={Roe, Ann}, year=1999}\n"


def test_texts_are_read_apart() -> None:
    """A reference defined in one text is unknown in the next, and ids begin anew."""
    first, second = pandoc.read(["# H\n\n[a]\n\n[a]: x\n", "# H\n\n[a]\n"])
    assert "Link" in first.result
    assert "Link" not in second.result
    assert all('"h"' in answer.result for answer in (first, second))


def test_answers_stand_in_the_order_of_questions() -> None:
    """However texts are dealt out to processes, each answer is that of its text."""
    texts = [f"word{n} " * (1 + 997 * n % 7000) for n in range(40)]
    for n, answer in enumerate(pandoc.read(texts)):
        words = " ".join([f"word{n}"] * (1 + 997 * n % 7000))
        assert [{"t": "Str", "c": words}] == json.loads(answer.result)["blocks"][0]["c"]


SCRAPS = (
    *("word", " ", "\n", "\n\n", "\\", '"', "'", "*", "**", "`", "$", "[", "](x)", "{", "}", "--"),
    *("...", "<b>", "</b>", "<!-- c -->", "^[", "]", "# ", "- ", "> ", "  \n", "\\ ", "&amp;", "é"),
    *("@k", "[^1]", "\n\n[^1]: note\n\n", "|a|b|\n|-|-|\n|c|d|\n", "http://a.b", "\t", "“", "<"),
)
MARKUP = st.sampled_from(SCRAPS)


@settings(
    max_examples=3,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],  # a shorter text is sought more quickly by hand
)
@given(st.lists(st.lists(MARKUP, max_size=25).map("".join), min_size=100, max_size=200))
def test_runs_of_words_are_written_as_single_words_are(texts: list[str]) -> None:
    """Where words and spaces are put in one string, the XHTML of a tree is the same."""
    trees = [answer.result for answer in pandoc._batch("read", [*texts, "two words\n"])]
    short = [pandoc.terse(tree) for tree in trees]
    (written,) = pandoc.write([[json.loads(tree)["blocks"] for tree in trees]])
    assert [written] == pandoc.write([[json.loads(tree)["blocks"] for tree in short]])
    assert len(short[-1]) < len(trees[-1])


def test_what_looks_like_a_tree_in_a_text_stays() -> None:
    """Text in the notation of the tree itself is text."""
    text = 'a {"t":"Space"},{"t":"Str","c":"b"} c"},{"t":"Str","c":" `{"t":"Space"}`end'
    (answer,) = pandoc.read([text.replace('"', '\\"')])
    (words, code, end) = json.loads(answer.result)["blocks"][0]["c"]
    shown = text.partition("`")[0]
    assert {"t": "Str", "c": shown} == words
    assert '{\\"t\\":\\"Space\\"}' == code["c"][1]
    assert {"t": "Str", "c": "end"} == end


def test_a_tree_with_citations_stays_as_it_is() -> None:
    """The program that sets citations looks at the spaces around them."""
    (answer,) = pandoc.read(["two words [@k] two words\n"])
    assert {"t": "Space"} in json.loads(answer.result)["blocks"][0]["c"]


def test_the_box_of_a_task_stays_by_itself() -> None:
    """An item of a task list is known by its first word."""
    (answer,) = pandoc.read(["- [x] a task\n- [ ] another\n"])
    items = json.loads(answer.result)["blocks"][0]["c"]
    assert [["☒", " "], ["☐", " "]] == [
        [node.get("c", " ") for node in item[0]["c"][:2]] for item in items
    ]
    ((html,),) = pandoc.write([[json.loads(answer.result)["blocks"]]])
    assert 2 == html.count('type="checkbox"')


def test_warnings_have_places() -> None:
    """Pandoc's warnings come with line and column."""
    (answer,) = pandoc.read(["a\n\n[x]: y\n\n[x]: z\n"])
    assert [(m.kind, m.line) for m in answer.messages] == [("DuplicateLinkReference", 5)]


def test_the_reader_opens_no_file(tmp_path: Path) -> None:
    """What a text names is not opened."""
    secret = tmp_path / "secret.md"
    secret.write_text("SECRET")
    (answer,) = pandoc.read([f'![x]({secret}){{width=3}} <img src="file://{secret}">\n'])
    assert "SECRET" not in answer.result


def test_a_rule_further_down_is_no_header() -> None:
    """Three hyphens in a text are a rule, and what follows is kept."""
    (answer,) = pandoc.read(["a\n\n---\nb: c\n---\n"])
    assert "b:" in answer.result


def test_formulas_are_written_as_mathml() -> None:
    """HTML comes as XML, unwrapped, with formulas as MathML."""
    (answer,) = pandoc.read(["$x^2$ " + "word " * 40])
    ((written,),) = pandoc.write([[json.loads(answer.result)["blocks"]]])
    assert "<math" in written
    assert "\n" not in written.strip()


def test_references_are_read_and_cited() -> None:
    """A bibliography becomes CSL JSON, a citation its words and an entry."""
    items, _ = pandoc.references(BIB, ".bib")
    assert [item.id for item in items] == ["k"]
    blocks = json.loads(pandoc.read(["@k, @gone"])[0].result)["blocks"]
    (done,) = pandoc.cite([pandoc.Citing("a", blocks, "en-GB", items)])
    assert done.blocks[-1]["c"][0][0] == "refs"
    assert ["gone" in message.text for message in done.messages] == [True]


def test_protected_letters_stay_as_they_are() -> None:
    """What BibLaTeX keeps in braces is not set in capitals by the style."""
    items, _ = pandoc.references(b"@book{k, title={On {{TeX}} and {iPhones in use}}}", ".bib")
    blocks = json.loads(pandoc.read(["@k"])[0].result)["blocks"]
    (done,) = pandoc.cite([pandoc.Citing("a", blocks, "en-US", items)])
    assert "iPhones" in json.dumps(done.blocks)


def test_the_id_of_an_entry_in_yaml_may_have_any_shape() -> None:
    """Keys in YAML are read as Markdown; they are the same keys all the same."""
    data = b"references:\n- id: k_1:x\n  title: Title\n  type: book\n- id: 12\n  type: book\n"
    assert [item.id for item in pandoc.references(data, ".yaml")[0]] == ["k_1:x", "12"]


@pytest.mark.parametrize("ending", [".bib", ".json", ".ris", ".yaml"])
def test_a_damaged_bibliography_is_an_error_or_empty(ending: str) -> None:
    """What pandoc can't read raises its own words, never a traceback of ours."""
    try:
        assert pandoc.references(b"@book{k, title={", ending)[0] == []
    except pandoc.PandocError as problem:
        assert str(problem)


def test_shares_are_even_and_whole() -> None:
    """Every index is dealt out once, large ones first; few small texts stay in one process."""
    shares = pandoc._shares([50_000, 10, 40_000, 60_000, 5], 2)
    assert sorted(index for share in shares for index in share) == [0, 1, 2, 3, 4]
    assert len(shares) == 2
    assert pandoc._shares([10] * 50, 8) == [list(range(50))]
    assert pandoc._shares([], 8) == []
