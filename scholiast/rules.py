"""Every rule there is, in one table by code, and how to find one by what a person types."""

import difflib
import importlib
import pkgutil
from collections.abc import Iterable, Iterator

import scholiast
from scholiast import machine
from scholiast.diagnostics import Rule

_LAYOUT = "scholiast.pdf"


def table() -> dict[str, Rule]:
    """Return all rules by code, in the order of codes.

    A rule is a constant of the module that applies it, so this table can't fall behind. Raises
    ValueError where two rules share a code: a code means one thing for ever.
    """
    rules: dict[str, Rule] = {}
    for rule in _rules():
        if rules.setdefault(rule.code, rule) != rule:
            raise ValueError(f"two rules have the code {rule.code}")
    return dict(sorted(rules.items()))


def _rules() -> Iterator[Rule]:
    for name in _modules():
        constants = vars(importlib.import_module(name)).values()
        yield from (value for value in constants if isinstance(value, Rule))


def _modules() -> Iterator[str]:
    """Yield all modules, but those that lay out the PDF where its libraries are missing.

    `walk_packages` imports a package before it yields what is in it, so it is not used here.
    """
    without = () if not machine.missing_libraries() else (_LAYOUT,)
    packages: list[tuple[Iterable[str], str]] = [(scholiast.__path__, "scholiast.")]
    while packages:
        for module in pkgutil.iter_modules(*packages.pop()):
            if module.name not in without:
                yield module.name
                if module.ispkg:
                    packages.append(
                        (importlib.import_module(module.name).__path__, f"{module.name}.")
                    )


def find(wanted: str) -> list[Rule]:
    """Return the rules with this code or name, in whatever letter case.

    A name may be that of two rules, one on the manuscript and one on artifacts.
    """
    sought = wanted.strip().casefold()
    return [rule for rule in table().values() if sought in _names(rule)]


def near(wanted: str) -> list[Rule]:
    """Return up to five rules whose code or name is like `wanted`, the likeliest first."""
    sought = wanted.strip().casefold()

    def likeness(rule: Rule) -> float:
        return max(difflib.SequenceMatcher(None, sought, name).ratio() for name in _names(rule))

    rules = sorted(table().values(), key=lambda rule: (-likeness(rule), rule.code))
    return [rule for rule in rules[:5] if likeness(rule) >= 0.5 or sought in rule.name]


def _names(rule: Rule) -> tuple[str, str]:
    return rule.code.casefold(), rule.name.casefold()
