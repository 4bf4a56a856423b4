"""SELECTs on proposed grades: those of customers the actor decides on."""

import uuid
from typing import Any

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import join

from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.grading.models import GradeProposal, GradeRun
from meridian.grading.rules import ProposalFacts, ProposalState
from meridian.grading.schemas import GradeProposalRead, GradeRunRead
from meridian.grading.workflow import PROPOSAL
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.policies.rules import Grade
from meridian.rates.queries import base_currency

PROPOSAL_VISIBILITY = Visibility(
    GradeProposal.id,
    Permission.CUSTOMER_DECIDE,
    through(CUSTOMER_VISIBILITY, "customer"),
    join(GradeProposal, Customer, Customer.id == GradeProposal.customer_id),
)
PROPOSALS = ListSpec(
    "grade_proposals",
    fields=(
        Field("state", GradeProposal.state, "code", choices=ProposalState, description="Where it stands"),
        Field("customer_id", GradeProposal.customer_id, "uuid", description="The customer"),
        Field("owner_id", Customer.owner_id, "uuid", person=True, description="Whose customer it is"),
        Field("from_grade", GradeProposal.from_grade, "code", choices=Grade, description="The grade before"),
        Field("to_grade", GradeProposal.to_grade, "code", choices=Grade, description="The grade proposed"),
        Field("score", GradeProposal.score, "decimal", sortable=True, description="Mean of the levels", example="2.7"),
        Field("evaluated_at", GradeProposal.evaluated_at, "instant", sortable=True, description="When worked out"),
    ),
    default_sort=("-score",),
    id_column=GradeProposal.id,
)


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(
            GradeProposal,
            Customer.name.label("customer_name"),
            Customer.grade,
            Customer.owner_id,
            User.name.label("owner_name"),
        )
        .join(Customer, Customer.id == GradeProposal.customer_id)
        .outerjoin(User, User.id == Customer.owner_id)
        .where(PROPOSAL_VISIBILITY.visible_to(actor))
    )


def _fields(row: Row[*tuple[Any, ...]], actor: Actor, currency: str) -> dict[str, Any]:
    proposal: GradeProposal = row[0]
    columns = fields_of(proposal, GradeProposalRead)
    facts = ProposalFacts(row.grade, proposal.from_grade)
    allowed = PROPOSAL.allowed(ProposalState(proposal.state), actor.may, facts)
    names = {name: getattr(row, name) for name in ("customer_name", "owner_id", "owner_name")}
    return {**columns, **names, "currency": currency, "allowed_moves": allowed}


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[GradeProposalRead]:
    """Proposals for customers the actor decides on, the best first."""
    currency = await base_currency(session)
    return await page_of(
        session,
        actor,
        PROPOSALS,
        query,
        lambda actor: _with_names(actor),
        shows=GradeProposalRead,
        to_row=lambda row: _fields(row, actor, currency),
    )


async def read(session: Session, actor: Actor, proposal_id: uuid.UUID) -> GradeProposalRead:
    """One proposal; 404 outside the actor's scope."""
    row = (await session.execute(_with_names(actor).where(GradeProposal.id == proposal_id))).one_or_none()
    if row is None:
        raise NotFound()
    return GradeProposalRead.of(_fields(row, actor, await base_currency(session)), masked=actor.masked)


async def load(session: Session, actor: Actor, proposal_id: uuid.UUID) -> GradeProposal:
    """The proposal, locked; 404 outside the actor's scope."""
    statement = (
        select(GradeProposal)
        .join(Customer, Customer.id == GradeProposal.customer_id)
        .where(GradeProposal.id == proposal_id, PROPOSAL_VISIBILITY.visible_to(actor))
    )
    proposal = await session.scalar(statement.with_for_update(of=GradeProposal))
    if proposal is None:
        raise NotFound()
    return proposal


async def latest_run(session: Session) -> GradeRunRead | None:
    """The last time the grades were worked out, or that it was asked for."""
    run = await session.scalar(select(GradeRun).order_by(GradeRun.started_at.desc(), GradeRun.id.desc()).limit(1))
    return None if run is None else GradeRunRead.of(run, masked=())
