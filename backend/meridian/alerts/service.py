"""What people do with alerts: say that they have seen them. Only facts resolve them."""

import uuid

from meridian.alerts import queries, sync
from meridian.alerts.events import ALERT_ACKNOWLEDGED
from meridian.alerts.models import Alert
from meridian.alerts.rules import AlertState
from meridian.alerts.schemas import AlertMove
from meridian.alerts.workflow import ALERT
from meridian.calendars.time_in_state import time_in_state
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.hot.batch import Batch
from meridian.kernel.problems import Conflict, Forbidden, check_version


async def move(
    session: WriteSession, actor: Actor, alert_id: uuid.UUID, name: str, body: AlertMove, version: int
) -> Alert:
    """`acknowledge`, by the alert's owner. 404, 412, 409 from another state or `resolve`, 403 for somebody else."""
    alert = await queries.load(session, actor, alert_id)
    check_version(alert.version, version)
    mine = alert.owner_id == actor.user_id
    ALERT.check(name, AlertState(alert.state), may=lambda code: actor.may(code), given=body.model_dump())
    if (found := ALERT.move(name)) is None or found.permission is None:
        raise Conflict(f"“{name}” is nothing that people ask for: facts do it", reason="wrong_state")
    if not mine:
        raise Forbidden("only its owner acknowledges an alert", reason="not_owner")
    batch = Batch()
    sync.move(session, batch, await time_in_state(session), alert, name, reason=body.note)
    alert.acknowledged_at = session.now
    await session.flush()
    sync.publish_alert(batch, ALERT_ACKNOWLEDGED, alert)
    await batch.write(session)
    return alert
