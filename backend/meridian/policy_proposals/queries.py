"""Every SELECT on proposed changes of policy. Everybody may read the company's policy, so nothing here is scoped."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission, company_wide_roles
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.policies.definitions.registry import DEFINITIONS
from meridian.policies.queries import load_history
from meridian.policies.rules import History, Version, difference
from meridian.policy_proposals.models import PolicyProposal
from meridian.policy_proposals.rules import Difference, PolicyProposalState, ProposalFacts
from meridian.policy_proposals.schemas import PolicyProposalRead
from meridian.policy_proposals.workflow import POLICY_PROPOSAL

Proposer, Decider = aliased(User), aliased(User)
PROPOSALS = ListSpec(
    "policy_proposals",
    fields=(
        Field("key", PolicyProposal.key, "code", description="The setting", example="contact_cadence_days"),
        Field("state", PolicyProposal.state, "code", choices=PolicyProposalState, description="Where it stands"),
        Field("proposed_by", PolicyProposal.proposed_by, "uuid", person=True, description="Who proposed it"),
        Field("decided_by", PolicyProposal.decided_by, "uuid", person=True, description="Who decided"),
        Field("created_at", PolicyProposal.created_at, "instant", sortable=True, description="When it was proposed"),
    ),
    default_sort=("-created_at",),
    id_column=PolicyProposal.id,
)


def _with_names() -> Select[*tuple[Any, ...]]:
    return (
        select(PolicyProposal, Proposer.name.label("proposed_by_name"), Decider.name.label("decided_by_name"))
        .join(Proposer, Proposer.id == PolicyProposal.proposed_by)
        .outerjoin(Decider, Decider.id == PolicyProposal.decided_by)
    )


async def load(session: Session, proposal_id: uuid.UUID, *, lock: bool = False) -> PolicyProposal:
    """The proposal as it is now, locked when asked; 404 when there is none."""
    proposal = await session.get(PolicyProposal, proposal_id, with_for_update=lock, populate_existing=True)
    if proposal is None:
        raise NotFound()
    return proposal


async def read(session: Session, actor: Actor, proposal_id: uuid.UUID) -> PolicyProposalRead:
    """One proposal."""
    row = (await session.execute(_with_names().where(PolicyProposal.id == proposal_id))).one_or_none()
    if row is None:
        raise NotFound()
    fields = _fields(row, actor, await load_history(session), await deciders(session), session.now)
    return PolicyProposalRead.of(fields, masked=actor.masked)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[PolicyProposalRead]:
    """Proposals, the latest first."""
    known, people, now = await load_history(session), await deciders(session), session.now
    return await page_of(
        session,
        actor,
        PROPOSALS,
        query,
        lambda actor: _with_names(),
        shows=PolicyProposalRead,
        to_row=lambda row: _fields(row, actor, known, people, now),
    )


async def deciders(session: Session) -> Sequence[Row[uuid.UUID, str]]:
    """Id and name of everybody who decides on the policy."""
    roles = company_wide_roles(Permission.POLICY_WRITE)
    return (
        await session.execute(
            select(User.id, User.name).where(User.active, User.role.in_(roles)).order_by(User.name, User.id)
        )
    ).all()


def _fields(
    row: Row[Any], actor: Actor, known: History, people: Sequence[Row[uuid.UUID, str]], now: datetime
) -> dict[str, Any]:
    proposal: PolicyProposal = row[0]
    facts = facts_of(proposal, known, actor.user_id)
    state = PolicyProposalState(proposal.state)
    waits = state is PolicyProposalState.PROPOSED
    compared = compare(proposal, known, now)
    return {
        **fields_of(proposal, PolicyProposalRead),
        "proposed_by_name": row.proposed_by_name,
        "decided_by_name": row.decided_by_name,
        "changes": [vars(change) for change in difference(compared.before, compared.after)],
        "confirmers": [
            {"id": person.id, "name": person.name} for person in people if waits and person.id != proposal.proposed_by
        ],
        "allowed_moves": POLICY_PROPOSAL.allowed(state, actor.may, facts),
    }


def facts_of(proposal: PolicyProposal, known: History, actor_id: uuid.UUID | None) -> ProposalFacts:
    """What the guards of its moves look at."""
    becomes = known.latest(proposal.key) + 1 if proposal.withdraws is None else None
    return ProposalFacts(proposal.proposed_by, actor_id, proposal.revision, known.revision(proposal.key), becomes)


def compare(proposal: PolicyProposal, known: History, now: datetime) -> Difference:
    """What holds without the change and what with it, at the moment from which it is to hold."""
    key, definition = proposal.key, DEFINITIONS[proposal.key]
    number = proposal.number if proposal.withdraws is None else proposal.withdraws
    own = None if number is None else known.find(key, number)
    without = known if own is None else known.decided(Version(key, own.number, own.value, own.effective_from, True))
    if proposal.withdraws is not None and own is not None:
        moment = own.effective_from
    else:
        moment = max(proposal.effective_from or proposal.created_at, proposal.decided_at or now)
    otherwise = definition.dump(without.value(definition, without.number_at(key, moment)))
    if proposal.withdraws is not None:
        return Difference(own.value if own else otherwise, otherwise)
    return Difference(otherwise, proposal.value)
