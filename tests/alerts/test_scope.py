"""Whoever sees an alert sees it everywhere; nobody else sees it anywhere."""

import uuid

import pytest

from meridian.alerts.models import Alert
from meridian.identity.permissions import GRANTS, Permission
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.world import PEOPLE, World

SEES = {
    "rep": {"rep"},
    "rep2": set(),
    "lead": {"rep", "lead"},
    "other_rep": {"other_rep"},
    "other_lead": {"other_rep"},
    "foreign_rep": {"foreign_rep"},
    "manager": {"rep", "lead", "other_rep"},
    "deputy": {"rep", "lead", "other_rep"},
    "director": {"rep", "lead", "other_rep", "foreign_rep", "specialist"},
    "service": {"rep", "lead", "other_rep", "foreign_rep", "specialist"},
    "analyst": set(),
    "specialist": {"specialist"},
    "administrator": set(),
    "auditor": {"rep", "lead", "other_rep", "foreign_rep", "specialist"},
    "program": {"rep", "lead", "other_rep", "foreign_rep", "specialist"},
}


@pytest.fixture(scope="module")
async def written(db: Database, world: World) -> dict[str, str]:
    """One alert a person, about a customer of a third team, so that only the person decides; ids by owner."""
    customer_id = await customer_in(db, world, owner="foreign_rep")
    ids = {}
    for name in ("rep", "lead", "other_rep", "foreign_rep", "specialist"):
        async with db.write() as session:
            alert = Alert(
                reason="intent_without_follow_up",
                severity="notice",
                owner_id=world.people[name],
                cause_id=uuid.uuid4(),
                subject_type="customer",
                subject_id=customer_id,
                customer_id=customer_id if name == "foreign_rep" else None,
                since=session.now,
                facts={},
            )
            session.add(alert)
            await session.flush()
            ids[name] = str(alert.id)
    return ids


def test_everybody_is_asked() -> None:
    assert SEES.keys() == PEOPLE.keys()
    assert all(Permission.ALERT_READ in GRANTS[role] for role, _, _ in PEOPLE.values())


@pytest.mark.parametrize("who", SEES)
async def test_lists_counts_and_single_reads_agree(api: Api, written: dict[str, str], who: str) -> None:
    seen = {written[name] for name in SEES[who]}
    listed = (await api.get("/v1/alerts?count=exact", who=who, expect=200)).json()
    assert {alert["id"] for alert in listed["items"]} == seen
    assert listed["total"] == len(seen)
    searched = (await api.post("/v1/alerts/search", who=who, json={}, expect=200)).json()
    assert {alert["id"] for alert in searched["items"]} == seen
    live = (await api.get("/v1/alerts?live=true&state=open", who=who, expect=200)).json()["items"]
    assert {alert["id"] for alert in live} == seen
    assert (await api.get("/v1/alerts?live=false", who=who, expect=200)).json()["items"] == []
    for alert_id in written.values():
        await api.get(f"/v1/alerts/{alert_id}", who=who, expect=200 if alert_id in seen else 404)


async def test_a_lead_sees_what_concerns_the_teams_customers(api: Api, db: Database, world: World) -> None:
    customer_id = await customer_in(db, world, owner="rep", name="Ours Ltd")
    async with db.write() as session:
        alert = Alert(
            reason="deadline_overdue",
            severity="warning",
            owner_id=world.people["analyst"],
            cause_id=uuid.uuid4(),
            subject_type="handoff",
            subject_id=uuid.uuid4(),
            customer_id=customer_id,
            since=session.now,
            facts={},
        )
        session.add(alert)
    path = f"/v1/alerts/{alert.id}"
    assert (await api.get(path, who="lead", expect=200)).json()["customer_name"] == "Ours Ltd"
    assert (await api.get(path, who="analyst", expect=200)).json()["customer_name"] == "Ours Ltd"
    await api.get(path, who="other_lead", expect=404)
    await api.get(path, who="rep", expect=404)


async def test_a_program_sees_what_its_key_may_read(
    api: Api, db: Database, world: World, written: dict[str, str]
) -> None:
    narrow = await world.api_key(db, permissions=("alert:read",))
    listed = (await api.get("/v1/alerts", key=narrow, expect=200)).json()["items"]
    assert not {alert["id"] for alert in listed} & set(written.values())
    wide = await world.api_key(db, permissions=("alert:read", "customer:read"))
    listed = (await api.get("/v1/alerts", key=wide, expect=200)).json()["items"]
    assert {alert["id"] for alert in listed} >= set(written.values())
