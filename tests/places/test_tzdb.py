"""Canonical zone names, and which zones keep the same time."""

from datetime import UTC, datetime
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meridian.places import tzdb
from meridian.places.tzdb import canonical_zone


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("europe/madrid", "Europe/Madrid"),
        (" America/New York ", "America/New_York"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("Asia/Rangoon", "Asia/Yangon"),
        ("America/Montreal", "America/Toronto"),
        ("Europe/Belfast", "Europe/London"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("America/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_aliases_are_accepted(name: str, zone: str) -> None:
    assert canonical_zone(name) == zone


@pytest.mark.parametrize(
    "name", ["", "GMT+5", "GMT+0)", "UTC", "EST", "CET", "Etc/GMT+5", "EuropeWarsaw", "Pacific/Guams", "Berlin"]
)
def test_offsets_abbreviations_and_slips_are_not(name: str) -> None:
    assert canonical_zone(name) is None


def test_a_slip_gets_a_suggestion() -> None:
    assert tzdb.similar_zones("EuropeWarsaw") == ("Europe/Warsaw",)
    assert tzdb.similar_zones("GMT+5") == ()


def test_canonical_names_are_fixed_points_that_this_python_knows() -> None:
    known = available_timezones()
    for name in known:
        if zone := canonical_zone(name):
            assert canonical_zone(zone) == zone
            assert zone in known
            assert tzdb.country_of(zone)


@given(st.text(max_size=20))
def test_any_text_is_a_zone_or_not(text: str) -> None:
    assert canonical_zone(text) is None or "/" in text


def test_the_same_time_is_kept_all_year() -> None:
    assert tzdb.time_kept("Europe/Berlin") == tzdb.time_kept("Europe/Madrid")
    assert tzdb.time_kept("America/Phoenix") != tzdb.time_kept("America/Denver")  # alike in winter only
    assert tzdb.offsets("Asia/Shanghai") == (8 * 3600,) * 24


def test_times_come_from_the_pinned_database_not_from_the_machine() -> None:
    at = datetime(tzdb.RULES_YEAR, 12, 1, tzinfo=UTC)
    for zone in sorted(available_timezones()):
        with resources.files("tzdata.zoneinfo").joinpath(*zone.split("/")).open("rb") as file:
            pinned = ZoneInfo.from_file(file, zone)
        assert ZoneInfo.no_cache(zone).utcoffset(at) == pinned.utcoffset(at), zone


def test_the_prevailing_zone_is_of_nearly_everyone() -> None:
    assert tzdb.prevailing_zone({"America/Denver": 96, "America/Chicago": 4}) == "America/Denver"
    assert tzdb.prevailing_zone({"America/Denver": 90, "America/Chicago": 10}) is None
    assert tzdb.prevailing_zone({"Europe/Paris": 1, "Europe/Berlin": 9}) == "Europe/Berlin"
    assert tzdb.prevailing_zone({}) is None
