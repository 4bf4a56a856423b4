"""Names of companies and people as they are written in each country, most companies in two languages."""

import random
import unicodedata
from typing import NamedTuple

from meridian.demo.geography import City, Country
from meridian.demo.words import (
    BRAND_ENDS,
    BRAND_STARTS,
    CHINESE_BRAND_ENDS,
    CHINESE_BRAND_STARTS,
    COMPANY_FORMS,
    INDUSTRIES,
    LOCAL_BRANDS,
    LOCAL_TRADES,
    PEOPLE,
    ROMANISED,
    Industry,
)

_CYRILLIC = [
    "а",
    "б",
    "в",
    "г",
    "ґ",
    "д",
    "е",
    "є",
    "ё",
    "ж",
    "з",
    "и",
    "і",
    "ї",
    "й",
    "к",
    "л",
    "м",
    "н",
    "о",
    "п",
    "р",
    "с",
    "т",
    "у",
    "ф",
    "х",
    "ц",
    "ч",
    "ш",
    "щ",
    "ъ",
    "ы",
    "ь",
    "э",
    "ю",
    "я",
    "ł",
    "ı",
    "ø",
]
_TRANSCRIBED = [
    "a",
    "b",
    "v",
    "g",
    "g",
    "d",
    "e",
    "ye",
    "e",
    "zh",
    "z",
    "i",
    "i",
    "yi",
    "y",
    "k",
    "l",
    "m",
    "n",
    "o",
    "p",
    "r",
    "s",
    "t",
    "u",
    "f",
    "kh",
    "ts",
    "ch",
    "sh",
    "shch",
    "",
    "y",
    "",
    "e",
    "yu",
    "ya",
    "l",
    "i",
    "o",
]
_LATIN = str.maketrans(
    {
        letter: latin
        for plain, sound in zip(_CYRILLIC, _TRANSCRIBED, strict=True)
        for letter, latin in ((plain, sound), (plain.upper(), sound.capitalize()))
        if len(letter) == 1
    }
)


class CompanyName(NamedTuple):
    """name as the customer writes it; legal_name in full or in the other language; short_name in Chinese."""

    name: str
    legal_name: str | None
    short_name: str | None
    slug: str


class PersonName(NamedTuple):
    name: str
    slug: str


def company(rng: random.Random, country: Country, city: City | None, industry: Industry) -> CompanyName:
    """A company of that industry; a company of a Chinese-speaking place has a Chinese and an English name."""
    language = country.languages[0]
    if language == "zh" and (country.code != "SG" or rng.random() < 0.6):
        return _chinese(rng, country, city, industry)
    brand = rng.choice(BRAND_STARTS) + rng.choice(BRAND_ENDS)
    chinese = _chinese_brand(rng)[0] + industry.short_zh if rng.random() < 0.2 else None
    trade = rng.choice(LOCAL_TRADES.get(language, LOCAL_TRADES["en"]))
    form = rng.choice(
        COMPANY_FORMS.get(f"{country.code} en") or COMPANY_FORMS.get(country.code) or COMPANY_FORMS[language]
    )
    if language in LOCAL_BRANDS:  # Cyrillic, Arabic: the name in its own script, and one in English
        start, end = rng.choice(LOCAL_BRANDS[language]), rng.choice(LOCAL_BRANDS[f"{language}+"])
        latin = f"Al {ROMANISED[start]}" if language == "ar" else in_latin(f"{start}{end}")
        name = form.format(f"{start}{end}{trade}")
        slug = slug_of(f"{latin}-{industry.slug}")
        return CompanyName(name, f"{latin} {industry.name_en} LLC", chinese, slug)
    slug = f"{brand}{industry.slug}".lower()
    if rng.random() < 0.35:
        brand = f"{brand} {rng.choice(PEOPLE[_people_of(language)][1])}"
    elif city is not None and rng.random() < 0.15:
        brand = f"{city.name} {brand}"
    name = form.format(f"{brand} {trade}")
    return CompanyName(name, None, chinese, slug)


def _chinese(rng: random.Random, country: Country, city: City | None, industry: Industry) -> CompanyName:
    brand, pinyin = _chinese_brand(rng)
    place = "" if city is None or country.code == "SG" else city.name
    form = rng.choice(COMPANY_FORMS[country.code])
    in_english = ROMANISED.get(place, place)
    english = f"{in_english} {pinyin.title()} {industry.name_en} Co., Ltd.".strip()
    slug = f"{pinyin}{industry.slug}".lower()
    return CompanyName(form.format(f"{place}{brand}{industry.name_zh}"), english, brand + industry.short_zh, slug)


def _chinese_brand(rng: random.Random) -> tuple[str, str]:
    (start, first), (end, second) = rng.choice(CHINESE_BRAND_STARTS), rng.choice(CHINESE_BRAND_ENDS)
    return start + end, first + second


def person(rng: random.Random, country: Country) -> PersonName:
    """Somebody there; Chinese, Japanese, Korean and Vietnamese names have the family name first."""
    language = _people_of(country.languages[0])
    given, family = (rng.choice(part) for part in PEOPLE[language])
    if language == "zh":
        return PersonName(family[0] + given[0], f"{given[1:]}.{family[1:]}")
    name = f"{family} {given}" if language in ("ko", "vi") else f"{given} {family}"
    return PersonName(name, slug_of(f"{given}.{family}"))


def _people_of(language: str) -> str:
    return language if language in PEOPLE else "en"


def in_latin(text: str) -> str:
    """Cyrillic in Latin letters."""
    return text.translate(_LATIN)


def slug_of(text: str) -> str:
    """Latin letters, digits, dots and hyphens of `text` in lower case, without diacritics."""
    plain = unicodedata.normalize("NFKD", in_latin(text.lower()))
    return "".join(char for char in plain if char.isascii() and (char.isalnum() or char in ".-"))


def industry_of(rng: random.Random) -> Industry:
    return rng.choice(INDUSTRIES)
