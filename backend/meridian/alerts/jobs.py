"""The clock's own work on alerts, and what wakes it at once."""

import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import select, union
from sqlalchemy.dialects.postgresql import Insert, insert

from meridian.alerts import service
from meridian.alerts.models import AlertLook
from meridian.alerts.queries import News, may_have_changed, news
from meridian.alerts.registry import KINDS, NO_WORKER, WAKING, AlertKind
from meridian.customers.models import Customer, Transfer
from meridian.kernel.db.locks import is_first, one_at_a_time
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import Job, JobContext, Subscription
from meridian.plans.models import PlannedContact


async def sweep(context: JobContext) -> None:
    """Compares kinds of alerts with their facts. Several workers may sweep at once: each kind is one's at a time.

    Those alone of which something is new, and of customers and people those alone it is about; all, and for everybody,
    when a day of the company begins, after nobody looked for long, and when people or policy changed.

    A kind that fails does not keep the others from being looked at; the job fails when all have been.
    """
    async with context.db.read(fresh=True) as session:
        new = await news(session)
    failures: list[Exception] = []
    for kind in KINDS:
        try:
            await _look_at(context.db, kind, new)
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("alerts were not compared with their facts", failures)
    if new.to_note:
        async with context.db.write() as session:
            await session.execute(_looked(new))


async def _look_at(db: Database, kind: AlertKind, new: News) -> None:
    about = () if new.everything else new.of(kind)
    if new.everything or (about and not (kind.of_customers or kind.of_people)):
        await sweep_kind(db, kind)
    elif customers := [each for each in about if each is not None]:
        concerned = await _people_of(db, customers) if kind.of_people else customers
        if concerned:
            await sweep_kind(db, kind, service.Only("subject_id" if kind.of_people else "customer_id", concerned))


async def look_after_workers(db: Database) -> None:
    """Compares with the facts whether any runs; for processes of other kinds too, as without workers nobody would."""
    async with db.read(fresh=True) as session:
        missed = await may_have_changed(session, NO_WORKER)
    if missed:
        await sweep_kind(db, NO_WORKER)


async def sweep_kind(db: Database, kind: AlertKind, only: service.Only | None = None) -> None:
    """Compares one kind of alert with its facts, unless somebody else is doing so."""
    found = service.BATCH
    while found == service.BATCH:
        async with db.write() as session:
            if not await is_first(session, service.turn(kind)):
                return
            found = await service.synchronise(session, kind, only)


async def _people_of(db: Database, customer_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Who owns the customers, had something planned with them, or was told of them before."""
    owners = select(Customer.owner_id).where(Customer.id.in_(customer_ids), Customer.owner_id.is_not(None))
    planners = select(PlannedContact.assignee_id).where(PlannedContact.customer_id.in_(customer_ids))
    before = select(Transfer.from_user_id).where(
        Transfer.customer_id.in_(customer_ids), Transfer.from_user_id.is_not(None)
    )
    async with db.read(fresh=True) as session:
        return list(await session.scalars(union(owners, planners, before)))


def _looked(new: News) -> Insert:
    at = {"looked_at": new.now, "swept_at": new.now}
    changed = at if new.everything else {"looked_at": new.now}
    return insert(AlertLook).values(at).on_conflict_do_update(index_elements=[AlertLook.one], set_=changed)


async def on_events(session: WriteSession, events: Sequence[Event]) -> None:
    """Looks at once at what the events are about, each kind at all of it together."""
    told = await service.alerted(session, {_subject_of(event) for event in events})
    for kind in KINDS:
        opened = {_subject_of(event) for event in events if event.type in kind.opened_by}
        ended = {_subject_of(event) for event in events if event.type in kind.ended_by}
        subjects = opened | (ended & told[kind.reason])
        if subjects:
            await one_at_a_time(session, service.turn(kind))
            await service.synchronise(session, kind, service.Only("subject_id", sorted(subjects)))


def _subject_of(event: Event) -> uuid.UUID:
    """What belongs to an opportunity names it."""
    named = event.data.get("opportunity_id")
    return event.subject_id if named is None else uuid.UUID(named)


# Ten seconds after the deadlines' own sweep, so that a step is an alert before the next one.
SWEEP = Job("alerts.sweep", sweep, every="* * * * * 10,30,50")
JOBS = (SWEEP,)
SUBSCRIPTIONS = (Subscription("alerts.wake", WAKING, on_events),)
