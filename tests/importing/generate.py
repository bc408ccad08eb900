"""Texts made at random whose note numbers are known, with all the traps that real texts have."""

import random
from dataclasses import dataclass

_PROSE = (
    "the canal water of a town and its river in mill bridge council plan paper stone year "
    "debt toll barge boat lock ditch field winter summer letter clerk treasurer engineer "
    "mayor order old new deep low long never often was had dug built read wrote said sold "
    "held Grün naïve "
)
_WORDS = _PROSE.split()

_TRAPS = (
    "in {year}",
    "in {year},",
    "the {decade}s",
    "the early {decade}s —",
    "about {small} percent of",
    "a {small}-percent rule",
    "{thousands} crowns",
    "“{thousands} of them",
    "{small}.{small} times",
    "No.{small} of",
    "vol.{small}, p.{small},",
    "pp. {small}–{more}",
    "({year})",
    "at {small}:30",
    "${small}.50",
    "H2O",
    "the {small}th",
    "section {small} of",
    "{small} pounds",
    "[sic]",
    "A{small}",
    "B-{small}",
    "{small}%",
    "{small}/{more}",
    "1,{small}",
    "see p. {small}.",
    "fig.{small}",
    "in {year}–{short}",
    "{small}, {more} and 3",
)

_ENDS = (
    ".",
    "?",
    "!",
    "…",
    ".”",
    "”.",
    "?”",
    ".)",
    ").",
    ".’",
    "”,",
    ",",
    ";",
    ")",
    "”",
    ":",
    '."',
)


@dataclass(frozen=True)
class Sample:
    """A text and the true offsets of its note numbers, by number."""

    text: str
    calls: dict[int, int]


def sample(seed: int, notes: int, *, bare: float = 0.03, years: float = 0.08) -> Sample:
    """Return a text with `notes` glued note numbers.

    `bare` is the share of calls glued to a word alone, `years` of those behind a year and a point.
    """
    rng = random.Random(seed)
    out: list[str] = []
    calls: dict[int, int] = {}
    length = 0

    def put(piece: str) -> None:
        nonlocal length
        out.append(piece)
        length += len(piece)

    for number in range(1, notes + 1):
        for _ in range(rng.randint(0, 3)):
            put(_sentence(rng) + rng.choice((". ", "? ", ".\n\n")))
        put(_call_context(rng, bare, years))
        calls[number] = length
        put(str(number))
        put(rng.choice((" ", " ", " ", "\u2009—\u2009", "\n\n", " (and then) ")))
    put(_sentence(rng) + ".\n")
    return Sample("".join(out), calls)


def _sentence(rng: random.Random) -> str:
    parts = [rng.choice(_WORDS) for _ in range(rng.randint(4, 18))]
    for _ in range(rng.randint(0, 3)):
        parts.insert(rng.randint(1, len(parts)), _trap(rng))
    first = parts[0]
    return " ".join([first[:1].upper() + first[1:], *parts[1:], rng.choice(_WORDS)])


def _trap(rng: random.Random) -> str:
    small = rng.randint(2, 99)
    return rng.choice(_TRAPS).format(
        year=rng.randint(1500, 2025),
        decade=rng.randint(150, 202) * 10,
        small=small,
        more=small + rng.randint(1, 9),
        short=rng.randint(10, 99),
        thousands=f"{rng.randint(1, 900)},{rng.randint(0, 999):03},000",
    )


def _call_context(rng: random.Random, bare: float, years: float) -> str:
    kind = rng.random()
    if kind < bare:
        return _sentence(rng)
    if kind < bare + years:
        return f"{_sentence(rng)} in {rng.randint(1500, 2025)}."
    return _sentence(rng) + rng.choice(_ENDS)
