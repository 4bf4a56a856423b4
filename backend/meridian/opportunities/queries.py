"""Who sees an opportunity, and how it and its parts are loaded and locked."""

import uuid
from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from meridian.customers.models import Customer
from meridian.customers.visibility import by_sharing
from meridian.files.models import StoredFile
from meridian.files.queries import FileSubject
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_named, any_of, company, member
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.problems import NotFound, check_version
from meridian.opportunities.models import (
    Closed,
    Contract,
    Milestone,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    OpportunityMember,
    OpportunityReview,
    ReviewAction,
    SolutionProposal,
)
from meridian.opportunities.rules import OpportunityOutcome

RIGHTS = (Permission.OPPORTUNITY_WRITE, Permission.OPPORTUNITY_MANAGE)


OPPORTUNITY_VISIBILITY = Visibility(
    Opportunity.id,
    Permission.OPPORTUNITY_READ,
    any_of(
        company(),
        any_named(Opportunity.visible_to_ids),
        member(Opportunity.id, OpportunityMember.opportunity_id, OpportunityMember.user_id, name="members"),
        by_sharing(Opportunity.customer_id),
    ),
)
"""One's own, those one works on as a member, and those of customers one sees.

All of it is asked of the opportunity itself, so that its indexes join with OR: `visible_to_ids` names the people, teams
and departments whose it and its customer are.
"""
visible_to = OPPORTUNITY_VISIBILITY.visible_to
visible_ids = OPPORTUNITY_VISIBILITY.visible_ids


def customers_first(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    """True once the customers of these opportunities are locked, before the first of them is: as by everybody who
    changes a customer, what stands beside its opportunities with it. So no two wait for each other."""
    of_them = select(Opportunity.customer_id).where(*which).correlate(None)
    locked = select(Customer.id).where(Customer.id.in_(of_them)).order_by(Customer.id).with_for_update(key_share=True)
    return select(func.count()).select_from(locked.cte("customers")).scalar_subquery() > 0


async def load(
    session: Session,
    actor: Actor,
    opportunity_id: uuid.UUID,
    *,
    permission: Permission = Permission.OPPORTUNITY_READ,
    lock: bool = False,
) -> Opportunity:
    """The opportunity, within the actor's scope for `permission`; 404 otherwise. lock: against every other change, as
    it is then."""
    this = Opportunity.id == opportunity_id
    statement = select(Opportunity).where(this, visible_to(actor, permission))
    if lock:
        statement = statement.where(customers_first(this)).with_for_update(of=Opportunity)
    found = await session.scalar(statement, execution_options={"populate_existing": lock})
    if found is None:
        raise NotFound()
    return found


async def load_open(session: Session, actor: Actor, opportunity_id: uuid.UUID) -> Opportunity:
    """The opportunity, locked for a change of what belongs to it; 404 out of the actor's reach, 409 once it ended."""
    found = await load(session, actor, opportunity_id, permission=Permission.OPPORTUNITY_WRITE, lock=True)
    if found.outcome != OpportunityOutcome.OPEN:
        raise Closed(found.outcome)
    return found


async def load_to_move(
    session: Session, actor: Actor, opportunity_id: uuid.UUID
) -> tuple[Opportunity, dict[str, bool]]:
    """The opportunity, locked, within the actor's reading scope, with what `rights` says; 404 otherwise."""
    this = Opportunity.id == opportunity_id
    statement = select(Opportunity, *(visible_to(actor, permission) for permission in RIGHTS)).where(
        this, visible_to(actor), customers_first(this)
    )
    row = (await session.execute(statement.with_for_update(of=Opportunity))).one_or_none()
    if row is None:
        raise NotFound()
    return row[0], dict(zip(RIGHTS, row[1:], strict=True))


async def rights(session: Session, actor: Actor, opportunity: Opportunity) -> dict[str, bool]:
    """Which of the permissions about opportunities the actor holds for this one."""
    conditions = [visible_to(actor, permission) for permission in RIGHTS]
    statement = select(*conditions).select_from(Opportunity).where(Opportunity.id == opportunity.id)
    held = (await session.execute(statement)).one()
    return dict(zip(RIGHTS, held, strict=True))


# How what belongs to an opportunity is reached: through its opportunity, which is locked for every change.
#
# So two changes of one opportunity never pass each other, and a move sees all of it standing still.


AnyPart = (
    OpportunityLine
    | OpportunityCompetitor
    | OpportunityMember
    | SolutionProposal
    | Contract
    | Milestone
    | OpportunityReview
    | ReviewAction
)
Part = TypeVar("Part", bound=AnyPart)
EditablePart = TypeVar(
    "EditablePart",
    bound=OpportunityLine
    | OpportunityCompetitor
    | SolutionProposal
    | Contract
    | Milestone
    | OpportunityReview
    | ReviewAction,
)


async def load_part(session: Session, actor: Actor, model: type[Part], part_id: uuid.UUID) -> Part:
    """The part, when its opportunity is within the actor's reading scope; else 404."""
    part = await session.scalar(select(model).where(model.id == part_id, model.id.in_(visible_part_ids(actor, model))))
    if part is None:
        raise NotFound()
    return part


def visible_part_ids(actor: Actor, model: type[Part]) -> Select[uuid.UUID]:
    """Ids of those parts whose opportunity is within the actor's reading scope."""
    return select(model.id).where(model.opportunity_id.in_(visible_ids(actor)))


def files_of(subject_type: str, model: type[Part]) -> FileSubject:
    """Files of such parts: seen and opened with their opportunity."""
    within = select(model.opportunity_id).where(model.id == StoredFile.subject_id).scalar_subquery()
    return FileSubject(subject_type, Permission.OPPORTUNITY_READ, lambda actor: visible_part_ids(actor, model), within)


async def parts_of(session: Session, model: type[Part], opportunity_id: uuid.UUID) -> Sequence[Part]:
    """Those of an opportunity whose scope has been checked, in the order they came."""
    rows = await session.scalars(select(model).where(model.opportunity_id == opportunity_id).order_by(model.id))
    return rows.all()


async def load_part_of_open(
    session: WriteSession, actor: Actor, model: type[Part], part_id: uuid.UUID
) -> tuple[Opportunity, Part]:
    """The part and its opportunity, both locked for a change; 404 out of reach, 409 once the opportunity ended."""
    part = await load_part(session, actor, model, part_id)
    opportunity = await load_open(session, actor, part.opportunity_id)
    locked = await session.get(model, part_id, populate_existing=True, with_for_update=True)
    if locked is None:
        raise NotFound()
    return opportunity, locked


async def load_part_to_change(
    session: WriteSession, actor: Actor, model: type[EditablePart], part_id: uuid.UUID, version: int
) -> tuple[Opportunity, EditablePart]:
    """As `load_with_open`, at the version the actor read; 412 otherwise."""
    opportunity, part = await load_part_of_open(session, actor, model, part_id)
    check_version(part.version, version)
    return opportunity, part
