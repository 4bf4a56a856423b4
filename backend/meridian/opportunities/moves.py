"""Moving an opportunity through the pipeline (CR-13, workflows.md)."""

import uuid
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

from meridian.calendars import deadlines
from meridian.customers.reviews import today
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel import transitions
from meridian.kernel.db import WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.problems import Fault, Invalid
from meridian.opportunities import contracts, criteria, follow_ups, lines, proposals, queries, service
from meridian.opportunities.announcing import SUBJECT, announce
from meridian.opportunities.codes import OpportunityState, Outcome, Stage
from meridian.opportunities.events import ENDS, OPPORTUNITY_WON, STAGE_CHANGED
from meridian.opportunities.models import Opportunity
from meridian.opportunities.schemas_moves import OpportunityMove, Revisit
from meridian.opportunities.schemas_parts import FollowUpPlan
from meridian.opportunities.workflow import NOTHING_ASKED, OPPORTUNITY, TAKES, Entry, state_of
from meridian.policies.definitions import CLOSED_REVISIT_DAYS
from meridian.policies.queries import snapshot

COLUMNS = ("needs_description", "expected_purchase_on", "no_competitors_known", "amount", "decision_maker_id")
LOSS = ("lost_reason", "lessons_learned")


async def move(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, name: str, body: OpportunityMove, version: int
) -> Opportunity:
    """Makes a move, with what the request brings for it.

    404, 412, then 409 from a state that does not know the move, 403, 422 for what the move itself needs or does not
    take, and 409 listing each criterion of the stage that is missing even with what was brought.
    """
    opportunity = await queries.load(session, actor, opportunity_id, lock=True)
    check_version(opportunity.version, version)
    return await make(session, actor, opportunity, name, body)


async def make(
    session: WriteSession, actor: Actor, opportunity: Opportunity, name: str, body: OpportunityMove
) -> Opportunity:
    """`move` on an opportunity that is locked and at the version the actor read."""
    rights = await queries.rights(session, actor, opportunity)
    before = state_of(opportunity.stage, opportunity.outcome)
    given = body.model_dump(exclude_none=True)

    def check(entry: Entry) -> OpportunityState:
        return OPPORTUNITY.check(name, before, may=lambda code: rights[Permission(code)], given=given, context=entry)

    target = check(NOTHING_ASKED)
    _refuse_untaken(name, given)
    if body.reason is not None:
        await session.set_reason(body.reason)
    await _bring(session, actor, opportunity, name, body)
    check(await criteria.entry(session, opportunity, target))
    await _keep(session, opportunity, name, before, target, body.reason)
    await _enter(session, opportunity, name, target, body)
    await _tell(session, opportunity, name, before, target)
    return opportunity


def _refuse_untaken(name: str, given: Mapping[str, Any]) -> None:
    """What a move does not take is refused, not overlooked."""
    known = TAKES.get(name, frozenset()) | {"reason"}
    faults = [
        Fault(f"/{field}", "not_taken", f"“{name}” does not take this") for field in sorted(given) if field not in known
    ]
    if faults:
        raise Invalid(errors=faults)


async def _bring(
    session: WriteSession, actor: Actor, opportunity: Opportunity, name: str, body: OpportunityMove
) -> None:
    """Writes what the request brings, so that the criteria see it; a refusal takes it back with the transaction."""
    sent = body.model_dump(include={*COLUMNS}, exclude_none=True)
    if sent:
        await service.change(session, actor, opportunity, sent)
    if body.lines:
        await lines.append(session, opportunity, body.lines)
    if body.proposal is not None:
        await proposals.insert(session, actor, opportunity, body.proposal, pointer="/proposal")
    if body.contract is not None:
        await contracts.bring(session, actor, opportunity, body.contract)
    if body.follow_up is not None:
        await follow_ups.plan(session, actor, opportunity, body.follow_up, pointer="/follow_up")
    await session.flush()
    if name in _PREPARE:
        await _PREPARE[name](session, actor, opportunity, body)
    await follow_ups.adopt(session, opportunity.id)
    await session.flush()


async def _prepare_loss(session: WriteSession, actor: Actor, opportunity: Opportunity, body: OpportunityMove) -> None:
    for name in LOSS:
        setattr(opportunity, name, getattr(body, name))
    if body.winning_competitor is not None:
        await lines.note_winner(session, opportunity, body.winning_competitor)


async def _prepare_completion(
    session: WriteSession, actor: Actor, opportunity: Opportunity, body: OpportunityMove
) -> None:
    """Plans the revisit given; else, when none is planned, one `closed_revisit_days` from now (TS-11)."""
    if body.revisit is not None:
        wanted, given = body.revisit, True
    elif await criteria.has_revisit(session, opportunity):
        return
    else:
        days = (await snapshot(session)).get(CLOSED_REVISIT_DAYS)
        wanted, given = Revisit(due_on=await today(session) + timedelta(days=days)), False
    plan = FollowUpPlan(**wanted.model_dump())
    candidate = follow_ups.candidate_of(opportunity, plan)
    item_id, faults = await follow_ups.plan_contact(
        session, actor, opportunity, candidate, plan.aim, OpportunityState.COMPLETED
    )
    if faults and given:
        raise Invalid(errors=[Fault(f"/revisit{each.pointer}", each.code, each.detail) for each in faults])
    if item_id is None and not faults:
        await follow_ups.link_same(session, opportunity, candidate, OpportunityState.COMPLETED)


_Prepare = Callable[[WriteSession, Actor, Opportunity, OpportunityMove], Awaitable[None]]
_PREPARE: Mapping[str, _Prepare] = {"lose": _prepare_loss, "complete": _prepare_completion}


async def _keep(
    session: WriteSession,
    opportunity: Opportunity,
    name: str,
    before: OpportunityState,
    target: OpportunityState,
    reason: str | None,
) -> None:
    """The move, with how long the stage left had lasted, also in working time of the owner's department."""
    since = opportunity.stage_since
    await transitions.record(
        session,
        workflow=OPPORTUNITY.name,
        subject_type=SUBJECT,
        subject_id=opportunity.id,
        customer_id=opportunity.customer_id,
        move=name,
        from_state=before,
        to_state=target,
        entered_at=since,
        working_seconds=await deadlines.working_seconds(session, opportunity.department_id, since, session.now),
        reason=reason,
    )


async def _enter(
    session: WriteSession, opportunity: Opportunity, name: str, target: OpportunityState, body: OpportunityMove
) -> None:
    if target in OPPORTUNITY.final:
        opportunity.outcome, opportunity.closed_at = Outcome(target), session.now
        opportunity.follow_up_due_on = None
        opportunity.cancel_reason = body.reason if target is OpportunityState.CANCELLED else None
    else:
        await service.enter_stage(session, opportunity, Stage(target))
    if name == "sign_contract":
        await contracts.settle_amount(session, opportunity)


async def _tell(
    session: WriteSession, opportunity: Opportunity, name: str, before: OpportunityState, target: OpportunityState
) -> None:
    kinds = [ENDS.get(target, STAGE_CHANGED)]
    if target is OpportunityState.CONTRACT_SIGNED and before is OpportunityState.NEGOTIATION:
        kinds.append(OPPORTUNITY_WON)
    for kind in kinds:
        await announce(session, kind, opportunity, move=name, from_state=before, to_state=target)
