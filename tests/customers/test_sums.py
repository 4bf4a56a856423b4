"""What customers of a list come to: in base currency, within one's scope, never more than a list counts."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from meridian.customers.business import queries
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.conftest import START
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import World

PATH = "/v1/customers/sums"


def worth(amount: str, currency: str) -> dict[str, Any]:
    return {"expected_annual_sales_amount": Decimal(amount), "expected_annual_sales_currency": currency}


@pytest.fixture(scope="module", autouse=True)
async def customers(api: Api, db: Database, world: World) -> None:
    rate = {"rate": "8", "source": "European Central Bank"}
    await api.put("/v1/exchange-rates/EUR/2026-03-01", who="director", json=rate, expect=201)
    await customer_in(db, world, **worth("1000.5", "EUR"), country="DE")
    await customer_in(db, world, **worth("2000", "CNY"), country="CN")
    await customer_in(db, world, **worth("70", "USD"), country="US")
    await customer_in(db, world, country="DE")
    await customer_in(db, world, **worth("5", "CNY"), owner="other_rep")


async def sums(api: Api, who: str = "rep", **body: Any) -> Any:
    return (await api.post(PATH, who=who, json=body, expect=200)).json()


async def test_sums_are_in_base_currency_and_tell_what_is_left_out(api: Api) -> None:
    assert await sums(api) == {
        "customers": 4,
        "expected_annual_sales": {"amount": "10004.00", "currency": "CNY"},
        "without_rate": ["USD"],
        "callable_now": 0,
        "masked_fields": [],
    }
    german = await sums(api, filter={"field": "country", "value": "DE"})
    assert (german["customers"], german["expected_annual_sales"]["amount"]) == (2, "8004.00")
    nobody = await sums(api, filter={"field": "country", "value": "FR"})
    assert (nobody["customers"], nobody["expected_annual_sales"]["amount"]) == (0, "0.00")


async def test_everybody_sums_up_what_they_see(api: Api) -> None:
    assert (await sums(api, who="director"))["customers"] == 5
    assert (await sums(api, who="other_rep"))["expected_annual_sales"]["amount"] == "5.00"
    hidden = await sums(api, who="specialist")
    assert (hidden["customers"], hidden["expected_annual_sales"], hidden["without_rate"]) == (5, None, None)
    assert hidden["masked_fields"] == ["expected_annual_sales", "without_rate"]


async def test_too_many_are_not_summed_up(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "COUNTED_UP_TO", 3)
    assert await sums(api) == {
        "customers": None,
        "expected_annual_sales": None,
        "without_rate": [],
        "callable_now": None,
        "masked_fields": [],
    }


async def test_a_line_of_the_list_says_what_is_expected(api: Api) -> None:
    items = (await api.get("/v1/customers?sort=-created_at&country=DE", expect=200)).json()["items"]
    assert [item["expected_annual_sales"] for item in items] == [None, {"amount": "1000.50", "currency": "EUR"}]
    masked = (await api.get("/v1/customers?country=CN", who="specialist", expect=200)).json()["items"]
    assert [item["expected_annual_sales"] for item in masked] == [None]
    assert "expected_annual_sales" in masked[0]["masked_fields"]


async def test_those_are_callable_now_of_whom_the_calling_hours_say_so_and_who_do_not_refuse(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    """Ten in the morning in Shanghai, of a working Tuesday: night in Berlin, and no hour at all where none is known."""
    clock.set(START)
    places: list[dict[str, Any]] = [
        {"zone": "Asia/Shanghai", "country": "CN"},
        {"zone": "Asia/Shanghai", "country": "CN"},
        {"zone": "Asia/Tokyo", "country": "JP"},
        {"zone": "Europe/Berlin", "country": "DE"},
        {"zone": None, "zone_candidates": ["Asia/Jakarta", "Asia/Makassar"], "country": "ID"},
        {"zone": None, "country": "US"},
    ]
    ids = [await customer_in(db, world, industry="Called", **place) for place in places]
    await customer_in(db, world, industry="Called", zone="Asia/Shanghai", country="CN", do_not_call=True)
    found = await sums(api, filter={"field": "industry", "value": "Called"})
    times = (await api.get("/v1/call-times", params={"customer_id": list(map(str, ids))}, expect=200)).json()["items"]
    assert found["callable_now"] == sum(each["call_time"]["callable_now"] is True for each in times) == 4
    clock.advance(timedelta(hours=12))
    assert (await sums(api, filter={"field": "industry", "value": "Called"}))["callable_now"] == 1
