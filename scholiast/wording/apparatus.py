"""What kinds of notes are called, and the running heads over them, by language."""

from collections.abc import Mapping
from dataclasses import dataclass

from scholiast.wording.model import nearest


@dataclass(frozen=True, slots=True)
class ApparatusWords:
    """The words of the apparatus in one language.

    `kinds` gives for each built-in kind but the author's what one such note is called, and what
    several are. `to_page` and `to_pages` are running heads over notes at the end of a book; words
    in braces are folios. `index` is its title, `see` and `see_also` lead from one entry of it to
    another. `figures`, `tables` and `pages` are titles of lists of them.
    """

    kinds: Mapping[str, tuple[str, str]]
    to_page: str
    to_pages: str
    index: str
    see: str
    see_also: str
    figures: str
    tables: str
    pages: str


def _words(
    names: str, to_page: str, to_pages: str, index: str, lists: str, pages: str
) -> ApparatusWords:
    """Return words of which the names of kinds stand in the order of `_KINDS`, set apart by `|`.

    So are those of the index, its title and what leads from entry to entry, and titles of lists.
    """
    pairs = [name.strip() for name in names.split("|")]
    both = zip(pairs[::2], pairs[1::2], strict=True)
    title, see, see_also = (word.strip() for word in index.split("|"))
    named = dict(zip(_KINDS, both, strict=True))
    figures, tables = (word.strip() for word in lists.split("|"))
    return ApparatusWords(named, to_page, to_pages, title, see, see_also, figures, tables, pages)


_KINDS = ("editor", "translator", "source", "gloss", "variant")

WORDS = {
    "en": _words(
        "Editor’s note | Editor’s notes | Translator’s note | Translator’s notes"
        "| Source | Sources | Gloss | Glosses | Variant | Variants",
        "Notes to page {first}",
        "Notes to pages {first}–{last}",
        "Index | see | see also",
        "List of figures | List of tables",
        "Pages of the printed book",
    ),
    "de": _words(
        "Anmerkung des Herausgebers | Anmerkungen des Herausgebers"
        "| Anmerkung des Übersetzers | Anmerkungen des Übersetzers"
        "| Quelle | Quellen | Worterklärung | Worterklärungen | Lesart | Lesarten",
        "Anmerkungen zu Seite {first}",
        "Anmerkungen zu den Seiten {first}–{last}",
        "Register | siehe | siehe auch",
        "Abbildungsverzeichnis | Tabellenverzeichnis",
        "Seiten des gedruckten Buches",
    ),
    "nl": _words(
        "Noot van de redactie | Noten van de redactie | Noot van de vertaler"
        "| Noten van de vertaler | Bron | Bronnen | Glosse | Glossen | Variant | Varianten",
        "Noten bij bladzijde {first}",
        "Noten bij bladzijde {first}–{last}",
        "Register | zie | zie ook",
        "Lijst van figuren | Lijst van tabellen",
        "Pagina’s van het gedrukte boek",
    ),
    "sv": _words(
        "Utgivarens anmärkning | Utgivarens anmärkningar | Översättarens anmärkning"
        "| Översättarens anmärkningar | Källa | Källor | Glosa | Glosor | Variant | Varianter",
        "Noter till sidan {first}",
        "Noter till sidorna {first}–{last}",
        "Register | se | se även",
        "Figurförteckning | Tabellförteckning",
        "Sidor i den tryckta boken",
    ),
    "fr": _words(
        "Note de l’éditeur | Notes de l’éditeur | Note du traducteur | Notes du traducteur"
        "| Source | Sources | Glose | Gloses | Variante | Variantes",
        "Notes de la page {first}",
        "Notes des pages {first}–{last}",
        "Index | voir | voir aussi",
        "Table des figures | Liste des tableaux",
        "Pages du livre imprimé",
    ),
    "es": _words(
        "Nota del editor | Notas del editor | Nota del traductor | Notas del traductor"
        "| Fuente | Fuentes | Glosa | Glosas | Variante | Variantes",
        "Notas de la página {first}",
        "Notas de las páginas {first}–{last}",
        "Índice analítico | véase | véase también",
        "Índice de figuras | Índice de tablas",
        "Páginas del libro impreso",
    ),
    "it": _words(
        "Nota del curatore | Note del curatore | Nota del traduttore | Note del traduttore"
        "| Fonte | Fonti | Glossa | Glosse | Variante | Varianti",
        "Note alla pagina {first}",
        "Note alle pagine {first}–{last}",
        "Indice analitico | vedi | vedi anche",
        "Elenco delle figure | Elenco delle tabelle",
        "Pagine del libro a stampa",
    ),
    "pt": _words(
        "Nota do editor | Notas do editor | Nota do tradutor | Notas do tradutor"
        "| Fonte | Fontes | Glosa | Glosas | Variante | Variantes",
        "Notas da página {first}",
        "Notas das páginas {first}–{last}",
        "Índice remissivo | ver | ver também",
        "Lista de figuras | Lista de tabelas",
        "Páginas do livro impresso",
    ),
    "pl": _words(
        "Przypis redakcji | Przypisy redakcji | Przypis tłumacza | Przypisy tłumacza"
        "| Źródło | Źródła | Glosa | Glosy | Wariant | Warianty",
        "Przypisy do strony {first}",
        "Przypisy do stron {first}–{last}",
        "Indeks | zob. | zob. też",
        "Spis ilustracji | Spis tabel",
        "Strony książki drukowanej",
    ),
    "ru": _words(
        "Примечание редактора | Примечания редактора | Примечание переводчика"
        "| Примечания переводчика | Источник | Источники | Глосса | Глоссы"
        "| Разночтение | Разночтения",
        "Примечания к странице {first}",
        "Примечания к страницам {first}–{last}",
        "Указатель | см. | см. также",
        "Список иллюстраций | Список таблиц",
        "Страницы печатной книги",
    ),
    "el": _words(
        "Σημείωση του επιμελητή | Σημειώσεις του επιμελητή | Σημείωση του μεταφραστή"
        "| Σημειώσεις του μεταφραστή | Πηγή | Πηγές | Γλώσσα | Γλώσσες | Γραφή | Γραφές",
        "Σημειώσεις της σελίδας {first}",
        "Σημειώσεις των σελίδων {first}–{last}",
        "Ευρετήριο | βλ. | βλ. επίσης",
        "Κατάλογος εικόνων | Κατάλογος πινάκων",
        "Σελίδες του έντυπου βιβλίου",
    ),
    "zh-hans": _words(
        "编者注 | 编者注 | 译者注 | 译者注 | 出处 | 出处 | 释义 | 释义 | 异文 | 异文",
        "第{first}页注释",
        "第{first}–{last}页注释",
        "索引 | 见 | 另见",
        "插图目录 | 表格目录",
        "印刷版页码",
    ),
    "zh-hant": _words(
        "編者註 | 編者註 | 譯者註 | 譯者註 | 出處 | 出處 | 釋義 | 釋義 | 異文 | 異文",
        "第{first}頁註釋",
        "第{first}–{last}頁註釋",
        "索引 | 見 | 另見",
        "圖目錄 | 表目錄",
        "印刷版頁碼",
    ),
    "ja": _words(
        "編者注 | 編者注 | 訳注 | 訳注 | 出典 | 出典 | 語注 | 語注 | 異文 | 異文",
        "{first}ページの注",
        "{first}–{last}ページの注",
        "索引 | → | → 併せて",
        "図目次 | 表目次",
        "印刷版のページ",
    ),
    "ar": _words(
        "حاشية المحرر | حواشي المحرر | حاشية المترجم | حواشي المترجم"
        "| مصدر | المصادر | شرح | الشروح | رواية | اختلاف الروايات",
        "حواشي الصفحة {first}",
        "حواشي الصفحات {first}–{last}",
        "الكشاف | انظر | انظر أيضًا",
        "قائمة الأشكال | قائمة الجداول",
        "صفحات الكتاب المطبوع",
    ),
    "he": _words(
        "הערת העורך | הערות העורך | הערת המתרגם | הערות המתרגם"
        "| מקור | מקורות | ביאור | ביאורים | נוסח | חילופי נוסח",
        "הערות לעמוד {first}",
        "הערות לעמודים {first}–{last}",
        "מפתח | ראו | ראו גם",
        "רשימת איורים | רשימת טבלאות",
        "עמודי הספר המודפס",
    ),
    "fa": _words(
        "یادداشت ویراستار | یادداشت\u200cهای ویراستار | یادداشت مترجم | یادداشت\u200cهای مترجم"
        "| منبع | منابع | شرح | شرح\u200cها | نسخه\u200cبدل | نسخه\u200cبدل\u200cها",
        "یادداشت\u200cهای صفحهٔ {first}",
        "یادداشت\u200cهای صفحه\u200cهای {first}–{last}",
        "نمایه | نک. | نیز نک.",
        "فهرست شکل\u200cها | فهرست جدول\u200cها",
        "صفحه\u200cهای کتاب چاپی",
    ),
    "hi": _words(
        "संपादक की टिप्पणी | संपादक की टिप्पणियाँ | अनुवादक की टिप्पणी | अनुवादक की टिप्पणियाँ"
        "| स्रोत | स्रोत | शब्दार्थ | शब्दार्थ | पाठांतर | पाठांतर",
        "पृष्ठ {first} की टिप्पणियाँ",
        "पृष्ठ {first}–{last} की टिप्पणियाँ",
        "अनुक्रमणिका | देखें | यह भी देखें",
        "चित्र सूची | तालिका सूची",
        "मुद्रित पुस्तक के पृष्ठ",
    ),
}
"""The words by BCP 47 tag, in lower case."""


def apparatus_words(language: str) -> ApparatusWords:
    """Return the words for a BCP 47 tag: the nearest tag there is, English where there is none."""
    return nearest(WORDS, language) or WORDS["en"]
