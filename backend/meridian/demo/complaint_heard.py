"""How invented complaints are heard and registered."""

import random
import uuid
from datetime import datetime
from typing import NamedTuple

from meridian.complaints.codes import ComplaintOrigin, ComplaintState
from meridian.complaints.models import Complaint
from meridian.demo.complaint_talk import Case
from meridian.demo.rows import RecordRow, new_id
from meridian.demo.scene import Scene
from meridian.plans.codes import Method
from meridian.policies.codes import Priority

_PRIORITIES = (Priority.NORMAL, Priority.HIGH, Priority.LOW, Priority.URGENT)


class Heard(NamedTuple):
    """Where a complaint came from: the call it was heard in, or by email; who heard it first."""

    customer_id: uuid.UUID
    contact_id: uuid.UUID | None
    call: RecordRow | None
    responder_id: uuid.UUID


def registered(rng: random.Random, scene: Scene, heard: Heard, case: Case, at: datetime) -> Complaint:
    """The complaint as it was registered; its number is given later."""
    article = rng.choice(scene.articles)
    call = heard.call
    return Complaint(
        id=new_id(rng, at),
        version=1,
        created_at=at,
        updated_at=at,
        customer_id=heard.customer_id,
        contact_id=heard.contact_id,
        channel=call.method if call else Method.EMAIL,
        origin=ComplaintOrigin.CONTACT_RECORD if call else ComplaintOrigin.EMAIL,
        contact_record_id=call.id if call else None,
        product_id=article.product_id,
        product=f"{article.model} {article.name}",
        reason=case.reason,
        wanted_solution=case.wanted,
        priority=rng.choices(_PRIORITIES, (60, 22, 10, 8))[0],
        listened=True,
        apologised=False,
        acknowledged_at=call.started_at if call else None,
        acknowledged_channel=call.method if call else None,
        registered_at=at,
        registered_by=heard.responder_id,
        first_responder_id=heard.responder_id,
        state=ComplaintState.REGISTERED,
        state_since=at,
        round=1,
        escalation_level=0,
    )
