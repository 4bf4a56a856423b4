"""Two customers become one (OT-8): a preview, and the merge."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from meridian.customers import queries, service, visibility
from meridian.customers import rules as customer_rules
from meridian.customers.computed_fields import service as computed_fields_service
from meridian.customers.models import Customer
from meridian.customers.rules import Verification
from meridian.customers.service import refuse_archived, refuse_hidden
from meridian.duplicates import rules
from meridian.duplicates import service as duplicates_service
from meridian.duplicates.events import CUSTOMER_MERGED, CUSTOMER_MERGED_AWAY, CUSTOMER_UNMERGED
from meridian.duplicates.merge import row_diff
from meridian.duplicates.merge.queries import UNDO_WITHIN, Preview
from meridian.duplicates.models import CustomerMerge
from meridian.duplicates.rules import Side
from meridian.duplicates.schemas import MergeBody, MergePreviewBody
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, NotFound, VersionMismatch, check_version, fault
from meridian.policies.definitions.customers import KEY_CUSTOMER_DOUBLE_CHECK
from meridian.policies.queries import snapshot


async def preview(session: Session, actor: Actor, customer_id: uuid.UUID, body: MergePreviewBody) -> Preview:
    """Changes nothing. 404 when either is absent or out of the actor's scope for merging."""
    own, other = await _two(session, actor, customer_id, body.other_id)
    refuse_hidden(actor, body.fields)
    sides = rules.sides(_record(own), _record(other), body.fields)
    columns = rules.columns(_record(own), _record(other), sides, (own.id, other.id))
    rows = await row_diff.count(session, own.id, other.id)
    changed = _changed(columns, {count.table for count in rows if count.moves})
    again = columns.get("is_key", own.is_key) and (await snapshot(session)).get(KEY_CUSTOMER_DOUBLE_CHECK)
    verification = Verification.PENDING if again and changed & customer_rules.VERIFIED_FIELDS else own.verification
    return Preview(own, other, sides, columns, rows, verification)


def _changed(columns: Mapping[str, Any], moved: Collection[str]) -> set[str]:
    """The fields of the API that a merge changes in the record that stays, its zone apart."""
    return rules.names(columns) - {"zone"} | ({"phones"} if "phone" in moved else set())


async def merge(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: MergeBody, version: int
) -> CustomerMerge:
    """Puts the other customer into this one: its rows, its ids elsewhere, the fields chosen.

    404 as for `preview`; 412 when either was changed since it was read; 409 when this one is archived.
    """
    await lock_both(session, customer_id, body.other_id)
    winner, loser = await _two(session, actor, customer_id, body.other_id)
    check_version(winner.version, version)
    if loser.version != body.other_version:
        raise VersionMismatch(msg("the other record has changed since you read it"), other_version=loser.version)
    refuse_archived(winner)
    refuse_hidden(actor, body.fields)
    await session.set_reason(body.reason)
    wanted = rules.sides(_record(winner), _record(loser), body.fields)
    done = CustomerMerge(
        winner_id=winner.id,
        loser_id=loser.id,
        reason=body.reason,
        fields=sorted(name for name, side in wanted.items() if side is Side.OTHER),
        merged_by=actor.user_id,
        merged_at=session.now,
    )
    session.add(done)
    await session.flush()
    await row_diff.watch(session, done.id, winner.id, loser.id)
    done.moved = await row_diff.move(session, done.id, winner.id, loser.id)
    await _take_over(session, actor, winner, loser, wanted, moved=done.moved)
    loser.merged_into_id = winner.id
    await session.flush()
    await row_diff.settle(session, done.id)
    await duplicates_service.settle_pair(session, winner.id, loser.id, "merge", body.reason)
    await publish(session, CUSTOMER_MERGED, winner, merge_id=done.id, loser_id=loser.id, fields=done.fields)
    await publish(session, CUSTOMER_MERGED_AWAY, loser, merge_id=done.id)
    return done


async def _take_over(
    session: WriteSession,
    actor: Actor,
    winner: Customer,
    loser: Customer,
    wanted: Mapping[str, Side],
    *,
    moved: Mapping[str, int],
) -> None:
    """Sets what changes in the record that stays, with all that follows from it; a key customer is checked again."""
    changes = rules.columns(_record(winner), _record(loser), wanted, (winner.id, loser.id))
    changed = _changed(changes, moved.keys())
    assign(winner, changes)
    winner.edited_by = actor.user_id
    winner.version += 1  # what belongs to it has changed
    await computed_fields_service.derive(session, winner, changed)
    if wanted.get("zone") is Side.OTHER:  # after the place has had its say
        assign(winner, {column: getattr(loser, column) for column in rules.FIELDS["zone"]})
    await session.flush()
    if changed & customer_rules.VERIFIED_FIELDS:
        await service.recheck_verification(session, winner, await snapshot(session))


async def _two(
    session: Session, actor: Actor, customer_id: uuid.UUID, other_id: uuid.UUID
) -> tuple[Customer, Customer]:
    """This customer and the other."""
    if customer_id == other_id:
        raise fault("/other_id", "same", msg("must be another customer"))
    own = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_MERGE)
    return own, await queries.load(session, actor, other_id, permission=Permission.CUSTOMER_MERGE)


async def lock_both(session: WriteSession, *customers: uuid.UUID) -> None:
    """Both records, always in the same order; whoever adds something to either waits, and then finds it gone."""
    await session.execute(select(Customer.id).where(Customer.id.in_(customers)).order_by(Customer.id).with_for_update())


def _record(customer: Customer) -> dict[str, Any]:
    return {column.key: getattr(customer, column.key) for column in Customer.__table__.c}


# A merge of the last day taken apart (OT-8): every row and field is what it was.


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
    await duplicates_service.settle_pair(session, done.winner_id, done.loser_id, "undo_merge", None)
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
