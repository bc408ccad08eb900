"""Families of fonts, free to embed in a book, by the script or the block of a character.

The families are those of the Noto project (https://notofonts.github.io), under the SIL Open Font
License 1.1, and for rare Han characters Jigmo, which is in the public domain (CC0).
"""

from fontTools import unicodedata

NO_SCRIPTS = frozenset({"Zyyy", "Zinh", "Zzzz"})
"""Scripts of Unicode that are none: common signs, marks of many scripts, what is not assigned."""

_SERIF = frozenset(
    {"Ahom", "Armn", "Bali", "Beng", "Deva", "Dogr", "Ethi", "Geor", "Gran", "Gujr", "Guru"}
    | {"Hebr", "Khmr", "Khoj", "Knda", "Laoo", "Maka", "Mlym", "Mymr", "Orya", "Ougr", "Sinh"}
    | {"Taml", "Tang", "Telu", "Thai", "Tibt", "Todr", "Toto", "Vith", "Yezi", "Diak"}
)
_SANS = frozenset(
    {"Adlm", "Aghb", "Armi", "Avst", "Bamu", "Bass", "Batk", "Bhks", "Brah", "Bugi", "Buhd"}
    | {"Cakm", "Cans", "Cari", "Cham", "Cher", "Chrs", "Copt", "Cpmn", "Cprt", "Dsrt", "Dupl"}
    | {"Egyp", "Elba", "Elym", "Glag", "Gong", "Gonm", "Goth", "Hano", "Hatr", "Hluw", "Hmng"}
    | {"Hung", "Ital", "Java", "Kali", "Kawi", "Khar", "Kthi", "Lana", "Lepc", "Limb", "Lina"}
    | {"Linb", "Lisu", "Lyci", "Lydi", "Mahj", "Mand", "Mani", "Marc", "Medf", "Mend", "Modi"}
    | {"Mong", "Mroo", "Mtei", "Mult", "Nagm", "Nand", "Narb", "Nbat", "Newa", "Nshu", "Ogam"}
    | {"Olck", "Orkh", "Osge", "Osma", "Palm", "Pauc", "Perm", "Phli", "Phlp", "Phnx", "Plrd"}
    | {"Prti", "Rjng", "Rohg", "Runr", "Samr", "Sarb", "Saur", "Sgnw", "Shaw", "Shrd", "Sidd"}
    | {"Sind", "Sogd", "Sogo", "Sora", "Soyo", "Sund", "Sylo", "Syrc", "Tagb", "Takr", "Tale"}
    | {"Talu", "Tavt", "Tfng", "Tglg", "Thaa", "Tirh", "Tnsa", "Ugar", "Vaii", "Wara", "Wcho"}
    | {"Xpeo", "Xsux", "Yiii", "Zanb"}
)
_OTHERS = {
    **dict.fromkeys(("Latn", "Grek", "Cyrl", "Zinh"), "Noto Serif"),
    **dict.fromkeys(("Hani", "Hira", "Kana", "Hrkt", "Hang", "Bopo"), "Noto Serif CJK"),
    **dict.fromkeys(("Merc", "Mero"), "Noto Sans Meroitic"),
    "Arab": "Noto Naskh Arabic",
    "Brai": "Noto Sans Symbols 2",
    "Hmnp": "Noto Serif NP Hmong",
    "Nkoo": "Noto Sans NKo",
    "Phag": "Noto Sans PhagsPa",
}

_SYMBOLS, _SYMBOLS_2, _MATH = "Noto Sans Symbols", "Noto Sans Symbols 2", "Noto Sans Math"
_EMOJI, _MUSIC, _CJK = "Noto Emoji", "Noto Music", "Noto Serif CJK"
_BLOCKS = {
    "Alchemical Symbols": _SYMBOLS,
    "Ancient Greek Musical Notation": _MUSIC,
    "Ancient Symbols": _SYMBOLS_2,
    "Arabic Mathematical Alphabetic Symbols": _MATH,
    "Arrows": _MATH,
    "Box Drawing": "Noto Sans Mono",
    "Block Elements": "Noto Sans Mono",
    "Byzantine Musical Symbols": _MUSIC,
    "CJK Symbols and Punctuation": _CJK,
    "Chess Symbols": _SYMBOLS_2,
    "Combining Diacritical Marks for Symbols": _SYMBOLS,
    "Dingbats": _SYMBOLS_2,
    "Domino Tiles": _SYMBOLS_2,
    "Emoticons": _EMOJI,
    "Enclosed Alphanumerics": _SYMBOLS,
    "Enclosed CJK Letters and Months": _CJK,
    "Geometric Shapes": _SYMBOLS_2,
    "Geometric Shapes Extended": _SYMBOLS_2,
    "Ideographic Description Characters": _CJK,
    "Indic Siyaq Numbers": "Noto Sans Indic Siyaq Numbers",
    "Letterlike Symbols": _MATH,
    "Mahjong Tiles": _SYMBOLS_2,
    "Mathematical Alphanumeric Symbols": _MATH,
    "Mathematical Operators": _MATH,
    "Mayan Numerals": "Noto Sans Mayan Numerals",
    "Miscellaneous Mathematical Symbols-A": _MATH,
    "Miscellaneous Mathematical Symbols-B": _MATH,
    "Miscellaneous Symbols": _SYMBOLS,
    "Miscellaneous Symbols and Arrows": _SYMBOLS_2,
    "Miscellaneous Symbols and Pictographs": _EMOJI,
    "Miscellaneous Technical": _SYMBOLS,
    "Musical Symbols": _MUSIC,
    "Number Forms": "Noto Serif",
    "Ornamental Dingbats": _SYMBOLS_2,
    "Ottoman Siyaq Numbers": "Noto Serif Ottoman Siyaq",
    "Playing Cards": _SYMBOLS_2,
    "Supplemental Arrows-A": _MATH,
    "Supplemental Arrows-B": _MATH,
    "Supplemental Arrows-C": _SYMBOLS_2,
    "Supplemental Mathematical Operators": _MATH,
    "Supplemental Symbols and Pictographs": _EMOJI,
    "Symbols and Pictographs Extended-A": _EMOJI,
    "Symbols for Legacy Computing": _SYMBOLS_2,
    "Tai Xuan Jing Symbols": _SYMBOLS_2,
    "Transport and Map Symbols": _EMOJI,
    "Yijing Hexagram Symbols": _SYMBOLS_2,
}

_RARE_HAN = 0x20000  # from here on, planes 2 and 3
_JIGMO = "Jigmo"


def having(character: str) -> str | None:
    """Return the name of a free family that has a character; None where none is known."""
    script = unicodedata.script(character)
    if script == "Hani" and ord(character) >= _RARE_HAN:
        return _JIGMO
    if (block := _BLOCKS.get(unicodedata.block(character))) and script in NO_SCRIPTS:
        return block
    name = unicodedata.script_name(script).replace("_", " ")
    if script in _SERIF:
        return f"Noto Serif {name}"
    if script in _SANS:
        return f"Noto Sans {name}"
    return _OTHERS.get(script)


def source(family: str) -> str:
    """Return where a family that `having` named is found."""
    return "https://kamichikoichi.github.io/jigmo" if family == _JIGMO else "notofonts.github.io"
