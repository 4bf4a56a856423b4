"""Proposing changes of customers, and deciding about them field by field (MC-2, MC-7)."""

import uuid
from collections.abc import Collection

from sqlalchemy import select

from meridian.customers import queries
from meridian.customers import service as customers
from meridian.customers.change_proposals.schemas import FieldDecision, ProposalDecision, ProposalOfChange
from meridian.customers.events import CHANGE_DECIDED, CHANGE_PROPOSED
from meridian.customers.models import ChangeProposal
from meridian.customers.schemas import CustomerUpdate
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, Invalid, NotFound, check_version, fault

_SAID_BESIDE = frozenset({"reason", "learned_at"})
"""What an update carries that is no field of the customer."""


async def propose(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: ProposalOfChange
) -> ChangeProposal:
    """Keeps what the actor knows. 404 unless they see the customer, 409 when archived, 422 for nothing proposed."""
    customer = await queries.load(session, actor, customer_id)
    customers.refuse_archived(customer)
    changes = body.changes.model_dump(mode="json", exclude=set(_SAID_BESIDE))
    if not changes:
        raise fault("/changes", "missing", msg("propose at least one field"))
    if body.learned_at is not None and body.learned_at > session.now:
        raise fault("/learned_at", "future", msg("must not lie in the future"))
    proposal = ChangeProposal(
        customer_id=customer.id,
        changes=changes,
        note=body.note,
        learned_at=body.learned_at or session.now,
        proposed_by=actor.user_id,
    )
    session.add(proposal)
    await publish(session, CHANGE_PROPOSED, proposal, fields=sorted(changes))
    return proposal


async def decide(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: ProposalDecision, version: int
) -> None:
    """Takes over the fields accepted, as a change of the actor's, and leaves those declined; others wait on.

    404 unless the actor may change the customer, 412, 409 once all is decided, 422 naming fields that are not open, or
    for whatever an update of the customer refuses.
    """
    proposal = await session.get(ChangeProposal, proposal_id)
    if proposal is None:
        raise NotFound()
    customer = await queries.load(session, actor, proposal.customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    locked = select(ChangeProposal).where(ChangeProposal.id == proposal_id)
    proposal = (await session.scalars(locked.with_for_update().execution_options(populate_existing=True))).one()
    check_version(proposal.version, version)
    if proposal.closed_at is not None:
        raise Conflict(msg("every field of it is decided"), reason="proposal_decided")
    _require_open(proposal, body)
    if body.accept:
        given = {name: proposal.changes[name] for name in body.accept}
        said = {"reason": body.reason} if body.reason is not None else {}
        update = CustomerUpdate.model_validate({**given, **said, "learned_at": proposal.learned_at})
        await customers.update(session, actor, customer.id, update, customer.version)
    proposal.decisions = {
        **proposal.decisions,
        **dict.fromkeys(body.accept, FieldDecision.ACCEPTED.value),
        **dict.fromkeys(body.decline, FieldDecision.DECLINED.value),
    }
    proposal.answer, proposal.decided_by = body.answer or proposal.answer, actor.user_id
    if proposal.decisions.keys() == proposal.changes.keys():
        proposal.closed_at = session.now
    await publish(session, CHANGE_DECIDED, proposal, fields=sorted({*body.accept, *body.decline}))


def _require_open(proposal: ChangeProposal, body: ProposalDecision) -> None:
    undecided: Collection[str] = proposal.changes.keys() - proposal.decisions.keys()
    faults = [
        Fault(f"/{name}/{index}", "not_proposed", msg("this field is not open in the proposal"))
        for name, fields in (("accept", body.accept), ("decline", body.decline))
        for index, each in enumerate(fields)
        if each not in undecided
    ]
    twice = set(body.accept) & set(body.decline)
    faults += [Fault("/decline", "one_of", msg("a field is accepted or declined, not both"))] if twice else []
    if not body.accept and not body.decline:
        faults.append(Fault("/accept", "missing", msg("name fields to accept or decline")))
    if body.decline and body.answer is None:
        faults.append(Fault("/answer", "missing", msg("say why to who proposed it")))
    if faults:
        raise Invalid(errors=faults)
