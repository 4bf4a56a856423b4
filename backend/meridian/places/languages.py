"""Languages as people write them → BCP 47 tags, by Babel."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import parse_locale

from meridian.places.text import clean, fold

_LABEL_LOCALES = {"zh": "zh_Hans", "en": "en"}
_ALIASES = {
    "mandarin": "zh",
    "普通话": "zh",
    "国语": "zh",
    "汉语": "zh",
    "cantonese": "yue",
    "粤语": "yue",
    "farsi": "fa",
}


@lru_cache(maxsize=2048)
def resolve_language(text: str) -> str | None:
    """A BCP 47 tag (`de`, `pt-BR`, `zh-Hant`) for a tag in any case or a language's English, Chinese or own name."""
    cleaned = clean(text)
    folded = fold(cleaned)
    return _labels().get(folded) or _tag(cleaned) or _own_names().get(folded)


def _tag(cleaned: str) -> str | None:
    try:
        parts = parse_locale(cleaned.replace("-", "_"))
        Locale.parse(cleaned.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
    language, territory, script = parts[:3]
    return "-".join(part for part in (language, script, territory) if part)


def language_label(tag: str, language: str) -> str | None:
    """The name of a language in `zh` (simplified) or `en`; `None` for an unknown tag."""
    try:
        return Locale.parse(tag.replace("-", "_")).get_display_name(_LABEL_LOCALES[language])
    except (UnknownLocaleError, ValueError):
        return None


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    """Languages by their English and Chinese names."""
    names = {fold(alias): code for alias, code in _ALIASES.items()}
    for locale in _LABEL_LOCALES.values():
        for code, name in Locale.parse(locale).languages.items():
            names.setdefault(fold(name), code.replace("_", "-"))
    return names


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    """Languages by what those who speak them call them; a second to read, and seldom needed. None looks like a tag."""
    names: dict[str, str] = {}
    for code in tuple(_labels().values()):
        try:
            own = Locale.parse(code.replace("-", "_")).get_display_name()
        except (UnknownLocaleError, ValueError):
            continue
        if own:
            names.setdefault(fold(own), code)
    return names
