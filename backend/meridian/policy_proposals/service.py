"""Proposing a change of policy, and deciding about it with four eyes."""

import uuid
from typing import Any

from meridian.calendars.queries import time_in_state
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.problems import check_version
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Engine
from meridian.policies import service as policies
from meridian.policies.queries import load_history
from meridian.policy_proposals import queries
from meridian.policy_proposals.events import POLICY_PROPOSAL_MADE
from meridian.policy_proposals.models import PolicyProposal
from meridian.policy_proposals.rules import ProposalFacts
from meridian.policy_proposals.schemas import PolicyProposalCreate, PolicyProposalMove
from meridian.policy_proposals.workflow import POLICY_PROPOSAL


async def propose(
    session: WriteSession, actor: Actor, key: str, body: PolicyProposalCreate, revision: int
) -> PolicyProposal:
    """Keeps the change until a second person has decided: nothing is in force or scheduled by it.

    404, 412, 422 and 409 as for the decision or withdrawal itself; 409 `proposal_open` while another one waits.
    """
    known = await policies.locked(session, key)
    check_version(known.revision(key), revision)
    if body.withdraws is None:
        kept: Any = (await policies.preview(session, key, value=body.value, effective_from=body.effective_from)).value
    else:
        kept = None
        await policies.require_withdrawable(session, known, key, body.withdraws)
    await session.set_reason(body.reason)
    proposal = PolicyProposal(
        key=key,
        value=kept,
        effective_from=body.effective_from,
        withdraws=body.withdraws,
        revision=revision,
        reason=body.reason,
        proposed_by=actor.user_id,
    )
    session.add(proposal)
    await session.flush()
    await publish(session, POLICY_PROPOSAL_MADE, proposal)
    return proposal


async def move(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, name: str, body: PolicyProposalMove, version: int
) -> None:
    """`confirm` or `deny` by another person who may change the policy, `withdraw` by who proposed it.

    404, 403, 412, 409 `four_eyes` or `setting_changed`, 422; confirming also as for the decision itself. The setting is
    locked before the proposal, as by everybody else who decides on it.
    """
    await policies.locked(session, (await queries.load(session, proposal_id)).key)
    proposal = await queries.load(session, proposal_id, lock=True)
    await MOVES.make(session, proposal, name, actor=actor, body=body, version=version)


async def carry_out(session: WriteSession, at: MoveContext[PolicyProposal]) -> None:
    """The decision or withdrawal, in the name of who proposed it, with who confirmed it."""
    proposal = at.record
    decision = {
        "author_id": proposal.proposed_by,
        "confirmed_by": at.actor_id,
        "reason": proposal.reason,
        "expected_revision": proposal.revision,
    }
    if proposal.withdraws is not None:
        await policies.withdraw(session, proposal.key, proposal.withdraws, **decision)
        return
    later = proposal.effective_from
    effective = later if later is not None and later > session.now else None
    await policies.set_value(session, proposal.key, value=proposal.value, effective_from=effective, **decision)


async def _facts(session: WriteSession, at: MoveContext[PolicyProposal]) -> ProposalFacts:
    return queries.facts_of(at.record, await load_history(session), at.actor_id)


MOVES = Engine(POLICY_PROPOSAL, PolicyProposal, time=time_in_state, facts=_facts, effects=(carry_out,))
