"""Adding, changing and removing product lines, competitors and members of an opportunity."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row, Select, func, select

from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.queries import active_people
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import fault
from meridian.kernel.schemas import money, money_columns
from meridian.opportunities import queries
from meridian.opportunities.details.schemas import (
    CompetitorCreate,
    CompetitorUpdate,
    OpportunityLineCreate,
    OpportunityLineRead,
    OpportunityLineUpdate,
    OpportunityMemberCreate,
)
from meridian.opportunities.models import Opportunity, OpportunityCompetitor, OpportunityLine, OpportunityMember
from meridian.opportunities.rules import line_total
from meridian.opportunities.service import settle_change

# Product lines and competitors of an opportunity.


async def lines_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> list[OpportunityLineRead]:
    """The opportunity's lines in order; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    rows = await session.scalars(
        select(OpportunityLine)
        .where(OpportunityLine.opportunity_id == opportunity_id)
        .order_by(OpportunityLine.position, OpportunityLine.id)
    )
    return [line_read(row, actor) for row in rows]


def line_read(line: OpportunityLine, actor: Actor) -> OpportunityLineRead:
    """A line as read."""
    names = OpportunityLineRead.model_fields.keys() - {"unit_price", "total"}
    return OpportunityLineRead.of(
        {
            **{name: getattr(line, name) for name in names},
            "unit_price": money(line.unit_price, line.currency),
            "total": money(line.amount, line.currency),
        },
        masked=actor.masked,
    )


def insert_lines(
    session: WriteSession, opportunity: Opportunity, lines: Iterable[OpportunityLineCreate], *, first: int = 0
) -> list[OpportunityLine]:
    """Adds lines to a locked opportunity in the order given, from position `first` on."""
    rows = []
    for position, line in enumerate(lines, start=first):
        row = OpportunityLine(
            opportunity_id=opportunity.id,
            customer_id=opportunity.customer_id,
            position=position,
            **money_columns(line.model_dump(), "unit_price"),
        )
        row.amount = line_total(row.quantity, row.unit_price, row.currency)
        rows.append(row)
    session.add_all(rows)
    return rows


async def append_lines(
    session: WriteSession, opportunity: Opportunity, lines: Iterable[OpportunityLineCreate]
) -> list[OpportunityLine]:
    """Adds lines to a locked opportunity after those it has."""
    last = select(func.max(OpportunityLine.position)).where(OpportunityLine.opportunity_id == opportunity.id)
    found = await session.scalar(last)
    return insert_lines(session, opportunity, lines, first=0 if found is None else found + 1)


async def add_line(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: OpportunityLineCreate
) -> OpportunityLine:
    """Adds a product line. 404, 409 once the opportunity ended, 422 for an unknown product."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    (line,) = await append_lines(session, opportunity, [body])
    await settle_change(session, opportunity, "lines")
    return line


async def change_line(
    session: WriteSession, actor: Actor, line_id: uuid.UUID, body: OpportunityLineUpdate, version: int
) -> OpportunityLine:
    """Changes the fields sent; the total follows."""
    opportunity, line = await queries.load_part_to_change(session, actor, OpportunityLine, line_id, version)
    assign(line, money_columns(body.model_dump(), "unit_price"))
    line.amount = line_total(line.quantity, line.unit_price, line.currency)
    await settle_change(session, opportunity, "lines")
    return line


async def remove_line_or_competitor(
    session: WriteSession,
    actor: Actor,
    model: type[OpportunityLine] | type[OpportunityCompetitor],
    part_id: uuid.UUID,
    version: int,
) -> None:
    """Removes what was entered by mistake; the history keeps it."""
    opportunity, part = await queries.load_part_to_change(session, actor, model, part_id, version)
    await session.delete(part)
    await settle_change(session, opportunity, "lines" if model is OpportunityLine else "competitors")


async def competitors_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Sequence[OpportunityCompetitor]:
    """Who competes; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    return await queries.parts_of(session, OpportunityCompetitor, opportunity_id)


async def add_competitor(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: CompetitorCreate
) -> OpportunityCompetitor:
    """Notes a competitor, so it is no longer said that none is known. 404, 409 when listed already or ended."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    competitor = OpportunityCompetitor(
        opportunity_id=opportunity.id, customer_id=opportunity.customer_id, **body.model_dump()
    )
    session.add(competitor)
    opportunity.no_competitors_known = False
    await settle_change(session, opportunity, "competitors")
    return competitor


async def change_competitor(
    session: WriteSession, actor: Actor, competitor_id: uuid.UUID, body: CompetitorUpdate, version: int
) -> OpportunityCompetitor:
    """Changes the fields sent."""
    opportunity, competitor = await queries.load_part_to_change(
        session, actor, OpportunityCompetitor, competitor_id, version
    )
    assign(competitor, body.model_dump())
    await settle_change(session, opportunity, "competitors")
    return competitor


async def note_winner(session: WriteSession, opportunity: Opportunity, name: str) -> None:
    """Notes who won it, listing them when they were not."""
    competitor = await session.scalar(
        select(OpportunityCompetitor).where(
            OpportunityCompetitor.opportunity_id == opportunity.id,
            func.lower(OpportunityCompetitor.name) == func.lower(name),
        )
    )
    if competitor is None:
        competitor = OpportunityCompetitor(
            opportunity_id=opportunity.id, customer_id=opportunity.customer_id, name=name
        )
        session.add(competitor)
    competitor.won = True


# Who works on an opportunity beside its owner.


MEMBERS: Select[Any] = select(*OpportunityMember.__table__.c, User.name.label("user_name")).join(
    User, User.id == OpportunityMember.user_id
)


async def members_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Sequence[Row[Any]]:
    """The members in the order they came; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    found = MEMBERS.where(OpportunityMember.opportunity_id == opportunity_id).order_by(OpportunityMember.id)
    rows: Sequence[Row[Any]] = (await session.execute(found)).all()
    return rows


async def add_member(
    session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: OpportunityMemberCreate
) -> Row[Any]:
    """Brings a colleague in, who sees the opportunity from then on. 409 when they work on it already."""
    opportunity = await queries.load_open(session, actor, opportunity_id)
    if not await active_people(session, [body.user_id]):
        raise fault("/user_id", "unknown_user", msg("must be an active person"))
    member = OpportunityMember(
        opportunity_id=opportunity.id,
        customer_id=opportunity.customer_id,
        added_by=session.actor_id,
        added_at=session.now,
        **body.model_dump(),
    )
    session.add(member)
    await settle_change(session, opportunity, "members")
    added: Row[Any] = (await session.execute(MEMBERS.where(OpportunityMember.id == member.id))).one()
    return added


async def remove_member(session: WriteSession, actor: Actor, member_id: uuid.UUID) -> None:
    """Ends a colleague's work on the opportunity."""
    opportunity, member = await queries.load_part_of_open(session, actor, OpportunityMember, member_id)
    await session.delete(member)
    await settle_change(session, opportunity, "members")
