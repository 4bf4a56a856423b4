"""Keeping the catalogue of objections."""

import uuid

from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.patch import assign
from meridian.kernel.problems import check_version
from meridian.scripts.events import OBJECTION_CHANGED
from meridian.scripts.models import Objection
from meridian.scripts.objections import queries
from meridian.scripts.objections.schemas import ObjectionCreate, ObjectionUpdate


async def create(session: WriteSession, body: ObjectionCreate) -> Objection:
    """Enters an objection; 409 when its code is taken."""
    objection = Objection(**body.model_dump())
    session.add(objection)
    await publish(session, OBJECTION_CHANGED, objection)
    return objection


async def change(session: WriteSession, objection_id: uuid.UUID, body: ObjectionUpdate, version: int) -> Objection:
    """Changes the fields sent. 404, 412."""
    objection = await queries.load(session, objection_id, lock=True)
    check_version(objection.version, version)
    assign(objection, body.model_dump())
    await publish(session, OBJECTION_CHANGED, objection)
    return objection
