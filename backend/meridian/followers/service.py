"""Following customers, and saying up to where one has read (CR-8)."""

import uuid

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from meridian.customers import queries as customers
from meridian.followers.models import ChangesSeen, CustomerFollower
from meridian.followers.schemas import FollowerCreate
from meridian.identity.actor import Actor
from meridian.identity.models import Department
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import NotFound, fault


async def follow(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: FollowerCreate) -> uuid.UUID:
    """The actor, or a department where the actor may change the customer, is told from now on.

    Safe to repeat. 404, 422.
    """
    needed = Permission.CUSTOMER_READ if body.department_id is None else Permission.CUSTOMER_WRITE
    customer = await customers.load(session, actor, customer_id, permission=needed)
    if body.department_id is not None:
        used = select(Department.id).where(Department.id == body.department_id, Department.active)
        if await session.scalar(used) is None:
            raise fault("/department_id", "unknown_department", msg("must be a department in use"))
    whose = {"user_id": actor.user_id if body.department_id is None else None, "department_id": body.department_id}
    values = {"customer_id": customer.id, **whose, "added_by": actor.user_id, "added_at": session.now}
    await session.execute(insert(CustomerFollower).values(**values).on_conflict_do_nothing())
    same = [getattr(CustomerFollower, name).is_not_distinct_from(value) for name, value in whose.items()]
    found = select(CustomerFollower.id).where(CustomerFollower.customer_id == customer.id, *same)
    return (await session.scalars(found)).one()


async def unfollow(session: WriteSession, actor: Actor, customer_id: uuid.UUID, follower_id: uuid.UUID) -> None:
    """One's own following, or a department's where the actor may change the customer. 404."""
    follower = await session.get(CustomerFollower, follower_id)
    if follower is None or follower.customer_id != customer_id:
        raise NotFound()
    if follower.user_id != actor.user_id:
        await customers.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
        if follower.user_id is not None:
            raise NotFound()
    await session.delete(follower)


async def note_seen(session: WriteSession, actor: Actor, until: object) -> None:
    """The actor has read all changes up to then."""
    seen = insert(ChangesSeen).values(user_id=actor.user_id, until=until)
    await session.execute(seen.on_conflict_do_update(index_elements=[ChangesSeen.user_id], set_={"until": until}))
