"""The part of a country that keeps holidays of its own: by region as people write it, or by city; never guessed."""

import holidays
import pytest

from meridian.places.regions import _SEATS, _parts_of_atlas, subdivision_of


@pytest.mark.parametrize(
    ("country", "region", "city", "part"),
    [
        ("DE", "Bayern", None, "BY"),
        ("DE", "Bavaria", None, "BY"),
        ("DE", "DE-BY", None, "BY"),
        ("DE", " by ", "Hamburg", "BY"),  # what is written of the region comes first
        ("DE", "Freistaat Sachsen", None, "SN"),
        ("DE", None, "München", "BY"),
        ("DE", None, "Frankfurt", None),  # on the Main, or on the Oder
        ("GB", "England", None, "ENG"),
        ("GB", None, "Edinburgh", "SCT"),
        ("GB", "Greater London, England", None, "ENG"),
        ("CA", "Ontario", None, "ON"),
        ("CA", None, "Montreal", "QC"),
        ("AU", "N.S.W.", None, "NSW"),
        ("AU", "新南威尔士州", None, "NSW"),
        ("CH", "Kanton Zürich", None, "ZH"),
        ("CH", None, "Genève", "GE"),
        ("ES", "Cataluña", None, "CT"),
        ("ES", None, "Barcelona", "CT"),
        ("US", "State of California", None, "CA"),
        ("US", None, "Springfield", None),
        ("US", None, "Portland, OR", "OR"),
        ("IN", "Maharashtra", None, "MH"),
        ("IN", None, "Pune", "MH"),
        ("MY", "Pulau Pinang", None, "07"),
        ("MY", "Penang", None, "07"),
        ("BR", None, "Recife", "PE"),
        ("IN", None, "Bombay", "MH"),
        ("IN", None, "Bangalore", "KA"),
        ("FR", None, "Strasbourg", "6AE"),
        ("FR", "Bas-Rhin", None, "6AE"),
        ("FR", None, "Paris", None),
        ("IT", None, "Milano", "MI"),
        ("CA", "P.Q.", None, "QC"),
        ("CN", "Guangdong", "Shenzhen", None),  # no part has its own
        ("DE", "Ontario", None, None),
        (None, "Bavaria", "Munich", None),
        ("XX", "Bavaria", None, None),
    ],
)
def test_regions_and_cities(country: str | None, region: str | None, city: str | None, part: str | None) -> None:
    assert subdivision_of(country, region, city) == part


def test_every_part_is_found_by_its_code_and_by_every_name_the_library_has() -> None:
    for country, parts in holidays.list_supported_countries(include_aliases=False).items():
        names = holidays.country_holidays(country).subdivisions_aliases
        for code in (part for part in parts if len(part) <= 3):
            assert subdivision_of(country, f"{country}-{code}") == code
            wrong = [name for name, of in names.items() if of == code and subdivision_of(country, name) != code]
            assert not wrong, (country, code, wrong)


def test_the_atlas_has_a_city_in_each_part() -> None:
    for country, seats in _SEATS.items():
        assert set(_parts_of_atlas(country).values()) == set(seats), country
