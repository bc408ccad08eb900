"""What elements are for those who hear them: heads of tables, languages and their direction."""

from typing import TypeAlias

from lxml import etree

from scholiast import languages

Element: TypeAlias = etree._Element

ROW_HEADS = "row-heads"
"""The class of a table whose first cells are the heads of their rows."""

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TEX = "application/x-tex"
_MATHML = "{http://www.w3.org/1998/Math/MathML}"


# -- tables --


def mark_tables(tree: Element) -> None:
    """Say of each head of a table what it is the head of (WCAG 2.2, techniques H51 and H63).

    A cell of the head that is empty is the head of nothing, and no head.
    """
    for table in tree.iter("table"):
        if _has_row_heads(table):
            _make_row_heads(table)
        for head in list(table.iter("th")):
            if next(head.iterancestors("table")) is table:
                _mark_head(head)


def _has_row_heads(table: Element) -> bool:
    boxes = [table, *(box for box in table.iterancestors("div") if len(box) == 1)]
    return any(ROW_HEADS in box.get("class", "").split() for box in boxes)


def _make_row_heads(table: Element) -> None:
    """Make the first cell of each row of the body a head; cells that span rows go before others."""
    covered = 0
    for row in (row for body in table.iterchildren("tbody") for row in body.iterchildren("tr")):
        first = next(row.iterchildren("td", "th"), None)
        if covered:
            covered -= 1
        elif first is not None:
            first.tag = "th"
            covered = _span(first, "rowspan") - 1


def _mark_head(head: Element) -> None:
    row = head.getparent()
    group = None if row is None else row.getparent()
    if not len(head) and not (head.text or "").strip():
        head.tag = "td"
        head.attrib.pop("scope", None)
    elif head.get("scope") is None:
        is_of_row = group is None or group.tag != "thead"
        span = _span(head, "rowspan" if is_of_row else "colspan")
        head.set("scope", ("row" if is_of_row else "col") + ("group" if span > 1 else ""))


def _span(cell: Element, name: str) -> int:
    value = cell.get(name, "1")
    return int(value) if value.isdigit() else 1


# -- languages --


def mark_languages(tree: Element, language: str, *, xml: bool) -> None:
    """Have parts in other languages say so in the ways that readers look for.

    `language` is that of what stands around. `xml` asks for `xml:lang` beside `lang` (EPUB 3.3,
    XHTML). What runs the other way than that around it gets a direction, if it has none.
    """
    for element in tree.iter(etree.Element):
        own = element.get("lang") or element.get(_XML_LANG)
        if own is None or not own.strip():
            continue
        if "}" not in element.tag:
            element.set("lang", own)
            if element.get("dir") is None and _runs_otherwise(element, own, language):
                element.set("dir", languages.direction(own))
        if xml:
            element.set(_XML_LANG, own)
        elif "}" not in element.tag:
            element.attrib.pop(_XML_LANG, None)


def _runs_otherwise(element: Element, own: str, language: str) -> bool:
    for outer in element.iterancestors():
        if outer.get("dir") in {"ltr", "rtl"}:
            return bool(outer.get("dir") != languages.direction(own))
    return languages.direction(own) != languages.direction(language)


# -- formulas --


def name_formulas(tree: Element) -> None:
    """Give formulas an alternative for readers without MathML: as their author wrote them.

    That is TeX, which the formula holds as an annotation (MathML Core, 2.1.3 and 4.2).
    """
    for formula in tree.iter(f"{_MATHML}math"):
        for source in formula.iter(f"{_MATHML}annotation"):
            if source.get("encoding") == _TEX and formula.get("alttext") is None:
                formula.set("alttext", " ".join((source.text or "").split()))
