"""Solution proposals: versions of what we offer, and the customer's answer to each (TS-8, OT-12)."""

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from meridian.files import queries as files
from meridian.files import service as filing
from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict
from meridian.kernel.schemas import money, money_columns
from meridian.opportunities import queries
from meridian.opportunities.models import Opportunity, SolutionProposal
from meridian.opportunities.proposals.schemas import (
    ProposalAnswered,
    SolutionProposalCreate,
    SolutionProposalRead,
    SolutionProposalUpdate,
)
from meridian.opportunities.rules import PROPOSAL_FILES
from meridian.opportunities.schemas import FilesAttach
from meridian.opportunities.service import settle_change


async def proposals_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[SolutionProposalRead]:
    """All versions, the first first; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    return await reads(session, actor, await queries.parts_of(session, SolutionProposal, opportunity_id))


async def reads(session: Session, actor: Actor, proposals: Sequence[SolutionProposal]) -> list[SolutionProposalRead]:
    """Proposals as read, with their files, in one query however many there are."""
    attached = await files.of(session, PROPOSAL_FILES, [proposal.id for proposal in proposals])
    names = SolutionProposalRead.model_fields.keys() - {"amount", "files"}
    return [
        SolutionProposalRead.of(
            {
                **{name: getattr(proposal, name) for name in names},
                "amount": money(proposal.amount, proposal.currency),
                "files": attached[proposal.id],
            },
            masked=actor.masked,
        )
        for proposal in proposals
    ]


async def add(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: SolutionProposalCreate
) -> SolutionProposal:
    """Adds the next version. 404, 409 once the opportunity ended, 422 for files that are not the actor's."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    proposal = await insert(session, actor, opportunity, body)
    await settle_change(session, opportunity, "proposals")
    return proposal


async def insert(
    session: WriteSession, actor: Actor, opportunity: Opportunity, body: SolutionProposalCreate, *, pointer: str = ""
) -> SolutionProposal:
    """Adds the next version to a locked opportunity; `pointer` is where `body` stands in the request."""
    last = select(func.max(SolutionProposal.number)).where(SolutionProposal.opportunity_id == opportunity.id)
    proposal = SolutionProposal(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        number=(await session.scalar(last) or 0) + 1,
        created_by=session.actor_id,
        **money_columns(body.model_dump(exclude={"file_ids"}), "amount"),
    )
    session.add(proposal)
    await session.flush()
    await _attach(session, actor, proposal, body.file_ids, f"{pointer}/file_ids")
    return proposal


async def change(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: SolutionProposalUpdate, version: int
) -> SolutionProposal:
    """Changes the fields sent; 409 once the customer has answered: a new offer is a new version."""
    opportunity, proposal = await queries.load_part_to_change(session, actor, SolutionProposal, proposal_id, version)
    if proposal.answer is not None:
        raise Conflict(msg("the customer has answered this version: make a new one"), reason="proposal_answered")
    assign(proposal, money_columns(body.model_dump(), "amount"))
    await settle_change(session, opportunity, "proposals")
    return proposal


async def answer(
    session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: ProposalAnswered, version: int
) -> SolutionProposal:
    """Notes what the customer said, who may think again. What was answered was presented, by now at the latest."""
    opportunity, proposal = await queries.load_part_to_change(session, actor, SolutionProposal, proposal_id, version)
    proposal.answer, proposal.answer_note = body.answer, body.note
    proposal.answered_at, proposal.answered_by = session.now, session.actor_id
    proposal.presented_at = body.presented_at or proposal.presented_at or session.now
    await settle_change(session, opportunity, "proposals")
    return proposal


async def attach(session: WriteSession, actor: Actor, proposal_id: uuid.UUID, body: FilesAttach) -> SolutionProposal:
    """Attaches files that the actor sent, for good."""
    opportunity, proposal = await queries.load_part_of_open(session, actor, SolutionProposal, proposal_id)
    await _attach(session, actor, proposal, body.file_ids, "/file_ids")
    await settle_change(session, opportunity, "proposals")
    return proposal


async def _attach(
    session: WriteSession, actor: Actor, proposal: SolutionProposal, file_ids: Sequence[uuid.UUID], pointer: str
) -> None:
    await filing.attach(
        session,
        actor,
        file_ids,
        subject_type=PROPOSAL_FILES,
        subject_id=proposal.id,
        customer_id=proposal.customer_id,
        pointer=pointer,
    )
