"""ISO 4217 currencies, by Babel."""

from functools import lru_cache

from babel import Locale
from babel.numbers import get_currency_precision

_LABEL_LOCALES = {"zh": "zh_Hans", "en": "en"}


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 code in upper case, past ones included: old orders keep their money."""
    return len(code) == 3 and code.isupper() and code in _labels("en")


def currency_label(code: str, language: str) -> str | None:
    """The name of a currency in `zh` (simplified) or `en`; `None` for an unknown code."""
    return _labels(language).get(code)


def minor_digits(code: str) -> int:
    """Decimal places of an amount in this currency: 2 for EUR, 0 for JPY, 3 for KWD."""
    return get_currency_precision(code)


@lru_cache(maxsize=4)
def _labels(language: str) -> dict[str, str]:
    return dict(Locale.parse(_LABEL_LOCALES[language]).currencies)
