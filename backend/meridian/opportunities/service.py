"""Opening opportunities and changing what is known of them (CR-12, CR-16, TS-8)."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Numeric, delete, func

from meridian.customers import queries as customers
from meridian.customers.models import Customer
from meridian.customers.reviews import today
from meridian.customers.service import refuse_archived
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.problems import Fault, Invalid
from meridian.opportunities import lines, queries, references
from meridian.opportunities.announcing import announce, announce_change
from meridian.opportunities.codes import Stage
from meridian.opportunities.events import OPPORTUNITY_CREATED
from meridian.opportunities.models import Opportunity, OpportunityCompetitor, OpportunityNeed
from meridian.opportunities.rules import money_columns
from meridian.opportunities.schemas import OpportunityCreate, OpportunityUpdate
from meridian.policies.definitions import PIPELINE_STAGE_CRITERIA, STAGE_FOLLOW_UP_DAYS
from meridian.policies.queries import snapshot

LISTS = {"lines", "competitors", "need_ids"}


async def create(session: WriteSession, actor: Actor, body: OpportunityCreate) -> Opportunity:
    """Opens an opportunity in the first stage, under the entry criteria in force now (CR-12).

    404 for a customer outside the actor's scope, 409 for an archived one, 422 for an owner who is unknown, out of the
    actor's reach or cannot see the customer, and for people, needs or records of other customers.
    """
    customer = await customers.load(session, actor, body.customer_id, permission=Permission.OPPORTUNITY_WRITE)
    refuse_archived(customer)
    owner = await references.owner_of_new(session, actor, customer, body.owner_id)
    given = money_columns(body.model_dump(exclude=LISTS | {"owner_id"}), "amount")
    await references.check(session, customer.id, given, body.need_ids)
    opportunity = Opportunity(
        **given,
        **whose(owner),
        policy_versions=(await snapshot(session)).pin(PIPELINE_STAGE_CRITERIA),
        created_by=actor.user_id,
    )
    await enter_stage(session, opportunity, Stage.POTENTIAL)
    session.add(opportunity)
    await session.flush()
    session.add_all(OpportunityNeed(opportunity_id=opportunity.id, need_id=each) for each in set(body.need_ids))
    lines.insert(session, opportunity, body.lines)
    session.add_all(
        OpportunityCompetitor(opportunity_id=opportunity.id, customer_id=customer.id, **each.model_dump())
        for each in body.competitors
    )
    await announce(session, OPPORTUNITY_CREATED, opportunity)
    return opportunity


async def update(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: OpportunityUpdate, version: int
) -> Opportunity:
    """Changes the fields sent. 404, 412, 409 once it has ended, 422 as on creating."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    check_version(opportunity.version, version)
    given = body.model_dump()
    if reason := given.pop("reason", None):
        await session.set_reason(reason)
    await change(session, actor, opportunity, given)
    return opportunity


async def change(session: WriteSession, actor: Actor, opportunity: Opportunity, given: Mapping[str, Any]) -> None:
    """Sets fields of a locked, open opportunity and tells of it."""
    values = money_columns({name: given[name] for name in given if name not in ("need_ids", "owner_id")}, "amount")
    _require_reason_for_chance(opportunity, values)
    await references.check(session, opportunity.customer_id, values, given.get("need_ids", ()))
    if given.get("owner_id", opportunity.owner_id) != opportunity.owner_id:
        customer = await session.get_one(Customer, opportunity.customer_id)
        values |= whose(await references.owner(session, actor, customer, given["owner_id"]))
    for name, value in values.items():
        setattr(opportunity, name, value)
    if "need_ids" in given:
        await _replace_needs(session, opportunity, set(given["need_ids"]))
    await announce_change(session, opportunity, *given)


def whose(owner: User) -> dict[str, Any]:
    """The columns that say whose it is."""
    return {"owner_id": owner.id, "team_id": owner.team_id, "department_id": owner.department_id}


async def enter_stage(session: WriteSession, opportunity: Opportunity, stage: Stage) -> None:
    """Puts it into a stage, on top of its column; the stage's own chance holds, and its follow-up is due (CR-14)."""
    opportunity.stage, opportunity.stage_since = stage, session.now
    opportunity.rank = -func.nextval("opportunity_rank", type_=Numeric())
    opportunity.probability = opportunity.probability_reason = None
    await expect_follow_up(session, opportunity)


async def expect_follow_up(session: WriteSession, opportunity: Opportunity) -> None:
    """The next follow-up is due within the stage's days from today (CR-14)."""
    days = (await snapshot(session)).get(STAGE_FOLLOW_UP_DAYS)[Stage(opportunity.stage)]
    opportunity.follow_up_due_on = await today(session) + timedelta(days=days)


async def _replace_needs(session: WriteSession, opportunity: Opportunity, need_ids: set[uuid.UUID]) -> None:
    """The needs are part of the record: its version grows although its row may not change."""
    await session.execute(delete(OpportunityNeed).where(OpportunityNeed.opportunity_id == opportunity.id))
    session.add_all(OpportunityNeed(opportunity_id=opportunity.id, need_id=each) for each in need_ids)
    opportunity.version += 1


def _require_reason_for_chance(opportunity: Opportunity, values: dict[str, Any]) -> None:
    """422 unless a chance other than the stage's own has its reason; without one the reason goes as well (CR-16)."""
    if "probability" in values and values["probability"] is None:
        values["probability_reason"] = None
    chance = values.get("probability", opportunity.probability)
    reason = values.get("probability_reason", opportunity.probability_reason)
    if (chance is None) != (reason is None):
        name = "probability" if chance is None else "probability_reason"
        raise Invalid(errors=[Fault(f"/{name}", "missing", "a chance of one's own and its reason come together")])
