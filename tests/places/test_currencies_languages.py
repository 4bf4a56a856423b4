"""Money and languages by their standards."""

import pytest

from meridian.places.countries import currency_label, is_currency, minor_digits
from meridian.places.languages import language_label, resolve_language


def test_currencies() -> None:
    assert [is_currency(code) for code in ("CNY", "EUR", "DEM", "cny", "ABC", "", "EURO")] == [
        True,
        True,
        True,
        *[False] * 4,
    ]
    assert (currency_label("CNY", "zh"), currency_label("USD", "en"), currency_label("ABC", "en")) == (
        "人民币",
        "US Dollar",
        None,
    )
    assert [minor_digits(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EN", "en"),
        ("pt_BR", "pt-BR"),
        ("es-AR", "es-AR"),
        ("zh-CN", "zh-CN"),
        ("zh-hant", "zh-Hant"),
        ("English", "en"),
        ("德语", "de"),
        ("德語", "de"),
        ("Deutsch", "de"),
        ("Español", "es"),
        ("日本語", "ja"),
        ("中文", "zh"),
        ("普通话", "zh"),
        ("Cantonese", "yue"),
        ("", None),
        ("zz", None),
        ("gibberish", None),
        ("en-", None),
    ],
)
def test_languages(text: str, tag: str | None) -> None:
    assert resolve_language(text) == tag


def test_language_labels() -> None:
    assert language_label("de", "zh") == "德语"
    assert language_label("pt-BR", "en") == "Portuguese (Brazil)"
    assert language_label("zz", "en") is None
