"""Compensation is approved by somebody else whose limit reaches it, and what is told is what was approved (CR-25)."""

import asyncio
import uuid
from typing import Any

import pytest
from sqlalchemy import select

from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from tests.support.api import Api
from tests.support.complaints import ask_for, decide, find, move, offer, walk
from tests.support.world import World


@pytest.fixture
async def complaint(api: Api, db: Database, world: World, clock: SettableClock) -> dict[str, Any]:
    """One that is investigated by the product department."""
    found = await walk(api, db, world, clock, "investigating")
    await find(api, found)
    return found


async def test_the_limits_of_policy_decide_who_approves(api: Api, complaint: dict[str, Any]) -> None:
    asked = await ask_for(api, complaint, "10000.01")
    assert (asked["state"], asked["base_amount"]["amount"], asked["needed_role"]) == (
        "requested",
        "10000.01",
        "deputy_director",
    )
    waiting = await api.get("/v1/complaints?awaiting_approval=true", who="manager", expect=200)
    assert complaint["id"] in [row["id"] for row in waiting.json()["items"]]
    refused = await decide(api, asked, "approve", who="manager", expect=409)
    assert (refused["reason"], refused["allowed_moves"]) == ("above_limit", ["deny", "change"])
    approved = await decide(api, asked, "approve", who="deputy")
    assert (approved["state"], approved["allowed_moves"]) == ("approved", ["change"])
    within = await ask_for(api, complaint, "10000")
    assert within["needed_role"] == "sales_manager"
    assert (await decide(api, within, "approve", who="manager"))["state"] == "approved"
    beyond = await ask_for(api, complaint, "50000.0001")
    assert beyond["needed_role"] == "director"
    await decide(api, beyond, "approve", who="deputy", expect=409)
    await decide(api, beyond, "approve", who="director")
    settled = await api.get("/v1/complaints?awaiting_approval=false", who="manager", expect=200)
    assert complaint["id"] in [row["id"] for row in settled.json()["items"]]


async def test_nobody_decides_on_what_they_asked_for(api: Api, complaint: dict[str, Any]) -> None:
    asked = await ask_for(api, complaint, "100", who="director")
    for name, body in (("approve", {}), ("deny", {"reason": "No"})):
        refused = await decide(api, asked, name, who="director", expect=409, **body)
        assert [fault["code"] for fault in refused["errors"]] == ["own_request"]
        assert refused["allowed_moves"] == ["change"]
    unasked = await decide(api, asked, "void", who="director", expect=409)
    assert unasked["reason"] == "wrong_state"  # only what becomes of the complaint voids it
    # Whoever changes the amount asks anew.
    changed = await decide(api, asked, "change", who="manager", amount={"amount": "200", "currency": "CNY"})
    assert changed["requested_by"] != asked["requested_by"]
    await decide(api, changed, "approve", who="manager", expect=409)
    assert (await decide(api, changed, "approve", who="director"))["state"] == "approved"


async def test_who_may_not_approve_is_told_so(api: Api, complaint: dict[str, Any]) -> None:
    asked = await ask_for(api, complaint, "1")
    for who in ("service", "specialist", "rep", "auditor"):
        await decide(api, asked, "approve", who=who, expect=403)
    await decide(api, asked, "approve", who="other_rep", expect=404)
    await ask_for(api, complaint, "1", who="rep", expect=403)
    await decide(api, asked, "deny", who="manager", expect=422)
    denied = await decide(api, asked, "deny", who="manager", reason="No loss was shown")
    assert (denied["state"], denied["denied_reason"], denied["allowed_moves"]) == (
        "denied",
        "No loss was shown",
        ["change"],
    )


async def test_an_offer_waits_for_its_approval_and_a_changed_amount_voids_it(
    api: Api, complaint: dict[str, Any]
) -> None:
    asked = await ask_for(api, complaint, "20000")
    await offer(api, complaint, compensation_id=asked["id"])
    told: dict[str, Any] = {"who": "specialist", "told_channel": "phone"}
    refused = await move(api, complaint, "propose", expect=409, **told)
    assert [fault["code"] for fault in refused["errors"]] == ["compensation_not_approved"]
    await decide(api, asked, "approve", who="director")
    changed = await decide(api, asked, "change", who="specialist", amount={"amount": "30000", "currency": "CNY"})
    assert (changed["state"], changed["approved_by"], changed["approved_at"]) == ("requested", None, None)
    both = await move(api, complaint, "propose", expect=409, **told)
    assert [fault["code"] for fault in both["errors"]] == ["compensation_not_approved", "compensation_changed"]
    await decide(api, asked, "approve", who="director")
    stale = await move(api, complaint, "propose", expect=409, **told)
    assert stale["reason"] == "compensation_changed"
    made = await offer(api, complaint, compensation_id=asked["id"])
    assert (made["version"], made["amount"]) == (2, {"amount": "30000.00", "currency": "CNY"})
    proposed = await move(api, complaint, "propose", **told)
    assert proposed["state"] == "proposed"
    kept = await decide(api, asked, "change", who="specialist", amount={"amount": "1", "currency": "CNY"}, expect=409)
    assert kept["reason"] == "told_to_customer"


async def test_agreeing_voids_what_was_not_agreed_to_and_withdrawing_all(
    api: Api, db: Database, complaint: dict[str, Any]
) -> None:
    offered, spare = await ask_for(api, complaint, "500"), await ask_for(api, complaint, "900")
    await decide(api, offered, "approve", who="manager")
    await decide(api, spare, "approve", who="manager")
    await offer(api, complaint, compensation_id=offered["id"])
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    await move(api, complaint, "agree", note="Fine")

    async def states() -> list[str]:
        path = f"/v1/complaints/{complaint['id']}/compensations"
        return [one["state"] for one in (await api.get(path, who="rep", expect=200)).json()["items"]]

    assert await states() == ["approved", "void"]
    await ask_for(api, complaint, "1", expect=409)
    await decide(api, offered, "change", who="specialist", amount={"amount": "1", "currency": "CNY"}, expect=409)
    await move(api, complaint, "withdraw", reason="They wish it no more")
    assert await states() == ["void", "void"]
    async with db.read() as session:
        about = [uuid.UUID(one["id"]) for one in (offered, spare)]
        told = await session.scalars(select(Event).where(Event.subject_id.in_(about)).order_by(Event.seq))
        assert [(event.type, event.data["state"]) for event in told] == [
            ("compensation.requested", "requested"),
            ("compensation.requested", "requested"),
            ("compensation.moved", "approved"),
            ("compensation.moved", "approved"),
            ("compensation.moved", "void"),
            ("compensation.moved", "void"),
        ]


async def test_foreign_money_is_held_against_the_limits_by_the_rate_of_the_day(
    api: Api, complaint: dict[str, Any]
) -> None:
    unknown = await ask_for(api, complaint, "100", "CHF", expect=409)
    assert unknown["reason"] == "no_exchange_rate"
    await api.put("/v1/exchange-rates/EUR/2026-03-01", who="director", json={"rate": "7.8", "source": "Central bank"})
    asked = await ask_for(api, complaint, "1282.06", "EUR")
    assert (asked["base_amount"], asked["needed_role"]) == (
        {"amount": "10000.068", "currency": "CNY"},
        "deputy_director",
    )
    assert (await ask_for(api, complaint, "1282.05", "EUR"))["needed_role"] == "sales_manager"
    huge = await ask_for(api, complaint, "99999999999999", "EUR", expect=422)
    assert huge["errors"][0]["pointer"] == "/amount/amount"
    none = await decide(api, asked, "change", who="specialist", amount={"amount": "10", "currency": "CHF"}, expect=409)
    assert none["reason"] == "no_exchange_rate"


async def test_limits_are_pinned_when_a_compensation_is_asked_for(
    api: Api, db: Database, complaint: dict[str, Any], clock: SettableClock
) -> None:
    before = await ask_for(api, complaint, "8000")
    limits = {"service_agent": "0", "sales_manager": "5000", "deputy_director": "50000", "director": None}
    change = {"value": limits, "reason": "Audit", "effective_from": clock.now().isoformat()}
    await api.post(
        "/v1/policies/compensation_approval_limits/versions", who="director", version=0, json=change, expect=201
    )
    after = await ask_for(api, complaint, "8000")
    assert (before["needed_role"], after["needed_role"]) == ("sales_manager", "deputy_director")
    await decide(api, after, "approve", who="manager", expect=409)
    assert (await decide(api, before, "approve", who="manager"))["state"] == "approved"


async def test_of_two_who_decide_at_once_one_wins(api: Api, complaint: dict[str, Any]) -> None:
    asked = await ask_for(api, complaint, "100")
    path = f"/v1/complaints/{complaint['id']}/compensations/{asked['id']}/moves"
    answers = await asyncio.gather(
        api.post(f"{path}/approve", who="manager", version=1, json={}),
        api.post(f"{path}/deny", who="director", version=1, json={"reason": "No loss"}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]
