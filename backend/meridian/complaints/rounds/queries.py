"""What happened in a complaint: rounds, proposals, compensations, attempts, stays in states, deadlines explained."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, select

from meridian.calendars.deadlines import service as calendar_deadlines
from meridian.calendars.deadlines.queries import deadlines_of
from meridian.complaints import queries
from meridian.complaints.compensations.queries import compensation_facts
from meridian.complaints.compensations.schemas import CompensationRead
from meridian.complaints.compensations.workflow import COMPENSATION
from meridian.complaints.models import Compensation, Complaint, ComplaintProposal, ComplaintRound, SatisfactionTry
from meridian.complaints.rounds.schemas import ExplainedDeadline, ProposalRead, RoundRead, StageRead, TryRead
from meridian.complaints.rules import PROPOSAL_SUBJECT, ROUND_SUBJECT, SUBJECT, CompensationState
from meridian.complaints.workflow import COMPLAINT
from meridian.files import queries as files
from meridian.files.models import StoredFile
from meridian.files.queries import FileSubject
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing import fields_of
from meridian.kernel.masking import Output
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Money
from meridian.kernel.workflow.models import Transition
from meridian.records.rules import SCORES

Read = TypeVar("Read", bound=Output)
LANGUAGES = {"zh-CN": "zh_CN", "en": "en_US"}
"""Locales of people → languages the holidays are named in."""


async def rounds(session: Session, actor: Actor, complaint_id: uuid.UUID) -> list[RoundRead]:
    """Every round with all that happened in it; 404 outside the actor's scope."""
    found = await session.scalars(
        select(ComplaintRound).where(ComplaintRound.complaint_id == complaint_id).order_by(ComplaintRound.number)
    )
    offered = await proposals(session, actor, complaint_id)
    asked = await compensations(session, actor, complaint_id)
    tried = await tries(session, actor, complaint_id)
    each = found.all()
    evidence = await files.of(session, ROUND_SUBJECT, [one.id for one in each])
    return [
        _read(
            RoundRead,
            one,
            evidence_files=evidence[one.id],
            proposals=_of(offered, one.number),
            compensations=_of(asked, one.number),
            satisfaction=_scores(one),
            satisfaction_tries=_of(tried, one.number),
        )
        for one in each
    ]


async def proposals(session: Session, actor: Actor, complaint_id: uuid.UUID) -> list[ProposalRead]:
    """Every version of every round; 404 outside the actor's scope."""
    complaint = await queries.load(session, actor, complaint_id)
    found = await session.scalars(
        select(ComplaintProposal)
        .where(ComplaintProposal.complaint_id == complaint.id)
        .order_by(ComplaintProposal.round, ComplaintProposal.version)
    )
    each = found.all()
    attached = await files.of(session, PROPOSAL_SUBJECT, [one.id for one in each])
    return [_read(ProposalRead, one, amount=_offered(one), files=attached[one.id]) for one in each]


def _offered(proposal: ComplaintProposal) -> Money | None:
    if proposal.amount is None or proposal.currency is None:
        return None
    return Money(amount=proposal.amount, currency=proposal.currency)


async def compensations(session: Session, actor: Actor, complaint_id: uuid.UUID) -> list[CompensationRead]:
    """Every compensation asked for, with what the actor may do with it; 404 outside the actor's scope."""
    complaint = await queries.load(session, actor, complaint_id)
    held = await queries.rights(session, actor, complaint)
    facts_of = await compensation_facts(session, actor, complaint)
    found = await session.scalars(
        select(Compensation).where(Compensation.complaint_id == complaint.id).order_by(Compensation.id)
    )
    return [
        _read(
            CompensationRead,
            one,
            amount=Money(amount=one.amount, currency=one.currency),
            base_amount=Money(amount=one.base_amount, currency=one.base_currency),
            allowed_moves=[]
            if complaint.archived_at
            else COMPENSATION.allowed(CompensationState(one.state), lambda code: held[Permission(code)], facts_of(one)),
        )
        for one in found
    ]


async def compensation(
    session: Session, actor: Actor, complaint_id: uuid.UUID, compensation_id: uuid.UUID
) -> CompensationRead:
    """One compensation; 404 when the complaint has none such, or is outside the actor's scope."""
    for one in await compensations(session, actor, complaint_id):
        if one.id == compensation_id:
            return one
    raise NotFound()


async def tries(session: Session, actor: Actor, complaint_id: uuid.UUID) -> list[TryRead]:
    """Every attempt to ask that had no answer; 404 outside the actor's scope."""
    complaint = await queries.load(session, actor, complaint_id)
    found = await session.scalars(
        select(SatisfactionTry)
        .where(SatisfactionTry.complaint_id == complaint.id)
        .order_by(SatisfactionTry.tried_at, SatisfactionTry.id)
    )
    return [_read(TryRead, one) for one in found]


async def stages(session: Session, actor: Actor, complaint_id: uuid.UUID) -> list[StageRead]:
    """Each stay in a state, the present one until now; 404 outside the actor's scope."""
    complaint = await queries.load(session, actor, complaint_id)
    moves = await session.scalars(
        select(Transition)
        .where(
            Transition.subject_type == SUBJECT,
            Transition.subject_id == complaint.id,
            Transition.workflow == COMPLAINT.name,
            Transition.from_state != Transition.to_state,
        )
        .order_by(Transition.id)
    )
    stays, entered_at = [], complaint.registered_at
    for move in moves:
        stays.append(
            StageRead.model_validate(
                {
                    "state": move.from_state,
                    "entered_at": entered_at,
                    "left_at": move.at,
                    "move": move.move,
                    "by_user_id": move.actor_id,
                    "reason": move.reason,
                    "elapsed_seconds": move.elapsed_seconds,
                    "working_seconds": move.working_seconds,
                }
            )
        )
        entered_at = move.at
    return [*stays, await _now(session, complaint)]


async def _now(session: Session, complaint: Complaint) -> StageRead:
    return StageRead.model_validate(
        {
            "state": complaint.state,
            "entered_at": complaint.state_since,
            "left_at": None,
            "move": None,
            "by_user_id": None,
            "reason": None,
            "elapsed_seconds": int((session.now - complaint.state_since).total_seconds()),
            "working_seconds": await queries.working_seconds(session, complaint, complaint.state_since),
        }
    )


async def deadlines(session: Session, actor: Actor, complaint_id: uuid.UUID) -> list[ExplainedDeadline]:
    """Its deadlines with how each was counted; 404 outside the actor's scope."""
    complaint = await queries.load(session, actor, complaint_id)
    return [
        ExplainedDeadline.model_validate(
            {
                **queries.deadline_read(session, one).model_dump(),
                **{name: getattr(one, name) for name in ("amount_minutes", "owner_id", "department_id", "steps")},
                "explanation": await calendar_deadlines.explanation_of(session, one, LANGUAGES[actor.locale]),
            }
        )
        for one in await deadlines_of(session, SUBJECT, [complaint.id])
    ]


def visible_rounds(actor: Actor) -> Select[uuid.UUID]:
    """Ids of rounds of complaints the actor sees."""
    return _through(actor, select(ComplaintRound.id).join(Complaint, Complaint.id == ComplaintRound.complaint_id))


def visible_proposals(actor: Actor) -> Select[uuid.UUID]:
    """Ids of proposals in complaints the actor sees."""
    return _through(actor, select(ComplaintProposal.id).join(Complaint, Complaint.id == ComplaintProposal.complaint_id))


FILE_SUBJECTS = (
    FileSubject(
        ROUND_SUBJECT,
        Permission.COMPLAINT_READ,
        visible_rounds,
        select(ComplaintRound.complaint_id).where(ComplaintRound.id == StoredFile.subject_id).scalar_subquery(),
    ),
    FileSubject(
        PROPOSAL_SUBJECT,
        Permission.COMPLAINT_READ,
        visible_proposals,
        select(ComplaintProposal.complaint_id).where(ComplaintProposal.id == StoredFile.subject_id).scalar_subquery(),
    ),
)


def _through(actor: Actor, statement: Select[uuid.UUID]) -> Select[uuid.UUID]:
    return statement.where(queries.visible_to(actor))


def _read(kind: type[Read], row: object, **joined: Any) -> Read:
    columns = fields_of(row, kind)
    return kind.model_validate({**columns, **joined})


def _of(items: Iterable[Any], number: int) -> Sequence[Any]:
    return [item for item in items if item.round == number]


def _scores(one: ComplaintRound) -> dict[str, int] | None:
    scores = {name: getattr(one, f"score_{name}") for name in SCORES}
    return scores if scores[SCORES[0]] is not None else None
