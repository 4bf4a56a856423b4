"""`/v1/duties/care` and `/v1/duties/holidays`."""

from typing import Annotated

from fastapi import APIRouter, Query

from meridian.customers.router import counted
from meridian.duties.care import queries
from meridian.duties.care.schemas import CareDutyRead, Holidays
from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import CountryCode, Page

router = APIRouter(prefix="/v1/duties", tags=["duties"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]


@list_and_search(router, "/care", queries.CARE_DUTIES)
@counted
async def list_care_duties(session: Reading, actor: Reader, query: ListQuery) -> Page[CareDutyRead]:
    """The birthdays and holidays that care plans owe your customers, from two months ahead on: which, by which plan,
    when its contact is due, or why none is planned (CR-28, MC-17)."""
    return await queries.page(session, actor, query)


@router.get("/holidays")
async def list_holidays(
    session: Reading,
    actor: Reader,
    country: Annotated[CountryCode, Query(description="ISO 3166 alpha-2 code.", examples=["DE"])],
) -> Holidays:
    """The public holidays of a country, each with its next day: what care plans may name. Empty where none is known."""
    return await queries.holidays_of(session, actor, country)
