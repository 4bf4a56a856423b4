"""Adding, changing and removing product lines, competitors and members of an opportunity."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, exists, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.queries import active_people
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, NotFound, fault
from meridian.kernel.schemas import money, money_columns
from meridian.opportunities import queries
from meridian.opportunities.details.schemas import (
    CompetitorCreate,
    CompetitorUpdate,
    FollowUpCreate,
    FollowUpPlan,
    OpportunityLineCreate,
    OpportunityLineRead,
    OpportunityLineUpdate,
    OpportunityMemberCreate,
)
from meridian.opportunities.models import (
    Opportunity,
    OpportunityCompetitor,
    OpportunityFollowUp,
    OpportunityLine,
    OpportunityMember,
)
from meridian.opportunities.rules import OpportunityOutcome, OpportunityState, line_total
from meridian.opportunities.service import settle_change
from meridian.plans import service
from meridian.plans.changes import check
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.rules import OPEN_ITEMS, Candidate, PlanKind
from meridian.records.effects import running_plan

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


# The follow-ups of an opportunity: planned contacts that belong to it (CR-14).
#
# Its own table says which. A contact that takes another's place, because that was put off or because it is the next
# step of the record that carried it out, belongs to the opportunity as well: `adopt` sees to it.


_ROWS: Select[*tuple[Any, ...]] = (
    select(
        OpportunityFollowUp.id,
        OpportunityFollowUp.opportunity_id,
        OpportunityFollowUp.planned_contact_id,
        OpportunityFollowUp.stage,
        OpportunityFollowUp.linked_at,
        PlannedContact.method,
        PlannedContact.aim,
        PlannedContact.state,
        PlannedContact.due_on,
        PlannedContact.due_at,
        PlannedContact.due_from,
        PlannedContact.contact_id,
        PlannedContact.assignee_id,
        PlannedContact.done_at,
        PlannedContact.done_record_id,
        User.name.label("assignee_name"),
    )
    .join(PlannedContact, PlannedContact.id == OpportunityFollowUp.planned_contact_id)
    .join(User, User.id == PlannedContact.assignee_id)
)
# From what belongs to the opportunity along everything that took its place.
_ADOPT = text("""
WITH RECURSIVE chain AS (
  SELECT planned_contact_id AS id FROM opportunity_follow_up WHERE opportunity_id = :opportunity_id
  UNION
  SELECT next.id
    FROM chain
    JOIN planned_contact AS item ON item.id = chain.id
    LEFT JOIN contact_record AS made ON made.id = item.done_record_id
    JOIN planned_contact AS next ON next.previous_id = item.id OR next.id = made.next_item_id
)
INSERT INTO opportunity_follow_up (opportunity_id, planned_contact_id, stage, linked_by, linked_at)
SELECT opportunity.id, chain.id, opportunity.stage, meridian_actor(), meridian_now()
  FROM chain JOIN opportunity ON opportunity.id = :opportunity_id
    ON CONFLICT (opportunity_id, planned_contact_id) DO NOTHING
""")


async def follow_ups_of(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Sequence[Row[Any]]:
    """The follow-ups, the latest due first; 404 out of the actor's scope."""
    await queries.load(session, actor, opportunity_id)
    mine = _ROWS.where(OpportunityFollowUp.opportunity_id == opportunity_id)
    rows: Sequence[Row[Any]] = (
        await session.execute(mine.order_by(PlannedContact.due_from.desc(), PlannedContact.id.desc()))
    ).all()
    return rows


async def add(session: WriteSession, actor: Actor, opportunity_id: uuid.UUID, body: FollowUpCreate) -> Row[Any]:
    """Plans a follow-up in its maker's running plan, or takes in a contact that is planned already.

    404, 403 without the right to plan, 409 once the opportunity ended or when the same is planned already, 422 for
    what may not be planned and for a contact that is not the customer's or not open.
    """
    opportunity = await queries.load_open(session, actor, opportunity_id)
    if body.plan is not None and body.planned_contact_id is None:
        item_id = await plan(session, actor, opportunity, body.plan, pointer="/plan")
    elif body.plan is not None or body.planned_contact_id is None:
        raise fault("", "one_of", msg("give either plan or planned_contact_id"))
    else:
        item_id = await _take_in(session, opportunity, body.planned_contact_id)
    await settle_change(session, opportunity, "follow_ups")
    added: Row[Any] = (
        await session.execute(
            _ROWS.where(
                OpportunityFollowUp.opportunity_id == opportunity.id, OpportunityFollowUp.planned_contact_id == item_id
            )
        )
    ).one()
    return added


async def plan(
    session: WriteSession, actor: Actor, opportunity: Opportunity, body: FollowUpPlan, *, pointer: str
) -> uuid.UUID:
    """Plans a follow-up of a locked opportunity; gives the planned contact's id. `pointer`: where `body` stands."""
    actor.require(Permission.PLAN_WRITE)
    candidate = candidate_of(opportunity, body)
    item_id, faults = await plan_contact(session, actor, opportunity, candidate, body.aim, opportunity.stage)
    if faults:
        raise Invalid(errors=[each.under(pointer) for each in faults])
    if item_id is None:
        raise Conflict(
            msg("the same contact by the same method is planned for that day already"), reason="duplicate_item"
        )
    return item_id


def candidate_of(opportunity: Opportunity, body: FollowUpPlan) -> Candidate:
    """The contact that would be planned; the owner makes it unless another is named."""
    return Candidate(
        customer_id=opportunity.customer_id,
        contact_id=body.contact_id,
        assignee_id=body.assignee_id or opportunity.owner_id,
        method=body.method,
        due_on=body.due_on,
        due_at=body.due_at,
        outside_hours_reason=body.outside_hours_reason,
        override_reason=body.override_reason,
    )


async def plan_contact(
    session: WriteSession, actor: Actor, opportunity: Opportunity, candidate: Candidate, aim: str, stage: str
) -> tuple[uuid.UUID | None, Sequence[Fault]]:
    """Plans a contact in its maker's running plan and links it; None when the same is planned already.

    `stage`: what it is planned in; what is planned on completion is a revisit (RV-10). Faults point into the contact
    wanted.
    """
    ((window, faults, reasons),) = await check(session, actor, [candidate])
    if faults or window is None:
        return None, faults
    plan_id = await running_plan(session, candidate.assignee_id)
    row = service.new_item(session, plan_id, candidate, window, aim=aim, **reasons, occasion=_occasion(stage))
    if not await service.insert_items(session, [row]):
        return None, ()
    item_id: uuid.UUID = row["id"]
    await link(session, opportunity, item_id, stage)
    return item_id, ()


async def link(session: WriteSession, opportunity: Opportunity, item_id: uuid.UUID, stage: str) -> None:
    """Makes a planned contact the opportunity's, planned in that stage; one it has already is said to be of it."""
    await session.execute(
        insert(OpportunityFollowUp)
        .values(
            opportunity_id=opportunity.id,
            planned_contact_id=item_id,
            stage=stage,
            linked_by=session.actor_id,
            linked_at=session.now,
        )
        .on_conflict_do_update(index_elements=["opportunity_id", "planned_contact_id"], set_={"stage": stage})
    )


async def follow_record(session: WriteSession, actor: Actor, record: Mapping[str, Any], _body: object) -> None:
    """A contact record names its opportunity: what it carried out and what follows from it are follow-ups of that
    (CR-14). 422 for one that is not the customer's, not seen, or over."""
    if record["opportunity_id"] is None:
        return
    try:
        opportunity = await queries.load(session, actor, record["opportunity_id"], lock=True)
    except NotFound:
        opportunity = None
    if opportunity is None or opportunity.customer_id != record["customer_id"]:
        raise fault("/opportunity_id", "not_found", msg("the customer has no such opportunity in your scope"))
    if opportunity.outcome != OpportunityOutcome.OPEN:
        raise fault("/opportunity_id", "not_open", msg("the opportunity is {state}", state=opportunity.outcome))
    items = [record[name] for name in ("planned_item_id", "next_item_id") if record[name] is not None]
    for item_id in items:
        await link(session, opportunity, item_id, opportunity.stage)
    if items:
        await settle_change(session, opportunity, "follow_ups")


async def link_same(session: WriteSession, opportunity: Opportunity, candidate: Candidate, stage: str) -> None:
    """Links the open contact that is planned the same already (method, person, day)."""
    item_id = await session.scalar(
        select(PlannedContact.id).where(
            PlannedContact.customer_id == candidate.customer_id,
            PlannedContact.contact_id.is_not_distinct_from(candidate.contact_id),
            PlannedContact.method == candidate.method,
            PlannedContact.due_on == candidate.due_on,
            PlannedContact.state.in_(sorted(OPEN_ITEMS)),
        )
    )
    if item_id is not None:
        await session.execute(
            update(PlannedContact)
            .where(PlannedContact.id == item_id)
            .values(occasion=func.coalesce(_occasion(stage), PlannedContact.occasion))
            .execution_options(synchronize_session=False)
        )
        await link(session, opportunity, item_id, stage)


def _occasion(stage: str) -> PlanKind | None:
    return PlanKind.REVISIT if stage == OpportunityState.COMPLETED else None


async def end(session: WriteSession, opportunity: Opportunity, reason: str) -> None:
    """Cancels what is still planned for an opportunity that ended, but for revisits and what another one needs."""
    other, others_link = aliased(Opportunity), aliased(OpportunityFollowUp)
    needed = exists().where(
        others_link.planned_contact_id == PlannedContact.id,
        other.id == others_link.opportunity_id,
        other.id != opportunity.id,
        other.outcome == OpportunityOutcome.OPEN,
    )
    mine = select(OpportunityFollowUp.planned_contact_id).where(
        OpportunityFollowUp.opportunity_id == opportunity.id, OpportunityFollowUp.stage != OpportunityState.COMPLETED
    )
    in_revisit_plan = exists().where(ContactPlan.id == PlannedContact.plan_id, ContactPlan.kind == PlanKind.REVISIT)
    condition = (
        PlannedContact.id.in_(mine)
        & PlannedContact.occasion.is_distinct_from(PlanKind.REVISIT)
        & ~in_revisit_plan
        & ~needed
    )
    while await service.move_items_where(session, condition, service.CANCELLING_MOVES, reason=reason):
        pass


async def adopt(session: WriteSession, opportunity_id: uuid.UUID) -> None:
    """Takes in every contact that took the place of one of the opportunity's."""
    await session.execute(_ADOPT, {"opportunity_id": opportunity_id})


async def _take_in(session: WriteSession, opportunity: Opportunity, item_id: uuid.UUID) -> uuid.UUID:
    item = await session.get(PlannedContact, item_id, with_for_update=True)
    if item is None or item.customer_id != opportunity.customer_id:
        raise fault("/planned_contact_id", "unknown_planned_contact", msg("the customer has no such planned contact"))
    if item.state not in OPEN_ITEMS:
        raise fault("/planned_contact_id", "not_open", msg("the contact is {state}", state=item.state))
    session.add(
        OpportunityFollowUp(
            opportunity_id=opportunity.id,
            planned_contact_id=item.id,
            stage=opportunity.stage,
            linked_by=session.actor_id,
            linked_at=session.now,
        )
    )
    return item.id
