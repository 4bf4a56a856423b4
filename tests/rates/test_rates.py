"""Exchange rates through the API, and looked up against a plain model."""

from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as proving
from hypothesis import strategies as st
from sqlalchemy import Date, Text, column, select, values

from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.history.models import History
from meridian.rates import queries
from tests.support.api import Api

FIRST = date(2026, 1, 1)
CURRENCIES = ("EUR", "JPY", "KWD")
SOURCE = "European Central Bank"


def item(currency: str, valid_on: str, rate: str) -> dict[str, str]:
    return {"currency": currency, "valid_on": valid_on, "rate": rate, "source": SOURCE}


async def put(api: Api, path: str, rate: str, **body: Any) -> Any:
    return await api.put(f"/v1/exchange-rates/{path}", who="director", json={"rate": rate, "source": SOURCE, **body})


async def test_a_rate_is_entered_corrected_and_its_history_kept(api: Api, db: Database) -> None:
    entered = await put(api, "USD/2026-03-10", "7.1234")
    assert (entered.status_code, entered.json()["rate"], entered.json()["base_currency"]) == (201, "7.1234", "CNY")
    corrected = await put(api, "USD/2026-03-10", "7.2340000000", reason="Typing error")
    assert (corrected.status_code, corrected.json()["rate"], corrected.headers["etag"]) == (200, "7.234", '"2"')
    again = await put(api, "USD/2026-03-10", "7.234")
    assert (again.status_code, again.json()["version"]) == (200, 2)
    read = await api.get("/v1/exchange-rates/USD/2026-03-10", who="rep", expect=200)
    assert read.json() == again.json()
    await api.get("/v1/exchange-rates/USD/2026-03-11", expect=404)
    async with db.read() as session:
        kept = await session.execute(
            select(History.reason, History.changes).where(
                History.entity == "exchange_rate", History.operation == "update"
            )
        )
        assert [(row.reason, row.changes["rate"]) for row in kept] == [("Typing error", [7.1234, 7.234])]
        told = await session.scalars(select(Event.data).where(Event.type == "rate.changed"))
        assert list(told) == [{"currency": "USD", "base_currency": "CNY", "since": "2026-03-10"}] * 2


async def test_what_is_no_rate_is_refused(api: Api) -> None:
    own = await put(api, "CNY/2026-03-10", "1")
    assert (own.status_code, own.json()["errors"][0]["code"]) == (422, "base_currency")
    for path, rate in (
        ("USD/2026-03-10", "0"),
        ("USD/2026-03-10", "-1"),
        ("USD/2026-03-10", "1.12345678901"),
        ("USD/2026-03-10", "123456789"),
        ("USD/2026-03-10", "NaN"),
        ("usd/2026-03-10", "1"),
        ("XXX/2026-03-10", "1"),
        ("USD/2026-02-30", "1"),
    ):
        assert (await put(api, path, rate)).status_code == 422, (path, rate)
    body = {"rate": "7.1", "source": SOURCE}
    await api.put("/v1/exchange-rates/USD/2026-03-10", who="manager", json=body, expect=403)
    await api.delete("/v1/exchange-rates/USD/2026-03-10", who="rep", expect=403)


async def test_many_at_once_are_all_taken_or_none(api: Api) -> None:
    path = "/v1/exchange-rates/bulk"
    good = [item("GBP", "2026-02-01", "9.1"), item("GBP", "2026-02-03", "9.2"), item("AED", "2026-02-01", "1.95")]
    bad = [*good, item("CNY", "2026-02-01", "1")]
    refused = await api.post(path, who="administrator", json={"items": bad}, expect=422)
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/items/3/currency"]
    twice = await api.post(path, who="administrator", json={"items": [*good, good[0]]}, expect=422)
    assert "GBP on 2026-02-01" in twice.text
    assert (await api.get("/v1/exchange-rates?currency=GBP", expect=200)).json()["items"] == []
    first = (await api.post(path, who="administrator", json={"items": good}, expect=200)).json()["results"]
    assert [result["outcome"] for result in first] == ["entered"] * 3
    good[1]["rate"] = "9.25"
    second = (await api.post(path, who="administrator", json={"items": good}, expect=200)).json()["results"]
    assert [result["outcome"] for result in second] == ["unchanged", "corrected", "unchanged"]
    assert [result["rate"]["rate"] for result in second] == ["9.1", "9.25", "1.95"]
    listed = (await api.get("/v1/exchange-rates?currency=GBP", expect=200)).json()["items"]
    assert [row["valid_on"] for row in listed] == ["2026-02-03", "2026-02-01"]
    query = {"filter": {"field": "valid_on", "op": "lt", "value": "2026-02-02"}, "sort": ["currency"]}
    searched = (await api.post("/v1/exchange-rates/search", json=query, expect=200)).json()["items"]
    assert [row["currency"] for row in searched] == ["AED", "GBP"]


async def test_a_rate_holds_until_the_next_and_a_mistake_is_taken_out(api: Api) -> None:
    await put(api, "CHF/2025-11-01", "8.8")
    await put(api, "CHF/2025-11-20", "88")

    async def on(day: str) -> list[str]:
        found = (await api.get(f"/v1/exchange-rates/in-force?on={day}", expect=200)).json()
        return [rate["rate"] for rate in found["rates"] if rate["currency"] == "CHF"]

    assert (await on("2025-10-31"), await on("2025-11-19"), await on("2025-12-24")) == ([], ["8.8"], ["88"])
    await api.delete("/v1/exchange-rates/CHF/2025-11-20", who="director", expect=204)
    await api.delete("/v1/exchange-rates/CHF/2025-11-20", who="director", expect=404)
    assert await on("2025-12-24") == ["8.8"]


Entries = st.lists(
    st.tuples(
        st.sampled_from(CURRENCIES),
        st.integers(0, 40),
        st.decimals(Decimal("0.0000000001"), Decimal("99999999"), places=10).filter(
            lambda rate: len(rate.as_tuple().digits) <= 18
        ),
    ),
    min_size=1,
    max_size=40,
    unique_by=lambda entry: entry[:2],
)


@proving(max_examples=25, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(entries=Entries)
async def test_the_latest_rate_on_or_before_a_day_holds(
    api: Api, db: Database, entries: list[tuple[str, int, Decimal]]
) -> None:
    """Both look-ups, one day or many in SQL, agree with a sorted list; what was entered before stays or is replaced."""
    known: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for old in await _all(api):
        if old["currency"] in CURRENCIES:
            known[old["currency"]][date.fromisoformat(old["valid_on"])] = Decimal(old["rate"])
    for currency, day, rate in entries:
        known[currency][FIRST + timedelta(days=day)] = rate
    body = {"items": [item(c, str(FIRST + timedelta(days=day)), f"{rate:f}") for c, day, rate in entries]}
    await api.post("/v1/exchange-rates/bulk", who="director", json=body, expect=200)

    def expected(currency: str, on: date) -> Decimal | None:
        days = sorted(known[currency])
        place = bisect_right(days, on)
        return known[currency][days[place - 1]] if place else None

    asked = [(c, FIRST + timedelta(days=day)) for c in CURRENCIES for day in range(-1, 42)]
    table = values(column("currency", Text), column("on", Date), name="asked").data(asked)
    async with db.read() as session:
        rows = (await session.execute(select(table, queries.rate_of(table.c.currency, table.c.on, "CNY")))).all()
        assert {(row[0], row[1]): row[2] for row in rows} == {key: expected(*key) for key in asked}
        on = FIRST + timedelta(days=entries[0][1])
        found = await queries.rates_on(session, on, [*CURRENCIES, "CNY", "SEK"])
        wanted = {c: expected(c, on) for c in CURRENCIES if expected(c, on) is not None}
        assert found == wanted | {"CNY": Decimal(1)}


async def _all(api: Api) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = (await api.get("/v1/exchange-rates?limit=200", expect=200)).json()["items"]
    return rows
