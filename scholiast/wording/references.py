"""What cross-references say, by language.

They stand in sentences of the author's. So where a language inflects the word for a thing, its
abbreviation is taken, and where a preposition would inflect what follows, brackets are.
"""

from dataclasses import dataclass, replace

from scholiast.wording.model import nearest


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """The words of cross-references in one language; `{number}` is that of what they lead to.

    Each name stands for one thing, and in the plural for several, whose numbers stand in the place
    of the one. `in_place` says that a `{reference}` leads to another `{place}`, `on_page` to a page
    with its `{folio}`. `both` stands between the last two of several numbers, `row` between the
    first and the last of a row. `table` is the label of a caption, which `caption` sets off.
    """

    note: str
    notes: str
    chapter: str
    chapters: str
    appendix: str
    appendices: str
    figure: str
    figures: str
    table: str
    tables: str
    line: str
    lines: str
    in_place: str
    on_page: str
    both: str
    table_label: str
    caption: str = "{label}. "
    row: str = "{first}–{last}"


_THINGS = (
    *("note", "notes", "chapter", "chapters", "appendix", "appendices"),
    *("figure", "figures", "table", "tables", "line", "lines"),
)


def _words(names: str, in_place: str, on_page: str, both: str, table: str) -> ReferenceWords:
    """Return words of which the names stand in the order of `_THINGS`, set apart by `|`.

    A number is not parted from the word before it at the end of a line.
    """
    parts = [name.strip().replace(" {", "\u00a0{") for name in names.split("|")]
    return ReferenceWords(
        **dict(zip(_THINGS, parts, strict=True)),
        in_place=in_place,
        on_page=on_page.replace(" {f", "\u00a0{f"),
        both=both,
        table_label=table,
    )


def _east_asian(names: str, in_place: str, on_page: str, both: str, table: str) -> ReferenceWords:
    """Return words of which one and several are said alike."""
    twice = "|".join(f"{name}|{name}" for name in names.split("|"))
    words = _words(twice, in_place, on_page, both, table)
    return replace(words, caption="{label}\u3000")


_IN_BRACKETS = "{reference} ({place})"

WORDS = {
    "en": _words(
        "note {number} | notes {number} | chapter {number} | chapters {number}"
        "| appendix {number} | appendices {number} | figure {number} | figures {number}"
        "| table {number} | tables {number} | line {number} | lines {number}",
        "{reference} in {place}",
        "{reference} on p. {folio}",
        " and ",
        "Table {number}",
    ),
    "de": _words(
        "Anm. {number} | Anm. {number} | Kap. {number} | Kap. {number}"
        "| Anhang {number} | Anhang {number} | Abb. {number} | Abb. {number}"
        "| Tab. {number} | Tab. {number} | V. {number} | V. {number}",
        "{reference} in {place}",
        "{reference} auf S. {folio}",
        " und ",
        "Tabelle {number}",
    ),
    "nl": _words(
        "noot {number} | noten {number} | hoofdstuk {number} | hoofdstukken {number}"
        "| bijlage {number} | bijlagen {number} | figuur {number} | figuren {number}"
        "| tabel {number} | tabellen {number} | regel {number} | regels {number}",
        "{reference} in {place}",
        "{reference} op p. {folio}",
        " en ",
        "Tabel {number}",
    ),
    "sv": _words(
        "not {number} | noterna {number} | kapitel {number} | kapitel {number}"
        "| bilaga {number} | bilagorna {number} | figur {number} | figurerna {number}"
        "| tabell {number} | tabellerna {number} | rad {number} | raderna {number}",
        "{reference} i {place}",
        "{reference} på s. {folio}",
        " och ",
        "Tabell {number}",
    ),
    "fr": _words(
        "note {number} | notes {number} | chapitre {number} | chapitres {number}"
        "| annexe {number} | annexes {number} | figure {number} | figures {number}"
        "| tableau {number} | tableaux {number} | vers {number} | vers {number}",
        _IN_BRACKETS,
        "{reference} (p. {folio})",
        " et ",
        "Tableau {number}",
    ),
    "es": _words(
        "nota {number} | notas {number} | capítulo {number} | capítulos {number}"
        "| apéndice {number} | apéndices {number} | figura {number} | figuras {number}"
        "| tabla {number} | tablas {number} | verso {number} | versos {number}",
        _IN_BRACKETS,
        "{reference} (p. {folio})",
        " y ",
        "Tabla {number}",
    ),
    "it": _words(
        "nota {number} | note {number} | capitolo {number} | capitoli {number}"
        "| appendice {number} | appendici {number} | figura {number} | figure {number}"
        "| tabella {number} | tabelle {number} | verso {number} | versi {number}",
        _IN_BRACKETS,
        "{reference} (p. {folio})",
        " e ",
        "Tabella {number}",
    ),
    "pt": _words(
        "nota {number} | notas {number} | capítulo {number} | capítulos {number}"
        "| apêndice {number} | apêndices {number} | figura {number} | figuras {number}"
        "| tabela {number} | tabelas {number} | verso {number} | versos {number}",
        _IN_BRACKETS,
        "{reference} (p. {folio})",
        " e ",
        "Tabela {number}",
    ),
    "pl": _words(
        "przyp. {number} | przyp. {number} | rozdz. {number} | rozdz. {number}"
        "| dod. {number} | dod. {number} | rys. {number} | rys. {number}"
        "| tab. {number} | tab. {number} | w. {number} | w. {number}",
        _IN_BRACKETS,
        "{reference} (s. {folio})",
        " i ",
        "Tabela {number}",
    ),
    "ru": _words(
        "прим. {number} | прим. {number} | гл. {number} | гл. {number}"
        "| прил. {number} | прил. {number} | рис. {number} | рис. {number}"
        "| табл. {number} | табл. {number} | ст. {number} | ст. {number}",
        _IN_BRACKETS,
        "{reference} (стр. {folio})",
        " и ",
        "Таблица {number}",
    ),
    "el": _words(
        "σημ. {number} | σημ. {number} | κεφ. {number} | κεφ. {number}"
        "| παράρτ. {number} | παράρτ. {number} | εικ. {number} | εικ. {number}"
        "| πίν. {number} | πίν. {number} | στ. {number} | στ. {number}",
        _IN_BRACKETS,
        "{reference} (σελ. {folio})",
        " και ",
        "Πίνακας {number}",
    ),
    "zh-hans": _east_asian(
        "注{number} | 第{number}章 | 附录{number} | 图{number} | 表{number} | 第{number}行",
        "{place}{reference}",
        "第{folio}页{reference}",
        "和",
        "表 {number}",
    ),
    "zh-hant": _east_asian(
        "註{number} | 第{number}章 | 附錄{number} | 圖{number} | 表{number} | 第{number}行",
        "{place}{reference}",
        "第{folio}頁{reference}",
        "和",
        "表 {number}",
    ),
    "ja": _east_asian(
        "注{number} | 第{number}章 | 付録{number} | 図{number} | 表{number} | {number}行目",
        "{place}の{reference}",
        "{folio}ページの{reference}",
        "と",
        "表 {number}",
    ),
    "ar": _words(
        "الحاشية {number} | الحواشي {number} | الفصل {number} | الفصول {number}"
        "| الملحق {number} | الملاحق {number} | الشكل {number} | الأشكال {number}"
        "| الجدول {number} | الجداول {number} | السطر {number} | الأسطر {number}",
        _IN_BRACKETS,
        "{reference} (ص {folio})",
        " و",
        "الجدول {number}",
    ),
    "he": _words(
        "הערה {number} | הערות {number} | פרק {number} | פרקים {number}"
        "| נספח {number} | נספחים {number} | איור {number} | איורים {number}"
        "| טבלה {number} | טבלאות {number} | שורה {number} | שורות {number}",
        _IN_BRACKETS,
        "{reference} (עמ׳ {folio})",
        " ו־",
        "טבלה {number}",
    ),
    "fa": _words(
        "یادداشت {number} | یادداشت\u200cهای {number} | فصل {number} | فصل\u200cهای {number}"
        "| پیوست {number} | پیوست\u200cهای {number} | شکل {number} | شکل\u200cهای {number}"
        "| جدول {number} | جدول\u200cهای {number} | سطر {number} | سطرهای {number}",
        _IN_BRACKETS,
        "{reference} (ص {folio})",
        " و ",
        "جدول {number}",
    ),
    "hi": _words(
        "टिप्पणी {number} | टिप्पणियाँ {number} | अध्याय {number} | अध्याय {number}"
        "| परिशिष्ट {number} | परिशिष्ट {number} | चित्र {number} | चित्र {number}"
        "| तालिका {number} | तालिकाएँ {number} | पंक्ति {number} | पंक्तियाँ {number}",
        _IN_BRACKETS,
        "{reference} (पृ. {folio})",
        " और ",
        "तालिका {number}",
    ),
}
"""The words by BCP 47 tag, in lower case."""


def reference_words(language: str) -> ReferenceWords:
    """Return the words for a BCP 47 tag: the nearest tag there is, English where there is none."""
    return nearest(WORDS, language) or WORDS["en"]
