"""The one statement that writes a contact record with everything that follows from it."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from meridian.customers.events import CUSTOMER_UPDATED
from meridian.customers.models_business import Need
from meridian.kernel.batch import Batch, Rows
from meridian.plans.codes import ItemState
from meridian.plans.events import ITEM_DONE, ITEM_PLANNED
from meridian.plans.models import DialTally, PlannedContact
from meridian.plans.workflows import ITEM
from meridian.plans.writing import item_data
from meridian.records import rules
from meridian.records.context import Dialled, Work
from meridian.records.events import COMPLAINT_REPORTED, RECORD_LOGGED
from meridian.records.models import ContactRecord
from meridian.records.next_steps import Following

_CUSTOMER = """
UPDATE customer SET
  intent_level = CASE WHEN last_contact_at > :started_at THEN intent_level
                      ELSE coalesce(:intent_level, intent_level) END,
  next_contact_at = CASE WHEN last_contact_at > :started_at THEN next_contact_at
                         ELSE coalesce(:next_contact_at, next_contact_at) END,
  first_contact_at = least(first_contact_at, CAST(:reached_at AS timestamptz)),
  last_contact_at = greatest(last_contact_at, CAST(:reached_at AS timestamptz))
WHERE id = :customer_id
RETURNING version, category, intent_level, do_not_call, last_contact_at, next_contact_at
"""
_DONE = """
UPDATE planned_contact SET state = 'done', state_since = :now, done_at = :item_done_at, done_record_id = :record_id,
  state_reason = :item_reason
WHERE id = :item_id AND version = :item_version RETURNING id
"""
_ATTEMPT = """
UPDATE planned_contact SET attempts = attempts + 1, last_attempt_at = :item_done_at
WHERE id = :item_id AND version = :item_version RETURNING id
"""
_TALLY = """
UPDATE dial_tally SET attempts = attempts + 1, not_before = :not_before WHERE id = :tally_id RETURNING id
"""


async def write(work: Work, record: Mapping[str, Any], following: Following) -> Rows:
    """Writes it all; `customer` and `item` of the answer are the rows changed."""
    batch = Batch()
    batch.insert(ContactRecord, **record)
    _add_customer(batch, work, record, following)
    if following.item is not None:
        _add_next_item(batch, following.item)
    if work.body.planned_item_id is not None:
        _add_item(batch, work, record)
    if record["next_attempt_at"] is not None:
        _add_attempt(batch, work, record)
    heard = {"customer_id": record["customer_id"], "contact_record_id": record["id"]}
    for need in work.body.needs:
        batch.insert(Need, id=uuid7(), **heard, **need.model_dump())
    _add_events(batch, work, record)
    return await batch.write(work.session)


def local_day(work: Work) -> tuple[str, date]:
    """The zone of who was contacted, and the date it was there."""
    contact = work.context.contacts.get(work.body.contact_id) if work.body.contact_id else None
    row = work.context.row
    zone = (contact and contact.zone) or row.zone or row.author_zone
    return zone, work.body.started_at.astimezone(ZoneInfo(zone)).date()


def dialled_that_day(work: Work) -> list[Dialled]:
    """Unanswered calls to this person on the same local day."""
    _, day = local_day(work)
    return [d for d in work.context.dialled if (d.contact_id, d.on_day) == (work.body.contact_id, day)]


def _add_customer(batch: Batch, work: Work, record: Mapping[str, Any], following: Following) -> None:
    reached = record["reached"]
    plans_next = reached or work.body.next_step is not None
    batch.change(
        "customer",
        _CUSTOMER,
        customer_id=record["customer_id"],
        started_at=record["started_at"],
        intent_level=record["intent_level"],
        reached_at=record["started_at"] if reached else None,
        next_contact_at=following.next_contact_at if plans_next else None,
    )
    row = work.context.row
    newest = row.last_contact_at is None or row.last_contact_at <= record["started_at"]
    if newest and record["intent_level"] not in (None, row.intent_level):
        batch.event(
            CUSTOMER_UPDATED,
            subject_type="customer",
            subject_id=row.id,
            customer_id=row.id,
            version=row.version + 1,
            data={"fields": ["intent_level"], "important": [], "department_id": row.department_id},
        )


def _add_next_item(batch: Batch, item: dict[str, Any]) -> None:
    batch.insert(PlannedContact, **item)
    batch.event(
        ITEM_PLANNED,
        subject_type="planned_contact",
        subject_id=item["id"],
        customer_id=item["customer_id"],
        version=1,
        data=item_data(item),
    )


def _add_item(batch: Batch, work: Work, record: Mapping[str, Any]) -> None:
    row, item_id = work.context.row, record["planned_item_id"]
    values = {"item_id": item_id, "item_version": row.item_version, "item_done_at": record["started_at"]}
    if not rules.meaning(record["disposition"]).settles_item:
        batch.change("item", _ATTEMPT, **values)
        return
    reason = work.body.method_reason if record["method"] != row.item_method else None
    batch.change("item", _DONE, **values, now=work.session.now, record_id=record["id"], item_reason=reason)
    batch.transition(
        work.session,
        workflow=ITEM.name,
        subject_type="planned_contact",
        subject_id=item_id,
        customer_id=row.id,
        move="finish",
        from_state=row.item_state,
        to_state=ItemState.DONE,
        entered_at=row.item_state_since,
        reason=reason,
        working_seconds=work.dwell.seconds(row.plan_department_id, row.item_state_since),
    )
    batch.event(
        ITEM_DONE,
        subject_type="planned_contact",
        subject_id=item_id,
        customer_id=row.id,
        version=row.item_version + 1,
        data={
            "plan_id": row.item_plan_id,
            "state": ItemState.DONE,
            "method": row.item_method,
            "due_on": row.item_due_on,
            "assignee_id": row.item_assignee_id,
        },
    )


def _add_attempt(batch: Batch, work: Work, record: Mapping[str, Any]) -> None:
    """Counts a call that reached nobody on the person's local day."""
    _, day = local_day(work)
    if known := dialled_that_day(work):
        batch.change("tally", _TALLY, tally_id=known[0].id, not_before=record["next_attempt_at"])
        return
    batch.insert(
        DialTally,
        id=uuid7(),
        customer_id=record["customer_id"],
        contact_id=record["contact_id"],
        on_day=day,
        attempts=1,
        not_before=record["next_attempt_at"],
    )


def _add_events(batch: Batch, work: Work, record: Mapping[str, Any]) -> None:
    about: dict[str, Any] = {"subject_type": "contact_record", "subject_id": record["id"]}
    about |= {"customer_id": record["customer_id"], "version": 1}
    names = ("method", "disposition", "reached", "author_id", "planned_item_id", "next_item_id")
    batch.event(RECORD_LOGGED, **about, data={name: record[name] for name in names})
    if work.body.complaint is not None:
        heard = {"record_id": record["id"], "contact_id": record["contact_id"], "channel": record["method"]}
        batch.event(COMPLAINT_REPORTED, **about, data=heard | work.body.complaint.model_dump())
