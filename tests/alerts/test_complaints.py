"""What is escalated by hand alerts who was told, until the complaint is settled."""

import uuid

from meridian.alerts import jobs
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.worker import consume, run_until_idle
from tests.support.alerts import Alerts
from tests.support.api import Api
from tests.support.complaints import move, register
from tests.support.world import World

REASON = "complaint_escalated"


async def test_an_escalation_by_hand_reaches_somebody_until_the_complaint_is_settled(
    api: Api,
    db: Database,
    world: World,
    alerts: Alerts,
    clock: SettableClock,
    database_url: str,
    settings: Settings,
) -> None:
    await run_until_idle(database_url, settings, clock)
    (waking,) = jobs.SUBSCRIPTIONS
    complaint = await register(api, db, world)
    complaint_id = uuid.UUID(complaint["id"])
    await move(api, complaint, "escalate", reason="The customer threatens to leave")
    await consume(db, waking)
    (alert,) = await alerts.of(complaint_id)
    assert (alert.reason, alert.severity, alert.subject_type) == (REASON, "critical", "complaint")
    assert (alert.facts["level"], alert.facts["by_user_id"]) == (1, str(world.people["service"]))
    assert await alerts.owners(complaint_id, REASON) == ["director"]  # the department has no manager
    await api.get(f"/v1/alerts/{alert.id}", who="director", expect=200)
    await alerts.sweep()
    assert await alerts.told(complaint_id) == {("alert.opened", "director"): 1}
    await move(api, complaint, "withdraw", reason="Solved by themselves")
    await consume(db, waking)
    assert await alerts.of(complaint_id) == []
    assert await alerts.told(complaint_id) == {("alert.opened", "director"): 1, ("alert.resolved", "director"): 1}
