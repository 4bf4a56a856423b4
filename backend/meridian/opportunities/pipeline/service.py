"""Opening, changing and moving opportunities (CR-12, CR-13, CR-16, TS-8)."""

import uuid
from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Numeric, delete, func, select

from meridian.calendars.queries import time_in_state, today
from meridian.call_hours.rules import call_hours
from meridian.customers import queries as customers
from meridian.customers.members.service import SELLING
from meridian.customers.models import Contact, Customer, Need
from meridian.customers.service import refuse_archived
from meridian.handoffs import service as handoffs
from meridian.handoffs.models import Handoff
from meridian.handoffs.rules import Origin
from meridian.handoffs.schemas import HandoffAsk
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid, check_version, fault
from meridian.kernel.schemas import money_columns
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.opportunities import queries
from meridian.opportunities.contracts import service as contracts_service
from meridian.opportunities.details import service as details_service
from meridian.opportunities.details.schemas import FollowUpPlan
from meridian.opportunities.events import OPPORTUNITY_CREATED
from meridian.opportunities.models import Opportunity, OpportunityCompetitor, OpportunityNeed
from meridian.opportunities.pipeline import queries as pipeline_queries
from meridian.opportunities.pipeline.rules import Entry
from meridian.opportunities.pipeline.schemas import OpportunityCreate, OpportunityMove, OpportunityUpdate, Revisit
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.rules import OpportunityState
from meridian.opportunities.service import revalue_one, settle_change
from meridian.plans.changes import place_of
from meridian.plans.queries import assignees
from meridian.policies.definitions.customers import CLOSED_REVISIT_DAYS
from meridian.policies.definitions.sales import PIPELINE_STAGE_CRITERIA, STAGE_FOLLOW_UP_DAYS
from meridian.policies.queries import snapshot
from meridian.policies.rules import Stage
from meridian.records.models import ContactRecord

# What an opportunity may refer to: an owner who can see the customer; people, needs and records of that customer.


async def owner_of_new(session: WriteSession, actor: Actor, customer: Customer, owner_id: uuid.UUID | None) -> User:
    """The person named, else the actor if selling, else the customer's owner."""
    if owner_id is None:
        owner_id = actor.user_id if actor.role in SELLING else customer.owner_id
    if owner_id is None:
        raise fault("/owner_id", "missing", msg("name an owner: the customer has none"))
    return await eligible_owner(session, actor, customer, owner_id)


async def eligible_owner(session: WriteSession, actor: Actor, customer: Customer, owner_id: uuid.UUID) -> User:
    """That person; 422 when unknown or inactive, beyond the actor's reach, or unable to see the customer."""
    person = (await assignees(session, actor, [(owner_id, customer.id)])).get(owner_id)
    user = await session.get(User, owner_id)
    if person is None or user is None or user.department_id is None:
        raise fault("/owner_id", "unknown_user", msg("must be an active person of a department"))
    if not person.within_reach:
        raise fault("/owner_id", "owner_out_of_reach", msg("you may not give opportunities to this person"))
    if customer.id not in person.customers:
        raise fault("/owner_id", "owner_cannot_see_customer", msg("the customer is outside this person's scope"))
    return user


async def check_references(
    session: WriteSession, customer_id: uuid.UUID, values: Mapping[str, Any], need_ids: Collection[uuid.UUID]
) -> None:
    """422 naming each person, record and need that is not the customer's."""
    faults = []
    contact_id, record_id = values.get("decision_maker_id"), values.get("origin_record_id")
    if contact_id is not None:
        contact = await session.get(Contact, contact_id)
        if contact is None or contact.customer_id != customer_id:
            faults.append(Fault("/decision_maker_id", "unknown_contact", msg("the customer has no such person")))
    if record_id is not None:
        record = await session.get(ContactRecord, record_id)
        if record is None or record.customer_id != customer_id:
            faults.append(Fault("/origin_record_id", "unknown_record", msg("no contact with this customer")))
    if need_ids:
        known = set(
            await session.scalars(select(Need.id).where(Need.id.in_(need_ids), Need.customer_id == customer_id))
        )
        faults += [
            Fault(f"/need_ids/{index}", "unknown_need", msg("the customer has no such need"))
            for index, need_id in enumerate(need_ids)
            if need_id not in known
        ]
    if faults:
        raise Invalid(errors=faults)


# Opening opportunities and changing what is known of them (CR-12, CR-16, TS-8).


LISTS = {"lines", "competitors", "need_ids"}


async def create(session: WriteSession, actor: Actor, body: OpportunityCreate) -> Opportunity:
    """Opens an opportunity in the first stage, under the entry criteria in force now (CR-12). It came from where its
    customer came from, unless said otherwise.

    404 for a customer outside the actor's scope, 409 for an archived one, 422 for an owner who is unknown, out of the
    actor's reach or cannot see the customer, and for people, needs or records of other customers.
    """
    customer = await customers.load(session, actor, body.customer_id, permission=Permission.OPPORTUNITY_WRITE)
    refuse_archived(customer)
    owner = await owner_of_new(session, actor, customer, body.owner_id)
    given = money_columns(body.model_dump(exclude=LISTS | {"owner_id"}), "amount")
    await check_references(session, customer.id, given, body.need_ids)
    if given["source"] is None:
        given["source"] = customer.source_channel
    if given["campaign_id"] is None:
        del given["campaign_id"]  # the database says which (meridian.campaigns.triggers)
    opportunity = Opportunity(
        **given,
        **whose(owner),
        policy_versions=(await snapshot(session)).pin(PIPELINE_STAGE_CRITERIA),
        created_by=actor.user_id,
    )
    await put_into_stage(session, opportunity, Stage.POTENTIAL)
    session.add(opportunity)
    await session.flush()
    session.add_all(OpportunityNeed(opportunity_id=opportunity.id, need_id=each) for each in set(body.need_ids))
    details_service.insert_lines(session, opportunity, body.lines)
    session.add_all(
        OpportunityCompetitor(opportunity_id=opportunity.id, customer_id=customer.id, **each.model_dump())
        for each in body.competitors
    )
    await revalue_one(session, opportunity)
    await publish(session, OPPORTUNITY_CREATED, opportunity)
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
    await check_references(session, opportunity.customer_id, values, given.get("need_ids", ()))
    if given.get("owner_id", opportunity.owner_id) != opportunity.owner_id:
        customer = await session.get_one(Customer, opportunity.customer_id)
        values |= whose(await eligible_owner(session, actor, customer, given["owner_id"]))
    assign(opportunity, values)
    if "need_ids" in given:
        await _replace_needs(session, opportunity, set(given["need_ids"]))
    await settle_change(session, opportunity, *given)


def whose(owner: User) -> dict[str, Any]:
    """The columns that say whose it is."""
    return {"owner_id": owner.id, "team_id": owner.team_id, "department_id": owner.department_id}


async def put_into_stage(session: WriteSession, opportunity: Opportunity, stage: Stage) -> None:
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
        raise Invalid(errors=[Fault(f"/{name}", "missing", msg("a chance of one's own and its reason come together"))])


# Moving an opportunity through the pipeline (CR-13, workflows.md).


COLUMNS = ("needs_description", "expected_purchase_on", "no_competitors_known", "amount", "decision_maker_id")
LOSS = ("lost_reason", "lessons_learned")
At = MoveContext[Opportunity]


async def bring_along(session: WriteSession, at: At) -> None:
    """Writes what the request brings, so that the criteria see it; a refusal takes it back with the transaction.

    422 for what the move does not take, and for whatever is wrong with what it takes.
    """
    await _bring(session, at)
    await _adopt(session, at)


async def bring_loss(session: WriteSession, at: At) -> None:
    """Why it was lost, to whom, and what was learned."""
    await _bring(session, at)
    assign(at.record, {name: getattr(at.body, name) for name in LOSS})
    if at.body.winning_competitor is not None:
        await details_service.note_winner(session, at.record, at.body.winning_competitor)
    await _adopt(session, at)


async def bring_revisit(session: WriteSession, at: At) -> None:
    """Plans the revisit given; else, when none is planned, one `closed_revisit_days` from now (TS-11)."""
    await _bring(session, at)
    opportunity, wanted = at.record, at.body.revisit
    if wanted is None and not await pipeline_queries.has_revisit(session, opportunity):
        wanted = Revisit(due_on=await _revisit_day(session, opportunity))
    if wanted is not None:
        await _plan_revisit(session, at, FollowUpPlan(**wanted.model_dump()))
    await _adopt(session, at)


async def _revisit_day(session: WriteSession, opportunity: Opportunity) -> date:
    """`closed_revisit_days` from now (TS-11), or the first day after on which they may be called (OT-10)."""
    policies = await snapshot(session)
    wanted = await today(session) + timedelta(days=policies.get(CLOSED_REVISIT_DAYS))
    place = place_of(await session.get_one(Customer, opportunity.customer_id))
    return call_hours(policies).next_day(place, wanted)


async def _plan_revisit(session: WriteSession, at: At, plan: FollowUpPlan) -> None:
    """422 naming what is wrong with one that was asked for; one of ours that cannot be made is a criterion missing."""
    candidate = details_service.candidate_of(at.record, plan)
    item_id, faults = await details_service.plan_contact(
        session, at.actor, at.record, candidate, plan.aim, OpportunityState.COMPLETED
    )
    if faults and at.body.revisit is not None:
        raise Invalid(errors=[each.under("/revisit") for each in faults])
    if item_id is None and not faults:
        await details_service.link_same(session, at.record, candidate, OpportunityState.COMPLETED)


async def _bring(session: WriteSession, at: At) -> None:
    opportunity, body, actor = at.record, at.body, at.actor
    at.body.require_taken(at.move.name)
    sent = body.model_dump(include={*COLUMNS}, exclude_none=True)
    if sent:
        await change(session, actor, opportunity, sent)
    if body.lines:
        await details_service.append_lines(session, opportunity, body.lines)
    if body.proposal is not None:
        await contracts_service.insert(session, actor, opportunity, body.proposal, pointer="/proposal")
    if body.contract is not None:
        await contracts_service.bring(session, actor, opportunity, body.contract)
    if body.follow_up is not None:
        await details_service.plan(session, actor, opportunity, body.follow_up, pointer="/follow_up")
    await session.flush()


async def _adopt(session: WriteSession, at: At) -> None:
    """What took the place of a follow-up is one as well, before the criteria look."""
    await session.flush()
    await details_service.adopt(session, at.record.id)
    await session.flush()


async def enter_stage(session: WriteSession, at: At) -> None:
    await put_into_stage(session, at.record, Stage(at.target))


async def end_follow_ups(session: WriteSession, at: At) -> None:
    """What was still planned for it ends with it; the revisit stays."""
    await details_service.end(session, at.record, f"opportunity {at.target}")


async def take_over_contract_amount(session: WriteSession, at: At) -> None:
    """What the contract is worth is what the opportunity brings."""
    await contracts_service.settle_amount(session, at.record)


async def settle_purchase(session: WriteSession, at: At) -> None:
    """A contract that binds is a purchase, and none once it is given up (MC-3)."""
    await contracts_service.settle_purchase(session, at.record)


async def revalue(session: WriteSession, at: At) -> None:
    """What it is worth in base currency follows from where it stands."""
    await revalue_one(session, at.record)


async def _criteria(session: WriteSession, at: At) -> Entry:
    return await pipeline_queries.stage_entry(session, at.record, at.target)


MOVES = Engine(
    OPPORTUNITY,
    Opportunity,
    time=time_in_state,
    rights=queries.rights,
    facts=_criteria,
    since="stage_since",
    effects=(
        bring_along,
        bring_loss,
        bring_revisit,
        enter_stage,
        take_over_contract_amount,
        settle_purchase,
        revalue,
        end_follow_ups,
    ),
)


async def move(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, name: str, body: OpportunityMove, version: int
) -> None:
    """Makes a move, with what the request brings for it.

    404, 412, then 409 from a state that does not know the move, 403, 422 for what the move itself needs or does not
    take, and 409 listing each criterion of the stage that is missing even with what was brought.
    """
    opportunity, held = await queries.load_to_move(session, actor, opportunity_id)
    await MOVES.make(
        session, opportunity, name, actor=actor, may=lambda code: held[Permission(code)], body=body, version=version
    )


# Questions that come up on an opportunity, passed to a department (OT-13, OT-14).


async def ask_department(session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: HandoffAsk) -> Handoff:
    """Passes a question on; 404 unless the actor sees the opportunity and may ask for its customer."""
    opportunity = await queries.load(session, actor, opportunity_id)
    await customers.load(session, actor, opportunity.customer_id, permission=Permission.HANDOFF_WRITE)
    return await handoffs.ask(
        session, opportunity.customer_id, body, origin_type=Origin.OPPORTUNITY, origin_id=opportunity.id
    )
