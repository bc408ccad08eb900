"""Links of laid-out pages, each once: WeasyPrint makes one more of every box in a link."""

from collections.abc import Iterable
from typing import TypeAlias

from weasyprint import Page

_Box: TypeAlias = tuple[float, float, float, float]

_SLACK = 1.0  # px that a letter raised in a link may stand out of it


def merge_links(pages: Iterable[Page]) -> None:
    """Take from pages each link that lies in one before it with the same target."""
    for page in pages:
        kept: dict[str, list[_Box]] = {}
        links = list(page.links)
        page.links.clear()
        for link in links:
            _, target, area, _ = link
            if not any(_holds(outer, area) for outer in kept.setdefault(target, [])):
                kept[target].append(area)
                page.links.append(link)


def _holds(outer: _Box, inner: _Box) -> bool:
    return (
        outer[0] <= inner[0] + _SLACK
        and outer[1] <= inner[1] + _SLACK
        and outer[2] >= inner[2] - _SLACK
        and outer[3] >= inner[3] - _SLACK
    )
