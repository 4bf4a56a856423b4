"""Numbers as people paste them to look somebody up."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.places.phone_search import endings


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("040 36130", "+494036130"),
        ("tel:+49-40-36130", "+494036130"),
        ("tel:%2B494036130", "+494036130"),
        ("sip:+494036130@pbx.example;user=phone", "+494036130"),
        ("https://wa.me/494036130", "+494036130"),
        ("Tel.: 040/36130", "+494036130"),
        ("(040) 36130 (office)", "+494036130"),
        ("49 (0)40 36130", "+494036130"),
        ("+49–40–36130", "+494036130"),
        ("＋４９ ４０ ３６１３０", "+494036130"),
        ("+٤٩٤٠٣٦١٣٠", "+494036130"),
        ("📞 +49 40 36130", "+494036130"),
        ("+49 40 36130 ext. 12", "+494036130"),
        ("+494036130;ext=12", "+494036130"),
        ("494036130.0", "+494036130"),
        ("36130", "+494036130"),
        ('"Anna Blum" <tel:+494036130>', "+494036130"),
        ("<sip:+494036130@10.0.0.1>;tag=a1", "+494036130"),
        ("callto:+494036130", "+494036130"),
        ("011 49 40 36130", "+494036130"),
        ("0011 49 40 36130", "+494036130"),
        ("010 49 40 36130", "+494036130"),
        ("8~10 49 40 36130", "+494036130"),
        ("212-736-5000,,44", "+12127365000"),
        ("8 (495) 123-45-67", "+74951234567"),
        ("тел. 8 (495) 123-45-67 доб. 12", "+74951234567"),
        ("+52 1 55 1234 5678", "+525512345678"),
        ("044 55 1234 5678", "+525512345678"),
        ("(11) 8765-4321", "+5511987654321"),
        ("011 15 4444-5555", "+5491144445555"),
        ("8 612 34567", "+37061234567"),
        ("8 029 123-45-67", "+375291234567"),
        ("06 30 123 4500", "+36301234500"),
        ("0755-26012345-8012", "+8675526012345"),
        ("电话：0755-2601 2345", "+8675526012345"),
        ("03-1234-5678(内12)", "+81312345678"),
        ("0899", "+4989120899"),
        ("0080", "+494010080"),
    ],
)
def test_a_pasted_number_finds_the_one_that_is_kept(text: str, stored: str) -> None:
    assert any(stored.endswith(ending) for ending in endings(text, 4))


@pytest.mark.parametrize(
    "text", ["Studio 54", "A1 Pumps 2000", "3M", "Mobile 360 GmbH", "K-10023", "1&1", "", "acme.de"]
)
def test_names_with_digits_are_no_numbers(text: str) -> None:
    assert endings(text, 4) == []


@given(
    st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)),
    st.sampled_from([0, 1, 2, 3]),
    st.sampled_from(["{}", "tel: {}", " {} ", "'{}", "Phone: {}", "{} (work)", "☎ {}", "{} ext. 4"]),
)
def test_every_country_s_numbers_are_found_in_each_of_their_forms(region: str, style: int, form: str) -> None:
    example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.FIXED_LINE)
    if example is None:
        return
    stored = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    written = phonenumbers.format_number(example, style)
    if form == "{} ext. 4" and style == 3:
        return  # a link has parameters, no words
    assert any(stored.endswith(ending) for ending in endings(form.format(written), 4)), written


@given(st.text(max_size=30))
def test_any_text_gives_digits_or_nothing(text: str) -> None:
    assert all(ending.isascii() and ending.isdigit() and len(ending) >= 4 for ending in endings(text, 4))
