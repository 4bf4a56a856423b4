"""Evidence: which customers have what in common with a company; and suspected pairs as they are read."""

import uuid
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Row, Select, Text, Uuid, and_, any_, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from meridian.customers import search
from meridian.customers.models import Customer, Email, Phone
from meridian.customers.visibility import CUSTOMER_VISIBILITY, visible_to
from meridian.duplicates import rules
from meridian.duplicates.models import DuplicatePair
from meridian.duplicates.rules import DuplicateReason, PairState, Strength
from meridian.duplicates.schemas import PairMember, PairRead
from meridian.duplicates.workflow import PAIR
from meridian.identity.actor import Actor
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Compiled, Slot, row_type
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.places.phones import PhoneKind

# Evidence: which customers have what in common with a company about to be entered, and whom to ask about them.


AT_MOST = 200
"""Candidates looked at. What more customers than this have in common tells nothing."""


class Company(NamedTuple):
    """What is known of a company, in normal forms."""

    keys: tuple[str, ...]
    country: str | None = None
    domain: str | None = None
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


class Match(NamedTuple):
    """A customer that may be the company, whether the actor sees it, and who knows about it."""

    customer_id: uuid.UUID
    name: str
    archived: bool
    points: int
    reasons: tuple[DuplicateReason, ...]
    visible: bool
    ask_id: uuid.UUID | None
    ask_name: str


# What each thing known of a company may be the same as.
_SPEAKS = {
    "keys": (DuplicateReason.NAME,),
    "domain": (DuplicateReason.WEBSITE,),
    "emails": (DuplicateReason.EMAIL,),
    "phones": (DuplicateReason.MOBILE, DuplicateReason.PHONE),
}


class Evidence(NamedTuple):
    """A reason as a condition on `Customer`. joined: the same where it is joined with others by OR."""

    reason: DuplicateReason
    alone: ColumnElement[bool]
    joined: ColumnElement[bool]


async def matches(session: Session, actor: Actor, company: Company, *, similar: bool) -> list[Match]:
    """Customers with something in common with `company`, likeliest first.

    similar: also those with nothing in common but a similar name; they cost more to find than all others.
    """
    reasons = [each for name, kinds in _SPEAKS.items() if getattr(company, name) for each in kinds]
    if not reasons:
        return []
    rows = await (_looked_up(session, actor, company) if similar else _kept(session, actor, company))
    found = [_match(company, row, [reason for reason in reasons if getattr(row, f"has_{reason}")]) for row in rows]
    return sorted(found, key=lambda match: (-match.points, match.customer_id))


async def _looked_up(session: Session, actor: Actor, company: Company) -> Sequence[Any]:
    near = (search.nearly(key) for key in company.keys)
    statement = _candidates(actor, company, *(each for each in near if each is not None))
    return [*await session.execute(statement)]


_CANDIDATES: dict[Hashable, Compiled] = {}


async def _kept(session: Session, actor: Actor, company: Company) -> Sequence[Any]:
    """Without similar names: the statement is compiled once for all who describe a company by the same and see alike.

    Every customer entered is checked by it.
    """
    given = {name: value for name, value in company._asdict().items() if value and name != "country"}
    key = tuple(given), CUSTOMER_VISIBILITY.key(actor)
    if key not in _CANDIDATES:
        slots: dict[str, Any] = {name: Slot(name) if name == "domain" else (Slot(name),) for name in given}
        _CANDIDATES[key] = Compiled(_candidates(actor.with_slots(), Company(**{"keys": ()} | slots)))
    compiled, values = _CANDIDATES[key], {**actor.slot_values(), **_as_lists(given)}
    row = row_type(compiled.names)
    return [row(*each) for each in await compiled.read(await session.connection(), values)]


def _as_lists(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in given.items()}


def _candidates(actor: Actor, company: Company, *others: ColumnElement[bool]) -> Select[Any]:
    evidence = list(_evidence(company))
    alike = or_(*(each.joined for each in evidence), *others)
    return _statement(actor, evidence).where(alike).limit(AT_MOST)


def _evidence(company: Company) -> Iterator[Evidence]:
    if company.keys:
        same_name = Customer.name_key == any_(_texts(company.keys))
        yield Evidence(DuplicateReason.NAME, same_name, same_name)
    if company.domain:
        same_website = Customer.website_domain == company.domain
        yield Evidence(DuplicateReason.WEBSITE, same_website, same_website)
    if company.emails:
        yield _of_rows(DuplicateReason.EMAIL, Email, Email.address == any_(_texts(company.emails)))
    if company.phones:
        same_number, mobile = Phone.e164 == any_(_texts(company.phones)), Phone.kind == PhoneKind.MOBILE
        yield _of_rows(DuplicateReason.MOBILE, Phone, and_(same_number, mobile))
        yield _of_rows(DuplicateReason.PHONE, Phone, and_(same_number, mobile.is_not(True)))


def _of_rows(reason: DuplicateReason, model: type[Email] | type[Phone], condition: ColumnElement[bool]) -> Evidence:
    ids = select(model.customer_id).where(condition).limit(AT_MOST)
    return Evidence(
        reason,
        exists().where(model.customer_id == Customer.id, condition),
        Customer.id == any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid()))),
    )


def _statement(actor: Actor, evidence: list[Evidence]) -> Select[Any]:
    """The evidence about each customer, and whom to ask: its owner, else who leads the team, else the department."""
    owner, lead = aliased(User), aliased(User)
    columns: list[Any] = [
        *(each.alone.label(f"has_{each.reason}") for each in evidence),
        *(Customer.id, Customer.name, Customer.name_key, Customer.country, Customer.archived_at),
        visible_to(actor).label("visible"),
        func.coalesce(owner.id, lead.id).label("ask_id"),
        func.coalesce(owner.name, lead.name, Department.name).label("ask_name"),
    ]
    return (
        select(*columns)
        .outerjoin(owner, and_(owner.id == Customer.owner_id, owner.active))
        .outerjoin(Team, Team.id == Customer.team_id)
        .outerjoin(lead, and_(lead.id == Team.lead_id, lead.active))
        .join(Department, Department.id == Customer.department_id)
        .where(Customer.merged_into_id.is_(None))
    )


def _match(company: Company, row: Any, reasons: list[DuplicateReason]) -> Match:
    if DuplicateReason.NAME not in reasons and any(rules.similar(key, row.name_key) for key in company.keys):
        reasons = [*reasons, DuplicateReason.SIMILAR_NAME]
    elsewhere = None not in (company.country, row.country) and company.country != row.country
    return Match(
        row.id,
        row.name,
        row.archived_at is not None,
        rules.score(reasons, elsewhere=elsewhere),
        tuple(reasons),
        row.visible,
        row.ask_id,
        row.ask_name,
    )


def _texts(values: tuple[str, ...]) -> ColumnElement[Any]:
    return literal(list(values), ARRAY(Text()))


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
        Field(
            "customer_id",
            None,
            "uuid",
            description="One of the two",
            compile=lambda value: or_(DuplicatePair.a_id == value, DuplicatePair.b_id == value),
        ),
        Field("created_at", DuplicatePair.created_at, "instant", sortable=True, description="When it was found"),
    ),
    default_sort=("-points",),
    id_column=DuplicatePair.id,
)
_A, _B = aliased(Customer, name="a"), aliased(Customer, name="b")


def _pairs_seen_by(actor: Actor) -> Select[Any]:
    """Pairs of customers that both are there and within the actor's reach for merging."""
    there = select(Customer.id).where(visible_to(actor, Permission.CUSTOMER_MERGE), Customer.merged_into_id.is_(None))
    columns: list[Any] = [DuplicatePair, _pair_member(_A).label("a"), _pair_member(_B).label("b")]
    return (
        select(*columns)
        .join(_A, _A.id == DuplicatePair.a_id)
        .join(_B, _B.id == DuplicatePair.b_id)
        .where(DuplicatePair.a_id.in_(there), DuplicatePair.b_id.in_(there))
    )


def _pair_member(customer: type[Customer]) -> ColumnElement[Any]:
    return func.jsonb_build_object(
        *(part for name in PairMember.model_fields for part in (name, getattr(customer, name)))
    )


async def page_of_pairs(session: Session, actor: Actor, query: ListQuery) -> Page[PairRead]:
    """Pairs in the actor's scope, the likeliest first."""
    return await page_of(
        session,
        actor,
        PAIRS,
        query,
        lambda actor: _pairs_seen_by(actor),
        shows=PairRead,
        to_row=lambda row: _pair_fields(row, actor),
    )


async def read_pair(session: Session, actor: Actor, pair_id: uuid.UUID) -> PairRead:
    """One pair; 404 when either customer is out of the actor's scope or gone."""
    row = (await session.execute(_pairs_seen_by(actor).where(DuplicatePair.id == pair_id))).one_or_none()
    if row is None:
        raise NotFound()
    return PairRead.of(_pair_fields(row, actor), masked=actor.masked)


def _pair_fields(row: Row[Any], actor: Actor) -> dict[str, Any]:
    pair: DuplicatePair = row[0]
    columns = fields_of(pair, PairRead)
    moves = PAIR.allowed(PairState(pair.state), actor.may)
    return {**columns, "a": row.a, "b": row.b, "allowed_moves": moves}
