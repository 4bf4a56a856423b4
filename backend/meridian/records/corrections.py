"""Correcting what was written of a contact, with a reason. When, how and with whom it was stays as it was (CR-6)."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from meridian.customers.models import Contact
from meridian.identity.actor import Actor
from meridian.kernel.db import WriteSession
from meridian.kernel.events import emit
from meridian.kernel.http import check_version
from meridian.kernel.problems import Invalid, fault
from meridian.plans.codes import PlanKind
from meridian.policies.definitions import CONNECTED_CALL_REQUIRED_FIELDS
from meridian.policies.queries import snapshot
from meridian.records import queries, rules
from meridian.records.codes import SCORES, Disposition
from meridian.records.events import RECORD_CORRECTED
from meridian.records.models import ContactRecord
from meridian.records.schemas import ContactRecordCorrect


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
    for name, value in _columns(sent).items():
        setattr(record, name, value)
    await session.flush()
    await emit(
        session,
        RECORD_CORRECTED,
        subject_type="contact_record",
        subject_id=record.id,
        customer_id=record.customer_id,
        version=record.version,
        data={"fields": sorted(sent)},
    )


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
        raise fault("/contact_id", "unknown_contact", "the customer has no such person")


def _columns(sent: Mapping[str, Any]) -> dict[str, Any]:
    columns = {name: value for name, value in sent.items() if name not in ("satisfaction", "contact_id")}
    if "contact_id" in sent:
        columns["contact_id"] = uuid.UUID(sent["contact_id"]) if sent["contact_id"] else None
    if "satisfaction" in sent:
        scores = sent["satisfaction"] or dict.fromkeys(SCORES)
        columns |= {f"score_{name}": scores[name] for name in SCORES}
    return columns
