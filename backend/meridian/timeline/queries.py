"""One customer's timeline: a keyset page over the union of all branches."""

import uuid
from typing import Any

from sqlalchemy import select, union_all

from meridian.customers import queries as customers
from meridian.customers.models import Customer
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.schemas import Page
from meridian.timeline.branches import BRANCHES
from meridian.timeline.schemas import entry_of

ENTRIES = union_all(*(branch.rows() for branch in BRANCHES)).subquery("timeline")
TIMELINE = ListSpec(
    "timeline",
    fields=(
        Field(
            "kind",
            ENTRIES.c.kind,
            "code",
            choices=tuple(branch.kind for branch in BRANCHES),
            nullable=False,
            description="Kind of entry",
            example="contact_record",
        ),
        Field("at", ENTRIES.c.at, "instant", sortable=True, nullable=False, description="When", example=None),
        Field("person_id", ENTRIES.c.person_id, "uuid", description="Who did it, or is to do it"),
    ),
    default_sort=("-at",),
    id_column=ENTRIES.c.id,
)


async def page(session: Session, actor: Actor, customer_id: uuid.UUID, query: ListQuery) -> Page[Any]:
    """Entries of a customer within the actor's scope, newest first; 404 outside it."""
    await customers.load(session, actor, customer_id, permission=Permission.RECORD_READ)
    columns = (ENTRIES.c.kind, ENTRIES.c.id, ENTRIES.c.at, ENTRIES.c.person_id, ENTRIES.c.facts)
    statement = select(*columns).where(ENTRIES.c.customer_id == customer_id)
    kinds = await _kinds(session, actor, customer_id)
    if len(kinds) < len(BRANCHES):
        statement = statement.where(ENTRIES.c.kind.in_(kinds))
    return await fetch_page(
        session,
        statement,
        TIMELINE,
        query,
        scope=f"{actor.user_id}:{customer_id}",
        masked=actor.masked,
        to_row=lambda row: entry_of(row.kind, row._mapping, actor.masked),
    )


async def _kinds(session: Session, actor: Actor, customer_id: uuid.UUID) -> list[str]:
    """Kinds of entries that the actor may see of this customer, whose records they see."""
    seen = {
        permission: True for permission in Permission if actor.scope(permission) == actor.scope(Permission.RECORD_READ)
    }
    for permission in {branch.permission for branch in BRANCHES} - seen.keys():
        visible = select(customers.visible_to(actor, permission)).where(Customer.id == customer_id)
        seen[permission] = actor.may(permission) and bool(await session.scalar(visible))
    return [branch.kind for branch in BRANCHES if seen[branch.permission]]
