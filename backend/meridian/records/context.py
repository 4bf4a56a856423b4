"""Everything a contact record is judged by and written with, read in one statement that locks the customer."""

import uuid
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import orjson
from sqlalchemy import (
    ARRAY,
    Date,
    Select,
    Text,
    Uuid,
    any_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from meridian.calendars.queries import TimeInState
from meridian.call_hours.rules import Locality
from meridian.customers.models import Contact, Customer, OptOut, RefusedPoint
from meridian.customers.rules import Channel
from meridian.customers.visibility import CUSTOMER_VISIBILITY, visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Compiled
from meridian.kernel.db.session import WriteSession
from meridian.kernel.problems import NotFound
from meridian.plans.changes import WHERE, place_of, refusals_from
from meridian.plans.models import ContactPlan, DialTally, PlannedContact
from meridian.plans.rules import ContactFacts, PlanState, Refusals, Tallies, Tally
from meridian.policies.rules import Policies
from meridian.records.models import ContactRecord
from meridian.records.schemas import CallBack, FollowUp, NewRecord, WhatWasSaid

_OF_CUSTOMER = bindparam("customer", type_=Uuid())
_refused = union_all(
    select(OptOut.contact_id, OptOut.channel).where(OptOut.customer_id == _OF_CUSTOMER, OptOut.lifted_at.is_(None)),
    select(Contact.id, literal(Channel.PHONE.value)).where(Contact.customer_id == _OF_CUSTOMER, Contact.do_not_call),
    select(null().cast(Uuid()), literal(Channel.PHONE.value)).where(Customer.id == _OF_CUSTOMER, Customer.do_not_call),
).subquery("refused")
_people_asked = func.unnest(bindparam("people", type_=ARRAY(Uuid()))).table_valued("contact_id", name="asked")
_asked = _people_asked.render_derived()
_channels = func.refused_channels(_OF_CUSTOMER, _asked.c.contact_id).table_valued("channel", name="by_number")
_by_number = _channels.render_derived().lateral()
_TALLY = (DialTally.contact_id, DialTally.on_day, DialTally.attempts, DialTally.not_before, DialTally.id)
Item, Plan, Author, Running = aliased(PlannedContact), aliased(ContactPlan), aliased(User), aliased(ContactPlan)


def _gathered(*columns: Any) -> Any:
    return cast(func.jsonb_agg(func.jsonb_build_array(*columns)), Text())


_STATEMENT: Select[*tuple[Any, ...]] = (
    select(
        Customer.id,
        Customer.name,
        Customer.version,
        *WHERE,
        Customer.grade,
        Customer.department_id,
        Customer.archived_at,
        Customer.intent_level,
        Customer.last_contact_at,
        Author.id.label("author_id"),
        Author.name.label("author_name"),
        Author.team_id.label("author_team_id"),
        Author.department_id.label("author_department_id"),
        Author.role.label("author_role"),
        Author.zone.label("author_zone"),
        Author.active.label("author_active"),
        Item.customer_id.label("item_customer_id"),
        Item.contact_id.label("item_contact_id"),
        Item.state.label("item_state"),
        Item.state_since.label("item_state_since"),
        Item.version.label("item_version"),
        Item.missed_after.label("item_missed_after"),
        Item.plan_id.label("item_plan_id"),
        Item.method.label("item_method"),
        Item.due_on.label("item_due_on"),
        Item.assignee_id.label("item_assignee_id"),
        Item.zone.label("item_zone"),
        Item.attempts.label("item_attempts"),
        Item.aim.label("item_aim"),
        Item.occasion.label("item_occasion"),
        func.coalesce(Item.occasion, Plan.kind, type_=Item.occasion.type).label("occasion"),
        Item.outside_hours_reason.label("item_outside_hours_reason"),
        Item.override_reason.label("item_override_reason"),
        Item.materials.label("item_materials"),
        Plan.state.label("plan_state"),
        Plan.kind.label("plan_kind"),
        Plan.department_id.label("plan_department_id"),
        select(Running.id)
        .where(Running.owner_id == bindparam("author"), Running.standing, Running.state == PlanState.ACTIVE)
        .scalar_subquery()
        .label("running_plan_id"),
        select(_gathered(Contact.id, Contact.customer_id, Contact.zone, Contact.active, Contact.name))
        .where(Contact.id == any_(bindparam("contacts", type_=ARRAY(Uuid()))))
        .scalar_subquery()
        .label("contacts"),
        select(_gathered(_refused.c[0], _refused.c[1])).scalar_subquery().label("refused"),
        select(_gathered(_asked.c.contact_id, _by_number.c.channel))
        .select_from(_asked.join(_by_number, true()))
        .scalar_subquery()
        .label("by_number"),
        select(
            exists().where(
                RefusedPoint.point == bindparam("dialled", type_=Text()),
                OptOut.id == RefusedPoint.opt_out_id,
                OptOut.channel == Channel.PHONE,
                OptOut.lifted_at.is_(None),
            )
        )
        .scalar_subquery()
        .label("dialled_refused"),
        select(_gathered(*_TALLY))
        .where(DialTally.customer_id == _OF_CUSTOMER, DialTally.on_day >= bindparam("since", type_=Date()))
        .scalar_subquery()
        .label("tallies"),
        select(ContactRecord.id)
        .where(
            ContactRecord.source == bindparam("source", type_=Text()),
            ContactRecord.external_id == bindparam("external_id", type_=Text()),
        )
        .scalar_subquery()
        .label("existing_id"),
    )
    .select_from(Customer)
    .outerjoin(Author, Author.id == bindparam("author"))
    .outerjoin(Item, Item.id == bindparam("item"))
    .outerjoin(Plan, Plan.id == Item.plan_id)
    .where(Customer.id == _OF_CUSTOMER, Customer.merged_into_id.is_(None))
    .with_for_update(of=Customer, key_share=True)
)


_COMPILED: dict[Hashable, Compiled] = {}


@dataclass(frozen=True, slots=True)
class Dialled:
    """A row of the tally: unanswered calls of one local day to one person."""

    id: uuid.UUID
    contact_id: uuid.UUID | None
    on_day: date
    tally: Tally


@dataclass(frozen=True, slots=True)
class CustomerContext:
    """The row, and what it gathers about the people there."""

    row: Any
    contacts: Mapping[uuid.UUID, ContactFacts]
    contact_names: Mapping[uuid.UUID, str]
    refusals: Refusals
    dialled: tuple[Dialled, ...]
    place: Locality

    @property
    def tallies(self) -> Tallies:
        return {(self.row.id, dialled.contact_id, dialled.on_day): dialled.tally for dialled in self.dialled}


@dataclass(slots=True)
class CallContext:
    """A record being logged. `refused`: (person or None for all, channel) pairs refused in this very contact;
    wrong_number: the one that reached somebody else."""

    session: WriteSession
    actor: Actor
    body: NewRecord
    context: CustomerContext
    policies: Policies
    dwell: TimeInState
    record_id: uuid.UUID
    refused: Sequence[tuple[uuid.UUID | None, Channel]]
    stage: "Stage"
    wrong_number: str | None = None

    @property
    def version(self) -> int:
        """Of the record, once it is written."""
        return 1 if self.stage.completes is None else self.stage.completes.version + 1


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a record is that is being logged: whole at once, begun by a switch, or completed by its author.

    record_id, author_id: of a call that was reported. begun: what was said is owed. counts_lateness: a person logs it.
    completes: the record as the switch began it.
    """

    record_id: uuid.UUID | None = None
    author_id: uuid.UUID | None = None
    begun: bool = False
    counts_lateness: bool = True
    completes: ContactRecord | None = None


WHOLE = Stage()


class AfterLogging(Protocol):
    """What a domain above does with a record that may name one of its own; `record` has the columns of its table."""

    async def __call__(
        self, session: WriteSession, actor: Actor, record: Mapping[str, Any], body: WhatWasSaid, /
    ) -> None: ...


def in_turn(*hooks: AfterLogging) -> AfterLogging:
    """All of them, one after the other."""

    async def each(session: WriteSession, actor: Actor, record: Mapping[str, Any], body: WhatWasSaid) -> None:
        for hook in hooks:
            await hook(session, actor, record, body)

    return each


async def read(session: WriteSession, actor: Actor, body: NewRecord, author_id: uuid.UUID) -> CustomerContext:
    """The context of a record about to be logged; 404 when the customer is outside the actor's scope."""
    values = {
        "author": author_id,
        "item": body.planned_item_id,
        "contacts": [contact_id for contact_id in _people(body) if contact_id],
        "since": (session.now - timedelta(days=1)).date(),
        "source": body.source,
        "external_id": body.external_id,
        "customer": body.customer_id,
        "people": list(dict.fromkeys(_people(body))),
        "dialled": getattr(body, "phone", None),
    }
    rows = await _statement(actor).fetch_in(session, values | actor.slot_values())
    if not rows:
        raise NotFound()
    row = rows[0]
    contacts = _json(row.contacts)
    return CustomerContext(
        row=row,
        contacts={uuid.UUID(c[0]): ContactFacts(uuid.UUID(c[1]), c[2], c[3]) for c in contacts},
        contact_names={uuid.UUID(c[0]): c[4] for c in contacts},
        refusals=refusals_from(_pairs(row.refused), _pairs(row.by_number)),
        dialled=tuple(_dialled(*entry) for entry in _json(row.tallies)),
        place=place_of(row),
    )


def _statement(actor: Actor) -> Compiled:
    """The statement for the actor's scope, compiled once for each."""
    far = CUSTOMER_VISIBILITY.key(actor, Permission.RECORD_WRITE)
    if far not in _COMPILED:
        _COMPILED[far] = Compiled(_STATEMENT.where(visible_to(actor.with_slots(), Permission.RECORD_WRITE)))
    return _COMPILED[far]


def _json(gathered: str | None) -> list[Any]:
    return orjson.loads(gathered) if gathered else []


def _pairs(gathered: str | None) -> list[tuple[uuid.UUID | None, str]]:
    return [(_uuid(person), channel) for person, channel in _json(gathered)]


def _people(body: NewRecord) -> tuple[uuid.UUID | None, ...]:
    following = body.next_step.contact_id if isinstance(body.next_step, FollowUp | CallBack) else None
    return body.contact_id, following


def _dialled(contact_id: str | None, on_day: str, attempts: int, not_before: str | None, row_id: str) -> Dialled:
    moment = datetime.fromisoformat(not_before) if not_before else None
    return Dialled(uuid.UUID(row_id), _uuid(contact_id), date.fromisoformat(on_day), Tally(attempts, moment))


def _uuid(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None
