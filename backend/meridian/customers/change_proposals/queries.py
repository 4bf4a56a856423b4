"""Proposed changes, through the customer's scope."""

import uuid
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from meridian.customers.change_proposals.schemas import ChangeProposalRead
from meridian.customers.models import ChangeProposal, Customer
from meridian.customers.rules import SENSITIVE_FIELDS
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

Proposer = aliased(User)
OPEN = ChangeProposal.closed_at.is_(None)
CHANGE_PROPOSALS = ListSpec(
    "change_proposals",
    fields=(
        Field(
            "open",
            None,
            "boolean",
            description="Not wholly decided",
            example=True,
            compile=lambda value: OPEN if value else ~OPEN,
        ),
        Field("customer_id", ChangeProposal.customer_id, "uuid", description="The customer"),
        Field("owner_id", Customer.owner_id, "uuid", description="Whose customer it is: who decides"),
        Field("proposed_by", ChangeProposal.proposed_by, "uuid", description="Who proposed it"),
        Field("created_at", ChangeProposal.created_at, "instant", sortable=True, description="When"),
    ),
    default_sort=("-created_at",),
    id_column=ChangeProposal.id,
)


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(ChangeProposal, Customer.name.label("customer_name"), Proposer.name.label("proposed_by_name"))
        .join(Customer, Customer.id == ChangeProposal.customer_id)
        .outerjoin(Proposer, Proposer.id == ChangeProposal.proposed_by)
        .where(visible_to(actor))
    )


def _fields(row: Any, actor: Actor) -> dict[str, Any]:
    proposal: ChangeProposal = row[0]
    columns = fields_of(proposal, ChangeProposalRead)
    hidden = {name for name, group in SENSITIVE_FIELDS.items() if group in actor.masked}
    shown = {name: value for name, value in proposal.changes.items() if name not in hidden}
    names = {"customer_name": row.customer_name, "proposed_by_name": row.proposed_by_name}
    return {**columns, **names, "changes": shown}


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[ChangeProposalRead]:
    """Proposals about customers the actor sees."""
    return await page_of(
        session,
        actor,
        CHANGE_PROPOSALS,
        query,
        lambda actor: _with_names(actor),
        shows=ChangeProposalRead,
        to_row=lambda row: _fields(row, actor),
    )


async def read(session: Session, actor: Actor, proposal_id: uuid.UUID) -> ChangeProposalRead:
    """One proposal; 404 outside the actor's scope."""
    row = (await session.execute(_with_names(actor).where(ChangeProposal.id == proposal_id))).one_or_none()
    if row is None:
        raise NotFound()
    return ChangeProposalRead.of(_fields(row, actor), masked=actor.masked)
