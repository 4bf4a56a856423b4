"""What a complaint holds already of what its moves need."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from meridian.complaints.models import Complaint, PreventiveAction, SatisfactionTry
from meridian.complaints.queries import current_round, newest_proposal
from meridian.complaints.rules import ROUND_SUBJECT, PreventiveState, asked_in_vain
from meridian.files import queries as files
from meridian.kernel.db.session import WriteSession
from meridian.kernel.workflow.rules import MoveContext

At = MoveContext[Complaint]


async def given_fields(session: WriteSession, at: At) -> Mapping[str, Any]:
    """The request's fields with what the record holds of what the move needs."""
    held = await _HELD[at.move.name](session, at) if at.move.name in _HELD else {}
    return {**at.given, **held}


async def tries(session: WriteSession, complaint: Complaint) -> Sequence[datetime]:
    """When the customer was asked in vain in the current round, in order."""
    asked = select(SatisfactionTry.tried_at).where(
        SatisfactionTry.complaint_id == complaint.id, SatisfactionTry.round == complaint.round
    )
    return (await session.scalars(asked.order_by(SatisfactionTry.tried_at))).all()


async def _registered(session: WriteSession, at: At) -> dict[str, Any]:
    complaint = at.record
    names = ("reason", "wanted_solution", "channel", "first_responder_id")
    return {
        **{name: getattr(complaint, name) for name in names},
        "product": complaint.product or complaint.product_id,
        "apologised": (complaint.apologised or at.body.apologised) or None,
    }


async def _found(session: WriteSession, at: At) -> dict[str, Any]:
    found, proposal = await current_round(session, at.record), await newest_proposal(session, at.record)
    files_of = await files.of(session, ROUND_SUBJECT, [found.id])
    fresh = proposal if proposal and proposal.told_at is None else None
    return {
        "cause": found.cause,
        "cause_category": found.cause_category,
        "evidence": found.evidence or files_of.get(found.id),
        "solution": fresh and fresh.solution,
    }


async def _agreement(session: WriteSession, at: At) -> dict[str, Any]:
    return {"note": at.body.note or at.body.contact_record_id}


async def _asked(session: WriteSession, at: At) -> dict[str, Any]:
    return {"satisfaction": at.body.satisfaction or asked_in_vain(await tries(session, at.record)) or None}


async def _department(session: WriteSession, at: At) -> dict[str, Any]:
    """Both are given, or the ones before stay."""
    body, complaint = at.body, at.record
    if body.department_id or body.responsible_id:
        return {}
    return {"department_id": complaint.department_id, "responsible_id": complaint.responsible_id}


async def _prevention(session: WriteSession, at: At) -> dict[str, Any]:
    body, complaint = at.body, at.record
    stands = PreventiveAction.state != PreventiveState.CANCELLED
    planned = await session.scalar(select(exists().where(PreventiveAction.complaint_id == complaint.id, stands)))
    return {
        "root_cause_category": body.root_cause_category or complaint.root_cause_category,
        "no_prevention_reason": body.no_prevention_reason or complaint.no_prevention_reason or planned or None,
    }


_HELD: Mapping[str, Callable[[WriteSession, At], Awaitable[dict[str, Any]]]] = {
    "contact": _registered,
    "propose": _found,
    "agree": _agreement,
    "confirm": _asked,
    "reopen": _department,
    "archive": _prevention,
}
