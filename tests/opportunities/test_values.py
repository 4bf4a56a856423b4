"""What opportunities are worth in base currency: by rate and day, and what follows from it."""

import random
import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.opportunities.jobs import revalue_all
from meridian.opportunities.models import Contract
from meridian.worker import run_until_idle
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import change, open_opportunity, opportunity_now
from tests.support.rates import decide, enter_rate
from tests.support.world import World

Money = dict[str, str]


def money(amount: str, currency: str) -> Money:
    return {"amount": amount, "currency": currency}


async def follow(url: str, settings: Settings, clock: SettableClock) -> None:
    """Until every event has been heard."""
    await run_until_idle(url, settings, clock)


async def worth(api: Api, opportunity: dict[str, Any]) -> tuple[Money | None, str | None]:
    now = await opportunity_now(api, opportunity["id"])
    return now["base_amount"], now["rated_on"]


async def test_the_base_amount_follows_the_rates(
    api: Api, db: Database, world: World, settings: Settings, database_url: str, clock: SettableClock
) -> None:
    await follow(database_url, settings, clock)
    customer = await customer_in(db, world)
    dollars = await open_opportunity(api, customer, amount=money("1000.00", "USD"))
    yuan = await open_opportunity(api, customer, amount=money("1234.50", "CNY"))
    nothing = await open_opportunity(api, customer)
    assert (dollars["base_amount"], nothing["base_amount"]) == (None, None)  # not known is not nothing
    assert yuan["base_amount"] == money("1234.50", "CNY")

    await enter_rate(api, "USD", "2026-03-01", "7.123456")
    version = (await opportunity_now(api, dollars["id"]))["version"]
    await follow(database_url, settings, clock)
    assert await worth(api, dollars) == (money("7123.456", "CNY"), "2026-03-01")
    await enter_rate(api, "USD", "2026-03-01", "7.2")
    await enter_rate(api, "USD", "2026-03-12", "8")  # the day after tomorrow's
    await follow(database_url, settings, clock)
    assert await worth(api, dollars) == (money("7200.00", "CNY"), "2026-03-01")
    again = await change(api, dollars, amount=money("2000.00", "USD"))
    assert again["base_amount"] == money("14400.00", "CNY")

    clock.advance(timedelta(days=2))
    await revalue_all(JobContext(db, settings))
    assert await worth(api, dollars) == (money("16000.00", "CNY"), "2026-03-12")
    # Rates are no edit: whoever has the record open may still save it.
    assert (await opportunity_now(api, dollars["id"]))["version"] == version + 1

    async with db.write() as session:
        contract = Contract(
            opportunity_id=uuid.UUID(dollars["id"]), customer_id=customer, signed_on=date(2026, 3, 5), number="C-1"
        )
        session.add(contract)
    await revalue_all(JobContext(db, settings))
    assert await worth(api, dollars) == (money("14400.00", "CNY"), "2026-03-01")  # as it was signed

    await decide(api, "base_currency", "EUR")
    await follow(database_url, settings, clock)
    assert await worth(api, dollars) == (None, None)
    assert await worth(api, yuan) == (None, None)
    await enter_rate(api, "CNY", "2026-03-01", "0.125")
    await follow(database_url, settings, clock)
    assert await worth(api, yuan) == (money("154.3125", "EUR"), "2026-03-01")
    await decide(api, "base_currency", "CNY")
    await follow(database_url, settings, clock)


async def test_what_is_worth_enough_is_important_and_owes_reviews(
    api: Api, db: Database, world: World, settings: Settings, database_url: str, clock: SettableClock
) -> None:
    customer = await customer_in(db, world)
    small = await open_opportunity(api, customer, amount=money("499999.99", "CNY"))
    large = await open_opportunity(api, customer, amount=money("500000.00", "CNY"))
    today = clock.now().date()
    assert (small["important_since"], small["review_due_on"]) == (None, None)
    assert large["review_due_on"] == str(today + timedelta(days=14))
    path = f"/v1/opportunities?customer_id={customer}"
    assert [row["id"] for row in (await api.get(f"{path}&important=true")).json()["items"]] == [large["id"]]
    assert [row["id"] for row in (await api.get(f"{path}&important=false")).json()["items"]] == [small["id"]]
    owing = (await api.get(f"{path}&review_due_on.lte={today + timedelta(days=14)}")).json()["items"]
    assert [row["id"] for row in owing] == [large["id"]]

    since = large["important_since"]
    clock.advance(timedelta(days=3))
    raised = await change(api, large, amount=money("900000.00", "CNY"))
    assert (raised["important_since"], raised["review_due_on"]) == (since, large["review_due_on"])
    await decide(api, "opportunity_review_days", 7)
    await decide(api, "important_opportunity_amount", "400000")
    await follow(database_url, settings, clock)
    assert (await opportunity_now(api, large["id"]))["review_due_on"] == str(today + timedelta(days=7))
    now_important = await opportunity_now(api, small["id"])
    assert now_important["review_due_on"] == str(today + timedelta(days=10))
    lowered = await change(api, small, amount=None)
    assert (lowered["important_since"], lowered["review_due_on"], lowered["base_amount"]) == (None, None, None)


async def test_values_agree_with_a_plain_recount(
    api: Api, db: Database, world: World, settings: Settings, database_url: str, clock: SettableClock
) -> None:
    """Random amounts and rates of random days: each amount times the latest rate on or before today."""
    rng = random.Random(7)
    customer = await customer_in(db, world)
    today = clock.now().date()
    rates: dict[str, dict[date, Decimal]] = {currency: {} for currency in ("GBP", "AED", "KWD")}
    for currency, known in rates.items():
        for _ in range(6):
            day, rate = today + timedelta(days=rng.randrange(-20, 4)), Decimal(rng.randrange(1, 10**9)) / 10**7
            known[day] = rate
            await enter_rate(api, currency, str(day), f"{rate:f}")
    for _ in range(12):
        amount, currency = f"{rng.randrange(1, 10**10) / 100:.2f}", rng.choice(["GBP", "AED", "KWD", "SEK"])
        made = await open_opportunity(api, customer, amount=money(amount, currency))
        past = {day: rate for day, rate in rates.get(currency, {}).items() if day <= today}
        if not past:
            assert made["base_amount"] is None
            continue
        expected = (Decimal(amount) * past[max(past)]).quantize(Decimal("0.0001"))
        assert Decimal(made["base_amount"]["amount"]) == expected
        assert made["rated_on"] == str(max(past))
