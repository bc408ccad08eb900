"""What the pages of a web book say of their addresses and of how they are cited, by language."""

from dataclasses import dataclass

from scholiast.wording.model import nearest


@dataclass(frozen=True, slots=True)
class LinkWords:
    """The words around addresses in one language.

    `paragraph` names a link to a paragraph, `cite` what a page says of how it is cited, `copy`
    the button beside a citation and `copied` what it says when that is done. `lost` is the title
    of the page that a host shows where there is none, `lost_advice` what to do then.
    """

    paragraph: str
    cite: str
    copy: str
    copied: str
    lost: str
    lost_advice: str


WORDS = {
    "en": LinkWords(
        "Link to this paragraph",
        "Cite this page",
        "Copy",
        "Copied",
        "Page not found",
        "There is no page at this address. The contents of the book lead to all that there are.",
    ),
    "de": LinkWords(
        "Link zu diesem Absatz",
        "Diese Seite zitieren",
        "Kopieren",
        "Kopiert",
        "Seite nicht gefunden",
        "Unter dieser Adresse gibt es keine Seite. Das Inhaltsverzeichnis führt zu allen.",
    ),
    "nl": LinkWords(
        "Link naar deze alinea",
        "Deze pagina citeren",
        "Kopiëren",
        "Gekopieerd",
        "Pagina niet gevonden",
        "Op dit adres staat geen pagina. De inhoudsopgave leidt naar alle pagina’s.",
    ),
    "sv": LinkWords(
        "Länk till detta stycke",
        "Citera denna sida",
        "Kopiera",
        "Kopierat",
        "Sidan hittades inte",
        "Det finns ingen sida på denna adress. Innehållsförteckningen leder till alla sidor.",
    ),
    "fr": LinkWords(
        "Lien vers ce paragraphe",
        "Citer cette page",
        "Copier",
        "Copié",
        "Page introuvable",
        "Il n’y a pas de page à cette adresse. La table des matières mène à toutes les pages.",
    ),
    "es": LinkWords(
        "Enlace a este párrafo",
        "Citar esta página",
        "Copiar",
        "Copiado",
        "Página no encontrada",
        "No hay ninguna página en esta dirección. El índice lleva a todas las páginas.",
    ),
    "it": LinkWords(
        "Link a questo paragrafo",
        "Citare questa pagina",
        "Copia",
        "Copiato",
        "Pagina non trovata",
        "A questo indirizzo non c’è nessuna pagina. L’indice porta a tutte le pagine.",
    ),
    "pt": LinkWords(
        "Ligação para este parágrafo",
        "Citar esta página",
        "Copiar",
        "Copiado",
        "Página não encontrada",
        "Não há nenhuma página neste endereço. O índice leva a todas as páginas.",
    ),
    "pl": LinkWords(
        "Odnośnik do tego akapitu",
        "Cytuj tę stronę",
        "Kopiuj",
        "Skopiowano",
        "Nie znaleziono strony",
        "Pod tym adresem nie ma strony. Do wszystkich stron prowadzi spis treści.",
    ),
    "ru": LinkWords(
        "Ссылка на этот абзац",
        "Цитировать эту страницу",
        "Копировать",
        "Скопировано",
        "Страница не найдена",
        "По этому адресу страницы нет. Ко всем страницам ведёт оглавление.",
    ),
    "el": LinkWords(
        "Σύνδεσμος προς αυτή την παράγραφο",
        "Παραπομπή σε αυτή τη σελίδα",
        "Αντιγραφή",
        "Αντιγράφηκε",
        "Η σελίδα δεν βρέθηκε",
        "Δεν υπάρχει σελίδα σε αυτή τη διεύθυνση. Τα περιεχόμενα οδηγούν σε όλες τις σελίδες.",
    ),
    "zh-hans": LinkWords(
        "本段链接",
        "引用本页",
        "复制",
        "已复制",
        "找不到页面",
        "此地址没有页面。目录列出全书所有页面。",
    ),
    "zh-hant": LinkWords(
        "本段連結",
        "引用本頁",
        "複製",
        "已複製",
        "找不到頁面",
        "此網址沒有頁面。目錄列出全書所有頁面。",
    ),
    "ja": LinkWords(
        "この段落へのリンク",
        "このページを引用する",
        "コピー",
        "コピーしました",
        "ページが見つかりません",
        "このアドレスにページはありません。目次からすべてのページに移動できます。",
    ),
    "ar": LinkWords(
        "رابط هذه الفقرة",
        "الاستشهاد بهذه الصفحة",
        "نسخ",
        "تم النسخ",
        "الصفحة غير موجودة",
        "لا توجد صفحة في هذا العنوان. يقود فهرس المحتويات إلى جميع الصفحات.",
    ),
    "he": LinkWords(
        "קישור לפסקה זו",
        "ציטוט דף זה",
        "העתקה",
        "הועתק",
        "הדף לא נמצא",
        "אין דף בכתובת זו. תוכן העניינים מוביל לכל הדפים.",
    ),
    "fa": LinkWords(
        "پیوند به این بند",
        "ارجاع به این صفحه",
        "رونوشت",
        "رونوشت برداشته شد",
        "صفحه پیدا نشد",
        "در این نشانی صفحه‌ای نیست. فهرست مطالب به همهٔ صفحه‌ها راه می‌برد.",
    ),
    "hi": LinkWords(
        "इस अनुच्छेद की कड़ी",
        "इस पृष्ठ को उद्धृत करें",
        "कॉपी करें",
        "कॉपी हो गया",
        "पृष्ठ नहीं मिला",
        "इस पते पर कोई पृष्ठ नहीं है। विषय-सूची से सभी पृष्ठों तक पहुँचा जा सकता है।",
    ),
}
"""The words by BCP 47 tag, in lower case."""


def link_words(language: str) -> LinkWords:
    """Return the words for a BCP 47 tag: the nearest tag there is, English where there is none."""
    return nearest(WORDS, language) or WORDS["en"]
