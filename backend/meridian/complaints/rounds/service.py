"""What is written in a round beside its moves: findings, proposals, attempts to ask for satisfaction (CR-24, CR-26)."""

import uuid

from meridian.calendars.queries import company_zone
from meridian.complaints import queries, rules, service
from meridian.complaints.events import COMPLAINT_UPDATED
from meridian.complaints.models import Compensation, Complaint, ComplaintProposal, SatisfactionTry, refuse_archived
from meridian.complaints.rounds.schemas import FindingsPut, ProposalCreate, TryCreate
from meridian.complaints.rules import CompensationState, ComplaintState
from meridian.files import service as files
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, check_version, fault

S = ComplaintState


async def put_findings(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: FindingsPut, version: int
) -> Complaint:
    """Writes what the investigation has found. 404, 412, 409 unless it is being investigated, 403, 422 for files."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    check_version(complaint.version, version)
    await _may(session, actor, complaint, S.INVESTIGATING, Permission.COMPLAINT_HANDLE)
    found = await queries.current_round(session, complaint)
    found.cause, found.cause_category, found.evidence = body.cause, body.cause_category, body.evidence
    found.found_by, found.found_at = actor.user_id, session.now
    complaint.root_cause_category, complaint.found_at = body.cause_category, session.now
    await files.attach(
        session,
        actor,
        body.file_ids,
        subject_type=rules.ROUND_SUBJECT,
        subject_id=found.id,
        customer_id=complaint.customer_id,
        pointer="/file_ids",
    )
    await publish(session, COMPLAINT_UPDATED, complaint, fields=["findings"])
    return complaint


async def propose(
    session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: ProposalCreate
) -> ComplaintProposal:
    """Draws up the next version of the round. 404, 409 unless it is being investigated, 403, 422."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    await _may(session, actor, complaint, S.INVESTIGATING, Permission.COMPLAINT_HANDLE)
    before = await queries.newest_proposal(session, complaint)
    proposal = ComplaintProposal(
        complaint_id=complaint.id,
        round=complaint.round,
        version=before.version + 1 if before else 1,
        solution=body.solution,
        created_by=actor.user_id,
    )
    if body.compensation_id is not None:
        compensation = await _compensation(session, complaint, body.compensation_id)
        proposal.compensation_id = compensation.id
        proposal.amount, proposal.currency = compensation.amount, compensation.currency
    session.add(proposal)
    await session.flush()
    await files.attach(
        session,
        actor,
        body.file_ids,
        subject_type=rules.PROPOSAL_SUBJECT,
        subject_id=proposal.id,
        customer_id=complaint.customer_id,
        pointer="/file_ids",
    )
    await publish(session, COMPLAINT_UPDATED, complaint, fields=["proposals"])
    return proposal


async def try_to_ask(session: WriteSession, actor: Actor, complaint_id: uuid.UUID, body: TryCreate) -> SatisfactionTry:
    """Notes an attempt that had no answer. 404, 409 unless it is resolved, 403, 422 for a time out of range."""
    complaint = await queries.load(session, actor, complaint_id, lock=True)
    await _may(session, actor, complaint, S.RESOLVED, Permission.COMPLAINT_WRITE)
    tried_at = body.tried_at or session.now
    if not complaint.state_since <= tried_at <= session.now:
        raise fault("/tried_at", "out_of_range", msg("must lie between the resolution and now"))
    attempt = SatisfactionTry(
        complaint_id=complaint.id,
        round=complaint.round,
        tried_at=tried_at,
        on_day=tried_at.astimezone(await company_zone(session)).date(),
        channel=body.channel,
        note=body.note,
        tried_by=actor.user_id,
    )
    session.add(attempt)
    await publish(session, COMPLAINT_UPDATED, complaint, fields=["satisfaction_tries"])
    return attempt


async def _may(
    session: WriteSession, actor: Actor, complaint: Complaint, state: ComplaintState, permission: Permission
) -> None:
    """409 in any other state, 403 without the permission for this complaint."""
    refuse_archived(complaint)
    if complaint.state != state:
        raise Conflict(
            msg("the complaint is {state}, not {wanted}", state=complaint.state, wanted=state), reason="wrong_state"
        )
    await service.require(session, actor, complaint, permission)


async def _compensation(session: WriteSession, complaint: Complaint, compensation_id: uuid.UUID) -> Compensation:
    compensation = await session.get(Compensation, compensation_id)
    if compensation is None or compensation.complaint_id != complaint.id:
        raise fault("/compensation_id", "unknown_compensation", msg("the complaint has no such compensation"))
    if compensation.round != complaint.round or compensation.state == CompensationState.VOID:
        raise fault("/compensation_id", "past_compensation", msg("belongs to an earlier round or is void"))
    return compensation
