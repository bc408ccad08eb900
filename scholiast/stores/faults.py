"""What is wrong with a book for a store, and one finding of what several stores say alike."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.source import Span
from scholiast.stores.known import Limit, Store


@dataclass(frozen=True, slots=True)
class Fault:
    """What a store minds in a book: it refuses the book for it, or advises against it."""

    store: Store
    rule: Rule
    refused: bool
    place: Span
    message: str
    hint: str


def minded(
    store: Store, what: str, rule: Rule, place: Span, message: str, hint: str
) -> Iterator[Fault]:
    """Yield the fault where a store minds a thing by its name in `stores.toml`."""
    refused = store.minds(what)
    if refused is not None:
        yield Fault(store, rule, refused, place, message, hint)


def over(limit: Limit, value: float) -> tuple[bool, float] | None:
    """Return whether a value that is too high is refused, and the limit; None where it is not."""
    if limit.refused is not None and value > limit.refused:
        return True, limit.refused
    if limit.advised is not None and value > limit.advised:
        return False, limit.advised
    return None


def under(limit: Limit, value: float) -> tuple[bool, float] | None:
    """Return whether a value that is too low is refused, and the limit; None where it is not."""
    if limit.refused is not None and value < limit.refused:
        return True, limit.refused
    if limit.advised is not None and value < limit.advised:
        return False, limit.advised
    return None


def findings(faults: Iterable[Fault]) -> list[Diagnostic]:
    """Return faults as findings; what several stores say alike is one, with all their names."""
    alike: dict[tuple[Rule, bool, Span, str, str], list[str]] = {}
    for one in faults:
        key = (one.rule, one.refused, one.place, one.message, one.hint)
        titles = alike.setdefault(key, [])
        if one.store.title not in titles:
            titles.append(one.store.title)
    return [_finding(*key, titles) for key, titles in alike.items()]


def _finding(
    rule: Rule, refused: bool, place: Span, message: str, hint: str, titles: list[str]
) -> Diagnostic:
    severity = Severity.ERROR if refused else Severity.WARNING
    own = rule if rule.severity is severity else replace(rule, severity=severity)
    return own.at(place, f"{message} ({', '.join(titles)})", hint)
