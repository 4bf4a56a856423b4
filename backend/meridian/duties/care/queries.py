"""Every SELECT on occasions that are owed. An occasion is seen by those who see its customer."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select

from meridian.calendars.queries import today
from meridian.calendars.rules import holiday_called, named_holidays
from meridian.calendars.working_time import LANGUAGES
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import visible_to
from meridian.duties.care.models import CareDuty
from meridian.duties.care.rules import RULE, CareHeld
from meridian.duties.care.schemas import CareDutyRead, HolidayRead, Holidays
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.schemas import Page
from meridian.plans.care.rules import CareItem, Occasion
from meridian.plans.models import ContactPlan, PlannedContact

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


def _seen_by(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            CareDuty,
            Customer.name.label("customer_name"),
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
    named = duty.country is not None and duty.holiday is not None
    return {
        **fields_of(duty, CareDutyRead),
        **{name: value for name, value in row._asdict().items() if name != "CareDuty"},
        "rule": RULE,
        "holiday_name": holiday_called(duty.country or "", duty.holiday or "", duty.on_day.year, language)
        if named
        else None,
    }


async def holidays_of(session: Session, actor: Actor, country: str) -> Holidays:
    """When each holiday of a country is next, by name."""
    day, language = await today(session), LANGUAGES[actor.locale]
    coming: dict[str, date] = {}
    for year in (day.year, day.year + 1):
        for name, on in named_holidays(country, year).items():
            if on >= day:
                coming.setdefault(name, on)
    return Holidays(
        items=[
            HolidayRead(holiday=name, name=holiday_called(country, name, on.year, language), on_day=on)
            for name, on in sorted(coming.items(), key=lambda each: (each[1], each[0]))
        ]
    )
