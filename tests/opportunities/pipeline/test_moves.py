"""The pipeline's moves: what each stage asks for, back and out again, and what follows (CR-13, TS-8..11)."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from meridian.customers.models import Customer
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.opportunities.models import Milestone
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.opportunities import (
    AMOUNT,
    CONTRACT,
    LOSS,
    NEEDS,
    change,
    milestone_in,
    move,
    open_opportunity,
    opportunity_now,
    signed_contract,
)
from tests.support.records import log_call
from tests.support.world import World

FOLLOW_UP = {"aim": "Hear what they think", "due_on": "2026-03-17"}
PROPOSAL = {"summary": "Two X200 with EPDM seals", "amount": AMOUNT}
STAGES = ("potential", "interested", "needs_defined", "negotiation", "contract_signed", "execution")


def missing(problem: dict[str, Any]) -> dict[str, str]:
    return {fault["code"]: fault["pointer"] for fault in problem["errors"]}


async def brought_to(api: Api, db: Database, world: World, stage: str, *, who: str = "rep") -> dict[str, Any]:
    """A new opportunity of `rep` in that stage."""
    customer_id = await customer_in(db, world, owner=who)
    contact_id = await contact_in(db, customer_id)
    await log_call(api, customer_id, who=who)
    opportunity = await open_opportunity(api, customer_id, who=who)
    steps: list[tuple[str, dict[str, Any]]] = [
        ("confirm_interest", {"follow_up": FOLLOW_UP}),
        ("define_needs", NEEDS),
        ("negotiate", {"proposal": PROPOSAL, "amount": AMOUNT, "decision_maker_id": str(contact_id)}),
        ("sign_contract", {"contract": await signed_contract(api, who=who)}),
        ("start_execution", {}),
    ]
    for name, body in steps[: STAGES.index(stage)]:
        if name == "start_execution":
            await milestone_in(db, opportunity, "delivery")
            await milestone_in(db, opportunity, "payment")
        opportunity = await move(api, opportunity, name, who=who, **body)
    assert opportunity["stage"] == stage
    return opportunity


async def test_each_stage_is_refused_once_for_all_that_is_missing_then_entered(
    api: Api, db: Database, world: World
) -> None:
    customer_id = await customer_in(db, world)
    contact_id = await contact_in(db, customer_id)
    opportunity = await open_opportunity(api, customer_id)

    refused = await move(api, opportunity, "confirm_interest", expect=409)
    assert missing(refused) == {"connected_contact": "", "intent_level_low": "", "open_follow_up": "/follow_up"}
    assert refused["reason"] == "connected_contact"
    assert refused["allowed_moves"] == ["confirm_interest", "lose"]
    await log_call(api, customer_id)
    opportunity = await move(api, opportunity, "confirm_interest", follow_up=FOLLOW_UP)
    assert (opportunity["stage"], opportunity["probability"]) == ("interested", 15)
    assert opportunity["follow_up_due_on"] == "2026-03-17"  # seven days

    refused = await move(api, opportunity, "define_needs", expect=409)
    assert missing(refused) == {
        "needs_description": "/needs_description",
        "product_lines": "/lines",
        "expected_purchase_date": "/expected_purchase_on",
        "competitors": "/no_competitors_known",
    }
    opportunity = await move(api, opportunity, "define_needs", **NEEDS)

    refused = await move(api, opportunity, "negotiate", expect=409)
    assert missing(refused) == {
        "solution_proposal": "/proposal",
        "amount": "/amount",
        "decision_maker": "/decision_maker_id",
    }
    opportunity = await move(
        api, opportunity, "negotiate", proposal=PROPOSAL, amount=AMOUNT, decision_maker_id=str(contact_id)
    )

    refused = await move(api, opportunity, "sign_contract", expect=409, contract={"number": "C-1"})
    assert missing(refused) == {
        "signing_date": "/contract/signed_on",
        "contract_amount": "/contract/amount",
        "payment_terms": "/contract/payment_terms",
        "delivery_terms": "/contract/delivery_terms",
        "contract_file": "/contract/file_ids",
    }
    await api.get(f"/v1/opportunities/{opportunity['id']}/contract", expect=404)  # nothing of a refused move stays
    assert opportunity["contract_id"] is None
    opportunity = await move(api, opportunity, "sign_contract", contract=await signed_contract(api))
    contract = (await api.get(f"/v1/opportunities/{opportunity['id']}/contract", expect=200)).json()
    assert opportunity["contract_id"] == contract["id"]
    assert opportunity["amount"] == CONTRACT["amount"]

    refused = await move(api, opportunity, "start_execution", expect=409)
    assert missing(refused) == {"delivery_milestone": "/milestones", "payment_milestone": "/milestones"}
    await milestone_in(db, opportunity, "delivery")
    await milestone_in(db, opportunity, "payment")
    opportunity = await move(api, opportunity, "start_execution")

    refused = await move(api, opportunity, "complete", expect=409)
    assert missing(refused) == {"milestones_done": "/milestones"}
    async with db.write() as session:
        done = update(Milestone).where(Milestone.opportunity_id == uuid.UUID(opportunity["id"]))
        await session.execute(done.values(done_on=session.now.date()))
    opportunity = await move(api, opportunity, "complete")
    assert (opportunity["stage"], opportunity["outcome"], opportunity["state"]) == (
        "execution",
        "completed",
        "completed",
    )
    assert opportunity["allowed_moves"] == []

    followed = (await api.get(f"/v1/opportunities/{opportunity['id']}/follow-ups", expect=200)).json()["items"]
    assert [(each["stage"], each["due_on"]) for each in followed] == [
        ("completed", "2026-04-09"),  # thirty days after, for the owner
        ("potential", "2026-03-17"),
    ]
    assert followed[0]["assignee_id"] == str(world.people["rep"])


async def test_what_has_ended_changes_no_more(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    lost = await move(api, opportunity, "lose", **LOSS, winning_competitor="Alfa Dosing")
    assert (lost["outcome"], lost["stage"], lost["winning_competitor"]) == ("lost", "potential", "Alfa Dosing")
    assert lost["follow_up_due_on"] is None
    refused = await change(api, lost, title="Once more", expect=409)
    assert refused["reason"] == "opportunity_closed"
    line = {"description": "Pump", "quantity": "1"}
    await api.post(f"/v1/opportunities/{lost['id']}/lines", json=line, expect=409)
    assert (await move(api, lost, "confirm_interest", expect=409))["reason"] == "wrong_state"


async def test_what_was_lost_says_why_and_what_was_learned(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world), competitors=[{"name": "Alfa Dosing"}])
    assert missing(await move(api, opportunity, "lose", expect=409)) == {
        "lost_reason": "/lost_reason",
        "lessons_learned": "/lessons_learned",
    }
    lost = await move(api, opportunity, "lose", **LOSS, winning_competitor="ALFA dosing")
    listed = (await api.get(f"/v1/opportunities/{lost['id']}/competitors", expect=200)).json()["items"]
    assert [(each["name"], each["won"]) for each in listed] == [("Alfa Dosing", True)]


async def test_it_is_told_beforehand_what_a_move_asks_for(api: Api, db: Database, world: World) -> None:
    customer_id = await customer_in(db, world)
    await log_call(api, customer_id)
    opportunity = await open_opportunity(api, customer_id)
    told = (await api.get(f"/v1/opportunities/{opportunity['id']}/criteria", expect=200)).json()["items"]
    assert [(each["move"], each["to_state"]) for each in told] == [("confirm_interest", "interested"), ("lose", "lost")]
    assert {each["code"]: each["holds"] for each in told[0]["criteria"]} == {
        "connected_contact": True,
        "intent_level_low": True,
        "open_follow_up": False,
    }
    refused = await move(api, opportunity, "confirm_interest", expect=409)
    lacking = {each["code"]: each["pointer"] for each in told[0]["criteria"] if not each["holds"]}
    assert missing(refused) == lacking


async def test_nobody_skips_a_stage(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    for name in ("define_needs", "negotiate", "sign_contract", "start_execution", "complete"):
        assert (await move(api, opportunity, name, expect=409))["reason"] == "wrong_state"
    assert (await opportunity_now(api, opportunity["id"]))["version"] == 1


async def test_a_move_takes_only_what_is_its_own(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    refused = await move(api, opportunity, "confirm_interest", contract=CONTRACT, amount=AMOUNT, expect=422)
    assert missing(refused) == {"not_taken": "/contract"}
    assert [fault["pointer"] for fault in refused["errors"]] == ["/amount", "/contract"]


async def test_back_takes_a_reason_and_after_signing_a_manager(api: Api, db: Database, world: World) -> None:
    opportunity = await brought_to(api, db, world, "contract_signed")
    assert opportunity["allowed_moves"] == ["start_execution"]
    await move(api, opportunity, "return_to_negotiation", expect=403, reason="Wrong price")
    assert missing(await move(api, opportunity, "return_to_negotiation", who="manager", expect=422)) == {
        "missing": "/reason"
    }
    back = await move(api, opportunity, "return_to_negotiation", who="manager", reason="Wrong price")
    assert (back["stage"], back["probability"]) == ("negotiation", 60)
    back = await move(api, back, "return_to_potential", reason="The buyer left")
    assert back["stage"] == "potential"


async def test_after_signing_a_manager_cancels_with_a_reason(api: Api, db: Database, world: World) -> None:
    opportunity = await brought_to(api, db, world, "contract_signed")
    assert (await move(api, opportunity, "lose", expect=409, **LOSS))["reason"] == "wrong_state"
    await move(api, opportunity, "cancel", expect=403, reason="Insolvent")
    await move(api, opportunity, "cancel", who="other_lead", expect=404, reason="Insolvent")
    cancelled = await move(api, opportunity, "cancel", who="manager", reason="Insolvent")
    assert (cancelled["outcome"], cancelled["cancel_reason"]) == ("cancelled", "Insolvent")


async def test_the_criteria_are_those_it_began_under(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    setting = (await api.get("/v1/policies/pipeline_stage_criteria", who="director", expect=200)).json()
    value = {**setting["default"], "interested": []}
    await api.post(
        "/v1/policies/pipeline_stage_criteria/versions",
        who="director",
        version=setting["revision"],
        json={"value": value, "reason": "Trust the reps"},
        expect=201,
    )
    refused = await move(api, opportunity, "confirm_interest", expect=409)
    assert set(missing(refused)) == {"connected_contact", "intent_level_low", "open_follow_up"}
    fresh = await open_opportunity(api, await customer_in(db, world))
    assert fresh["policy_versions"] == {"pipeline_stage_criteria": 1}
    assert (await move(api, fresh, "confirm_interest"))["stage"] == "interested"


async def test_a_revisit_that_cannot_be_planned_is_told(api: Api, db: Database, world: World) -> None:
    opportunity = await brought_to(api, db, world, "execution")
    async with db.write() as session:
        of_it = Milestone.opportunity_id == uuid.UUID(opportunity["id"])
        await session.execute(update(Milestone).where(of_it).values(done_on=session.now.date()))
        of_customer = Customer.id == uuid.UUID(opportunity["customer_id"])
        await session.execute(update(Customer).where(of_customer).values(do_not_call=True))
    assert missing(await move(api, opportunity, "complete", expect=409)) == {"revisit_planned": "/revisit"}
    revisit = {"method": "phone", "due_on": "2026-04-20"}
    assert missing(await move(api, opportunity, "complete", revisit=revisit, expect=422)) == {
        "opted_out": "/revisit/method"
    }
    done = await move(api, opportunity, "complete", revisit={**revisit, "method": "visit"})
    assert done["outcome"] == "completed"


async def test_every_move_is_kept_with_the_time_in_the_stage(
    api: Api, db: Database, world: World, clock: SettableClock
) -> None:
    customer_id = await customer_in(db, world)
    await log_call(api, customer_id)
    opportunity = await open_opportunity(api, customer_id)
    clock.advance(timedelta(hours=26))  # from ten o'clock on Tuesday to noon on Wednesday
    await move(api, opportunity, "confirm_interest", follow_up=FOLLOW_UP)
    clock.advance(timedelta(hours=1))
    await move(api, opportunity, "return_to_potential", reason="A misunderstanding")
    clock.advance(timedelta(minutes=30))
    stays = (await api.get(f"/v1/opportunities/{opportunity['id']}/stages", expect=200)).json()["items"]
    assert [(s["state"], s["elapsed_seconds"], s["move"], s["reason"]) for s in stays] == [
        ("potential", 26 * 3600, "confirm_interest", None),
        ("interested", 3600, "return_to_potential", "A misunderstanding"),
        ("potential", 1800, None, None),
    ]
    assert [s["entered_at"] for s in stays[1:]] == [s["left_at"] for s in stays[:-1]]
    assert 0 < stays[0]["working_seconds"] < 11 * 3600


async def test_everybody_hears_of_it(api: Api, db: Database, world: World) -> None:
    opportunity = await brought_to(api, db, world, "contract_signed")
    await move(api, opportunity, "cancel", who="manager", reason="Insolvent")
    async with db.read() as session:
        told = await session.scalars(
            select(Event.type)
            .where(Event.subject_id == uuid.UUID(opportunity["id"]), Event.type != "opportunity.changed")
            .order_by(Event.seq)
        )
        assert list(told) == [
            "opportunity.created",
            *["opportunity.stage_changed"] * 4,
            "opportunity.won",
            "opportunity.cancelled",
        ]


@pytest.mark.parametrize("who", ["service", "auditor", "analyst"])
async def test_who_only_reads_moves_nothing(api: Api, db: Database, world: World, who: str) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    assert (await opportunity_now(api, opportunity["id"], who=who))["allowed_moves"] == []
    await move(api, opportunity, "lose", who=who, expect=403, **LOSS)


async def test_versions_count_once_for_a_move(api: Api, db: Database, world: World) -> None:
    opportunity = await open_opportunity(api, await customer_in(db, world))
    lost = await move(api, opportunity, "lose", **LOSS)
    async with db.read() as session:
        newest = select(func.max(Event.subject_version)).where(Event.subject_id == uuid.UUID(opportunity["id"]))
        assert await session.scalar(newest) == lost["version"]
