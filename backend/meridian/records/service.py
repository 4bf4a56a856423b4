"""Logging a contact with all that follows from it (OT-15), correcting it (CR-6), importing past ones."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select, text
from uuid_utils.compat import uuid7

from meridian.calendars.queries import time_in_state
from meridian.call_hours.rules import call_hours
from meridian.customers.models import Contact, Customer, Phone
from meridian.customers.opt_outs.service import refuse_channel
from meridian.customers.rules import Channel
from meridian.handoffs import service as handoffs
from meridian.handoffs.rules import Origin
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission, Role
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Forbidden, Invalid, check_version, fault
from meridian.plans.rules import ItemState, Method, PlanKind
from meridian.plans.service import cancel_refused
from meridian.plans.workflow import ITEM
from meridian.policies.definitions.calling import (
    CALL_LOG_DEADLINE_MINUTES,
    CONNECTED_CALL_REQUIRED_FIELDS,
    MAX_ATTEMPTS_PER_CONTACT_PER_DAY,
    RETRY_AFTER_NO_ANSWER_HOURS,
)
from meridian.policies.definitions.sales import REVISIT_MATERIAL_CHANGE
from meridian.policies.queries import snapshot
from meridian.records import context as contexts
from meridian.records import effects, queries, rules
from meridian.records.context import WHOLE, AfterLogging, CallContext, Stage
from meridian.records.events import RECORD_CORRECTED
from meridian.records.models import ContactRecord
from meridian.records.rules import SCORES, Direction, Disposition
from meridian.records.schemas import (
    OURS,
    CallCompletion,
    CallRecordCreate,
    ContactRecordCorrect,
    CustomerAfter,
    FollowUp,
    NewRecord,
    ScriptUse,
)

# Logging a contact: the record and all that follows from it, in one transaction (OT-15).
#
# In the common case three statements: the context, which locks the customer, and one that writes everything.


async def log(
    session: WriteSession, actor: Actor, body: NewRecord, stage: Stage = WHOLE, hook: AfterLogging | None = None
) -> tuple[dict[str, Any], bool]:
    """Writes the record, the customer, the planned contact, the next one, needs, refusals, moves and events. Gives it
    as `ContactRecordLogged` shows it.

    stage: of a call that a switch reported. hook: what domains above do with the record that names a record of theirs.
    Second: whether it is new; the same source and external_id are logged once. 404 for a customer outside the actor's
    scope, 422 naming every field that is missing or wrong, 409 when the planned contact cannot be closed.
    """
    author_id = stage.author_id or _author(actor, body)
    if body.external_id is not None:  # a repeat waits, so that it finds the first
        await one_at_a_time(session, f"contact_record:{body.source}:{body.external_id}")
    work = CallContext(
        session=session,
        actor=actor,
        body=body,
        context=await contexts.read(session, actor, body, author_id),
        policies=await snapshot(session),
        dwell=await time_in_state(session),
        record_id=stage.record_id or uuid7(),
        refused=_refused(body),
        stage=stage,
    )
    if work.context.row.existing_id is not None and stage.completes is None:
        return await queries.read_logged(session, actor, work.context.row.existing_id, body.customer_id), False
    planned = work.context.row.occasion
    occasion = rules.occasion_of(body.occasion, PlanKind(planned) if planned else None)
    faults = [*_faults(work, occasion), *await _wrong_number(work)]
    following = await effects.settle_next_step(work)
    faults += following.faults
    if faults:
        raise Invalid(errors=faults)
    _check_item(work, occasion)
    next_attempt_at = _next_attempt(work, _disposition(body))
    if next_attempt_at is not None and following.item is None:
        following = await effects.another_try(work, next_attempt_at) or following
    record = await _record(work, occasion, following, next_attempt_at)
    written = await effects.write_record(work, record, following)
    if "record" in written and not written["record"]:
        raise Conflict(msg("it was completed just now"), reason="completed_already")
    if not written["customer"] or (body.planned_item_id is not None and not written["item"]):
        raise Conflict(msg("the planned contact was changed just now: try again"), reason="item_changed")
    customer, cancelled = written["customer"][0], 0
    if hook is not None and (body.opportunity_id is not None or body.script is not None):
        await hook(session, actor, record, body)
        if body.script is not None and body.script.answers:
            now = select(Customer.version).where(Customer.id == work.context.row.id)
            customer = {**customer, "version": await session.scalar(now)}
    if work.refused:
        customer, cancelled = await _refuse_channels(work)
    return queries.logged(work, record, customer, cancelled), True


def _author(actor: Actor, body: NewRecord) -> uuid.UUID:
    if body.author_id is None or body.author_id == actor.user_id:
        return actor.user_id
    if actor.role is not Role.API_CLIENT:
        raise fault("/author_id", "not_yours", msg("only programs log contacts that somebody else made"))
    return body.author_id


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


def _faults(work: CallContext, occasion: PlanKind | None) -> list[Fault]:
    body, row = work.body, work.context.row
    faults = list(rules.timing_faults(body.started_at, body.ended_at, work.session.now))
    if not row.author_active and work.stage.author_id is None:  # a switch said who it was while that person was here
        faults.append(Fault("/author_id", "unknown_user", msg("must be an active person")))
    if body.contact_id is not None:
        contact = work.context.contacts.get(body.contact_id)
        if contact is None or contact.customer_id != row.id:
            faults.append(Fault("/contact_id", "unknown_contact", msg("the customer has no such person")))
    if body.planned_item_id is not None and row.item_customer_id != row.id:
        faults.append(Fault("/planned_item_id", "unknown_item", msg("no such contact is planned with this customer")))
    if _other_method(work) and not _bound_to_method(work) and body.method_reason is None:
        detail = msg("planned as {planned}: say why it was {made}", planned=Method(row.item_method), made=_method(body))
        faults.append(Fault("/method_reason", "missing", detail))
    if work.stage.begun:
        return faults
    policy = work.policies.get(CONNECTED_CALL_REQUIRED_FIELDS)
    wanted = rules.required(_disposition(body), occasion, policy)
    faults += rules.missing({name: getattr(body, name) for name in wanted}, wanted)
    step = body.next_step
    method = step.method if isinstance(step, FollowUp) else Method.PHONE
    return [*faults, *rules.call_back_faults(_disposition(body), step.kind if step else None, method)]


async def _wrong_number(work: CallContext) -> list[Fault]:
    """Notes the number that the call found to be wrong: the one dialled, else the only one known of whoever was called.
    Which of several it was, the caller says."""
    body = work.body
    if not isinstance(body, CallRecordCreate) or body.disposition is not Disposition.WRONG_NUMBER:
        return []
    number = body.phone
    if number is None:
        theirs = Phone.contact_id == body.contact_id if body.contact_id else Phone.contact_id.is_(None)
        known = select(Phone.e164).where(Phone.customer_id == body.customer_id, theirs, Phone.wrong_since.is_(None))
        numbers = (await work.session.scalars(known.where(Phone.e164.is_not(None)).distinct().limit(2))).all()
        if len(numbers) > 1:
            return [Fault("/phone", "missing", msg("say which of their numbers is wrong"))]
        number = numbers[0] if numbers else None
    work.wrong_number = number
    return []


def _check_item(work: CallContext, occasion: PlanKind | None) -> None:
    """What the item's workflow has against closing it. An attempt that reached nobody leaves it open, if it is."""
    row, body = work.context.row, work.body
    if body.planned_item_id is None:
        return
    state = ItemState(row.item_state)
    if not rules.settles(_disposition(body), occasion):
        if state in ITEM.final:
            raise Conflict(msg("the planned contact is {state}", state=state), reason="wrong_state")
        return
    ITEM.require_conditions(effects.moving(work), ())
    if _other_method(work) and _bound_to_method(work):
        detail = msg(
            "approved as {method}: have the plan amended, or log it without the planned contact",
            method=Method(row.item_method),
        )
        raise Conflict(detail, reason="other_method")


def _other_method(work: CallContext) -> bool:
    """Whether the planned contact would be done by another method than planned."""
    row, body = work.context.row, work.body
    done = row.item_customer_id == row.id and rules.meaning(_disposition(body)).settles_item
    return done and row.item_method != _method(body)


def _bound_to_method(work: CallContext) -> bool:
    """Whether the method was approved with the plan, so that another one is an amendment (RV-5)."""
    return work.context.row.plan_kind == PlanKind.REVISIT and work.policies.get(REVISIT_MATERIAL_CHANGE).method


async def _record(
    work: CallContext, occasion: PlanKind | None, following: effects.NextContact, next_attempt_at: datetime | None
) -> dict[str, Any]:
    """The record's columns."""
    body, row, now = work.body, work.context.row, work.session.now
    call = body if isinstance(body, CallRecordCreate) else None
    disposition = _disposition(body)
    ended_at = rules.ends_at(body.started_at, body.ended_at, call.talk_seconds if call else None)
    deadline = work.policies.get(CALL_LOG_DEADLINE_MINUTES)
    over_at, counts = ended_at or body.started_at, work.stage.counts_lateness
    late = call is not None and counts and rules.is_late(over_at, now, deadline)
    completes = work.stage.completes
    owed = work.stage.begun or completes is not None
    outside = call is not None and rules.made_outside(body.direction, effects.call_time(work))
    against = rules.against_refusal(body.direction, effects.refused_before(work, _method(body)))
    scores = body.satisfaction.model_dump() if body.satisfaction else dict.fromkeys(SCORES)
    step = body.next_step
    return {
        "id": work.record_id,
        "customer_id": row.id,
        "contact_id": body.contact_id,
        "author_id": row.author_id,
        "team_id": row.author_team_id,
        "department_id": row.author_department_id,
        "created_by": work.actor.user_id if completes is None else completes.created_by,
        "method": _method(body),
        "occasion": occasion,
        "direction": body.direction,
        "disposition": disposition,
        "reached": rules.meaning(disposition).reached,
        "started_at": body.started_at,
        "ended_at": ended_at,
        "talk_seconds": call.talk_seconds if call else None,
        "phone": work.wrong_number or (call.phone if call else None),
        "source": body.source or OURS,
        "external_id": body.external_id,
        "logged_late": late,
        "outside_hours": outside,
        "outside_hours_reason": (call.outside_hours_reason or row.item_outside_hours_reason)
        if call and outside
        else None,
        "against_refusal": against,
        "override_reason": (body.override_reason or row.item_override_reason) if against else None,
        "to_be_completed": work.stage.begun,
        "complete_by": rules.complete_by(over_at, deadline) if owed else None,
        "opportunity_id": body.opportunity_id,
        "outcome": body.outcome,
        "key_points": body.key_points or None,
        "intent_level": body.intent_level,
        "objections": body.objections,
        **{f"score_{name}": score for name, score in scores.items()},
        "market_information": [note.model_dump(mode="json") for note in body.market_information],
        "next_step": step.kind if step else None,
        "next_step_reason": getattr(step, "reason", None),
        "next_item_id": following.item["id"] if following.item else None,
        "next_attempt_at": next_attempt_at,
        "planned_item_id": body.planned_item_id,
        "handoff_id": await _hand_off(work),
        "complaint": body.complaint.model_dump(mode="json") if body.complaint else None,
        "script_version_id": body.script.version_id if body.script else None,
        "script_use": _script_use(body.script),
        "created_at": now if completes is None else completes.created_at,
        "updated_at": now,
    }


def _script_use(used: ScriptUse | None) -> dict[str, Any] | None:
    """What is kept of it: answers stand at the customer, here only which questions had one."""
    if used is None:
        return None
    kept = used.model_dump(mode="json", exclude={"version_id", "answers"})
    return kept | {"answered": sorted(used.answers)}


def _next_attempt(work: CallContext, disposition: Disposition | None) -> datetime | None:
    """When to call again whom this call did not reach: within their calling hours, in the other part of their day."""
    if disposition is None or not rules.meaning(disposition).retry:
        return None
    zone, _ = effects.local_day(work)
    before = sum(dialled.tally.attempts for dialled in effects.dialled_that_day(work))
    soonest = rules.next_attempt_at(
        work.body.started_at,
        before + 1,
        zone,
        max_attempts=work.policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        retry_after_hours=work.policies.get(RETRY_AFTER_NO_ANSWER_HOURS),
    )
    place = effects.place_of_person(work, work.body.contact_id)
    hours, tried_at = call_hours(work.policies), work.body.started_at
    if not hours.is_open(place, tried_at):  # it says nothing of either part of their day
        return hours.next_open(place, soonest) or soonest
    return hours.next_open_in_other_part(place, soonest, tried_at) or soonest


async def _hand_off(work: CallContext) -> uuid.UUID | None:
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


async def _refuse_channels(work: CallContext) -> tuple[dict[str, Any], int]:
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
            number=work.body.phone if isinstance(work.body, CallRecordCreate) else None,
        )
        ended += await cancel_refused(work.session, customer.id, contact_id, channel, said)
    await work.session.flush()
    await work.session.refresh(customer)
    return {name: getattr(customer, name) for name in CustomerAfter.model_fields}, ended


# Completing a call that a switch began to log (reported/): what was said, by who said it (OT-15).

_OF_THE_SWITCH = (
    "customer_id",
    "started_at",
    "ended_at",
    "direction",
    "talk_seconds",
    "phone",
    "source",
    "external_id",
)


async def complete(
    session: WriteSession, actor: Actor, record_id: uuid.UUID, body: CallCompletion, hook: AfterLogging | None = None
) -> dict[str, Any]:
    """Adds what only its author can tell, with all that follows from it, as if logged at once.

    404; 403 for others than the author; 409 when nothing is owed; 422 as for logging.
    """
    record = await queries.load(session, actor, record_id, calls=True)
    if record.author_id != actor.user_id:
        raise Forbidden(msg("only who was on the line tells what was said"), reason="not_author")
    if not record.to_be_completed:
        raise Conflict(msg("it is complete: correct it instead"), reason="completed_already")
    known = {name: getattr(record, name) for name in _OF_THE_SWITCH}
    said = body.model_dump(exclude_unset=True)
    whole = CallRecordCreate(**known | {"contact_id": record.contact_id, "disposition": body.disposition} | said)
    logged, _ = await log(session, actor, whole, Stage(record.id, record.author_id, completes=record), hook)
    return logged


# Correcting what was written of a contact, with a reason. When, how and with whom it was stays as it was (CR-6).


async def correct(
    session: WriteSession, actor: Actor, record_id: uuid.UUID, body: ContactRecordCorrect, version: int, *, calls: bool
) -> None:
    """Changes the fields sent. 404, 412; 422 where a field that such a contact must have would be emptied."""
    record = await queries.load(session, actor, record_id, calls=calls)
    check_version(record.version, version)
    sent = body.model_dump(mode="json", exclude={"reason"})
    await _refuse_gaps(session, record, sent)
    if sent.get("contact_id") is not None:
        await _require_contact(session, record.customer_id, uuid.UUID(sent["contact_id"]))
    await session.set_reason(body.reason)
    assign(record, _columns(sent))
    await publish(session, RECORD_CORRECTED, record, fields=sorted(sent))


async def _refuse_gaps(session: WriteSession, record: ContactRecord, sent: Mapping[str, Any]) -> None:
    policy = (await snapshot(session)).get(CONNECTED_CALL_REQUIRED_FIELDS)
    disposition = Disposition(record.disposition) if record.disposition else None
    occasion = PlanKind(record.occasion) if record.occasion else None
    wanted = [name for name in rules.required(disposition, occasion, policy) if name in sent]
    if faults := list(rules.missing(sent, wanted)):
        raise Invalid(errors=faults)


async def _require_contact(session: WriteSession, customer_id: uuid.UUID, contact_id: uuid.UUID) -> None:
    theirs = select(Contact.id).where(Contact.id == contact_id, Contact.customer_id == customer_id)
    if await session.scalar(theirs) is None:
        raise fault("/contact_id", "unknown_contact", msg("the customer has no such person"))


def _columns(sent: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in sent.items() if name not in ("satisfaction", "contact_id")}
    if "contact_id" in sent:
        columns["contact_id"] = uuid.UUID(sent["contact_id"]) if sent["contact_id"] else None
    if "satisfaction" in sent:
        scores = sent["satisfaction"] or dict.fromkeys(SCORES)
        columns |= {f"score_{name}": scores[name] for name in SCORES}
    return columns


# Past contact records by the thousand: imported with their author and time, set-based.
#
# They are history: no planned contact is closed, nothing follows, no event tells of each. The customers' first and last
# contact and, where the record is the newest, their intent level follow from them.


CHUNK = 5_000

_INSERT = text("""
WITH past AS (
  INSERT INTO contact_record (
    id, customer_id, contact_id, author_id, team_id, department_id, created_by, method, occasion, direction,
    disposition, reached, started_at, ended_at, talk_seconds, phone, source, external_id, outcome, key_points,
    intent_level, objections
  )
  SELECT row.id, row.customer_id, row.contact_id, row.author_id, author.team_id, author.department_id,
         meridian_actor(), row.method, row.occasion, row.direction, row.disposition, row.reached, row.started_at,
         row.ended_at, row.talk_seconds, row.phone, row.source, row.external_id, row.outcome, row.key_points,
         row.intent_level, row.objections
  FROM jsonb_populate_recordset(NULL::contact_record, CAST(:rows AS jsonb)) AS row
  JOIN app_user AS author ON author.id = row.author_id
  ON CONFLICT (source, external_id) WHERE external_id IS NOT NULL DO NOTHING
  RETURNING customer_id, started_at, reached, intent_level
), summary AS (
  SELECT customer_id, min(started_at) AS first_at, max(started_at) AS last_at,
         (array_agg(intent_level ORDER BY started_at DESC) FILTER (WHERE intent_level IS NOT NULL))[1] AS intent_level
  FROM past WHERE reached GROUP BY customer_id
), customers AS (
  UPDATE customer SET
    first_contact_at = least(customer.first_contact_at, summary.first_at),
    last_contact_at = greatest(customer.last_contact_at, summary.last_at),
    intent_level = CASE WHEN customer.last_contact_at > summary.last_at THEN customer.intent_level
                        ELSE coalesce(summary.intent_level, customer.intent_level) END
  FROM summary WHERE customer.id = summary.customer_id
)
SELECT count(*) FROM past
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRecord:
    """A contact made before; `source` and `external_id` keep a repeated import from doubling it.

    disposition: for calls, and only for them. started_at and ended_at are aware.
    """

    customer_id: uuid.UUID
    author_id: uuid.UUID
    method: Method
    started_at: datetime
    source: str
    external_id: str | None = None
    direction: Direction = Direction.OUTBOUND
    disposition: Disposition | None = None
    contact_id: uuid.UUID | None = None
    occasion: str | None = None
    ended_at: datetime | None = None
    talk_seconds: int | None = None
    phone: str | None = None
    outcome: str | None = None
    key_points: str | None = None
    intent_level: str | None = None
    objections: list[str] = field(default_factory=list)


_HOLD = text("SELECT FROM customer WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")


async def insert_past_records(session: WriteSession, records: Sequence[PastRecord]) -> int:
    """Writes the records in the session's transaction, having locked their customers in one order. How many are new."""
    await session.execute(_HOLD, {"ids": list({record.customer_id for record in records})})
    written = 0
    for start in range(0, len(records), CHUNK):
        rows = [_row(record) for record in records[start : start + CHUNK]]
        written += (await session.execute(_INSERT, {"rows": orjson.dumps(rows, default=str).decode()})).scalar_one()
    return written


def _row(record: PastRecord) -> dict[str, object]:
    return {**asdict(record), "id": uuid7(), "reached": rules.meaning(record.disposition).reached}
