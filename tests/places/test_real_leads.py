"""Real organisations, where their list lies beside this repository; elsewhere there is nothing to compare with."""

import csv
from pathlib import Path

import pytest

from meridian.places.countries import resolve_country
from meridian.places.phones import parse_phones
from tests.places.measure import measure

LEADS = Path(__file__).parents[3] / "shared" / "data" / "real-leads.csv"
pytestmark = pytest.mark.skipif(not LEADS.exists(), reason="the list of real organisations is not at hand")


def test_inferred_zones_agree_with_the_truth() -> None:
    """At most 2 % wrong; *ambiguous* is honest where only a country of several times is known, but must stay rare."""
    measured = measure(LEADS)
    assert measured.counts["wrong"] <= 0.02 * measured.compared, measured.lines
    assert measured.counts["right"] >= 0.9 * measured.compared


def test_countries_and_phones_are_understood() -> None:
    with LEADS.open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    countries = {row["country"] for row in rows if row["country"]}
    assert [country for country in countries if resolve_country(country) is None] == []
    cells = [parse_phones(row["phone"], resolve_country(row["country"])) for row in rows if row["phone"]]
    assert sum(any(phone.valid for phone in cell) for cell in cells) >= 0.94 * len(cells)
    assert all(phone.valid or phone.problem for cell in cells for phone in cell)
