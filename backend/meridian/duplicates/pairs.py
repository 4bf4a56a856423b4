"""Suspected pairs among the customers there are: listed, dismissed or taken up again, settled by a merge."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import aliased

from meridian.calendars.deadlines import working_seconds
from meridian.customers.models import Customer
from meridian.customers.queries import visible_to
from meridian.duplicates.models import DuplicatePair
from meridian.duplicates.rules import PAIR, PairState, Strength
from meridian.duplicates.schemas import PairMember, PairRead
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import Session, WriteSession
from meridian.kernel.http import check_version
from meridian.kernel.listing import Field, ListQuery, ListSpec, fetch_page
from meridian.kernel.problems import Conflict, NotFound
from meridian.kernel.schemas import Page
from meridian.kernel.transitions import record

PAIRS = ListSpec(
    "duplicate_pairs",
    fields=(
        Field("state", DuplicatePair.state, "code", choices=PairState, description="What was decided", example="open"),
        Field(
            "strength",
            DuplicatePair.strength,
            "code",
            choices=Strength,
            description="How much speaks for it",
            example="strong",
        ),
        Field("points", DuplicatePair.points, "integer", sortable=True, description="The same in points", example=140),
        Field("reasons", DuplicatePair.reasons, "text_array", description="What they have in common", example="name"),
        Field("created_at", DuplicatePair.created_at, "instant", sortable=True, description="When it was found"),
    ),
    default_sort=("-points",),
    id_column=DuplicatePair.id,
)
_A, _B = aliased(Customer, name="a"), aliased(Customer, name="b")


def _seen_by(actor: Actor) -> Select[Any]:
    """Pairs of customers that both are there and within the actor's reach for merging."""
    there = select(Customer.id).where(visible_to(actor, Permission.CUSTOMER_MERGE), Customer.merged_into_id.is_(None))
    columns: list[Any] = [DuplicatePair, _member(_A).label("a"), _member(_B).label("b")]
    return (
        select(*columns)
        .join(_A, _A.id == DuplicatePair.a_id)
        .join(_B, _B.id == DuplicatePair.b_id)
        .where(DuplicatePair.a_id.in_(there), DuplicatePair.b_id.in_(there))
    )


def _member(customer: type[Customer]) -> ColumnElement[Any]:
    return func.jsonb_build_object(
        *(part for name in PairMember.model_fields for part in (name, getattr(customer, name)))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[PairRead]:
    """Pairs in the actor's scope, the likeliest first."""
    return await fetch_page(
        session,
        _seen_by(actor),
        PAIRS,
        query,
        scope=str(actor.user_id),
        masked=actor.masked,
        to_row=lambda row: _read(row, actor),
    )


async def read(session: Session, actor: Actor, pair_id: uuid.UUID) -> PairRead:
    """One pair; 404 when either customer is out of the actor's scope or gone."""
    row = (await session.execute(_seen_by(actor).where(DuplicatePair.id == pair_id))).one_or_none()
    if row is None:
        raise NotFound()
    return _read(row, actor)


def _read(row: Row[Any], actor: Actor) -> PairRead:
    pair: DuplicatePair = row[0]
    columns = {name: getattr(pair, name) for name in PairRead.model_fields if hasattr(pair, name)}
    moves = PAIR.allowed(PairState(pair.state), actor.may)
    return PairRead.of({**columns, "a": row.a, "b": row.b, "allowed_moves": moves}, masked=actor.masked)


async def move(
    session: WriteSession, actor: Actor, pair_id: uuid.UUID, name: str, version: int, reason: str | None
) -> None:
    """A move a person asks for. 404, 412, and the refusals of `Workflow.check`."""
    await read(session, actor, pair_id)
    pair = await session.get(DuplicatePair, pair_id, with_for_update=True, populate_existing=True)
    if pair is None:
        raise NotFound()
    check_version(pair.version, version)
    state, asked = PairState(pair.state), PAIR.move(name)
    if asked is not None and asked.permission is None:
        moves = PAIR.allowed(state, actor.may)
        raise Conflict(f"“{name}” is made by merging the two", reason="wrong_state", allowed_moves=moves)
    target = PAIR.check(name, state, may=actor.may, given={"reason": reason})
    await _enter(session, pair, name, target, reason)


async def settle(session: WriteSession, one: uuid.UUID, other: uuid.UUID, name: str, reason: str | None) -> None:
    """The move that a merge of the two, or its undo, makes of their pair, if they were suspected."""
    a, b = sorted((one, other))
    pair = await session.scalar(
        select(DuplicatePair).where(DuplicatePair.a_id == a, DuplicatePair.b_id == b).with_for_update()
    )
    found = PAIR.move(name)
    if pair is not None and found is not None and PairState(pair.state) in found.sources:
        await _enter(session, pair, name, found.leads_to(PairState(pair.state)), reason)


async def _enter(session: WriteSession, pair: DuplicatePair, name: str, target: PairState, reason: str | None) -> None:
    await record(
        session,
        workflow=PAIR.name,
        subject_type=PAIR.name,
        subject_id=pair.id,
        move=name,
        from_state=pair.state,
        to_state=target,
        entered_at=pair.state_since,
        working_seconds=await working_seconds(session, None, pair.state_since, session.now),
        reason=reason,
    )
    pair.state, pair.state_since = target, session.now
    pair.decided_by, pair.decision_reason = session.actor_id, reason
    await session.flush()
