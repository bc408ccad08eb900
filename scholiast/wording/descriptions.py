"""What long descriptions of pictures are called, by language."""

from dataclasses import dataclass

from scholiast.wording.model import nearest


@dataclass(frozen=True, slots=True)
class DescriptionWords:
    """The words of long descriptions in one language.

    `label` stands over one, `of` where it is known by its number or caption: `{name}`. `access`
    tells in a sentence that there are some, for the summary of how a book can be read.
    """

    label: str
    of: str
    access: str


WORDS = {
    "en": DescriptionWords(
        "Description of the picture",
        "Description: {name}",
        "Complex pictures have long descriptions.",
    ),
    "de": DescriptionWords(
        "Beschreibung der Abbildung",
        "Beschreibung: {name}",
        "Komplexe Abbildungen sind ausführlich beschrieben.",
    ),
    "nl": DescriptionWords(
        "Beschrijving van de afbeelding",
        "Beschrijving: {name}",
        "Complexe afbeeldingen zijn uitvoerig beschreven.",
    ),
    "sv": DescriptionWords(
        "Beskrivning av bilden",
        "Beskrivning: {name}",
        "Komplexa bilder har utförliga beskrivningar.",
    ),
    "fr": DescriptionWords(
        "Description de l’image",
        "Description : {name}",
        "Les images complexes ont une description longue.",
    ),
    "es": DescriptionWords(
        "Descripción de la imagen",
        "Descripción: {name}",
        "Las imágenes complejas tienen una descripción extensa.",
    ),
    "it": DescriptionWords(
        "Descrizione dell’immagine",
        "Descrizione: {name}",
        "Le immagini complesse hanno una descrizione estesa.",
    ),
    "pt": DescriptionWords(
        "Descrição da imagem",
        "Descrição: {name}",
        "As imagens complexas têm uma descrição longa.",
    ),
    "pl": DescriptionWords(
        "Opis ilustracji",
        "Opis: {name}",
        "Złożone ilustracje mają szczegółowe opisy.",
    ),
    "ru": DescriptionWords(
        "Описание изображения",
        "Описание: {name}",
        "Сложные изображения подробно описаны.",
    ),
    "el": DescriptionWords(
        "Περιγραφή της εικόνας",
        "Περιγραφή: {name}",
        "Οι σύνθετες εικόνες έχουν εκτενείς περιγραφές.",
    ),
    "zh-hans": DescriptionWords("图片说明", "图片说明：{name}", "复杂的图片附有详细说明。"),
    "zh-hant": DescriptionWords("圖片說明", "圖片說明：{name}", "複雜的圖片附有詳細說明。"),
    "ja": DescriptionWords("図の説明", "図の説明：{name}", "複雑な図には詳しい説明があります。"),
    "ar": DescriptionWords("وصف الصورة", "وصف: {name}", "للصور المركّبة أوصاف مفصّلة."),
    "he": DescriptionWords("תיאור התמונה", "תיאור: {name}", "לתמונות מורכבות יש תיאורים מפורטים."),
    "fa": DescriptionWords("شرح تصویر", "شرح: {name}", "تصویرهای پیچیده شرح مفصل دارند."),
    "hi": DescriptionWords("चित्र का विवरण", "विवरण: {name}", "जटिल चित्रों के विस्तृत विवरण दिए गए हैं।"),
}
"""The words by BCP 47 tag, in lower case."""


def description_words(language: str) -> DescriptionWords:
    """Return the words for a BCP 47 tag: the nearest there are, English where there are none."""
    return nearest(WORDS, language) or WORDS["en"]
