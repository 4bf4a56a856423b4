"""Whether whom a contact is planned with may be called now, read beside it and filtered by (OT-10)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import attrgetter, itemgetter
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Text, and_, cast, false, func, select, tuple_

from meridian.calendars.working_time import LANGUAGES
from meridian.call_hours.rules import CallHours, CallTime, Locality, call_hours, locality, of_person
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import visible_to as customers_visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing.query import Condition, Group, ListQuery, Negation, Node
from meridian.kernel.listing.shown import encode, shown
from meridian.kernel.listing.spec import Op
from meridian.plans.models import PlannedContact
from meridian.plans.rules import OPEN_ITEMS
from meridian.plans.schemas import CallTimeRead
from meridian.policies.queries import snapshot

PLACE = (
    Contact.zone.label("person_zone"),
    Customer.zone.label("customer_zone"),
    Customer.country.label("customer_country"),
    Customer.region.label("customer_region"),
    Customer.city.label("customer_city"),
    Customer.zone_candidates.label("customer_zone_candidates"),
)
"""Where whoever is to be contacted is."""
_NAMES = tuple(column.key for column in PLACE)
_place = itemgetter(*_NAMES)
_place_of = attrgetter(*_NAMES)


@dataclass(frozen=True, slots=True)
class CallTimes:
    """The calling hours in force, asked for one moment. The same place is looked at once."""

    hours: CallHours
    now: datetime
    language: str
    known: dict[Locality, CallTime] = field(default_factory=dict)
    _written: dict[tuple[Any, ...], orjson.Fragment] = field(default_factory=dict)

    def at(self, place: Locality) -> CallTime:
        if place not in self.known:
            self.known[place] = self.hours.at(place, self.now, self.language)
        return self.known[place]

    def read(self, row: Any) -> CallTimeRead:
        """Of a row with `PLACE`."""
        return CallTimeRead.model_validate(told(self.at(place_of(row))))

    def written(self, row: Mapping[str, Any]) -> orjson.Fragment:
        """The same of columns by name, as JSON for a list, whose rows are often in one place."""
        place = _place(row)
        *texts, candidates = place
        key = (*texts, *(candidates or ()))
        if key not in self._written:
            found = told(self.at(_locality(*place)))
            self._written[key] = orjson.Fragment(encode(shown(CallTimeRead, frozenset()).of(found)))
        return self._written[key]


def told(found: CallTime) -> dict[str, Any]:
    """As clients read it, by the fields of `CallTimeRead`."""
    return {
        "callable_now": found.open,
        "closed": found.closed,
        "holiday": found.holiday,
        "zone": None if found.local is None else str(found.local.tzinfo),
        "local_time": None if found.local is None else found.local.isoformat(timespec="minutes")[:16],
        "opens_at": found.opens_at,
        "closes_at": found.closes_at,
    }


def place_of(row: Any) -> Locality:
    """Where a row's person is, or else its customer."""
    return _locality(*_place_of(row))


def _locality(
    own_zone: str | None,
    zone: str | None,
    country: str | None,
    region: str | None,
    city: str | None,
    candidates: Sequence[str] | None,
) -> Locality:
    """`PLACE` in its order."""
    customer = locality(zone, country, region=region, city=city, candidates=candidates or ())
    return of_person(customer, own_zone)


async def call_times(session: Session, actor: Actor) -> CallTimes:
    """The calling hours as they are now, their holidays in the actor's language."""
    return CallTimes(call_hours(await snapshot(session)), session.now, LANGUAGES[actor.locale])


async def with_call_times(
    session: Session, actor: Actor, times: CallTimes, query: ListQuery, plan_id: uuid.UUID | None
) -> ListQuery:
    """The query, in which `callable_now` knows the places that are open: one look at where the open contacts are."""
    if query.where is None or not any(each.field.name == "callable_now" for each in _conditions(query.where)):
        return query
    statement = (
        select(*PLACE)
        .distinct()
        .select_from(PlannedContact)
        .join(Customer, Customer.id == PlannedContact.customer_id)
        .outerjoin(Contact, Contact.id == PlannedContact.contact_id)
        .where(PlannedContact.state.in_(OPEN_ITEMS), customers_visible_to(actor, Permission.PLAN_READ))
    )
    if plan_id is not None:
        statement = statement.where(PlannedContact.plan_id == plan_id)
    for each in _top(query.where):  # whose queue it is
        if isinstance(each, Condition) and each.field.name == "assignee_id" and each.op is Op.EQ:
            statement = statement.where(PlannedContact.assignee_id.in_(each.values))
    rows = (await session.execute(statement)).all()
    opened = [row for row in rows if times.at(place_of(row)).open]
    return replace(query, where=_resolved(query.where, opened))


def _top(node: Node) -> Sequence[Node]:
    return node.parts if isinstance(node, Group) and node.join == "and" else (node,)


def _conditions(node: Node) -> list[Condition]:
    if isinstance(node, Condition):
        return [node]
    parts = node.parts if isinstance(node, Group) else (node.part,)
    return [each for part in parts for each in _conditions(part)]


def _resolved(node: Node, opened: Sequence[Any]) -> Node:
    match node:
        case Condition():
            if node.field.name != "callable_now":
                return node
            return replace(node, field=replace(node.field, compile=lambda wanted: _is_open(opened, wanted=wanted)))
        case Group():
            return replace(node, parts=tuple(_resolved(part, opened) for part in node.parts))
        case Negation():
            return replace(node, part=_resolved(node.part, opened))


def _is_open(opened: Sequence[Any], *, wanted: bool) -> ColumnElement[bool]:
    """Open contacts with somebody who is in one of the places, or in none of them."""
    here = tuple_(*(func.coalesce(cast(column.element, Text()), "") for column in PLACE))
    places = [tuple("" if value is None else _text(value) for value in row) for row in opened]
    inside: ColumnElement[bool] = here.in_(places) if places else false()
    return and_(PlannedContact.state.in_(OPEN_ITEMS), inside if wanted else ~inside)


def _text(value: Any) -> str:
    """As PostgreSQL writes a text or an array of plain texts."""
    return value if isinstance(value, str) else "{" + ",".join(value) + "}"
