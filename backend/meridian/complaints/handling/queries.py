"""What a move of a complaint looks at: the record locked, its round, proposal and compensation."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import exists, select

from meridian.complaints.models import (
    Compensation,
    Complaint,
    ComplaintProposal,
    ComplaintRound,
    PreventiveAction,
    SatisfactionTry,
)
from meridian.complaints.queries import current_round, newest_proposal
from meridian.complaints.rules import ROUND_SUBJECT, PreventiveState, asked_in_vain
from meridian.complaints.schemas import ComplaintMove
from meridian.files import queries as files
from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession

"""The subject types of files: evidence belongs to its round, what is offered to its proposal."""


@dataclass(frozen=True, slots=True)
class MoveContext:
    """The complaint is locked. proposal: the newest of the round, told or not; compensation: the one it offers."""

    session: WriteSession
    actor: Actor
    complaint: Complaint
    round: ComplaintRound
    proposal: ComplaintProposal | None
    compensation: Compensation | None
    body: ComplaintMove


async def move_context(session: WriteSession, actor: Actor, complaint: Complaint, body: ComplaintMove) -> MoveContext:
    """Everything about the current round that moves look at."""
    proposal = await newest_proposal(session, complaint)
    compensation_id = proposal.compensation_id if proposal else None
    return MoveContext(
        session=session,
        actor=actor,
        complaint=complaint,
        round=await current_round(session, complaint),
        proposal=proposal,
        compensation=await session.get(Compensation, compensation_id) if compensation_id else None,
        body=body,
    )


async def given_fields(work: MoveContext, move: str) -> Mapping[str, Any]:
    """The request's fields with what the record holds of what the move needs."""
    sent = work.body.model_dump()
    held = await _HELD[move](work) if move in _HELD else {}
    return {**sent, **held}


async def _registered(work: MoveContext) -> dict[str, Any]:
    complaint = work.complaint
    names = ("reason", "wanted_solution", "channel", "first_responder_id")
    return {
        **{name: getattr(complaint, name) for name in names},
        "product": complaint.product or complaint.product_id,
        "apologised": (complaint.apologised or work.body.apologised) or None,
    }


async def _found(work: MoveContext) -> dict[str, Any]:
    files_of = await files.of(work.session, ROUND_SUBJECT, [work.round.id])
    fresh = work.proposal if work.proposal and work.proposal.told_at is None else None
    return {
        "cause": work.round.cause,
        "cause_category": work.round.cause_category,
        "evidence": work.round.evidence or files_of.get(work.round.id),
        "solution": fresh and fresh.solution,
    }


async def _agreement(work: MoveContext) -> dict[str, Any]:
    return {"note": work.body.note or work.body.contact_record_id}


async def _asked(work: MoveContext) -> dict[str, Any]:
    days = await work.session.scalars(
        select(SatisfactionTry.on_day).where(
            SatisfactionTry.complaint_id == work.complaint.id, SatisfactionTry.round == work.complaint.round
        )
    )
    return {"satisfaction": work.body.satisfaction or asked_in_vain(days) or None}


async def _department(work: MoveContext) -> dict[str, Any]:
    """Both are given, or the ones before stay."""
    body, complaint = work.body, work.complaint
    if body.department_id or body.responsible_id:
        return {}
    return {"department_id": complaint.department_id, "responsible_id": complaint.responsible_id}


async def _prevention(work: MoveContext) -> dict[str, Any]:
    body, complaint = work.body, work.complaint
    stands = PreventiveAction.state != PreventiveState.CANCELLED
    planned = await work.session.scalar(select(exists().where(PreventiveAction.complaint_id == complaint.id, stands)))
    return {
        "root_cause_category": body.root_cause_category or complaint.root_cause_category,
        "no_prevention_reason": body.no_prevention_reason or complaint.no_prevention_reason or planned or None,
    }


_HELD: Mapping[str, Callable[[MoveContext], Awaitable[dict[str, Any]]]] = {
    "contact": _registered,
    "propose": _found,
    "agree": _agreement,
    "confirm": _asked,
    "reopen": _department,
    "archive": _prevention,
}
