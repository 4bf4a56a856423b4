"""What comes about without a change that history tells: an hour that came, a row of which no history is kept.

Each is a short SELECT by an index, of the customers it is about or of NULL, for the time between two looks. What
follows from the company's day needs none: when another begins, everything is looked at.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, exists, func, literal, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TIMESTAMP

from meridian.alerts.conditions import LEFT_TO_SPONSOR, REPORTED_FOR, lives
from meridian.alerts.models import LIVE, Alert
from meridian.alerts.rules import AlertReason
from meridian.calendars.deadlines.models import DeadlineStep
from meridian.customers.models import Customer, CustomerReview, RowsRead
from meridian.kernel.db.compiled import Slot
from meridian.policies.models import PolicyVersion
from meridian.records.models import ContactRecord

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
