"""Whatever happens in whatever order: after a look, the live alerts are the facts, and each was told once."""

import asyncio
from typing import NamedTuple

from hypothesis import HealthCheck, given
from hypothesis import settings as proving
from hypothesis import strategies as st

from meridian.alerts import jobs
from meridian.kernel.db.session import Database
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from tests.support.alerts import Alerts, change_customer, close_follow_up, follow_up_in
from tests.support.customers import customer_in
from tests.support.world import World

STEPS = st.lists(
    st.sampled_from(["clear", "vague", "plan", "done", "archive", "unarchive", "give", "back", "look", "look twice"]),
    max_size=14,
)


class Model(NamedTuple):
    """What is so, as simply as it can be said; `told` is who has been alerted at the last look."""

    clear: bool = False
    planned: bool = False
    archived: bool = False
    owner: str = "rep"
    told: str | None = None
    opened: int = 0

    @property
    def needs(self) -> str | None:
        return self.owner if self.clear and not self.planned and not self.archived else None

    def looked(self) -> "Model":
        news = self.needs is not None and self.needs != self.told
        return self._replace(told=self.needs, opened=self.opened + news)


@proving(max_examples=30, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_alerts_are_the_facts(
    db: Database, world: World, settings: Settings, alerts: Alerts, steps: list[str]
) -> None:
    customer_id = await customer_in(db, world)
    model, items = Model(), []
    for step in [*steps, "look"]:
        match step:
            case "clear" | "vague":
                model = model._replace(clear=step == "clear")
                await change_customer(db, customer_id, intent_level="high" if model.clear else "medium")
            case "plan" if not model.planned:
                items.append(await follow_up_in(db, world, customer_id))
                model = model._replace(planned=True)
            case "done" if model.planned:
                await close_follow_up(db, items.pop())
                model = model._replace(planned=False)
            case "archive" | "unarchive":
                model = model._replace(archived=step == "archive")
                await change_customer(db, customer_id, archived_at=db.clock.now() if model.archived else None)
            case "give" | "back":
                model = model._replace(owner="rep2" if step == "give" else "rep")
                await change_customer(db, customer_id, owner_id=world.people[model.owner])
            case "look" | "look twice":
                context = JobContext(db, settings)
                await asyncio.gather(*(jobs.sweep(context) for _ in range(2 if step == "look twice" else 1)))
                model = model.looked()
                owners = await alerts.owners(customer_id, "intent_without_follow_up")
                assert owners == ([model.told] if model.told else [])
    told = await alerts.told(customer_id)
    opened = sum(count for (event, _), count in told.items() if event == "alert.opened")
    resolved = sum(count for (event, _), count in told.items() if event == "alert.resolved")
    assert (opened, resolved) == (model.opened, model.opened - (model.told is not None))
