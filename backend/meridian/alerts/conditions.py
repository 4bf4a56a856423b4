"""The facts that need somebody, kind by kind: each a SELECT of what is so now and whom it needs.

Columns are the same for all (`condition`); what is told of them are ids, codes and dates, never personal values.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    Exists,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.orm import aliased

from meridian.alerts.models import LIVE, Alert
from meridian.alerts.rules import AlertReason
from meridian.calendars.deadlines.models import Deadline, DeadlineStep
from meridian.calendars.deadlines.rules import StepKind
from meridian.complaints.events import COMPLAINT_ESCALATED
from meridian.complaints.models import Complaint, PreventiveAction
from meridian.complaints.rules import SETTLED
from meridian.customers.members.queries import sponsor_of
from meridian.customers.models import CLEAR_INTENT, Customer, CustomerReview, RowsRead
from meridian.identity.models import User
from meridian.identity.permissions import Role
from meridian.identity.reporting_line import NOWHERE
from meridian.identity.rules import OF_SALES
from meridian.identity.rules import EscalationRecipient as Recipient
from meridian.kernel.db.compiled import Slot
from meridian.kernel.events.models import Event
from meridian.kernel.installation import Installation, WorkerHeartbeat
from meridian.opportunities.models import Milestone, Opportunity, OpportunityFollowUp, ReviewAction
from meridian.opportunities.rules import OpportunityOutcome
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import OPEN_ITEMS, PlanKind
from meridian.policies.models import PolicyVersion
from meridian.policies.rules import Policies
from meridian.records.models import ContactRecord

FOLLOW_UPS = (PlanKind.FOLLOW_UP, PlanKind.REVISIT)
REPORTED_FOR = timedelta(days=30)
"""How long what nobody can mend any more stays an alert; acknowledged, it troubles nobody."""
LEFT_TO_SPONSOR = timedelta(days=7)
"""So long a sponsor is alone with what they owe; then it goes up the line."""
NO_WORKER_FOR, NO_WORKER_YET = timedelta(seconds=60), timedelta(minutes=10)
_AGO = func.clock_timestamp(type_=TIMESTAMP(timezone=True)) - NO_WORKER_FOR
CUSTOMER, OPPORTUNITY, COMPLAINT = "customer", "opportunity", "complaint"


Column = SQLColumnExpression[Any]
NOBODY: Column = literal_column("'{}'::uuid[]")


class Moment(NamedTuple):
    """The instant, the company's date at it, the company's zone, and its policy."""

    now: datetime
    today: date
    zone: str
    policies: Policies

    def start_of(self, day: Column) -> Column:
        """When that day of the company begins."""
        return func.timezone(self.zone, cast(day, TIMESTAMP()))

    def end_of(self, day: Column) -> Column:
        """When that day of the company is over."""
        return func.timezone(self.zone, cast(day, TIMESTAMP()) + timedelta(days=1))


Responder = aliased(User)
Condition = Callable[[Moment], Select[*tuple[Any, ...]]]


def condition(
    *,
    owner_id: Column,
    unit_id: Column,
    cause_id: Column,
    subject: tuple[Column | str, Column],
    customer_id: Column,
    since: Column,
    recipient: Column | None = None,
    barred_ids: Column | None = None,
    **told: Column,
) -> Select[*tuple[Any, ...]]:
    """One row a fact: whose it is or to which rung and unit it goes, what it is about, since when, what is told.

    barred_ids: who may not be the one to decide, among those with a seat.
    """
    kind, subject_id = subject
    pairs = [part for name, value in told.items() for part in (literal_column(f"'{name}'"), value)]
    return select(
        owner_id.label("addressee_id"),
        (literal(Recipient.OWNER.value) if recipient is None else recipient).label("recipient"),
        func.coalesce(unit_id, NOWHERE).label("unit_id"),
        cause_id.label("cause_id"),
        (literal(kind) if isinstance(kind, str) else kind).label("subject_type"),
        subject_id.label("subject_id"),
        customer_id.label("customer_id"),
        type_coerce(since, TIMESTAMP(timezone=True)).label(
            "since"
        ),  # an hour computed by the database is an instant too
        func.jsonb_build_object(*pairs).label("facts"),
        (NOBODY if barred_ids is None else barred_ids).label("barred_ids"),
    )


def intent_without_follow_up(at: Moment) -> Select[*tuple[Any, ...]]:
    """Customers with clear intent for whom no follow-up is planned (OT-16)."""
    planned = exists().where(
        PlannedContact.customer_id == Customer.id,
        PlannedContact.state.in_(OPEN_ITEMS),
        PlannedContact.plan_id == ContactPlan.id,
        ContactPlan.kind.in_(FOLLOW_UPS),
    )
    return condition(
        owner_id=Customer.owner_id,
        unit_id=func.coalesce(Customer.team_id, Customer.department_id),
        cause_id=Customer.id,
        subject=(CUSTOMER, Customer.id),
        customer_id=Customer.id,
        since=func.coalesce(Customer.last_contact_at, Customer.created_at),
        intent_level=Customer.intent_level,
    ).where(
        CLEAR_INTENT,
        ~planned,
    )


def executive_contact_owed(at: Moment) -> Select[*tuple[Any, ...]]:
    """Key customers whose executive contact is due, for their sponsor; without one, for the line's deputy (MC-13)."""
    sponsor = sponsor_of(Customer.id)
    recipient = case((sponsor.is_(None), Recipient.DEPUTY_DIRECTOR.value), else_=Recipient.OWNER.value)
    return _executive(sponsor, recipient, Customer.executive_due_at).where(Customer.executive_due_at < at.now)


def executive_contact_missed(at: Moment) -> Select[*tuple[Any, ...]]:
    """Key customers whose executive contact has been due for a week, for whoever leads their line (MC-13)."""
    nobody: Column = literal_column("NULL::uuid")
    since = Customer.executive_due_at + LEFT_TO_SPONSOR
    return _executive(nobody, literal(Recipient.DIRECTOR.value), since).where(
        Customer.executive_due_at < at.now - LEFT_TO_SPONSOR
    )


def _executive(owner_id: Column, recipient: Column, since: Column) -> Select[*tuple[Any, ...]]:
    return condition(
        owner_id=owner_id,
        recipient=recipient,
        unit_id=func.coalesce(Customer.team_id, Customer.department_id),
        cause_id=Customer.id,
        subject=(CUSTOMER, Customer.id),
        customer_id=Customer.id,
        since=since,
        due_at=Customer.executive_due_at,
        sponsor_id=sponsor_of(Customer.id),
    )


def stage_without_next_step(at: Moment) -> Select[*tuple[Any, ...]]:
    """Open opportunities for which no follow-up is planned (CR-14)."""
    planned = exists().where(
        OpportunityFollowUp.opportunity_id == Opportunity.id,
        PlannedContact.id == OpportunityFollowUp.planned_contact_id,
        PlannedContact.state.in_(OPEN_ITEMS),
    )
    return _of_opportunity(
        cause_id=Opportunity.id,
        since=Opportunity.stage_since,
        stage=Opportunity.stage,
        due_on=Opportunity.follow_up_due_on,
    ).where(~planned)


def milestone_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """Payments and deliveries of open opportunities whose day is over (TS-10)."""
    found = _of_opportunity(
        cause_id=Milestone.id,
        since=at.end_of(Milestone.due_on),
        milestone_id=Milestone.id,
        kind=Milestone.kind,
        due_on=Milestone.due_on,
    )
    return found.join(Milestone, Milestone.opportunity_id == Opportunity.id).where(
        Milestone.done_on.is_(None), Milestone.due_on < at.today
    )


def review_owed(at: Moment) -> Select[*tuple[Any, ...]]:
    """Important opportunities whose review meeting is due (CR-15)."""
    return _of_opportunity(
        cause_id=Opportunity.id,
        since=at.start_of(Opportunity.review_due_on),
        due_on=Opportunity.review_due_on,
    ).where(Opportunity.review_due_on <= at.today)


def _of_opportunity(**values: Column) -> Select[*tuple[Any, ...]]:
    """Facts of open opportunities of customers that are worked on, for who answers for the opportunity."""
    return (
        condition(
            owner_id=Opportunity.owner_id,
            unit_id=func.coalesce(Opportunity.team_id, Opportunity.department_id),
            subject=(OPPORTUNITY, Opportunity.id),
            customer_id=Opportunity.customer_id,
            **values,
        )
        .join(Customer, Customer.id == Opportunity.customer_id)
        .where(Opportunity.outcome == OpportunityOutcome.OPEN, Customer.archived_at.is_(None))
    )


def review_action_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """What a review meeting asked somebody to do, not done by its day (CR-15)."""
    found = condition(
        owner_id=ReviewAction.owner_id,
        unit_id=func.coalesce(User.team_id, User.department_id),
        cause_id=ReviewAction.id,
        subject=(OPPORTUNITY, ReviewAction.opportunity_id),
        customer_id=ReviewAction.customer_id,
        since=at.end_of(ReviewAction.due_on),
        review_id=ReviewAction.review_id,
        due_on=ReviewAction.due_on,
    )
    return found.join(User, User.id == ReviewAction.owner_id).where(
        ReviewAction.done_at.is_(None), ReviewAction.due_on < at.today
    )


def preventive_action_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """What is to keep a complaint from coming back, not done by its day (CR-27)."""
    found = condition(
        owner_id=PreventiveAction.owner_id,
        unit_id=func.coalesce(User.team_id, User.department_id),
        cause_id=PreventiveAction.id,
        subject=(COMPLAINT, PreventiveAction.complaint_id),
        customer_id=Complaint.customer_id,
        since=at.end_of(PreventiveAction.due_on),
        preventive_action_id=PreventiveAction.id,
        due_on=PreventiveAction.due_on,
    )
    return (
        found.join(Complaint, Complaint.id == PreventiveAction.complaint_id)
        .join(User, User.id == PreventiveAction.owner_id)
        .where(PreventiveAction.done_at.is_(None), PreventiveAction.due_on < at.today)
    )


def complaint_escalated(at: Moment) -> Select[*tuple[Any, ...]]:
    """Complaints that somebody escalated, until they are settled, for each person who was told (MC-27)."""
    party = aliased(Customer)  # it was the complaint's customer then, and may have been merged into it since
    found = condition(
        owner_id=Event.audience_user_id,
        unit_id=_unit(Event.data["recipient"].astext, func.coalesce(Complaint.department_id, Responder.department_id)),
        recipient=Event.data["recipient"].astext,
        cause_id=Event.id,
        subject=(COMPLAINT, Complaint.id),
        customer_id=Complaint.customer_id,
        since=Event.at,
        level=Event.data["level"],
        to=Event.data["recipient"],
        by_user_id=Event.actor_id,
    )
    return (
        found.select_from(Complaint)
        .join(Customer, Customer.id == Complaint.customer_id)
        .join(Responder, Responder.id == Complaint.first_responder_id)
        .join(party, or_(party.id == Complaint.customer_id, party.merged_into_id == Complaint.customer_id))
        .join(Event, and_(Event.customer_id == party.id, Event.subject_id == Complaint.id))
        .where(
            Complaint.escalation_level > 0,
            Complaint.state.not_in(SETTLED),
            Event.type == COMPLAINT_ESCALATED.name,
            Event.data["by_clock"].astext == "false",
        )
    )


def contact_against_refusal(at: Moment) -> Select[*tuple[Any, ...]]:
    """Contacts made lately with people who had refused them, for whoever leads their author (OT-11)."""
    found = condition(
        owner_id=literal_column("NULL::uuid"),
        recipient=literal(Recipient.SALES_MANAGER.value),
        unit_id=func.coalesce(ContactRecord.team_id, ContactRecord.department_id),
        cause_id=ContactRecord.id,
        subject=(CUSTOMER, ContactRecord.customer_id),
        customer_id=ContactRecord.customer_id,
        since=ContactRecord.created_at,
        record_id=ContactRecord.id,
        method=ContactRecord.method,
        author_id=ContactRecord.author_id,
    )
    return found.where(ContactRecord.against_refusal, ContactRecord.started_at > at.now - REPORTED_FOR)


def call_to_complete(at: Moment) -> Select[*tuple[Any, ...]]:
    """Calls that a switch began to log, whose author has not told in time what was said (OT-15)."""
    found = condition(
        owner_id=ContactRecord.author_id,
        unit_id=func.coalesce(ContactRecord.team_id, ContactRecord.department_id),
        cause_id=ContactRecord.id,
        subject=("contact_record", ContactRecord.id),
        customer_id=ContactRecord.customer_id,
        since=ContactRecord.complete_by,
        started_at=ContactRecord.started_at,
    )
    return found.where(ContactRecord.to_be_completed, ContactRecord.complete_by < at.now)


def deadline_due_soon(at: Moment) -> Select[*tuple[Any, ...]]:
    """Reminders of deadlines that are still to come (MC-27)."""
    over = aliased(DeadlineStep)
    passed = exists().where(over.deadline_id == Deadline.id, over.kind == StepKind.OVERDUE, over.raised_at.is_not(None))
    return _step(StepKind.DUE_SOON).where(~passed)


def deadline_overdue(at: Moment) -> Select[*tuple[Any, ...]]:
    """Deadlines that have passed and are not met, for their owner."""
    return _step(StepKind.OVERDUE)


def deadline_escalated(at: Moment) -> Select[*tuple[Any, ...]]:
    """Deadlines that have passed and went up their ladder, for each rung reached (MC-27)."""
    return _step(StepKind.ESCALATED)


def _step(kind: StepKind) -> Select[*tuple[Any, ...]]:
    """Steps of live deadlines that the clock has raised, for whom each was addressed to."""
    found = condition(
        owner_id=case(
            (DeadlineStep.recipient == Recipient.OWNER, func.coalesce(Deadline.owner_id, Complaint.first_responder_id)),
            (DeadlineStep.recipient == Recipient.FIRST_RESPONDER, Complaint.first_responder_id),
        ),
        unit_id=_unit(DeadlineStep.recipient, Deadline.department_id),
        recipient=DeadlineStep.recipient,
        cause_id=DeadlineStep.id,
        subject=(Deadline.subject_type, Deadline.subject_id),
        customer_id=Customer.id,
        since=DeadlineStep.at,
        deadline_id=Deadline.id,
        kind=Deadline.kind,
        step=DeadlineStep.number,
        to=DeadlineStep.recipient,
        due_at=Deadline.due_at,
        department_id=Deadline.department_id,
    )
    return (
        found.select_from(Deadline)
        .join(DeadlineStep, DeadlineStep.deadline_id == Deadline.id)
        .outerjoin(Complaint, (Complaint.id == Deadline.subject_id) & (Deadline.subject_type == COMPLAINT))
        .outerjoin(Customer, Customer.id == Deadline.customer_id)
        .where(
            Deadline.met_at.is_(None),
            Deadline.cancelled_at.is_(None),
            DeadlineStep.kind == kind,
            DeadlineStep.raised_at.is_not(None),
        )
    )


def _unit(recipient: Column, department_id: Column) -> Column:
    """Whose line it goes up: the customer's for the rungs of sales, else that of the department that owes the work."""
    of_customer = func.coalesce(Customer.team_id, Customer.department_id, department_id)
    return case((recipient.in_(OF_SALES), of_customer), else_=department_id)


def lives() -> Exists:
    """A worker gives signs of life."""
    return exists().where(WorkerHeartbeat.stopped_at.is_(None), WorkerHeartbeat.beat_at > _AGO)


def no_worker(at: Moment) -> Select[*tuple[Any, ...]]:
    """That no worker runs, for every administrator: nothing planned happens, nobody hears of deadlines.

    Signs of life are in the server's time. Where none has ever come, the installation may still be being set up.
    """
    last = select(func.max(WorkerHeartbeat.beat_at)).scalar_subquery()
    found = condition(
        owner_id=User.id,
        unit_id=User.department_id,
        cause_id=Installation.id,
        subject=("installation", Installation.id),
        customer_id=literal_column("NULL::uuid"),
        since=func.coalesce(last, Installation.created_at),
        last_heard_at=last,
    )
    administrators = (User.role == Role.ADMINISTRATOR) & User.active
    return (
        found.select_from(Installation)
        .join(User, administrators)
        .where(~lives(), or_(last < _AGO, and_(last.is_(None), Installation.created_at < at.now - NO_WORKER_YET)))
    )


# What comes about without a change that history tells: an hour that came, a row of which no history is kept.
#
# Each is a short SELECT by an index, of the customers it is about or of NULL, for the time between two looks. What
# follows from the company's day needs none: when another begins, everything is looked at.


Instant = BindParameter[Any]
_NOBODYS: Any = literal_column("NULL::uuid").label("customer_id")


class Span(NamedTuple):
    """The time between two looks: hours from `since` on and before `now` have come. changed: a little before `since`,
    from when on a row may have been written that the last look did not see yet."""

    since: Instant
    now: Instant
    changed: Instant


SPAN = Span(*(literal(Slot(name), TIMESTAMP(timezone=True)) for name in Span._fields))
Coming = Callable[[Span], Select[*tuple[Any, ...]]]


def executive_contact_due(span: Span, after: timedelta = timedelta(0)) -> Select[*tuple[Any, ...]]:
    due = Customer.executive_due_at
    return select(Customer.id.label("customer_id")).where(due >= span.since - after, due < span.now - after)


def executive_contact_late(span: Span) -> Select[*tuple[Any, ...]]:
    return executive_contact_due(span, LEFT_TO_SPONSOR)


def contact_due(span: Span) -> Select[*tuple[Any, ...]]:
    return select(Customer.id.label("customer_id")).where(
        Customer.contact_due_at >= span.since, Customer.contact_due_at < span.now
    )


def call_due(span: Span) -> Select[*tuple[Any, ...]]:
    due = ContactRecord.complete_by
    return select(_NOBODYS).where(ContactRecord.to_be_completed, due >= span.since, due < span.now)


def refused_contact_forgotten(span: Span) -> Select[*tuple[Any, ...]]:
    at = ContactRecord.started_at
    lately = (at > span.since - REPORTED_FOR, at <= span.now - REPORTED_FOR)
    return select(_NOBODYS).where(ContactRecord.against_refusal, *lately)


def step_raised(span: Span) -> Select[*tuple[Any, ...]]:
    return select(_NOBODYS).where(DeadlineStep.raised_at >= span.changed)


def review_changed(span: Span) -> Select[*tuple[Any, ...]]:
    return select(_NOBODYS).where(CustomerReview.updated_at >= span.changed)


def rows_read(span: Span) -> Select[*tuple[Any, ...]]:
    """Somebody read in this hour; or another hour began, with which what was read long ago counts no more."""
    hour, last = (func.date_trunc("hour", each) for each in (span.now, span.since))
    return select(_NOBODYS).where(
        or_(exists().where(RowsRead.hour >= func.date_trunc("hour", span.changed)), hour > last)
    )


def worker_missed(_span: Span) -> Select[*tuple[Any, ...]]:
    """None lives, or somebody is told so, which may be over."""
    told = exists().where(Alert.reason == AlertReason.NO_WORKER, LIVE)
    return select(_NOBODYS).where(or_(~lives(), told))


def policy_began(span: Span) -> Select[*tuple[Any, ...]]:
    begins = PolicyVersion.effective_from
    return select(_NOBODYS).where(begins > span.since, begins <= span.now)
