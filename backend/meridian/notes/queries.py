"""Who sees notes, and their list."""

import uuid
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, Text, func, literal, or_, outerjoin, select, union_all
from sqlalchemy.orm import aliased

from meridian.customers.models import Customer
from meridian.customers.schemas import CustomerRead
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.identity.actor import HELD, Actor, Gate
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Visibility, any_of, company, own, such, through
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.notes.models import Note
from meridian.notes.rules import NoteCategory, NoteTopic
from meridian.notes.schemas import NoteRead

_READ = (Permission.NOTE_READ,)
NOTE_VISIBILITY = Visibility(
    Note.id,
    Permission.NOTE_READ,
    any_of(
        company(),
        own(Note.author_id),
        such("of_nobody", Note.customer_id.is_(None), Gate(HELD, only=_READ)),
        through(CUSTOMER_VISIBILITY, "customer", gate=Gate(HELD, only=_READ)),
    ),
    outerjoin(Note, Customer, Customer.id == Note.customer_id),
)
"""Of a note joined with its customer, if any. Reading: those about no one customer, and those about customers one sees.
Writing: one's own.
"""
visible_to = NOTE_VISIBILITY.visible_to
Author, Whom = aliased(User), aliased(Customer)


def _concerns(customer_id: uuid.UUID) -> ColumnElement[bool]:
    """The note is about the customer, or about no one customer but its industry or country."""
    same = or_(Note.country == Whom.country, func.lower(Note.industry) == func.lower(Whom.industry))
    near = select(Note.id).join(Whom, Whom.id == customer_id).where(Note.customer_id.is_(None), same)
    return or_(Note.customer_id == customer_id, Note.id.in_(near))


NOTES = ListSpec(
    "notes",
    fields=(
        Field("topic", Note.topic, "code", choices=NoteTopic, description="Market or feedback", example="market"),
        Field("category", Note.category, "code", choices=NoteCategory, description="About what", example="competitor"),
        Field("text", Note.text, "text", description="What was learned", example="price"),
        Field("customer_id", Note.customer_id, "uuid", description="The customer it is about"),
        Field(
            "concerns_customer_id",
            None,
            "uuid",
            description="About this customer, or about its industry or country",
            compile=_concerns,
        ),
        Field("industry", Note.industry, "text", description="The industry", example="Water treatment"),
        Field("country", Note.country, "text", description="The country", example="DE"),
        Field("competitor", Note.competitor, "text", description="The competitor", example="Nordpumpen"),
        Field("author_id", Note.author_id, "uuid", description="Who wrote it"),
        Field("observed_on", Note.observed_on, "date", sortable=True, description="The day it was so"),
        Field("created_at", Note.created_at, "instant", sortable=True, description="When it was written"),
    ),
    default_sort=("-created_at",),
    id_column=Note.id,
)


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    return (
        select(*columns_of(Note, NoteRead), Customer.name.label("customer_name"), Author.name.label("author_name"))
        .select_from(Note)
        .outerjoin(Customer, Customer.id == Note.customer_id)
        .outerjoin(Author, Author.id == Note.author_id)
        .where(visible_to(actor))
    )


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[NoteRead]:
    """Notes the actor may see."""
    return await page_of(
        session,
        actor,
        NOTES,
        query,
        lambda actor: _with_names(actor),
        shows=NoteRead,
    )


@Prepared
def _of_market(actor: Actor) -> Select[*tuple[Any, ...]]:
    of_nobody = Note.customer_id.is_(None)
    about: tuple[ColumnElement[bool], ...] = (
        Note.customer_id == Slot("customer"),
        of_nobody & (Note.country == Slot("country")),
        of_nobody & (func.lower(Note.industry) == func.lower(literal(Slot("industry"), Text))),
    )
    # each by its own index, which ends in the id: ids follow the order in which notes were written
    latest = [
        select(Note.id)
        .where(each, Note.topic == NoteTopic.MARKET)
        .order_by(Note.id.desc())
        .limit(literal(Slot("most"), Integer))
        .subquery()
        for each in about
    ]
    ids = union_all(*(select(each.c.id) for each in latest))
    found = _with_names(actor).where(Note.id.in_(ids)).order_by(Note.id.desc())
    return found.limit(literal(Slot("most"), Integer))


async def market_notes(session: Session, actor: Actor, customer: CustomerRead, most: int) -> list[NoteRead]:
    """The latest of what was learned of the customer's market: of it, its country or its industry."""
    about = {"customer": customer.id, "country": customer.country, "industry": customer.industry}
    rows = await _of_market.rows(session, actor, **about, most=most)
    return [NoteRead.of(row, masked=actor.masked) for row in rows]


async def read(session: Session, actor: Actor, note_id: uuid.UUID) -> NoteRead:
    """One note; 404 outside the actor's scope."""
    row = (await session.execute(_with_names(actor).where(Note.id == note_id))).one_or_none()
    if row is None:
        raise NotFound()
    return NoteRead.of(row, masked=actor.masked)


async def load(session: Session, actor: Actor, note_id: uuid.UUID) -> Note:
    """The note, locked, where the actor may write it; 404 otherwise."""
    writable = (
        select(Note)
        .outerjoin(Customer, Customer.id == Note.customer_id)
        .where(Note.id == note_id, visible_to(actor, Permission.NOTE_WRITE))
    )
    note = await session.scalar(writable.with_for_update(of=Note))
    if note is None:
        raise NotFound()
    return note
