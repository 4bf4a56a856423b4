"""Logging a contact: the record and all that follows from it, in one transaction (OT-15).

In the common case three statements: the context, which locks the customer, and one that writes everything.
"""

import uuid
from typing import Any

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from meridian.calendars.dwell import dwell
from meridian.customers.codes import Channel
from meridian.customers.models import Customer
from meridian.customers.opt_outs import refuse_channel
from meridian.handoffs import service as handoffs
from meridian.handoffs.rules import Origin
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission, Role
from meridian.kernel.db import WriteSession
from meridian.kernel.problems import Conflict, Fault, Invalid, fault
from meridian.plans.codes import ItemState, Method, PlanKind, PlanState
from meridian.plans.optouts import cancel_refused
from meridian.plans.workflows import ITEM, ItemFacts
from meridian.policies.definitions import (
    CALL_LOG_DEADLINE_MINUTES,
    CONNECTED_CALL_REQUIRED_FIELDS,
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    RETRY_AFTER_NO_ANSWER_HOURS,
    REVISIT_MATERIAL_CHANGE,
)
from meridian.policies.queries import snapshot
from meridian.records import context as contexts
from meridian.records import next_steps, queries, rules, writing
from meridian.records.codes import SCORES, Disposition
from meridian.records.context import Work
from meridian.records.schemas import OURS, CallRecordCreate, NewRecord, RecordCreate
from meridian.records.schemas_read import ContactRecordLogged, CustomerAfter


async def log(session: WriteSession, actor: Actor, body: NewRecord) -> tuple[ContactRecordLogged, bool]:
    """Writes the record, the customer, the planned contact, the next one, needs, refusals, moves and events.

    Second: whether it is new; the same source and external_id are logged once. 404 for a customer outside the actor's
    scope, 422 naming every field that is missing or wrong, 409 when the planned contact cannot be closed.
    """
    author_id = _author(actor, body)
    await _one_at_a_time(session, body)
    work = Work(
        session=session,
        actor=actor,
        body=body,
        context=await contexts.read(session, actor, body, author_id),
        policies=await snapshot(session),
        dwell=await dwell(session),
        record_id=uuid7(),
        refused=_refused(body),
    )
    if work.context.row.existing_id is not None:
        return await queries.read_logged(session, actor, work.context.row.existing_id, body.customer_id), False
    occasion = body.occasion or (PlanKind(work.context.row.plan_kind) if work.context.row.plan_kind else None)
    following = await next_steps.settle(work)
    faults = [*_faults(work, occasion), *following.faults]
    if faults:
        raise Invalid(errors=faults)
    _check_item(work)
    record = await _record(work, occasion, following)
    written = await writing.write(work, record, following)
    if not written["customer"] or (body.planned_item_id is not None and not written["item"]):
        raise Conflict("the planned contact was changed just now: try again", reason="item_changed")
    customer, cancelled = written["customer"][0], 0
    if work.refused:
        customer, cancelled = await _refuse_channels(work)
    return queries.logged(work, record, customer, cancelled), True


def _author(actor: Actor, body: NewRecord) -> uuid.UUID:
    if body.author_id is None or body.author_id == actor.user_id:
        return actor.user_id
    if actor.role is not Role.API_CLIENT:
        raise fault("/author_id", "not_yours", "only programs log contacts that somebody else made")
    return body.author_id


async def _one_at_a_time(session: WriteSession, body: RecordCreate) -> None:
    """Repeats of one external record wait for each other, so that the second finds the first."""
    if body.external_id is not None:
        name = f"contact_record:{body.source}:{body.external_id}"
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))


def _disposition(body: NewRecord) -> Disposition | None:
    return body.disposition if isinstance(body, CallRecordCreate) else None


def _method(body: NewRecord) -> Method:
    return Method.PHONE if isinstance(body, CallRecordCreate) else body.method


def _refused(body: NewRecord) -> list[tuple[uuid.UUID | None, Channel]]:
    """What was refused in this contact: said so expressly, or by the disposition of the call."""
    refused: list[tuple[uuid.UUID | None, Channel]] = []
    if body.opt_out is not None:
        refused.append((None if body.opt_out.whole_company else body.contact_id, body.opt_out.channel))
    if _disposition(body) is Disposition.DO_NOT_CALL and Channel.PHONE not in [channel for _, channel in refused]:
        refused.append((body.contact_id, Channel.PHONE))
    return refused


def _faults(work: Work, occasion: PlanKind | None) -> list[Fault]:
    body, row = work.body, work.context.row
    faults = list(rules.timing_faults(body.started_at, body.ended_at, work.session.now))
    if not row.author_active:
        faults.append(Fault("/author_id", "unknown_user", "must be an active person"))
    if body.contact_id is not None:
        contact = work.context.contacts.get(body.contact_id)
        if contact is None or contact.customer_id != row.id:
            faults.append(Fault("/contact_id", "unknown_contact", "the customer has no such person"))
    if body.planned_item_id is not None and row.item_customer_id != row.id:
        faults.append(Fault("/planned_item_id", "unknown_item", "no such contact is planned with this customer"))
    if _other_method(work) and not _bound_to_method(work) and body.method_reason is None:
        detail = f"planned as {row.item_method}: say why it was {_method(body)}"
        faults.append(Fault("/method_reason", "missing", detail))
    policy = work.policies.get(CONNECTED_CALL_REQUIRED_FIELDS)
    wanted = rules.required(_disposition(body), occasion, policy)
    return [*faults, *rules.missing({name: getattr(body, name) for name in wanted}, wanted)]


def _check_item(work: Work) -> None:
    """What the item's workflow has against closing it. An attempt that reached nobody leaves it open, if it is."""
    row, body = work.context.row, work.body
    if body.planned_item_id is None:
        return
    state = ItemState(row.item_state)
    if not rules.meaning(_disposition(body)).settles_item:
        if state in ITEM.final:
            raise Conflict(f"the planned contact is {state}", reason="wrong_state")
        return
    facts = ItemFacts(PlanState(row.plan_state), row.item_missed_after, body.started_at)
    ITEM.check("finish", state, may=lambda _: False, given={}, context=facts)
    if _other_method(work) and _bound_to_method(work):
        detail = f"approved as {row.item_method}: have the plan amended, or log it without the planned contact"
        raise Conflict(detail, reason="other_method")


def _other_method(work: Work) -> bool:
    """Whether the planned contact would be done by another method than planned."""
    row, body = work.context.row, work.body
    done = row.item_customer_id == row.id and rules.meaning(_disposition(body)).settles_item
    return done and row.item_method != _method(body)


def _bound_to_method(work: Work) -> bool:
    """Whether the method was approved with the plan, so that another one is an amendment (RV-5)."""
    return work.context.row.plan_kind == PlanKind.REVISIT and work.policies.get(REVISIT_MATERIAL_CHANGE).method


async def _record(work: Work, occasion: PlanKind | None, following: next_steps.Following) -> dict[str, Any]:
    """The record's columns."""
    body, row, now = work.body, work.context.row, work.session.now
    call = body if isinstance(body, CallRecordCreate) else None
    disposition = _disposition(body)
    ended_at = rules.ends_at(body.started_at, body.ended_at, call.talk_seconds if call else None)
    deadline = work.policies.get(CALL_LOG_DEADLINE_MINUTES)
    late = call is not None and rules.is_late(ended_at or body.started_at, now, deadline)
    scores = body.satisfaction.model_dump() if body.satisfaction else dict.fromkeys(SCORES)
    step = body.next_step
    return {
        "id": work.record_id,
        "customer_id": row.id,
        "contact_id": body.contact_id,
        "author_id": row.author_id,
        "team_id": row.author_team_id,
        "department_id": row.author_department_id,
        "created_by": work.actor.user_id,
        "method": _method(body),
        "occasion": occasion,
        "direction": body.direction,
        "disposition": disposition,
        "reached": rules.meaning(disposition).reached,
        "started_at": body.started_at,
        "ended_at": ended_at,
        "talk_seconds": call.talk_seconds if call else None,
        "phone": call.phone if call else None,
        "source": body.source or OURS,
        "external_id": body.external_id,
        "logged_late": late,
        "outcome": body.outcome,
        "key_points": body.key_points or None,
        "intent_level": body.intent_level,
        "objections": body.objections,
        **{f"score_{name}": score for name, score in scores.items()},
        "market_information": [note.model_dump(mode="json") for note in body.market_information],
        "next_step": step.kind if step else None,
        "next_step_reason": getattr(step, "reason", None),
        "next_item_id": following.item["id"] if following.item else None,
        "next_attempt_at": _next_attempt(work, disposition),
        "planned_item_id": body.planned_item_id,
        "handoff_id": await _hand_off(work),
        "complaint": body.complaint.model_dump(mode="json") if body.complaint else None,
        "created_at": now,
        "updated_at": now,
    }


def _next_attempt(work: Work, disposition: Disposition | None) -> Any:
    if disposition is None or not rules.meaning(disposition).retry:
        return None
    zone, _ = writing.local_day(work)
    before = sum(dialled.tally.attempts for dialled in writing.dialled_that_day(work))
    return rules.next_attempt_at(
        work.body.started_at,
        before + 1,
        zone,
        max_attempts=work.policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        retry_after_hours=work.policies.get(RETRY_AFTER_NO_ANSWER_HOURS),
    )


async def _hand_off(work: Work) -> uuid.UUID | None:
    if work.body.handoff is None:
        return None
    work.actor.require(Permission.HANDOFF_WRITE)
    handoff = await handoffs.ask(
        work.session,
        work.context.row.id,
        work.body.handoff,
        origin_type=Origin.CONTACT_RECORD,
        origin_id=work.record_id,
        pointer="/handoff",
    )
    return handoff.id


async def _refuse_channels(work: Work) -> tuple[dict[str, Any], int]:
    """Notes each refusal and ends the later plans against it. Gives the customer then, and how many contacts ended."""
    customer = await work.session.get_one(Customer, work.context.row.id, with_for_update=True)
    said = work.body.opt_out.reason if work.body.opt_out else "asked in a call not to be called again"
    ended = 0
    for contact_id, channel in work.refused:
        await refuse_channel(
            work.session,
            customer,
            channel=channel,
            reason=said,
            contact_id=contact_id,
            at=work.body.started_at,
            contact_record_id=work.record_id,
        )
        ended += await cancel_refused(work.session, customer.id, contact_id, channel, said)
    await work.session.flush()
    await work.session.refresh(customer)
    return {name: getattr(customer, name) for name in CustomerAfter.model_fields}, ended
