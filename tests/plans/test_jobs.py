"""What the clock does to plans: days pass at the customer, plans begin and end."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import settings as proving
from hypothesis import strategies as st
from sqlalchemy import select

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.jobs import JobContext
from meridian.kernel.settings import Settings
from meridian.kernel.workflow.models import Transition
from meridian.plans.jobs import follow_clock
from meridian.plans.rules import MISSED_GRACE, due_window
from tests.plans.test_revisits import approved_plan, decide
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan, add_item, create_plan, item_now, move_item
from tests.support.world import World

ENDS = {  # when 12 March, with two hours of grace, is over in each zone, in UTC
    "Pacific/Auckland": (12, 13),
    "Asia/Shanghai": (12, 18),
    "Asia/Dubai": (12, 22),
    "Europe/Berlin": (13, 1),
    "America/New_York": (13, 6),
    "Pacific/Honolulu": (13, 12),
}


@proving(deadline=None)
@given(
    zone=st.sampled_from([*ENDS, "Asia/Beirut", "America/Havana", "Pacific/Apia", "Africa/Casablanca"]),
    moment=st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_an_instant_lies_in_the_window_of_its_own_day(zone: str, moment: datetime) -> None:
    exact = due_window(zone, None, moment)
    day = due_window(zone, exact.due_on, None)
    assert exact.due_on == moment.astimezone(ZoneInfo(zone)).date()
    assert day.due_from <= moment < day.missed_after - MISSED_GRACE
    assert (exact.due_from, exact.missed_after) == (moment, day.missed_after)
    assert timedelta(hours=22) <= day.missed_after - MISSED_GRACE - day.due_from <= timedelta(hours=26)


async def test_contacts_are_missed_when_their_day_is_over_where_the_customer_is(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings
) -> None:
    items = {
        zone: (await active_plan(api, await customer_in(db, world, zone=zone), due_on="2026-03-12"))[0]["id"]
        for zone in ENDS
    }
    draft = await create_plan(api)
    unplanned = await add_item(api, draft, await customer_in(db, world), due_on="2026-03-12")
    over: list[str] = []
    for zone, (day, hour) in ENDS.items():
        end = datetime(2026, 3, day, hour, tzinfo=UTC)
        for moment, expected in ((end - timedelta(minutes=1), over), (end, [*over, zone])):
            clock.set(moment)
            await follow_clock(JobContext(db, settings))
            states = {zone: (await item_now(api, item))["state"] for zone, item in items.items()}
            assert [zone for zone, state in states.items() if state == "missed"] == expected
        over.append(zone)
    assert (await item_now(api, unplanned["id"]))["state"] == "planned"  # its plan was never begun
    async with db.read() as session:
        told = await session.scalars(select(Event.subject_id).where(Event.type == "planned_contact.missed"))
        moves = (await session.scalars(select(Transition).where(Transition.move == "miss"))).all()
        assert sorted(map(str, told)) == sorted(items.values())
        assert {(move.from_state, move.to_state, move.actor_id) for move in moves} == {("planned", "missed", None)}
    # Planned on Tuesday at 10 in Shanghai: seven working hours are left of that day, then eight a day.
    spent = {zone: m.working_seconds for zone, item in items.items() for m in moves if str(m.subject_id) == item}
    assert spent["Asia/Shanghai"] == (7 + 8 + 8) * 3600
    assert spent["America/New_York"] == (7 + 8 + 8 + 4) * 3600  # missed on Friday at 14 in Shanghai
    await move_item(api, items["Asia/Dubai"], "reschedule", due_on="2026-03-16", reason="x", expect=409)


async def test_the_clock_begins_approved_plans_on_their_first_day_and_ends_plans_that_are_over(
    api: Api, db: Database, world: World, clock: SettableClock, settings: Settings
) -> None:
    context = JobContext(db, settings)
    clock.set(datetime(2026, 3, 10, 2, 0, tzinfo=UTC))
    plan, items = await approved_plan(api, db, world)  # due on 20 March
    path = f"/v1/contact-plans/{plan['id']}"

    async def state_at(day: int, hour: int) -> str:
        clock.set(datetime(2026, 3, day, hour, tzinfo=UTC))
        await follow_clock(context)
        return str((await api.get(path, who="manager", expect=200)).json()["state"])

    assert await state_at(19, 9) == "approved"
    assert await state_at(19, 10) == "active"  # 20 March has begun in Kiritimati
    pending = await move_item(api, items[0]["id"], "cancel", who="lead", reason="They closed down")
    assert await state_at(20, 17) == "active"
    assert await state_at(20, 18) == "active"  # one contact still waits for the deputy's word
    (amendment,) = (await api.get(f"{path}/amendments", who="deputy", expect=200)).json()["items"]
    await decide(api, amendment, "approve")
    assert await state_at(20, 19) == "completed"
    done = (await api.get(path, who="manager", expect=200)).json()
    assert (done["progress"]["missed"], done["progress"]["cancelled"]) == (1, 1)
    assert pending["state"] == "pending_approval"
