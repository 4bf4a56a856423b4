"""SELECTs on the catalogue of objections: company knowledge, needed by everybody who reads contact records."""

import uuid

from sqlalchemy import select

from meridian.identity.actor import Actor
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.scripts.models import Objection
from meridian.scripts.objections.schemas import ObjectionRead

OBJECTIONS = ListSpec(
    "objections",
    fields=(
        Field("code", Objection.code, "code", sortable=True, description="Its code", example="price"),
        Field("position", Objection.position, "integer", sortable=True, description="Where it stands", example=10),
        Field("active", Objection.active, "boolean", description="Whether it is in use", example=True),
    ),
    default_sort=("position",),
    id_column=Objection.id,
)


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ObjectionRead]:
    """Objections, in their order."""
    return await page_of(
        session,
        actor,
        OBJECTIONS,
        query,
        lambda actor: select(Objection),
        shows=ObjectionRead,
    )


async def load(session: Session, objection_id: uuid.UUID, *, lock: bool = False) -> Objection:
    """The objection; 404."""
    objection = await session.get(Objection, objection_id, with_for_update=lock)
    if objection is None:
        raise NotFound()
    return objection
