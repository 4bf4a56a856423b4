"""Every SELECT on occasions that are owed. An occasion is seen by those who see its customer."""

import asyncio
import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from meridian.calendars.queries import today
from meridian.calendars.rules import named_holidays
from meridian.calendars.working_time import LANGUAGES
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import visible_to
from meridian.duties.care.schemas import CareDutyRead, HolidayRead, Holidays
from meridian.duties.models import CareDuty
from meridian.duties.rules import RULE, CareHeld
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.schemas import Page
from meridian.places.regions import region_name, subdivision_of
from meridian.plans.care.rules import CareItem, Occasion, called, regional_holidays, regions_called
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import OPEN_ITEMS

CARE_DUTIES = ListSpec(
    "care_duties",
    fields=(
        Field("customer_id", CareDuty.customer_id, "uuid", description="The customer"),
        Field("contact_id", CareDuty.contact_id, "uuid", description="Whose birthday"),
        Field("plan_id", CareDuty.plan_id, "uuid", description="The care plan"),
        Field("owner_id", ContactPlan.owner_id, "uuid", person=True, description="Who owes it"),
        Field("occasion", CareDuty.occasion, "code", choices=Occasion, description="Occasion", example="birthday"),
        Field("care_item", CareDuty.care_item, "code", choices=CareItem, description="What it brings", example="offer"),
        Field("held", CareDuty.held, "code", choices=CareHeld, description="Why it is not planned", example="care_gap"),
        Field("on_day", CareDuty.on_day, "date", sortable=True, description="The day"),
    ),
    default_sort=("on_day",),
    id_column=CareDuty.id,
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CareDutyRead]:
    """A page of occasions owed to customers the actor may see."""
    language = LANGUAGES[actor.locale]
    return await page_of(
        session, actor, CARE_DUTIES, query, _seen_by, shows=CareDutyRead, to_row=lambda row: _duty(row, language)
    )


async def next_of(session: Session, actor: Actor, customer_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, CareDutyRead]:
    """The next occasion from today on of each of these customers that has one whose contact is still to be made."""
    rows = await session.execute(
        _seen_by(actor)
        .where(
            CareDuty.customer_id.in_(customer_ids),
            CareDuty.on_day >= await today(session),
            or_(PlannedContact.id.is_(None), PlannedContact.state.in_(OPEN_ITEMS)),
        )
        .ext(distinct_on(CareDuty.customer_id))
        .order_by(CareDuty.customer_id, CareDuty.on_day, CareDuty.id)
    )
    language = LANGUAGES[actor.locale]
    return {row[0].customer_id: CareDutyRead.model_validate(_duty(row, language)) for row in rows}


def _seen_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CareDuty,
            Customer.name.label("customer_name"),
            Customer.region.label("part_region"),
            Customer.city,
            Contact.name.label("contact_name"),
            ContactPlan.name.label("plan_name"),
            ContactPlan.owner_id,
            User.name.label("owner_name"),
            PlannedContact.due_on,
            PlannedContact.state.label("item_state"),
        )
        .join(Customer, Customer.id == CareDuty.customer_id)
        .join(ContactPlan, ContactPlan.id == CareDuty.plan_id)
        .join(User, User.id == ContactPlan.owner_id)
        .outerjoin(Contact, Contact.id == CareDuty.contact_id)
        .outerjoin(PlannedContact, PlannedContact.id == CareDuty.item_id)
        .where(visible_to(actor), Customer.merged_into_id.is_(None))
    )


def _duty(row: Any, language: str) -> dict[str, Any]:
    duty: CareDuty = row[0]
    return {
        **fields_of(duty, CareDutyRead),
        **{name: value for name, value in row._asdict().items() if name not in ("CareDuty", "part_region", "city")},
        "rule": RULE,
        **holiday_of(duty, row.part_region, row.city, language),
    }


def holiday_of(duty: CareDuty, region: str | None, city: str | None, language: str) -> dict[str, str | None]:
    """What the holiday is called, and the part of the country that keeps it for a customer of that region and city."""
    if duty.country is None or duty.holiday is None:
        return {"holiday_name": None, "region": None}
    part = None
    if duty.holiday not in named_holidays(duty.country, duty.on_day.year):
        part = subdivision_of(duty.country, region, city)
    return {
        "holiday_name": called(duty.country, duty.holiday, duty.on_day.year, language, part),
        "region": None if part is None else region_name(duty.country, part, language),
    }


async def holidays_of(session: Session, actor: Actor, country: str) -> Holidays:
    """When each holiday of a country, or of parts of it, is next, by name."""
    day, language = await today(session), LANGUAGES[actor.locale]
    return Holidays(items=await asyncio.to_thread(_coming, country, day, language))  # half a second, the first time


def _coming(country: str, day: date, language: str) -> list[HolidayRead]:
    coming: dict[str, date] = {}
    for year in (day.year, day.year + 1):
        regional = {name: min(days.values()) for name, days in regional_holidays(country, year).items()}
        for name, on in (named_holidays(country, year) | regional).items():
            if on >= day:
                coming.setdefault(name, on)
    return [
        HolidayRead(
            holiday=name,
            name=called(country, name, on.year, language),
            regions=regions_called(country, name, on.year, language),
            on_day=on,
        )
        for name, on in sorted(coming.items(), key=lambda each: (each[1], each[0]))
    ]
