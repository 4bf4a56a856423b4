"""Numbers in cells: whatever is accepted agrees with an independent reading, everything else is refused."""

from decimal import Decimal

import pytest
from babel.numbers import format_currency, format_decimal, format_scientific, get_decimal_symbol
from hypothesis import given
from hypothesis import strategies as st

from meridian.imports.mapping import amounts
from meridian.imports.mapping.rules import DecimalSign, sign_of
from meridian.imports.rules import Unusable

LANGUAGES = """
    en de de_AT de_CH fr fr_CH es es_MX es_AR it it_CH pt pt_BR nl pl cs sk ru uk bg sr hr sl hu ro tr el sv nb da fi et
    lv lt he ar ar_EG fa hi bn ta th vi id ms zh ja ko ka hy kk sw ca
"""
MONEY = "EUR USD GBP CNY JPY CHF SEK PLN BRL INR TRY KWD MXN CAD AUD ZAR KRW VND RUB"
LOCALES = st.sampled_from(LANGUAGES.split())
CURRENCIES = st.sampled_from(MONEY.split())
VALUES = st.decimals(min_value=0, max_value=10**11, places=2) | st.decimals(min_value=0, max_value=10**6, places=4)


def read(text: str, currency: str | None = None, sign: DecimalSign | None = None) -> amounts.Amount | None:
    try:
        return amounts.money(text, currency, sign)
    except Unusable:
        return None


@given(VALUES, LOCALES, CURRENCIES)
def test_every_language_s_numbers_read_rightly_or_not_at_all(value: Decimal, locale: str, currency: str) -> None:
    written = format_decimal(value, "#,##0.####", locale=locale)
    for text in (written, format_decimal(value, locale=locale, decimal_quantization=False)):
        found = read(text, "EUR")
        known = get_decimal_symbol(locale)
        if found is not None and found.amount != value:
            # A lone sign before three digits is taken for one of thousands, as euros have two decimals.
            assert len(text.rpartition(known)[2]) == 3
            assert read(text, "KWD") is None or read(text, "KWD") == amounts.Amount(value, None)
        if known in (".", ","):
            assert getattr(read(text, "EUR", DecimalSign(known)), "amount", value) == value
    money = format_currency(value, currency, locale=locale)
    found = read(money, currency)
    assert found is None or (found.amount, found.currency) in ((_shown(value, currency), currency), (value, None))


def _shown(value: Decimal, currency: str) -> Decimal:
    digits = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3}.get(currency, 2)
    return value.quantize(Decimal(1).scaleb(-digits))


@pytest.mark.parametrize("locale", ["en", "de", "de_CH", "fr", "ru", "hi", "pt_BR", "sv", "ar", "fa"])
def test_common_forms_are_accepted(locale: str) -> None:
    for value in (Decimal("1234567.89"), Decimal("12.5"), Decimal("0.125"), Decimal("999")):
        assert read(format_decimal(value, "#,##0.###", locale=locale), "EUR") == amounts.Amount(value, None)


@given(st.decimals(min_value=0, max_value=10**9, places=1))
def test_scientific_notation_is_exact_or_refused(value: Decimal) -> None:
    for text in (f"{value:E}", f"{value:.2E}", format_scientific(value, locale="en")):
        found = read(text, "EUR")
        assert found is None or found.amount == Decimal(text.replace("E+", "E")).quantize(Decimal("0.0001"))


def test_what_a_spreadsheet_rounded_is_refused() -> None:
    with pytest.raises(Unusable, match="last digits are lost"):
        amounts.money("1.23457E+11", "EUR")


@given(VALUES, st.sampled_from(["-{}", "- {}", "({})", "{}-", "−{}", "EUR -{}", "-EUR {}", "({} EUR)", "EUR ({})"]))
def test_a_sign_never_vanishes(value: Decimal, form: str) -> None:
    text = form.format(value)
    found = read(text, "EUR")
    assert found is None or (value == 0 and found.amount == 0)
    if "EUR" not in form:
        assert amounts.decimal(text) == -value


@given(st.integers(1, 9999), st.text(max_size=6), st.text(max_size=6))
def test_a_number_counts_only_where_the_whole_cell_is_understood(value: int, before: str, behind: str) -> None:
    """Whatever is accepted is the number itself or a factor of it that stands there."""
    found = read(f"{before} {value} {behind}", "EUR")
    if found is not None and not any(char.isdigit() for char in before + behind):
        assert found.amount / value in {Decimal(10) ** power for power in range(13)}
        letters = [char for char in before + behind if char.isalnum()]
        assert found.amount == value or letters


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("500,- EUR", 500, "EUR"),
        ("CHF 1'234.50", "1234.5", "CHF"),
        ("500/-", 500, None),
        ("2 crore", 20_000_000, None),
        ("12,34,567.50", "1234567.5", None),
        ("1,5 Mrd EUR", 1_500_000_000, "EUR"),
        ("5,5 тыс. руб.", 5500, "RUB"),
        ("約500万円", 5_000_000, "JPY"),
        ("5억 원", 500_000_000, "KRW"),
        ("US$1.5m", 1_500_000, "USD"),
        ("US $1,234", 1234, "USD"),
        ("1,000 (USD)", 1000, "USD"),
        ("500元整", 500, "CNY"),
        ("50 тыс. долл. США", 50_000, "USD"),
        ("¥500 JPY", 500, "JPY"),
        ("٥٠٠٫٥ KWD", "500.5", "KWD"),
        ("1250.750 KWD", "1250.75", "KWD"),
        ("about 500 USD", 500, "USD"),
        ("20 000 zł", 20_000, "PLN"),
    ],
)
def test_amounts_of_the_world(text: str, amount: str | int, currency: str | None) -> None:
    assert amounts.money(text) == amounts.Amount(Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12.750 KWD", "ambiguous_number"),
        ("500 kr", "ambiguous_currency"),
        ("Rs. 500", "ambiguous_currency"),
        ("500 USD/year", "unknown_words"),
        ("500 (net)", "unknown_words"),
        ("500-1000 USD", "no_number"),
        ("5 mil", "unknown_words"),
        ("12%", "unknown_words"),
        ("EUR 500 USD", "several_currencies"),
        ("1.2.3", "no_number"),
        ("5 00", "no_number"),
        ("3亿5000万", "no_number"),
        ("9" * 15, "too_large"),
    ],
)
def test_what_has_no_single_reading_says_why(text: str, code: str) -> None:
    with pytest.raises(Unusable) as refused:
        amounts.money(text)
    assert refused.value.trouble.code == code


def test_a_bare_sign_means_the_import_s_own_currency_where_it_can() -> None:
    assert amounts.money("$500", "MXN").currency == "MXN"
    assert amounts.money("$500", "EUR").currency == "USD"
    assert amounts.money("500 kr", "NOK").currency == "NOK"


@pytest.mark.parametrize(
    ("text", "number"),
    [("5K+", 5000), ("10K-50K", 10_000), ("1.200 Mitarbeiter", 1200), ("近500人", 500), ("51 - 200 employees", 51)],
)
def test_numbers_of_people(text: str, number: int) -> None:
    assert amounts.people(text) == number


@pytest.mark.parametrize("text", ["12.5", "10-50k", "-5", "5 dozen", "500 USD", "0,5", "99999999"])
def test_what_is_no_number_of_people(text: str) -> None:
    with pytest.raises(Unusable):
        amounts.people(text)


@pytest.mark.parametrize(
    ("text", "sign"),
    [("1.234,50", ","), ("12.5", "."), ("0,125 EUR", ","), ("1,234", None), ("1.234", None), ("x", None), ("5", None)],
)
def test_a_number_may_tell_the_sign_of_the_file(text: str, sign: str | None) -> None:
    assert sign_of(text) == sign
