"""What subscriptions hear: each event of their types once and in order, while what does not concern them is passed."""

import random
import uuid

import pytest
from sqlalchemy import select

from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event, EventCursor
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import About, publish
from meridian.kernel.jobs import Subscription, one_by_one
from meridian.worker import behind, consume

TYPES = ("test.one", "test.two", "test.three")


@pytest.mark.parametrize("seed", range(5))
async def test_each_hears_its_own_once_in_order(db: Database, seed: int) -> None:
    rng = random.Random(seed)
    heard: dict[str, list[str]] = {}

    def reader(number: int) -> Subscription:
        name = f"test.reader.{seed}.{number}"
        heard[name] = []

        async def hear(_session: WriteSession, event: Event) -> None:
            heard[name].append(str(event.subject_id))

        return Subscription(name, frozenset(rng.sample(TYPES, rng.randrange(1, 3))), one_by_one(hear))

    readers = [reader(number) for number in range(4)]
    assert await behind(db, readers) == readers  # nobody has read anything yet
    for each in readers:
        await consume(db, each)
    assert await behind(db, readers) == []
    happened: list[tuple[str, str]] = []
    for _ in range(8):
        for kind in rng.choices(TYPES, k=rng.randrange(4)):
            subject = uuid.uuid4()
            async with db.write() as session:
                await publish(session, EventType(kind, ""), About(subject, "test"))
            happened.append((kind, str(subject)))
        told = rng.sample(readers, 2)
        for each in await behind(db, told):
            assert each in told
            assert await consume(db, each) > 0
    for each in await behind(db, readers):
        await consume(db, each)
    assert heard == {each.name: [subject for kind, subject in happened if kind in each.event_types] for each in readers}
    assert await behind(db, readers) == []
    async with db.read() as reading:
        names = [each.name for each in readers]
        positions = await reading.scalars(select(EventCursor.position).where(EventCursor.name.in_(names)))
    assert len(set(positions)) == 1  # all have passed the last event
