"""A caller's number in whatever form a telephone system gives it: that very number, or nobody's."""

from collections.abc import Callable

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.places.phone_search import is_meant, number_sought

EXAMPLES = {region: phonenumbers.example_number(region) for region in sorted(phonenumbers.SUPPORTED_REGIONS)}
NUMBERS = {
    region: phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for region, number in EXAMPLES.items()
    if number is not None and phonenumbers.region_code_for_number(number) == region
}
SHORTEST = 7  # digits of a national number; fewer may be an extension of the house
REGIONS = sorted(
    region for region, e164 in NUMBERS.items() if len(str(phonenumbers.parse(e164).national_number)) >= SHORTEST
)


FORMATS: dict[str, Callable[[str], str]] = {
    "e164": lambda e164: e164,
    "spaced": lambda e164: phonenumbers.format_number(phonenumbers.parse(e164), 1),
    "rfc3966": lambda e164: phonenumbers.format_number(phonenumbers.parse(e164), 3),
    "sip": lambda e164: f"sip:{e164}@pbx.example.com;user=phone;transport=tls",
    "header": lambda e164: f'"Somebody 7" <sips:{e164}@10.1.2.3:5061>;tag=9f3',
    "zeros": lambda e164: f"00{e164[1:]}",
    "bare": lambda e164: e164[1:],
    "extension": lambda e164: f"tel:{e164};ext=123",
    "national": lambda e164: phonenumbers.format_number(phonenumbers.parse(e164), 2),
}


@given(region=st.sampled_from(REGIONS), form=st.sampled_from(sorted(FORMATS)), placed=st.booleans())
def test_every_form_is_the_number_it_was_written_from(region: str, form: str, placed: bool) -> None:
    e164 = NUMBERS[region]
    sought = number_sought(FORMATS[form](e164), region if placed and form != "bare" else None)
    assert is_meant(sought, e164, region), sought
    assert sought.extension == ("123" if form == "extension" else None)


@given(region=st.sampled_from(REGIONS), form=st.sampled_from(sorted(FORMATS)), digit=st.integers(1, 9))
def test_a_number_but_for_one_digit_is_another(region: str, form: str, digit: int) -> None:
    e164 = NUMBERS[region]
    other = e164[:-1] + str((int(e164[-1]) + digit) % 10)
    assert not is_meant(number_sought(FORMATS[form](e164)), other, region)


@pytest.mark.parametrize("text", ["anonymous", "", "sip:Anonymous@anonymous.invalid", '"Anonymous" <sip:restricted@x>'])
def test_withheld(text: str) -> None:
    assert number_sought(text).withheld


@pytest.mark.parametrize("text", ["204", "sip:204@pbx.local", "tel:204", "<sip:204@10.0.0.1>"])
def test_an_extension_of_ours(text: str) -> None:
    assert number_sought(text).inner == "204"


@pytest.mark.parametrize("text", ["sip:anna@hafenwerk.example", "Hafenwerk", "https://example.com"])
def test_what_is_no_number_looks_for_none(text: str) -> None:
    sought = number_sought(text)
    assert (sought.whole, sought.endings, sought.inner) == ((), (), None)
