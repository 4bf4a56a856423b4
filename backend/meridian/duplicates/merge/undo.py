"""A merge of the last day taken apart (OT-8): every row and field is what it was."""

import uuid

from sqlalchemy import select

from meridian.customers import visibility
from meridian.customers.computed_fields import service as computed_fields_service
from meridian.customers.models import Customer
from meridian.duplicates import service
from meridian.duplicates.events import CUSTOMER_UNMERGED
from meridian.duplicates.merge import row_diff
from meridian.duplicates.merge.queries import UNDO_WITHIN
from meridian.duplicates.merge.service import lock_both
from meridian.duplicates.models import CustomerMerge
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, NotFound


async def undo(session: WriteSession, actor: Actor, merge_id: uuid.UUID) -> CustomerMerge:
    """Takes a merge of the last day apart: every row and field is what it was.

    404 when either record is out of the actor's scope for merging; 409 when it is too late, was undone, the customer
    that stayed has itself been merged away since, or something the merge changed was changed again: each is named.
    """
    done = await session.get(CustomerMerge, merge_id)
    if done is None:
        raise NotFound()
    await lock_both(session, done.winner_id, done.loser_id)
    await session.refresh(done)
    both = (Customer.id.in_((done.winner_id, done.loser_id)), visibility.visible_to(actor, Permission.CUSTOMER_MERGE))
    seen = {customer.id: customer for customer in await session.scalars(select(Customer).where(*both))}
    if len(seen) < 2:
        raise NotFound()
    _refuse_undo(done, session, seen[done.winner_id])
    changed = await row_diff.changed_since(session, done.id)
    if changed:
        raise Conflict(
            msg("what the merge changed has been changed again since"),
            reason="changed_since",
            errors=[_named(each, done.winner_id) for each in changed],
        )
    await session.set_reason(f"merge undone: {done.reason}"[:300])
    await row_diff.restore(session, done.id, done.winner_id, done.loser_id)
    done.undone_at, done.undone_by = session.now, actor.user_id
    await service.settle_pair(session, done.winner_id, done.loser_id, "undo_merge", None)
    for customer in seen.values():
        await session.refresh(customer)
    await computed_fields_service.derive(session, seen[done.winner_id], ())
    for customer in seen.values():
        await publish(session, CUSTOMER_UNMERGED, customer, merge_id=done.id)
    return done


def _refuse_undo(done: CustomerMerge, session: WriteSession, winner: Customer) -> None:
    if done.undone_at is not None:
        raise Conflict(msg("it has been undone already"), reason="undone")
    if session.now - done.merged_at > UNDO_WITHIN:
        raise Conflict(msg("a merge can be undone within a day"), reason="too_late")
    if winner.merged_into_id is not None:
        raise Conflict(msg("the customer has been merged into another since; undo that first"), reason="later_merge")


def _named(changed: row_diff.Changed, winner_id: uuid.UUID) -> Fault:
    if changed.table == "customer" and changed.row_id == winner_id:
        return Fault(f"/fields/{changed.column}", "changed_since", msg("the field was changed after the merge"))
    pointer = f"/rows/{changed.table}/{changed.row_id}"
    if changed.column is None:
        return Fault(pointer, "deleted_since", msg("it was deleted after the merge"))
    return Fault(f"{pointer}/{changed.column}", "changed_since", msg("it was changed after the merge"))
