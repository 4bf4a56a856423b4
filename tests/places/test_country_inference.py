"""Which country, and what says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.places.countries import country_codes
from meridian.places.country_inference import CountrySource, CountryState, infer_country


@pytest.mark.parametrize(
    ("text", "phones", "website", "answer"),
    [
        ("德国", [], None, ("DE", "stated", "known", ["DE"])),
        ("德国", ["030 5550123", "+49 30 5550123"], "acme.fr", ("DE", "stated", "known", ["DE"])),
        ("", ["+372 6550123"], None, ("EE", "phone", "known", ["EE"])),
        ("nonsense", ["+372 6550123"], "acme.de", ("EE", "phone", "known", ["EE"])),
        (None, [], "https://acme.ee", ("EE", "website", "known", ["EE"])),
        (None, [], "https://acme.io", (None, "none", "unknown", [])),
        (None, ["6550123"], None, (None, "none", "unknown", [])),
        (None, ["655 0123"], "acme.ee", ("EE", "phone", "known", ["EE"])),  # the website lets the number be read
        ("爱沙尼亚", ["+48 22 307 93 34"], "acme.ee", ("EE", "stated", "contradicted", ["EE", "PL"])),
        ("USA", ["+1 416 555 1234"], None, ("US", "stated", "contradicted", ["US", "CA"])),
        ("USA", ["671 475 4686"], None, ("GU", "phone", "known", ["GU"])),
        ("Canada", ["1-866-555-0199"], None, ("CA", "stated", "known", ["CA"])),  # toll-free is of no one country
        ("", ["+1 800 555 0199"], None, (None, "none", "unknown", [])),
        ("", ["+48 22 307 93 34 / +372 6550123"], None, (None, "phone", "ambiguous", ["PL", "EE"])),
        ("香港", ["+86 10 88888888"], None, ("HK", "stated", "known", ["HK"])),
    ],
)
def test_evidence(text: str | None, phones: list[str], website: str | None, answer: tuple[object, ...]) -> None:
    inferred = infer_country(text, phones, website)
    assert (inferred.country, inferred.source, inferred.state, list(inferred.candidates)) == answer
    assert inferred.reason


@given(
    st.one_of(st.none(), st.text(max_size=10), st.sampled_from(country_codes())),
    st.lists(st.text(max_size=16), max_size=3),
)
def test_any_input_is_answered_consistently(text: str | None, phones: list[str]) -> None:
    inferred = infer_country(text, phones)
    assert (inferred.country is None) == (inferred.state in (CountryState.UNKNOWN, CountryState.AMBIGUOUS))
    assert (inferred.source is CountrySource.NONE) == (inferred.state is CountryState.UNKNOWN)
    assert set(inferred.candidates) <= set(country_codes())
    assert inferred.country is None or inferred.candidates[0] == inferred.country
