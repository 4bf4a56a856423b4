"""What care plans owe on which day, kept in line with the facts; and its contacts, planned ahead (CR-28)."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select, text, tuple_

from meridian.calendars.queries import today
from meridian.calendars.working_time import LANGUAGES
from meridian.call_hours.rules import CallHours, call_hours, of_person
from meridian.customers.models import Contact, Customer
from meridian.duties.models import CareDuty
from meridian.duties.rules import KEPT_FOR, PLANNED_AHEAD, SEEN_AHEAD, CareHeld, day_kept, held_by, too_close
from meridian.identity.actor import background_actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import in_words, msg
from meridian.places.regions import subdivision_of
from meridian.plans.care.rules import Occasion, birthdays_kept, called, holidays_kept, holidays_named
from meridian.plans.changes import WHERE, check, place_of
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.queries import OCCASION
from meridian.plans.rules import OPEN_ITEMS, Candidate, ItemState, Method, PlanKind, PlanState, Verdict
from meridian.plans.service import insert_items, new_item
from meridian.policies.definitions.complaints import CARE_GAP_DAYS
from meridian.policies.queries import masked_groups, snapshot

Cursor = tuple[date, uuid.UUID]


# What is owed.


_FOLLOW = text("""
WITH mine AS MATERIALIZED (
  SELECT customer.id, customer.country, coalesce(place.part, '') AS part
  FROM customer LEFT JOIN unnest(
    CAST(:place_countries AS text[]), CAST(:place_regions AS text[]), CAST(:place_cities AS text[]),
    CAST(:place_parts AS text[])
  ) AS place(country, region, city, part)
    ON place.country = customer.country AND place.region = coalesce(customer.region, '')
      AND place.city = coalesce(customer.city, '')
  WHERE owner_id = :owner AND archived_at IS NULL AND merged_into_id IS NULL
    AND (cardinality(CAST(:grades AS text[])) = 0 OR grade = ANY (CAST(:grades AS text[])))
    AND (is_key OR NOT CAST(:key_only AS boolean))
), wanted AS MATERIALIZED (
  SELECT mine.id AS customer_id, contact.id AS contact_id, 'birthday' AS occasion, CAST(NULL AS text) AS country,
    CAST(NULL AS text) AS holiday, turn.on_day, CAST(:birthday_item AS text) AS care_item,
    CAST(:birthday_method AS text) AS method
  FROM mine JOIN contact ON contact.customer_id = mine.id AND contact.active AND contact.birthday IS NOT NULL
  CROSS JOIN unnest(CAST(:years AS integer[])) AS year
  CROSS JOIN LATERAL (
    -- one who was born on 29 February has it on the 28th in common years: so intervals of years are added
    SELECT CAST(contact.birthday + make_interval(years => year - CAST(extract(year FROM contact.birthday) AS integer))
      AS date) AS on_day
  ) AS turn
  WHERE CAST(:birthday_item AS text) IS NOT NULL
    AND turn.on_day BETWEEN CAST(:first AS date) AND CAST(:last AS date)
  UNION ALL
  SELECT mine.id, NULL, 'holiday', kept.country, kept.holiday, kept.on_day, kept.care_item, kept.method
  FROM mine JOIN unnest(
    CAST(:countries AS text[]), CAST(:parts AS text[]), CAST(:holidays AS text[]), CAST(:days AS date[]),
    CAST(:items AS text[]), CAST(:methods AS text[])
  ) AS kept(country, part, holiday, on_day, care_item, method)
    ON kept.country = mine.country AND kept.part = mine.part
), gone AS (
  DELETE FROM care_duty AS kept
  WHERE kept.plan_id = :plan AND kept.item_id IS NULL AND kept.on_day >= CAST(:first AS date)
    AND NOT EXISTS (
      SELECT FROM wanted
      WHERE wanted.customer_id = kept.customer_id AND wanted.occasion = kept.occasion
        AND extract(year FROM wanted.on_day) = kept.year
        AND wanted.contact_id IS NOT DISTINCT FROM kept.contact_id
        AND wanted.holiday IS NOT DISTINCT FROM kept.holiday
    )
)
INSERT INTO care_duty (plan_id, customer_id, contact_id, occasion, country, holiday, year, on_day, care_item, method)
SELECT CAST(:plan AS uuid), customer_id, contact_id, occasion, country, holiday, extract(year FROM on_day), on_day,
  care_item, method
FROM wanted
ON CONFLICT (customer_id, contact_id, occasion, holiday, year) DO UPDATE
  SET on_day = excluded.on_day, country = excluded.country, care_item = excluded.care_item, method = excluded.method
  WHERE care_duty.plan_id = excluded.plan_id AND care_duty.item_id IS NULL
    AND (care_duty.on_day, care_duty.country, care_duty.care_item, care_duty.method)
      IS DISTINCT FROM (excluded.on_day, excluded.country, excluded.care_item, excluded.method)
""")
_GIVE_UP = text("DELETE FROM care_duty WHERE plan_id = :plan AND item_id IS NULL AND on_day >= :first")
_FORGET = text("""
DELETE FROM care_duty AS kept USING contact_plan AS plan
WHERE plan.id = kept.plan_id AND (
  kept.on_day < :before
  OR kept.item_id IS NULL AND kept.on_day >= :first AND (plan.state <> 'active' OR plan.care IS NULL)
)
""")


async def running_plans(session: WriteSession) -> Sequence[uuid.UUID]:
    """The care plans that keep occasions now. What others owed, and what is long past, is forgotten."""
    first = await today(session)
    await session.execute(_FORGET, {"first": first, "before": first - KEPT_FOR})
    keeping = select(ContactPlan.id).where(ContactPlan.state == PlanState.ACTIVE, ContactPlan.care.is_not(None))
    return (await session.scalars(keeping.order_by(ContactPlan.id))).all()


async def follow(session: WriteSession, plan_id: uuid.UUID) -> bool:
    """Brings in line what a plan owes in the next two months. False where it keeps nothing now."""
    plan = await _locked(session, plan_id)
    first = await today(session)
    if plan is None or plan.care is None:
        await session.execute(_GIVE_UP, {"plan": plan_id, "first": first})
        return False
    last = first + SEEN_AHEAD
    places = await _places(session, plan.owner_id, {each["country"] for each in holidays_named(plan.care)})
    kept = [*holidays_kept(plan.care, first, last, {(place.country, place.part) for place in places})]
    birthdays = birthdays_kept(plan.care)
    await session.execute(
        _FOLLOW,
        {
            "plan": plan.id,
            "owner": plan.owner_id,
            "grades": plan.care["grades"],
            "key_only": plan.care["key_only"],
            "birthday_item": birthdays and birthdays["care_item"],
            "birthday_method": birthdays and birthdays["method"],
            "years": sorted({first.year, last.year}),
            "first": first,
            "last": last,
            "place_countries": [place.country for place in places],
            "place_regions": [place.region for place in places],
            "place_cities": [place.city for place in places],
            "place_parts": [place.part for place in places],
            "countries": [each.country for each in kept],
            "parts": [each.part or "" for each in kept],
            "holidays": [each.holiday for each in kept],
            "days": [each.on for each in kept],
            "items": [each.care_item for each in kept],
            "methods": [each.method for each in kept],
        },
    )
    return True


class _Place(NamedTuple):
    country: str
    region: str
    city: str
    part: str | None


async def _places(session: WriteSession, owner_id: uuid.UUID, countries: Collection[str]) -> list[_Place]:
    """Where an owner's customers in these countries are, and in which part that keeps holidays of its own."""
    where = Customer.country, func.coalesce(Customer.region, ""), func.coalesce(Customer.city, "")
    found = await session.execute(
        select(*where).where(Customer.owner_id == owner_id, Customer.country.in_(countries)).distinct()
    )
    return [
        _Place(country, region, city, subdivision_of(country, region, city))
        for country, region, city in found
        if country is not None
    ]


async def _locked(session: WriteSession, plan_id: uuid.UUID) -> ContactPlan | None:
    running = select(ContactPlan).where(ContactPlan.id == plan_id, ContactPlan.state == PlanState.ACTIVE)
    plan: ContactPlan | None = await session.scalar(running.with_for_update())
    return plan


# Its contacts.


async def plan_next(session: WriteSession, plan_id: uuid.UUID, after: Cursor | None, limit: int) -> Cursor | None:
    """Plans the contacts of a plan's next occasions, each on its day or the last open calling day before it; gives the
    last of them, None at the end.

    Who was or will be greeted within `care_gap_days`, refused the method or may not be called by then is left out, with
    the reason; the next run tries again. Each occasion is planned once.
    """
    plan = await _locked(session, plan_id)
    if plan is None or plan.care is None:
        return None
    actor = await background_actor(session, plan.owner_id, None, masked_groups)
    if actor is None or not actor.may(Permission.PLAN_WRITE):
        return None
    first = await today(session)
    place = CareDuty.on_day, CareDuty.id
    owed = (
        select(CareDuty, Contact.name.label("contact_name"), Contact.zone.label("person_zone"), *WHERE)
        .join(Customer, Customer.id == CareDuty.customer_id)
        .outerjoin(Contact, Contact.id == CareDuty.contact_id)
        .where(
            CareDuty.plan_id == plan.id,
            CareDuty.item_id.is_(None),
            CareDuty.on_day.between(first, first + PLANNED_AHEAD),
        )
        .order_by(*place)
        .limit(limit)
    )
    rows = (await session.execute(owed if after is None else owed.where(tuple_(*place) > tuple_(*after)))).all()
    if not rows:
        return None
    hours = call_hours(await snapshot(session))
    days = [_day(hours, row, first) for row in rows]
    candidates = [
        Candidate(
            row[0].customer_id, row[0].contact_id, plan.owner_id, Method(row[0].method), day or row[0].on_day, None
        )
        for row, day in zip(rows, days, strict=True)
    ]
    verdicts = await check(session, actor, candidates)
    locale = await session.scalar(select(User.locale).where(User.id == plan.owner_id))
    gap = (await snapshot(session)).get(CARE_GAP_DAYS)
    cared = await _cared_for(session, [row[0].customer_id for row in rows], first, gap)
    held: dict[uuid.UUID, CareHeld] = {}
    items: dict[uuid.UUID, dict[str, Any]] = {}
    for row, day, candidate, verdict in zip(rows, days, candidates, verdicts, strict=True):
        duty: CareDuty = row[0]
        reason = _held(day, verdict, cared[duty.customer_id], gap)
        if reason is not None or verdict.window is None:
            held[duty.id] = reason or CareHeld.NOT_POSSIBLE
            continue
        cared[duty.customer_id].append(verdict.window.due_on)
        items[duty.id] = new_item(
            session, plan.id, candidate, verdict.window, aim=_aim(row, locale or "en"), **verdict.reasons
        )
    written = await insert_items(session, [*items.values()])
    planned = {duty: item["id"] for duty, item in items.items() if item["id"] in written}
    held |= dict.fromkeys(items.keys() - planned.keys(), CareHeld.PLANNED_ALREADY)
    ids = [row[0].id for row in rows]
    await session.execute(
        _SETTLE, {"ids": ids, "items": [planned.get(each) for each in ids], "held": [held.get(each) for each in ids]}
    )
    return (rows[-1][0].on_day, rows[-1][0].id) if len(rows) == limit else None


_SETTLE = text("""
UPDATE care_duty SET item_id = settled.item_id, held = settled.held
FROM unnest(CAST(:ids AS uuid[]), CAST(:items AS uuid[]), CAST(:held AS text[])) AS settled(id, item_id, held)
WHERE care_duty.id = settled.id AND (care_duty.held, care_duty.item_id) IS DISTINCT FROM (settled.held, settled.item_id)
""")


def _day(hours: CallHours, row: Any, first: date) -> date | None:
    duty: CareDuty = row[0]
    return day_kept(hours, of_person(place_of(row), row.person_zone), Method(duty.method), duty.on_day, first)


def _held(day: date | None, verdict: Verdict, cared: Sequence[date], gap: int) -> CareHeld | None:
    if verdict.faults:
        return held_by(fault.code for fault in verdict.faults)
    if day is None:
        return CareHeld.NO_CALLING_DAY
    return CareHeld.CARE_GAP if too_close(day, cared, gap) else None


async def _cared_for(
    session: WriteSession, customer_ids: Sequence[uuid.UUID], first: date, gap: int
) -> defaultdict[uuid.UUID, list[date]]:
    """The days of care contacts with each customer, made or to be made, that are near enough to count."""
    near = select(PlannedContact.customer_id, PlannedContact.due_on).where(
        PlannedContact.plan_id == ContactPlan.id,
        PlannedContact.customer_id.in_(customer_ids),
        PlannedContact.state.in_([*OPEN_ITEMS, ItemState.DONE]),
        PlannedContact.due_on >= first - timedelta(days=gap),
        OCCASION == PlanKind.CARE,
    )
    found: defaultdict[uuid.UUID, list[date]] = defaultdict(list)
    for customer_id, due_on in await session.execute(near):
        found[customer_id].append(due_on)
    return found


def _aim(row: Any, locale: str) -> str:
    """What the contact is for, in the words of who makes it."""
    duty: CareDuty = row[0]
    if duty.occasion == Occasion.BIRTHDAY:
        return in_words(msg("Birthday of {name}", name=row.contact_name), locale)
    assert duty.country is not None
    assert duty.holiday is not None
    holiday = called(duty.country, duty.holiday, duty.on_day.year, LANGUAGES[locale])
    return in_words(msg("Holiday there: {holiday}", holiday=holiday), locale)
