"""The run of note numbers among all numbers of a text: what is found, how sure, what is not."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scholiast.importing.candidates import USABLE, Style, find
from scholiast.importing.runs import Run, find_runs
from tests.importing.generate import Sample, sample


def runs(text: str) -> list[Run]:
    """Return the runs of glued numbers in `text`."""
    return find_runs(find(text, Style.GLUED))


def found(text: str) -> dict[int, int]:
    """Return number by offset of all that was taken for a call."""
    members = [member.candidate for run in runs(text) for member in run.members]
    return {member.start: member.value for member in members}


CALLS = (
    "the well was dry.”1 Nobody drank",
    "neither salt nor sweet”.3 To dig",
    "as late as 1812.11 The rope",
    "“thirsty for once”34\u2009—\u2009and so",
    "the pails of the poor.9\n\nWho paid",
    "so said the carrier).12 Jan said",
    "what a day for a wash!14 They went",
    "in the dark,7 and so",
    "one after the other;8 then",
    "he said;“so it is”12; then",
    'he said "so it is."5 Then',
    "'short but merry')11; the rest",
    "in each…12 The rest",
    "the end.63",
)


@pytest.mark.parametrize("text", CALLS)
def test_what_is_glued_as_notes_are_may_be_a_call(text: str) -> None:
    """A number behind punctuation or a closing quotation mark may call a note."""
    assert max(one.score for one in find(text, Style.GLUED)) >= 2.0


TRAPS = (
    "in 1640 it was",
    "in 1640, when rain fell",
    "dug in 1611.\n",
    "the late 1660s — a dry time",
    "the 1660s.",
    "only “3,500,000",
    "of 12,000,000 pails",
    "about 42 percent of",
    "the 60-percent mark",
    "the (1975) edition",
    "a ratio of 3.14 to one",
    "see No.5 in the album",
    "see vol.2, which",
    "see p.12, where",
    "on pp.12–15 of it",
    "in ch.3 of it",
    "on fig.4 there",
    "it is H2O",
    "the B12 in it",
    "at 10:30 in the morning",
    "it cost $5 then",
    "the 20th century",
    "a share of 37% of it",
    "version 2.5.1 came",
    "the years 1914-18 were",
    "a number -5 below",
    "“3 of them",
    '"3 of them',
    "1. First of all",
    "a half, 1/2 of it",
    "the value x=3 here",
    "with 007 and him",
)


@pytest.mark.parametrize("text", TRAPS)
def test_what_belongs_to_the_text_is_no_candidate(text: str) -> None:
    """No year, amount, share, page, name or clock time may ever become a call."""
    assert [] == [one for one in find(text, Style.GLUED) if one.score >= USABLE]


def test_a_run_is_found_whole() -> None:
    """In 400 made-up texts with 3 to 300 notes, no call is wrong and hardly one is missed."""
    right = wrong = missed = 0
    for seed in range(400):
        made = sample(seed, (3, 5, 10, 20, 40, 80, 150, 300)[seed % 8])
        true = {offset: number for number, offset in made.calls.items()}
        taken = found(made.text)
        right += len(true.items() & taken.items())
        wrong += len(taken.items() - true.items())
        missed += len(true.items() - taken.items())
    assert right > 30_000
    assert wrong == 0
    assert missed / (right + missed) < 0.001


def test_calls_at_bare_words_and_years_are_found() -> None:
    """Calls glued to a bare word or a year (60 % of them) are found by their neighbours."""
    for seed in range(60):
        made = sample(seed, 60, bare=0.3, years=0.3)
        assert {offset: number for number, offset in made.calls.items()} == found(made.text)


def without(made: Sample, numbers: set[int]) -> Sample:
    """Return a text with some of its calls taken out."""
    out: list[str] = []
    calls: dict[int, int] = {}
    at = gone = 0
    for number, offset in made.calls.items():
        if number in numbers:
            out.append(made.text[at:offset])
            at = offset + len(str(number))
            gone += len(str(number))
        else:
            calls[number] = offset - gone
    return Sample("".join([*out, made.text[at:]]), calls)


def test_a_missing_number_is_named_not_guessed() -> None:
    """Where calls were lost, the others are found, and exactly the lost ones are named."""
    for seed in range(100):
        whole = sample(seed, (10, 20, 60, 150)[seed % 4])
        lost = set(
            random.Random(seed).sample(range(2, len(whole.calls) - 1), len(whole.calls) // 9)
        )
        made = without(whole, lost)
        assert {offset: number for number, offset in made.calls.items()} == found(made.text)
        assert lost == {number for run in runs(made.text) for number in run.missing}


def test_nothing_is_found_where_there_are_no_notes() -> None:
    """A text full of numbers without one note number has no run."""
    for seed in range(100):
        whole = sample(seed, 40)
        assert [] == runs(without(whole, set(whole.calls)).text)


def test_chapters_that_count_from_one_are_runs_of_their_own() -> None:
    """Where numbers begin again, each chapter's run is found."""
    for seed in range(60):
        sizes = [random.Random(seed * 7 + part).randint(5, 25) for part in range(4)]
        made = [sample(seed * 10 + part, size) for part, size in enumerate(sizes)]
        text = "\n\n\n".join(one.text for one in made)
        assert sizes == [run.last for run in runs(text)]
        assert all(run.missing == () for run in runs(text))


def test_two_places_for_one_number_are_rivals() -> None:
    """Where two numbers fit, the likelier is taken, and the other is named with less certainty."""
    text = "one.1 two.2 the ship3 and the quay.3 four.4 five.”5 six.6"
    [run] = runs(text)
    third = run.members[2]
    assert text.index("quay.3") + 5 == third.candidate.start
    assert [text.index("ship3") + 4] == [rival.start for rival in third.rivals]
    assert third.confidence < 0.9 < run.members[3].confidence


def test_a_lone_number_is_no_run() -> None:
    """One glued 1 is no sequence, and two labels are no evidence."""
    assert [] == runs("It was so.1 And on it went.")
    assert [] == runs("see item1 and item2 there")


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_runs_rise_and_never_overlap(data: st.DataObject) -> None:
    """Whatever the text, each run rises from call to call, and a confidence is from 0 to 1."""
    pieces = st.sampled_from(["word", ".", "”", " ", "\n\n", ",", "1917", "A", "(", ")", "-"])
    numbers = st.integers(1, 12).map(str)
    text = "".join(data.draw(st.lists(st.one_of(pieces, numbers), max_size=120)))
    for run in runs(text):
        values = [member.candidate.value for member in run.members]
        offsets = [member.candidate.start for member in run.members]
        assert sorted(set(values)) == values
        assert sorted(set(offsets)) == offsets
        assert 0 <= run.confidence <= 1
        assert set(range(1, run.last + 1)) == set(values) | set(run.missing)


STYLES = (
    (Style.BRACKET, "He came.[1] He saw[2] “it.”[3] In [1843] it was"),
    (Style.TORTOISE, "他來〔1〕，他見〔2〕，他勝〔3〕。"),
    (Style.SUPERSCRIPT, "He came.¹ He saw² “it.”³ A field of 10 m² and 10³ more"),
    (Style.GLUED, "He came.1 He saw,2 “it.”3 In 1843 it was"),
)


@pytest.mark.parametrize(("style", "text"), STYLES)
def test_every_style_has_runs(style: Style, text: str) -> None:
    """Brackets, tortoise-shell brackets, superscripts and glued digits are all found."""
    [run] = find_runs(find(text, style))
    assert [1, 2, 3] == [member.candidate.value for member in run.members]
