"""Whoever owes what was said in a call is alerted when the time policy gives is over, until it is told (OT-15)."""

import uuid
from datetime import timedelta

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support.alerts import Alerts
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.records import CONNECTED
from tests.support.world import World


async def test_a_call_whose_author_does_not_tell_what_was_said(
    api: Api, db: Database, world: World, alerts: Alerts, clock: SettableClock
) -> None:
    ended = clock.now() - timedelta(minutes=29)
    body = {
        "source": "softphone",
        "external_id": uuid.uuid4().hex,
        "direction": "outbound",
        "customer_id": str(await customer_in(db, world)),
        "started_at": (ended - timedelta(minutes=5)).isoformat(),
        "answered_at": (ended - timedelta(minutes=4)).isoformat(),
        "ended_at": ended.isoformat(),
    }
    call = (await api.post("/v1/phone-calls", json=body, expect=201)).json()
    record = uuid.UUID(call["id"])
    await alerts.sweep()
    assert await alerts.owners(record, "call_to_complete") == []
    clock.advance(timedelta(minutes=2))
    await alerts.sweep()
    assert await alerts.owners(record, "call_to_complete") == ["rep"]
    said = {name: value for name, value in CONNECTED.items() if name != "disposition"}
    await api.post(f"/v1/call-records/{record}/completion", json=said, expect=200)
    await alerts.sweep()
    assert await alerts.owners(record, "call_to_complete") == []
