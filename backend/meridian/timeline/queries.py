"""One customer's timeline: a keyset page over the union of all branches, one branch a kind of record."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Label,
    Select,
    Text,
    Uuid,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import InstrumentedAttribute

from meridian.complaints.models import Complaint
from meridian.complaints.queries import COMPLAINT_VISIBILITY
from meridian.customers import queries as customers
from meridian.customers.models import (
    Consent,
    Contact,
    Customer,
    CustomerMember,
    ImportantChange,
    InstalledProduct,
    Need,
    OptOut,
    Order,
    Transfer,
)
from meridian.customers.visibility import CUSTOMER_VISIBILITY, visible_to
from meridian.handoffs.models import Handoff
from meridian.identity.actor import Actor, reaches_as_far
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.schemas import Page, money
from meridian.kernel.workflow.models import Transition
from meridian.notes.models import Note
from meridian.opportunities.models import Opportunity
from meridian.opportunities.queries import OPPORTUNITY_VISIBILITY
from meridian.plans.models import PlannedContact
from meridian.plans.rules import Method
from meridian.records.models import ContactRecord
from meridian.timeline.schemas import CustomerOverview, OrderMonth, TimelineCount, entry_of

# What stands on the timeline: one branch a kind of record, as data. Domains above add theirs here by a line.
#
# Each branch selects kind, id, moment, person and its own facts as JSON from one table, by the customer's index on the
# moment. A UNION ALL of them is one ordered scan for PostgreSQL: it merges the branches and stops at the page's end.


Column = InstrumentedAttribute[Any]


@dataclass(frozen=True, slots=True)
class Branch:
    """One kind of entry. `facts` become the entry's fields beside kind, id, moment and person.

    money: amount and currency of a fact more, called as the first of them and told as Money.
    moment: when it happened or is due; a date counts from midnight UTC. permission: what it takes to see such entries
    of a customer.
    """

    kind: str
    customer: Column
    id: Column
    moment: Column
    facts: Sequence[Column | Label[Any]]
    money: tuple[Column, Column] | None = None
    person: Column | None = None
    permission: Permission = Permission.RECORD_READ
    only: ColumnElement[bool] | None = None

    def rows(self) -> Select[*tuple[Any, ...]]:
        """kind, id, customer_id, at, person_id, facts."""
        facts: list[Any] = [part for column in self.facts for part in (literal(column.key, Text()), column)]
        if self.money is not None:
            amount, currency = self.money
            exact = func.jsonb_build_object("amount", cast(amount, Text()), "currency", currency)
            facts += [literal(amount.key, Text()), case((amount.is_not(None), exact))]
        person: ColumnElement[Any] = null() if self.person is None else self.person
        statement = select(
            literal(self.kind, Text()).label("kind"),
            self.id.label("id"),
            self.customer.label("customer_id"),
            cast(self.moment, TIMESTAMP(timezone=True)).label("at"),
            cast(person, Uuid()).label("person_id"),
            type_coerce(func.jsonb_build_object(*facts), JSONB()).label("facts"),
        )
        return statement if self.only is None else statement.where(self.only)


BRANCHES: tuple[Branch, ...] = (
    Branch(
        "contact_record",
        ContactRecord.customer_id,
        ContactRecord.id,
        ContactRecord.started_at,
        (
            ContactRecord.method,
            ContactRecord.direction,
            ContactRecord.disposition,
            ContactRecord.reached,
            ContactRecord.outcome,
            ContactRecord.key_points,
            ContactRecord.intent_level,
            ContactRecord.talk_seconds,
            ContactRecord.contact_id,
            ContactRecord.script_use["materials_sent"].label("materials_sent"),
        ),
        person=ContactRecord.author_id,
    ),
    Branch(
        "planned_contact",
        PlannedContact.customer_id,
        PlannedContact.id,
        PlannedContact.due_from,
        (
            PlannedContact.method,
            PlannedContact.aim,
            PlannedContact.state,
            PlannedContact.due_on,
            PlannedContact.plan_id,
        ),
        person=PlannedContact.assignee_id,
        permission=Permission.PLAN_READ,
    ),
    Branch(
        "handoff",
        Handoff.customer_id,
        Handoff.id,
        Handoff.asked_at,
        (Handoff.question, Handoff.state, Handoff.department_id, Handoff.answer),
        person=Handoff.asked_by,
        permission=Permission.HANDOFF_READ,
    ),
    Branch(
        "complaint",
        Complaint.customer_id,
        Complaint.id,
        Complaint.registered_at,
        (
            Complaint.number,
            Complaint.state,
            Complaint.reason,
            Complaint.product,
            Complaint.round,
            Complaint.escalation_level,
        ),
        person=Complaint.first_responder_id,
        permission=Permission.COMPLAINT_READ,
    ),
    Branch(
        "opportunity",
        Opportunity.customer_id,
        Opportunity.id,
        Opportunity.created_at,
        (Opportunity.title, Opportunity.stage, Opportunity.outcome),
        money=(Opportunity.amount, Opportunity.currency),
        person=Opportunity.created_by,
        permission=Permission.OPPORTUNITY_READ,
    ),
    Branch(
        "opportunity_move",
        Transition.customer_id,
        Transition.id,
        Transition.at,
        (Transition.subject_id, Transition.move, Transition.from_state, Transition.to_state, Transition.reason),
        person=Transition.actor_id,
        permission=Permission.OPPORTUNITY_READ,
        only=Transition.workflow == "opportunity",
    ),
    Branch(
        "order",
        Order.customer_id,
        Order.id,
        Order.ordered_on,
        (Order.number,),
        money=(Order.amount, Order.currency),
    ),
    Branch("need", Need.customer_id, Need.id, Need.created_at, (Need.kind, Need.description, Need.state)),
    Branch(
        "transfer",
        Transfer.customer_id,
        Transfer.id,
        Transfer.at,
        (Transfer.from_user_id, Transfer.to_user_id, Transfer.note),
        person=Transfer.by_user_id,
    ),
    Branch(
        "opt_out",
        OptOut.customer_id,
        OptOut.id,
        OptOut.at,
        (OptOut.channel, OptOut.reason, OptOut.contact_id, OptOut.lifted_at),
        person=OptOut.set_by,
    ),
    Branch(
        "verification",
        Transition.customer_id,
        Transition.id,
        Transition.at,
        (Transition.move, Transition.from_state, Transition.to_state, Transition.reason),
        person=Transition.actor_id,
        only=Transition.workflow == "customer_verification",
    ),
    Branch(
        "important_change",
        ImportantChange.customer_id,
        ImportantChange.id,
        ImportantChange.entered_at,
        (ImportantChange.fields, ImportantChange.learned_at, ImportantChange.late),
        person=ImportantChange.actor_id,
    ),
    Branch(
        "note",
        Note.customer_id,
        Note.id,
        Note.created_at,
        (Note.topic, Note.category, Note.text, Note.observed_on),
        person=Note.author_id,
        permission=Permission.NOTE_READ,
    ),
)


# One customer's timeline: a keyset page over the union of all branches.


ENTRIES = union_all(*(branch.rows() for branch in BRANCHES)).subquery("timeline")
METHOD: ColumnElement[Any] = ENTRIES.c.facts["method"].astext
TIMELINE = ListSpec(
    "timeline",
    fields=(
        Field(
            "kind",
            ENTRIES.c.kind,
            "code",
            choices=tuple(branch.kind for branch in BRANCHES),
            nullable=False,
            description="Kind of entry",
            example="contact_record",
        ),
        Field(
            "method",
            METHOD,
            "code",
            choices=Method,
            description="How, for contacts made and planned; other kinds have none",
            example="phone",
        ),
        Field("at", ENTRIES.c.at, "instant", sortable=True, nullable=False, description="When", example=None),
        Field("person_id", ENTRIES.c.person_id, "uuid", person=True, description="Who did it, or is to do it"),
    ),
    default_sort=("-at",),
    id_column=ENTRIES.c.id,
)


async def page(session: Session, actor: Actor, customer_id: uuid.UUID, query: ListQuery) -> Page[Any]:
    """Entries of a customer within the actor's scope, newest first; 404 outside it."""
    kinds = _kinds_of_all(actor)
    if kinds is None:
        await customers.load(session, actor, customer_id, permission=Permission.RECORD_READ)
        kinds = await kinds_seen(session, actor, customer_id)
    found = await page_of(
        session,
        actor,
        TIMELINE,
        query,
        _entries,
        *kinds,
        to_row=lambda row: entry_of(row, actor.masked),
        of=customer_id,
        customer_id=customer_id,
    )
    if not found.items:  # nothing has happened, or it is not there
        await customers.load(session, actor, customer_id, permission=Permission.RECORD_READ)
    return found


def _entries(actor: Actor, *kinds: str, customer_id: uuid.UUID) -> Select[Any]:
    texts = (cast(column, Text()).label(column.key) for column in (ENTRIES.c.id, ENTRIES.c.person_id, ENTRIES.c.facts))
    columns = (ENTRIES.c.kind, ENTRIES.c.at, *texts)
    there = (Customer.id == customer_id, Customer.merged_into_id.is_(None))
    seen = select(true()).where(*there, visible_to(actor, Permission.RECORD_READ)).scalar_subquery()  # asked once
    statement = select(*columns).where(ENTRIES.c.customer_id == customer_id, seen)
    return statement if len(kinds) == len(BRANCHES) else statement.where(ENTRIES.c.kind.in_(kinds))


def _kinds_of_all(actor: Actor) -> list[str] | None:
    """The kinds of entries that the actor sees of every customer seen; None where that differs by customer."""
    asked = {branch.permission: reaches_as_far(actor, branch.permission, Permission.RECORD_READ) for branch in BRANCHES}
    if any(actor.may(permission) and not of_all for permission, of_all in asked.items()):
        return None
    return [branch.kind for branch in BRANCHES if asked[branch.permission]]


async def kinds_seen(session: Session, actor: Actor, customer_id: uuid.UUID) -> list[str]:
    """Kinds of entries that the actor may see of this customer."""
    customer = (await CUSTOMER_VISIBILITY.facts(session, [customer_id]))[customer_id]
    return [branch.kind for branch in BRANCHES if CUSTOMER_VISIBILITY.is_visible(actor, customer, branch.permission)]


# One customer counted: its parts in one statement, its timeline by kind in another, its orders by month.


async def read(session: Session, actor: Actor, customer_id: uuid.UUID) -> CustomerOverview:
    """The overview of a customer within the actor's scope; 404 outside it."""
    await customers.load(session, actor, customer_id)
    counts = (await session.execute(select(*_counts(actor, customer_id)))).one()
    return CustomerOverview.of(
        {
            **counts._asdict(),
            "timeline": await _timeline(session, actor, customer_id),
            "orders": await _orders(session, customer_id),
        },
        masked=actor.masked,
    )


def _counts(actor: Actor, customer_id: uuid.UUID) -> list[ColumnElement[Any]]:
    def count(name: str, column: InstrumentedAttribute[Any], *conditions: ColumnElement[bool]) -> ColumnElement[Any]:
        rows = select(func.count()).select_from(column.class_).where(column == customer_id, *conditions)
        return rows.scalar_subquery().label(name)

    sees_sales, sees_complaints = (
        actor.may(permission) for permission in (Permission.OPPORTUNITY_READ, Permission.COMPLAINT_READ)
    )
    return [
        count("contacts", Contact.customer_id, Contact.active.is_(True)),
        count("needs", Need.customer_id, Need.state == "open"),
        count("installed_products", InstalledProduct.customer_id),
        count("members", CustomerMember.customer_id),
        count("opt_outs", OptOut.customer_id, OptOut.lifted_at.is_(None)),
        count("consents", Consent.customer_id, Consent.withdrawn_at.is_(None)),
        count("opportunities", Opportunity.customer_id, OPPORTUNITY_VISIBILITY.visible_to(actor))
        if sees_sales
        else null().label("opportunities"),
        count("complaints", Complaint.customer_id, COMPLAINT_VISIBILITY.visible_to(actor))
        if sees_complaints
        else null().label("complaints"),
    ]


async def _timeline(session: Session, actor: Actor, customer_id: uuid.UUID) -> list[TimelineCount]:
    statement = (
        select(ENTRIES.c.kind, METHOD.label("method"), func.count().label("count"))
        .where(ENTRIES.c.customer_id == customer_id, ENTRIES.c.kind.in_(await kinds_seen(session, actor, customer_id)))
        .group_by(ENTRIES.c.kind, METHOD)
        .order_by(ENTRIES.c.kind, METHOD)
    )
    return [TimelineCount.of(row._asdict(), masked=()) for row in await session.execute(statement)]


async def _orders(session: Session, customer_id: uuid.UUID) -> list[OrderMonth]:
    month = cast(func.date_trunc("month", Order.ordered_on), Date)
    statement = (
        select(
            month.label("month"), Order.currency, func.count().label("count"), func.sum(Order.amount).label("amount")
        )
        .where(Order.customer_id == customer_id)
        .group_by(month, Order.currency)
        .order_by(month.desc(), Order.currency)
    )
    return [
        OrderMonth.of(row._asdict() | {"amount": money(row.amount, row.currency)}, masked=())
        for row in await session.execute(statement)
    ]
