"""`/v1/exchange-rates`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from meridian.calendars.queries import today
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Day, Page
from meridian.policies.value_types import Currency
from meridian.rates import queries, service
from meridian.rates.schemas import (
    RateItem,
    RateOutcome,
    RatePut,
    RateRead,
    RateResult,
    RatesInForce,
    RatesPut,
    RatesResult,
)

router = APIRouter(prefix="/v1/exchange-rates", tags=["rates"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.RATE_READ)]
Writer = Annotated[Actor, allow(Permission.RATE_WRITE)]
OfCurrency = Annotated[Currency, Path(description="ISO 4217 code.", examples=["USD"])]
FromDay = Annotated[Day, Path(description="First day the rate holds.", examples=["2026-03-10"])]


@list_and_search(router, "", queries.RATES)
async def list_exchange_rates(session: Reading, actor: Reader, query: ListQuery) -> Page[RateRead]:
    """Exchange rates, the latest first."""
    return await queries.page(session, query)


@router.get("/in-force")
async def get_exchange_rates_in_force(
    session: Reading,
    actor: Reader,
    on: Annotated[Day | None, Query(description="The day; by default the company's.", examples=["2026-03-10"])] = None,
) -> RatesInForce:
    """Each currency's latest rate on or before a day."""
    return await queries.in_force(session, on or await today(session))


@router.post("/bulk")
async def put_exchange_rates(session: Writing, actor: Writer, body: RatesPut) -> RatesResult:
    """Enters or corrects up to 200 rates at once, all or none, with a result per item; safe to repeat."""
    pointers = [f"/items/{index}/currency" for index in range(len(body.items))]
    written = await service.put(session, actor, body.items, body.reason, pointers)
    return RatesResult(
        results=[RateResult(outcome=outcome, rate=RateRead.of(rate, masked=())) for rate, outcome in written]
    )


@router.get("/{currency}/{valid_on}")
async def get_exchange_rate(session: Reading, actor: Reader, currency: OfCurrency, valid_on: FromDay) -> RateRead:
    """The rate that begins on that day, in the company's base currency of today."""
    rate = await queries.load(session, currency, valid_on)
    return RateRead.of(rate, masked=())


@router.put("/{currency}/{valid_on}", responses={201: {"model": RateRead, "description": "Entered."}})
async def put_exchange_rate(
    session: Writing, actor: Writer, currency: OfCurrency, valid_on: FromDay, body: RatePut, response: Response
) -> RateRead:
    """Enters the rate that begins on that day, or corrects it. Amounts in base currency follow within moments."""
    item = RateItem(currency=currency, valid_on=valid_on, rate=body.rate, source=body.source)
    ((rate, outcome),) = await service.put(session, actor, [item], body.reason, ["/path/currency"])
    if outcome is RateOutcome.ENTERED:
        response.status_code = 201
    return RateRead.of(rate, masked=())


@router.delete("/{currency}/{valid_on}", status_code=204)
async def delete_exchange_rate(session: Writing, actor: Writer, currency: OfCurrency, valid_on: FromDay) -> None:
    """Takes out a rate entered by mistake; the one before it holds on."""
    await service.take_out(session, currency, valid_on)
