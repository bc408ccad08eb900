"""Rules on waivers: each is of a rule that can be waived, and none has ended."""

from collections.abc import Iterator
from datetime import date

from scholiast.diagnostics import Diagnostic, Rule, Severity
from scholiast.manuscript import Manuscript
from scholiast.waivers import may_be_waived

NO_SUCH_WAIVER = Rule(
    "M090",
    "cannot-be-waived",
    Severity.ERROR,
    """\
A waiver in `book.yaml` is of a rule that there is not, or that can't be waived.

```yaml
waivers:
  - rule: S034
    place: chapters/rome.md
    reason: The level is left out on purpose, as in the first edition.
    until: 2027-06-30
```

Any warning can be waived, and errors of preflight (V330 to V359) and of stores (V140 to V159),
which are between you and those who print or sell the book. Other errors can't: with them a book is
not whole, or it would not be built at all. Mend what the rule found, and delete the waiver.""",
)
ENDED = Rule(
    "M091",
    "waiver-ended",
    Severity.ERROR,
    """\
A waiver in `book.yaml` has ended: its last day, `until`, is past.

What was accepted for a time is to be looked at again. Mend it and delete the waiver, or write
another day, if the reason still holds. `check` and `release` tell; a build does not depend on the
day.""",
)

RULES = (NO_SUCH_WAIVER, ENDED)


def check(manuscript: Manuscript) -> Iterator[Diagnostic]:
    """Yield what is wrong with the waivers of a book, whatever the day."""
    if manuscript.file is None or not manuscript.file.waivers:
        return
    from scholiast.rules import table  # it imports all there is

    known = table()
    for index, waiver in enumerate(manuscript.file.waivers):
        rule, place = known.get(waiver.rule), manuscript.place(f"waivers.{index}.rule")
        if rule is None:
            hint = "`scholiast explain` lists all rules"
            yield NO_SUCH_WAIVER.at(place, f"there is no rule {waiver.rule}", hint)
        elif not may_be_waived(rule):
            message = f"the error {rule.code} {rule.name} can't be waived"
            yield NO_SUCH_WAIVER.at(place, message, "mend what it finds")


def ended(manuscript: Manuscript, today: date) -> Iterator[Diagnostic]:
    """Yield the waivers of a book that have ended before `today`."""
    for index, waiver in enumerate(manuscript.file.waivers if manuscript.file else ()):
        if date.fromisoformat(waiver.until) < today:
            place = manuscript.place(f"waivers.{index}.until")
            message = f"the waiver of {waiver.rule} ended on {waiver.until}"
            yield ENDED.at(place, message, "mend what it was for, or give it another day")
