"""Facts that alert somebody, written straight into the database, and what became of them."""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from meridian.alerts import jobs, service
from meridian.alerts.models import Alert
from meridian.alerts.registry import KINDS
from meridian.customers.models import Customer
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.opportunities.models import Opportunity
from meridian.plans.models import ContactPlan, PlannedContact
from tests.support.world import PEOPLE, World

_PLAIN = re.compile(r"[a-z_]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d(T[\d:.+]+)?")


async def expect_plain_facts(db: Database) -> None:
    """What was told is ids, codes and dates: nothing in it is a name, a sum, or anybody's words."""
    async with db.read() as session:
        for facts in await session.scalars(select(Alert.facts)):
            assert all(each is None or isinstance(each, int) or _PLAIN.fullmatch(each) for each in facts.values()), (
                facts
            )


async def expect_nothing_left(db: Database) -> None:
    """Looking at everything finds no more than the look before, which may have been at what changed alone."""
    async with db.write() as session:
        for kind in KINDS:
            assert await service.synchronise(session, kind) == 0, kind.reason


class Alerts:
    """Lets the worker look, and tells what it found."""

    def __init__(self, db: Database, settings: Settings, world: World) -> None:
        self._db, self._context, self._world = db, JobContext(db, settings), world

    async def sweep(self) -> None:
        """The clock looks, most often only at what changed."""
        await jobs.sweep(self._context)
        await expect_nothing_left(self._db)
        await expect_plain_facts(self._db)

    async def of(self, subject_id: uuid.UUID, *, live: bool | None = True) -> list[Alert]:
        """Alerts of a record, oldest first; live: only those, only the others (False), or all (None)."""
        async with self._db.read() as session:
            found = (
                await session.scalars(select(Alert).where(Alert.subject_id == subject_id).order_by(Alert.id))
            ).all()
        return [alert for alert in found if live is None or (alert.state != "resolved") is live]

    async def owners(self, subject_id: uuid.UUID, reason: str) -> list[str]:
        """Who is alerted of it for that reason now, by name."""
        names = {user_id: name for name, user_id in self._world.people.items()}
        return sorted(names[alert.owner_id] for alert in await self.of(subject_id) if alert.reason == reason)

    async def told(self, subject_id: uuid.UUID) -> Counter[tuple[str, str]]:
        """How often each kind of event was told, and to whom, about the record's alerts."""
        names = {user_id: name for name, user_id in self._world.people.items()}
        ids = [alert.id for alert in await self.of(subject_id, live=None)]
        async with self._db.read() as session:
            events: Sequence[Event] = (await session.scalars(select(Event).where(Event.subject_id.in_(ids)))).all()
        assert all(event.customer_id is None and event.audience_user_id for event in events)
        return Counter((event.type, names[event.audience_user_id]) for event in events if event.audience_user_id)


async def change_customer(db: Database, customer_id: uuid.UUID, **columns: Any) -> None:
    async with db.write() as session:
        await session.execute(update(Customer).where(Customer.id == customer_id).values(**columns))


async def opportunity_in(
    db: Database, world: World, customer_id: uuid.UUID, *, owner: str = "rep", **columns: Any
) -> uuid.UUID:
    """Writes an open opportunity of that person into the database. Returns its id."""
    _, department, team = PEOPLE[owner]
    async with db.write() as session:
        opportunity = Opportunity(
            customer_id=customer_id,
            title="Pumps for the new line",
            owner_id=world.people[owner],
            team_id=world.teams[team] if team else None,
            department_id=world.departments[department],
            **columns,
        )
        session.add(opportunity)
        await session.flush()
        return opportunity.id


async def follow_up_in(db: Database, world: World, customer_id: uuid.UUID, *, kind: str = "follow_up") -> uuid.UUID:
    """Writes a planned contact with the customer into the database. Returns its id."""
    async with db.write() as session:
        plan = ContactPlan(kind=kind, name="Plan", owner_id=world.people["rep"])
        session.add(plan)
        await session.flush()
        item = PlannedContact(
            plan_id=plan.id,
            customer_id=customer_id,
            assignee_id=world.people["rep"],
            method="phone",
            aim="Agree on a trial order",
            zone="Europe/Berlin",
            due_on=session.now.date(),
            due_from=session.now,
            missed_after=session.now + timedelta(days=1),
        )
        session.add(item)
        await session.flush()
        return item.id


async def close_follow_up(db: Database, item_id: uuid.UUID, state: str = "done") -> None:
    async with db.write() as session:
        await session.execute(update(PlannedContact).where(PlannedContact.id == item_id).values(state=state))
