"""Who sees a complaint, its list and what analysis filters it by, its current round."""

import contextlib
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from meridian.calendars.deadlines import service
from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.calendars.deadlines.queries import deadlines_of
from meridian.calendars.deadlines.rules import StepKind
from meridian.calendars.queries import KEPT, Calendars, seconds_left
from meridian.complaints.models import Compensation, Complaint, ComplaintProposal, ComplaintRepeat, ComplaintRound
from meridian.complaints.rules import (
    OWED,
    SUBJECT,
    CompensationState,
    ComplaintFacts,
    ComplaintOrigin,
    ComplaintState,
    DeadlineKind,
    RootCause,
)
from meridian.complaints.schemas import ComplaintDeadline, ComplaintLine, ComplaintRead
from meridian.complaints.workflow import COMPLAINT
from meridian.customers.models import Contact, Customer
from meridian.customers.visibility import by_sharing
from meridian.identity.actor import Actor
from meridian.identity.models import Department, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_named, any_of, company
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.kernel.workflow.models import Transition
from meridian.plans.rules import Method
from meridian.policies.rules import Priority

# What the analysis counts complaints by, as filters of their list: so every figure can be opened (CR-27, MC-20).


MAX_DAYS = 36_500
_SUBJECT = "complaint"


def repeat_within(days: int) -> ColumnElement[bool]:
    """The row saying that an earlier complaint of the same customer, registered at most so many times 24 hours before
    this one, is about the same product or has the same root cause. Of two registered at one instant the one with the
    greater id repeats.

    Whoever sees a complaint may know that it repeats another, even if they do not see that one.
    """
    longest = func.make_interval(0, 0, 0, max(0, min(days, MAX_DAYS)))
    return and_(ComplaintRepeat.complaint_id == Complaint.id, ComplaintRepeat.after <= longest)


def left(state: str) -> ColumnElement[bool]:
    """The complaint has been in that state and was moved to another."""
    return (
        exists()
        .where(
            Transition.subject_type == _SUBJECT,
            Transition.subject_id == Complaint.id,
            Transition.from_state == state,
            *LEAVING,
        )
        .correlate(Complaint)
    )


LEAVING = (Transition.workflow == COMPLAINT.name, Transition.to_state != Transition.from_state)
"""Moves that end a stay in a state."""
_ROUNDS = ComplaintRound.complaint_id == Complaint.id
SCORED = exists().where(_ROUNDS, ComplaintRound.score_problem_solving.is_not(None)).correlate(Complaint)
"""The customer has said how satisfied they are, in any round."""
RESOLVED = Complaint.in_time.is_not(None)
"""The round it is in has been resolved: neither reopened since nor withdrawn before."""
RESOLVED_IN_TIME = Complaint.in_time.is_(True)
"""Resolved, and no round of it was resolved after its deadline."""


def _either(condition: ColumnElement[bool], value: bool) -> ColumnElement[bool]:
    return condition if value else ~condition


ANALYSIS_FIELDS = (
    Field("market_id", Complaint.market_id, "uuid", description="The market of its customer"),
    Field(
        "repeats_within_days",
        None,
        "integer",
        description="It repeats an earlier one of the customer (product or root cause) within so many days",
        example=90,
        compile=lambda days: exists().where(repeat_within(days)).correlate(Complaint),
    ),
    Field(
        "left_state",
        None,
        "code",
        choices=ComplaintState,
        description="It has been in that state and left it",
        example="investigating",
        compile=left,
    ),
    Field(
        "scored",
        None,
        "boolean",
        description="The customer has given scores in any round",
        compile=lambda value: _either(SCORED, value),
    ),
    Field(
        "resolved",
        None,
        "boolean",
        description="Its current round has been resolved",
        compile=lambda value: _either(RESOLVED, value),
    ),
    Field(
        "resolved_in_time",
        None,
        "boolean",
        description="It has been resolved, each round by its deadline",
        compile=lambda value: _either(RESOLVED_IN_TIME, value),
    ),
)


# Every SELECT on complaints: seen through the customer, as one's own task, and in the department they went to.


PERMISSIONS = (
    Permission.COMPLAINT_WRITE,
    Permission.COMPLAINT_HANDLE,
    Permission.COMPLAINT_ESCALATE,
    Permission.COMPENSATION_APPROVE,
)
_FACTS = ("state", "escalation_level", "compensation", "offered", "rungs", "responder_active")
_DECIDING = (*_FACTS, *(permission.name for permission in PERMISSIONS))
FirstResponder, Responsible = aliased(User), aliased(User)
_OF_COMPLAINT = (Deadline.subject_type == SUBJECT, Deadline.subject_id == Complaint.id)
_LIVE = (*_OF_COMPLAINT, Deadline.met_at.is_(None), Deadline.cancelled_at.is_(None))
_OWED = (
    select(Deadline.kind, Deadline.department_id.label("owing"), Deadline.paused_since.is_not(None).label("paused"))
    .where(*_LIVE)
    .order_by(Deadline.due_at.nulls_last(), Deadline.started_at)
    .limit(1)
    .lateral("owed")
)
"""What is owed next; where only paused clocks are left, one of those."""
DUE_AT = Complaint.due_at
OVERDUE = and_(DUE_AT.is_not(None), func.meridian_now() >= DUE_AT)
WAITING = exists().where(Compensation.complaint_id == Complaint.id, Compensation.state == CompensationState.REQUESTED)

NEWEST_DEADLINE = (
    select(Deadline.id)
    .where(*_OF_COMPLAINT)
    .order_by(Deadline.started_at.desc(), Deadline.id.desc())
    .limit(1)
    .correlate(Complaint)
    .scalar_subquery()
)
RUNGS = (
    select(func.count())
    .where(DeadlineStep.deadline_id == NEWEST_DEADLINE, DeadlineStep.kind == StepKind.ESCALATED)
    .correlate(Complaint)
    .scalar_subquery()
)
"""How many rungs the ladder has that people and the clock climb: that of its newest deadline."""
OFFER = (
    select(
        Compensation.state,
        and_(
            Compensation.amount.is_not_distinct_from(ComplaintProposal.amount),
            Compensation.currency.is_not_distinct_from(ComplaintProposal.currency),
        ).label("offered"),
    )
    .select_from(ComplaintProposal)
    .outerjoin(Compensation, Compensation.id == ComplaintProposal.compensation_id)
    .where(ComplaintProposal.complaint_id == Complaint.id, ComplaintProposal.round == Complaint.round)
    .order_by(ComplaintProposal.version.desc())
    .limit(1)
    .lateral("offer")
)
"""The compensation that the newest proposal of the round offers, and whether it is still the amount it names."""

COMPLAINTS = ListSpec(
    "complaints",
    fields=(
        Field("number", Complaint.number, "text", description="What people call it", example="C-2026-00042"),
        Field("state", Complaint.state, "code", choices=ComplaintState, description="Where it stands"),
        Field("priority", Complaint.priority, "code", choices=Priority, description="How urgent", example="high"),
        Field("channel", Complaint.channel, "code", choices=Method, description="How they complained"),
        Field("origin", Complaint.origin, "code", choices=ComplaintOrigin, description="Where heard", example="direct"),
        Field("customer_id", Complaint.customer_id, "uuid", description="Who complains"),
        Field("contact_record_id", Complaint.contact_record_id, "uuid", description="The contact it was heard in"),
        Field("product_id", Complaint.product_id, "uuid", description="Our product it is about"),
        Field("product", Complaint.product, "text", description="Product or service", example="seal"),
        Field("reason", Complaint.reason, "text", description="What they complain about", example="leaks"),
        Field(
            "first_responder_id",
            Complaint.first_responder_id,
            "uuid",
            person=True,
            description="Who answers to the customer",
        ),
        Field("department_id", Complaint.department_id, "uuid", description="The department that owes the solution"),
        Field("responsible_id", Complaint.responsible_id, "uuid", person=True, description="The person who owes it"),
        Field("round", Complaint.round, "integer", description="The round it is in", example=2),
        Field("escalation_level", Complaint.escalation_level, "integer", description="Rung reached", example=1),
        Field(
            "root_cause_category",
            Complaint.root_cause_category,
            "code",
            choices=RootCause,
            description="Category of the root cause",
            example="product_quality",
        ),
        Field("due_at", DUE_AT, "instant", sortable=True, nullable=True, description="The next deadline that runs"),
        Field(
            "overdue",
            None,
            "boolean",
            description="A deadline has passed unmet",
            compile=lambda value: OVERDUE if value else ~OVERDUE,
        ),
        Field(
            "awaiting_approval",
            None,
            "boolean",
            description="A compensation waits for its approval",
            compile=lambda value: WAITING if value else ~WAITING,
        ),
        Field("state_since", Complaint.state_since, "instant", description="Since when it stands there"),
        Field("archived_at", Complaint.archived_at, "instant", description="When it was archived"),
        Field("registered_at", Complaint.registered_at, "instant", sortable=True, description="When it was registered"),
        *ANALYSIS_FIELDS,
    ),
    default_sort=("-registered_at",),
    id_column=Complaint.id,
)


COMPLAINT_VISIBILITY = Visibility(
    Complaint.id,
    Permission.COMPLAINT_READ,
    any_of(
        company(),
        any_named(Complaint.visible_to_ids),
        by_sharing(Complaint.customer_id),
    ),
)
"""Through the customer; as its first responder or responsible person; in the department it went to, where the
permission reaches departments.

All of it is asked of the complaint itself, by one index: `visible_to_ids` names the people, team and departments.
"""
SHARED = Visibility(Complaint.id, Permission.COMPLAINT_READ, by_sharing(Complaint.customer_id))
"""Those one sees because their customer is shared with one."""
visible_to = COMPLAINT_VISIBILITY.visible_to


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    """Complaints as their readers see them, with what the actor may do with each."""
    return (
        select(
            *columns_of(Complaint, ComplaintLine),
            Customer.name.label("customer_name"),
            Contact.name.label("contact_name"),
            FirstResponder.name.label("first_responder_name"),
            FirstResponder.active.label("responder_active"),
            Department.name.label("department_name"),
            Responsible.name.label("responsible_name"),
            _OWED.c.kind.label("due_kind"),
            _OWED.c.owing,
            func.coalesce(_OWED.c.paused, false()).label("paused"),
            RUNGS.label("rungs"),
            OFFER.c.state.label("compensation"),
            OFFER.c.offered,
            *(visible_to(actor, permission).label(permission.name) for permission in PERMISSIONS),
        )
        .select_from(Complaint)
        .join(Customer, Customer.id == Complaint.customer_id)
        .join(FirstResponder, FirstResponder.id == Complaint.first_responder_id)
        .outerjoin(Contact, Contact.id == Complaint.contact_id)
        .outerjoin(Department, Department.id == Complaint.department_id)
        .outerjoin(Responsible, Responsible.id == Complaint.responsible_id)
        .outerjoin(OFFER, true())
        .outerjoin(_OWED, true())
    )


def _adds(row: Mapping[Any, Any], calendars: Calendars, now: datetime) -> dict[str, Any]:
    """What a complaint's line shows besides its columns."""
    due_at = row["due_at"]
    return {
        "overdue": due_at is not None and due_at <= now,
        "working_seconds_left": None if due_at is None else seconds_left(calendars, row["owing"], now, due_at),
        "allowed_moves": _moves(*map(row.__getitem__, _DECIDING)),
    }


@lru_cache(maxsize=10_000)
def _moves(state: str, level: int, *values: Any) -> list[str]:
    row = dict(zip(_DECIDING[2:], values, strict=True))
    return COMPLAINT.allowed(ComplaintState(state), lambda code: row[Permission(code).name], facts_of(level, row))


def facts_of(level: int, known: Mapping[Any, Any]) -> ComplaintFacts:
    """What guards look at; `known`: `compensation` and `offered` of `OFFER`, `rungs`, `responder_active`."""
    offer, offered = known["compensation"], known["offered"] is not False
    state = None if offer is None else CompensationState(offer)
    return ComplaintFacts(state, offered, level, known["rungs"], responder_left=not known["responder_active"])


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ComplaintLine]:
    """A page of complaints the actor may see."""
    calendars = await KEPT.get(session)
    return await page_of(
        session,
        actor,
        COMPLAINTS,
        query,
        lambda actor: _with_names(actor).where(visible_to(actor)),
        shows=ComplaintLine,
        adds=lambda row: _adds(row, calendars, session.now),
    )


async def read(session: Session, actor: Actor, complaint_id: uuid.UUID) -> ComplaintRead:
    """One complaint with its deadlines; 404 outside the actor's scope."""
    return await _read(session, actor, Complaint.id == complaint_id, visible_to(actor))


async def read_written(session: Session, actor: Actor, complaint_id: uuid.UUID) -> ComplaintRead:
    """The complaint just moved: shown to its mover also when it went to another department."""
    return await _read(session, actor, Complaint.id == complaint_id)


async def _read(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> ComplaintRead:
    row = (await session.execute(_with_names(actor).where(*conditions))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    deadlines = [deadline_read(session, deadline) for deadline in await deadlines_of(session, SUBJECT, [row["id"]])]
    added = _adds(row, await KEPT.get(session), session.now)
    return ComplaintRead.of({**row, **added, "deadlines": deadlines}, masked=actor.masked)


def deadline_read(session: Session, deadline: Deadline) -> ComplaintDeadline:
    """A deadline as its complaint shows it. One that was cancelled is not overdue."""
    late = deadline.live and deadline.due_at is not None and deadline.due_at <= session.now
    return ComplaintDeadline.model_validate(
        {
            **fields_of(deadline, ComplaintDeadline),
            "paused": deadline.live and deadline.paused_since is not None,
            "overdue": late or bool(deadline.missed),
        }
    )


async def take_turn(session: Session, complaint_id: uuid.UUID) -> None:
    """The customer first, as everybody does who gives a customer away, so that no two wait for each other."""
    of_it = select(Complaint.customer_id).where(Complaint.id == complaint_id).scalar_subquery()
    customer = select(Customer.id).where(Customer.id == of_it).with_for_update(read=True).cte("locked")
    locked = select(Complaint.id).join(customer, customer.c.id == Complaint.customer_id)
    await session.execute(locked.where(Complaint.id == complaint_id).with_for_update(of=Complaint))


async def load(session: Session, actor: Actor, complaint_id: uuid.UUID, *, lock: bool = False) -> Complaint:
    """The complaint, within the actor's reading scope; 404 otherwise. lock: with its customer, see there."""
    if lock:
        await take_turn(session, complaint_id)
    complaint = await session.scalar(select(Complaint).where(Complaint.id == complaint_id, visible_to(actor)))
    if complaint is None:
        raise NotFound()
    return complaint


async def rights(session: Session, actor: Actor, complaint: Complaint) -> Mapping[Permission, bool]:
    """Which of the permissions about complaints the actor holds for this one."""
    conditions = [visible_to(actor, permission) for permission in PERMISSIONS]
    statement = select(*conditions).select_from(Complaint).where(Complaint.id == complaint.id)
    return dict(zip(PERMISSIONS, (await session.execute(statement)).one(), strict=True))


async def contact_of(session: Session, customer_id: uuid.UUID, contact_id: uuid.UUID) -> bool:
    """Whether the customer has this contact."""
    found = select(Contact.id).where(Contact.id == contact_id, Contact.customer_id == customer_id)
    return await session.scalar(found) is not None


class Taken(NamedTuple):
    """What was read of a complaint as it was taken to be moved: its round, the proposal that counts in it, what guards
    look at, its customer's team or department, and the rungs of its ladder."""

    round: ComplaintRound
    proposal: ComplaintProposal | None
    facts: ComplaintFacts
    unit_id: uuid.UUID | None
    rungs: tuple[str, ...]

    @staticmethod
    def of(session: Session, complaint: Complaint) -> "Taken | None":
        """Where this unit of work took it, and it is still in that round."""
        taken: Taken | None = session.info.get(("complaint taken", complaint.id))
        return taken if taken is not None and taken.round.number == complaint.round else None

    @contextlib.contextmanager
    def kept(self, session: Session, complaint: Complaint) -> Iterator[None]:
        """For as long as it is being moved."""
        session.info["complaint taken", complaint.id] = self
        try:
            yield
        finally:
            del session.info["complaint taken", complaint.id]


async def current_round(session: Session, complaint: Complaint) -> ComplaintRound:
    """The round the complaint is in, which always exists."""
    if (taken := Taken.of(session, complaint)) is not None:
        return taken.round
    found = await session.scalars(
        select(ComplaintRound).where(
            ComplaintRound.complaint_id == complaint.id, ComplaintRound.number == complaint.round
        )
    )
    return found.one()


async def newest_proposal(session: Session, complaint: Complaint) -> ComplaintProposal | None:
    """The proposal that counts in the current round."""
    if (taken := Taken.of(session, complaint)) is not None:
        return taken.proposal
    return await session.scalar(
        select(ComplaintProposal)
        .where(ComplaintProposal.complaint_id == complaint.id, ComplaintProposal.round == complaint.round)
        .order_by(ComplaintProposal.version.desc())
        .limit(1)
    )


def _lacks(kind: DeadlineKind) -> ColumnElement[bool]:
    return ~exists().where(*_LIVE, Deadline.kind == kind).correlate(Complaint)


async def lock_without_clock(session: Session, limit: int) -> Sequence[Complaint]:
    """Complaints that owe something in their state for which no clock runs, locked."""
    lacking = or_(*(and_(Complaint.state == state, or_(*map(_lacks, kinds))) for state, kinds in OWED.items()))
    found = select(Complaint).where(lacking).order_by(Complaint.id).limit(limit)
    return (await session.scalars(found.with_for_update())).all()


async def without_clock(session: Session, complaint: Complaint, kinds: Iterable[DeadlineKind]) -> list[DeadlineKind]:
    """Those of the kinds for which no clock of the complaint runs."""
    found = select(Deadline.kind).select_from(Complaint).join(Deadline, and_(*_LIVE))
    live = (await session.scalars(found.where(Complaint.id == complaint.id))).all()
    return [kind for kind in kinds if kind not in live]


async def department_that_owes(session: Session, complaint: Complaint) -> uuid.UUID | None:
    """Whose work the complaint is now: the first responder's department's until the dispatch."""
    if complaint.department_id is not None:
        return complaint.department_id
    return (await session.read_once(User, complaint.first_responder_id)).department_id


async def working_seconds(session: Session, complaint: Complaint, since: datetime) -> int:
    """Working time since then of whoever owes the work."""
    department_id = await department_that_owes(session, complaint)
    return await service.working_seconds(session, department_id, since, session.now)
