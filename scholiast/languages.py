"""Language tags: whether one is well formed, known, and what may have been meant."""

import re

# RFC 5646, 2.1: language, extended language, script, region, variants, extensions, private use.
_TAG = re.compile(
    r"""
    (?:
        (?P<language>[a-z]{2,3}(?:-[a-z]{3}){0,3} | [a-z]{5,8})
        (?:-(?P<script>[a-z]{4}))?
        (?:-(?P<region>[a-z]{2}|\d{3}))?
        (?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*
        (?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*
        (?:-x(?:-[a-z0-9]{1,8})+)?
      | x(?:-[a-z0-9]{1,8})+
      | i-[a-z]+ | art-lojban | cel-gaulish | zh-guoyu | zh-hakka | zh-xiang
    )""",
    re.VERBOSE | re.IGNORECASE,
)

# ISO 639-1, with `sh`, which the registry of RFC 5646 keeps.
_LANGUAGE_CODES = """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy
    da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy
    hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li
    ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa
    pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv sw ta te tg
    th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"""
_LANGUAGES = frozenset(_LANGUAGE_CODES.split())

# ISO 3166-1 alpha-2.
_REGION_CODES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC
    EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK
    HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB
    LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ
    NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU
    RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN
    TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"""
_REGIONS = frozenset(_REGION_CODES.split())

_MEANT = {
    "uk": "GB",
    "english": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "dutch": "nl",
    "nederlands": "nl",
    "russian": "ru",
    "polish": "pl",
    "czech": "cs",
    "swedish": "sv",
    "danish": "da",
    "norwegian": "no",
    "finnish": "fi",
    "greek": "el",
    "latin": "la",
    "hebrew": "he",
    "arabic": "ar",
    "turkish": "tr",
    "chinese": "zh",
    "japanese": "ja",
    "korean": "ko",
    "gr": "el",
    "jp": "ja",
    "cz": "cs",
    "dk": "da",
    "ua": "uk",
    "cn": "zh",
    "iw": "he",
    "in": "id",
    "ji": "yi",
}

# ISO 639-2 codes of languages that have a shorter one, which RFC 5646, 2.2.1 wants.
_SHORTER_CODES = """
    eng=en deu=de ger=de fra=fr fre=fr spa=es ita=it por=pt nld=nl dut=nl rus=ru pol=pl
    ces=cs cze=cs swe=sv dan=da nor=no fin=fi ell=el gre=el lat=la heb=he ara=ar tur=tr
    zho=zh chi=zh jpn=ja kor=ko ukr=uk hun=hu ron=ro rum=ro fas=fa per=fa hin=hi"""
_SHORTER = dict(pair.split("=") for pair in _SHORTER_CODES.split())


# Scripts that run from right to left (ISO 15924), and languages that are written in one of them.
_RTL_SCRIPTS = frozenset({"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"})
_RTL_LANGUAGES = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "nqo", "prs", "ps", "sd", "syr"})
_RTL_LANGUAGES |= {"ug", "ur", "yi"}


def direction(tag: str) -> str:
    """Return the direction in which a language is written, `ltr` or `rtl`; its script decides."""
    language, *rest = tag.lower().split("-")
    scripts = [part for part in rest if len(part) == 4 and part.isalpha()]
    is_rtl = scripts[0] in _RTL_SCRIPTS if scripts else language in _RTL_LANGUAGES
    return "rtl" if is_rtl else "ltr"


def fault(tag: str) -> tuple[str, str | None] | None:
    """Say what is wrong with a language tag, and what to write; None where it is right.

    Syntax is that of RFC 5646 (BCP 47). Languages of two letters are looked up in ISO 639-1,
    regions in ISO 3166-1; three letters are taken as they are.
    """
    even = tag.strip()
    if "_" in even and _TAG.fullmatch(even.replace("_", "-")):
        return "is written with an underscore", f"write `{even.replace('_', '-')}`"
    match = _TAG.fullmatch(even)
    meant = _MEANT.get(even.casefold())
    if match is None or (meant and len(even) > 3):
        hint = f"write `{meant}`" if meant else "write a tag such as `en`, `en-GB` or `zh-Hant`"
        return "is no language tag", hint
    return _unknown(match, even)


def _unknown(match: "re.Match[str]", tag: str) -> tuple[str, str | None] | None:
    language = (match["language"] or "").lower()
    region = (match["region"] or "").upper()
    rest = tag[len(language) :]
    if len(language) == 2 and language not in _LANGUAGES:
        meant = _MEANT.get(language)
        return f"has no known language `{language}`", f"write `{meant}{rest}`" if meant else None
    if language in _SHORTER:
        return "has a longer code than needed", f"write `{_SHORTER[language]}{rest}`"
    if len(region) == 2 and region not in _REGIONS:
        meant = _MEANT.get(region.lower())
        hint = f"write `{tag[: match.start('region')]}{meant}`" if meant else None
        return f"has no known region `{region}`", hint
    return None
