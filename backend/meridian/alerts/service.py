"""What people do with alerts: say that they have seen them. Only facts resolve them."""

import uuid

from meridian.alerts import queries
from meridian.alerts.schemas import AlertMove
from meridian.alerts.sync import MOVES
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession


async def move(
    session: WriteSession, actor: Actor, alert_id: uuid.UUID, name: str, body: AlertMove, version: int
) -> None:
    """`acknowledge`, by the alert's owner. 404, 412, 409 from another state or `resolve`, 403 for somebody else."""
    alert = await queries.load(session, actor, alert_id)
    await MOVES.make(session, alert, name, actor=actor, body=body, version=version, reason=body.note)
