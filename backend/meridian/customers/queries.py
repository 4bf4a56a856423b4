"""Every SELECT on customers: the list, its filters and rows, the record. `visible_to` is the only way in."""

import uuid
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    Uuid,
    and_,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP, aggregate_order_by, array
from sqlalchemy.orm import InstrumentedAttribute

from meridian.customers import rules, search
from meridian.customers.errors import Merged
from meridian.customers.fields import ABOUT
from meridian.customers.models import Contact, Customer, Email, ExternalId, MessagingId, OptOut, Phone
from meridian.customers.rules import Category, Channel, ContactRule, Verification, VerificationFacts
from meridian.customers.schemas import CustomerLine, CustomerRead
from meridian.customers.visibility import WITHOUT_SHARING, are_few, frequent, visible_to
from meridian.customers.workflow import VERIFICATION
from meridian.identity.actor import Actor, reaches_as_far
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.history.models import History
from meridian.kernel.listing import Field, ListQuery, ListSpec, Op, page_of
from meridian.kernel.listing.query import conditions, is_of_one, required, with_value
from meridian.kernel.listing.shown import Written, written
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.places.zone_inference import ZoneState
from meridian.policies.definitions.customers import KEY_CUSTOMER_DOUBLE_CHECK
from meridian.policies.queries import snapshot
from meridian.policies.rules import Grade, IntentLevel, SourceChannel

# The list of customers: what it offers to filter and sort by, and what a row shows.


def _field(name: str, column: Any, kind: Any, **options: Any) -> Field:
    """A field that means what it means in the record."""
    description, example = ABOUT[name]
    return Field(name, column, kind, **{"description": description, "example": example, **options})


def _known_elsewhere(given: str) -> ColumnElement[bool]:
    source, colon, value = given.partition(":")
    known = and_(ExternalId.source == source, ExternalId.value == value) if colon else ExternalId.value == given
    return Customer.id.in_(select(ExternalId.customer_id).where(known))


CUSTOMERS = ListSpec(
    "customers",
    fields=(
        Field("id", Customer.id, "uuid", description="The customers themselves"),
        Field(
            "q",
            None,
            "search",
            description="Part of a name, two Chinese characters being enough, last digits of a phone, an email, a"
            " website; best matches first",
            example="海尔",
            compile=search.condition,
            tiers=search.tiers,
            sought=search.sought,
            mask_aware=True,
        ),
        _field("name", Customer.name, "text", sortable=True),
        _field("country", Customer.country, "code"),
        _field("city", Customer.city, "text"),
        _field("market_id", Customer.market_id, "uuid"),
        _field("industry", Customer.industry, "text"),
        _field("zone", Customer.zone, "code"),
        _field("zone_state", Customer.zone_state, "code", choices=ZoneState),
        _field("source_channel", Customer.source_channel, "code", choices=SourceChannel),
        _field("campaign_id", Customer.campaign_id, "uuid"),
        _field("category", Customer.category, "code", choices=Category),
        _field("is_key", Customer.is_key, "boolean"),
        _field("grade", Customer.grade, "code", choices=Grade, sortable=True),
        _field("intent_level", Customer.intent_level, "code", choices=IntentLevel),
        _field("owner_id", Customer.owner_id, "uuid", person=True),
        _field("team_id", Customer.team_id, "uuid"),
        _field("department_id", Customer.department_id, "uuid"),
        _field("verification", Customer.verification, "code", choices=Verification),
        _field("completeness", Customer.completeness, "integer", sortable=True),
        _field("entered_late", Customer.entered_late, "boolean"),
        _field("do_not_call", Customer.do_not_call, "boolean"),
        _field(
            "expected_annual_sales", Customer.expected_annual_sales_amount, "money", sensitive="budget", example="80000"
        ),
        _field("reviewed_at", Customer.reviewed_at, "instant"),
        _field("last_contact_at", Customer.last_contact_at, "instant", sortable=True),
        _field("next_contact_at", Customer.next_contact_at, "instant", sortable=True),
        _field("contact_due_at", Customer.contact_due_at, "instant", sortable=True),
        _field("contact_due_rule", Customer.contact_due_rule, "code", choices=ContactRule),
        _field("last_order_on", Customer.last_order_on, "date"),
        _field("lead_score", Customer.lead_score, "integer", sortable=True),
        _field("created_at", Customer.created_at, "instant", sortable=True),
        _field("updated_at", Customer.updated_at, "instant"),
        Field(
            "opted_out",
            OptOut.channel,
            "code",
            choices=Channel,
            description="A channel that the company or anybody there refuses",
            example="email",
            within=lambda condition: (
                select(OptOut.id)
                .where(OptOut.customer_id == Customer.id, OptOut.lifted_at.is_(None), condition)
                .exists()
            ),
        ),
        Field(
            "external_source",
            ExternalId.source,
            "code",
            description="System in which the customer has an id",
            example="erp",
            within=lambda condition: (
                select(ExternalId.id).where(ExternalId.customer_id == Customer.id, condition).exists()
            ),
        ),
        Field(
            "external_id",
            None,
            "code",
            description="Its id in another system, after the system's name and a colon; alone, in whatever system",
            example="erp:K-10023",
            compile=_known_elsewhere,
        ),
        Field(
            "archived",
            None,
            "boolean",
            description="Archived customers, which are left out unless this is asked for",
            example=False,
            compile=lambda value: Customer.archived_at.is_not(None) if value else Customer.archived_at.is_(None),
        ),
    ),
    default_sort=("-created_at",),
    id_column=Customer.id,
    open_prefix="custom.",
)


def _first(model: Any, value: SQLColumnExpression[Any], *before: ColumnElement[Any]) -> ColumnElement[Any]:
    rows = select(value).where(model.customer_id == Customer.id, model.contact_id.is_(None))
    return rows.order_by(*before, model.position).limit(1).scalar_subquery()


def _money(amount: InstrumentedAttribute[Any], currency: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """An amount as clients read it, made by the database itself (the twin of `kernel.schemas.decimal_text`)."""
    text = func.regexp_replace(cast(amount, Text), r"(\.\d\d[1-9]?)0+$", r"\1")
    return case((amount.is_not(None), func.jsonb_build_object("amount", text, "currency", currency, type_=JSONB)))


ROWS: Select[Any] = select(
    *(
        column
        for column in Customer.__table__.c
        if column.name in CustomerLine.model_fields  # a row shows what the client's model names
    ),
    _money(Customer.expected_annual_sales_amount, Customer.expected_annual_sales_currency).label(
        "expected_annual_sales"
    ),
    _first(Phone, func.coalesce(Phone.e164, Phone.raw), Phone.wrong_since.is_not(None)).label("phone"),
    _first(Email, Email.address).label("email"),
)
"""The columns of a row; add the conditions."""


# The statements behind what clients read of customers: one round trip a record, no query per row.


HIDDEN = frozenset({"name_key", "name_terms", "website_domain", "merged_into_id"})
CONTACT_POINT_COLUMNS: Mapping[str, tuple[Any, tuple[str, ...]]] = {
    "phones": (Phone, ("id", "raw", "e164", "extension", "country", "kind", "label", "wrong_since")),
    "emails": (Email, ("id", "address", "label")),
    "messaging": (MessagingId, ("id", "service", "handle", "label")),
}


def gathered(model: Any, names: tuple[str, ...], condition: ColumnElement[bool], order: Any) -> ColumnElement[Any]:
    """The rows of `model` that meet `condition`, as one JSON array."""
    pairs = [part for name in names for part in (name, _in_json(getattr(model, name)))]
    rows = func.jsonb_agg(aggregate_order_by(func.jsonb_build_object(*pairs), order))
    empty = func.jsonb_build_array(type_=JSONB)
    return select(func.coalesce(rows, empty, type_=JSONB)).where(condition).scalar_subquery()


def _in_json(column: InstrumentedAttribute[Any]) -> SQLColumnExpression[Any]:
    """Instants as every answer writes them."""
    if not isinstance(column.type, TIMESTAMP):
        return column
    return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')


def contact_point_columns(owner: InstrumentedAttribute[Any], *, of_contact: bool) -> list[ColumnElement[Any]]:
    """Columns `phones`, `emails` and `messaging` of the customer or contact whose id `owner` is."""
    return [
        gathered(
            model,
            names,
            model.contact_id == owner if of_contact else and_(model.customer_id == owner, model.contact_id.is_(None)),
            model.position,
        ).label(name)
        for name, (model, names) in CONTACT_POINT_COLUMNS.items()
    ]


def _any(model: Any, *conditions: SQLColumnExpression[bool]) -> ColumnElement[bool]:
    return exists().where(model.customer_id == Customer.id, *conditions)


PRESENCE: tuple[ColumnElement[Any], ...] = (
    _any(Phone).label("has_phone"),
    _any(Email).label("has_email"),
    _any(Contact, Contact.active).label("has_contact"),
    _any(Contact, Contact.active, Contact.role == "decision_maker").label("has_decision_maker"),
)
_JSON: Mapping[str, ColumnElement[Any]] = {
    str(column.key): column
    for column in (
        Customer.__table__.c.custom,
        *contact_point_columns(Customer.id, of_contact=False),
        gathered(ExternalId, ("source", "value"), ExternalId.customer_id == Customer.id, ExternalId.source).label(
            "external_ids"
        ),
    )
}
"""What is written as the database has it."""
RECORD: Select[Any] = select(
    *(column for column in Customer.__table__.c if column.name not in HIDDEN | _JSON.keys()),
    *(cast(column, Text).label(name) for name, column in _JSON.items()),
    *PRESENCE,
)
"""The whole record; add the condition on `Customer`."""


def record_fields(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a row of `RECORD`, as they are read, as the API's fields."""
    found = rules.fields(columns)
    found["missing"] = rules.completeness(columns).missing
    found.update((name, orjson.Fragment(columns[name])) for name in _JSON)
    return found


# Every SELECT on customers. `visible_to` is the only way in: lists, counts, search, export and aggregates agree.


async def load(
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID,
    *,
    permission: Permission = Permission.CUSTOMER_READ,
    lock: bool = False,
) -> Customer:
    """The customer, within the actor's scope for `permission`; 404 when absent, merged away or outside it.

    lock: against every other change. Any unit of work that writes keeps it from being merged away meanwhile.
    """
    statement = select(Customer).where(Customer.id == customer_id, visible_to(actor, permission))
    if lock:
        statement = statement.with_for_update()
    elif isinstance(session, WriteSession):
        statement = statement.with_for_update(read=True, key_share=True)
    customer = await session.scalar(statement)
    if customer is None:
        raise NotFound()
    if customer.merged_into_id is not None:
        raise await _merged(session, actor, customer.merged_into_id)
    return customer


async def hold(session: Session, whose: Select[Any]) -> None:
    """Takes hold of the customer a row belongs to, to be asked before the row is: in the order of who merges customers
    and moves their rows."""
    await session.execute(
        select(Customer.id).where(Customer.id == whose.scalar_subquery()).with_for_update(key_share=True)
    )


async def lock_all(
    session: WriteSession, actor: Actor, customer_ids: Iterable[uuid.UUID], permission: Permission
) -> None:
    """Takes hold of several customers in one order, so that two who want some of the same never wait for each other."""
    wanted = literal(sorted(set(customer_ids)), ARRAY(Uuid))
    found = select(Customer.id).where(Customer.id == any_(wanted), visible_to(actor, permission))
    await session.execute(found.order_by(Customer.id).with_for_update())


async def standing_for(session: Session, customer_id: uuid.UUID) -> uuid.UUID:
    """The customer itself, or the one it was merged into."""
    statement = select(func.coalesce(Customer.merged_into_id, Customer.id)).where(Customer.id == customer_id)
    return await session.scalar(statement) or customer_id


async def _merged(session: Session, actor: Actor, into_id: uuid.UUID) -> Merged:
    """What to say of a customer that was merged away: into which, if the actor sees that one."""
    visible = select(Customer.id).where(Customer.id == into_id, visible_to(actor))
    return Merged() if await session.scalar(visible) is None else Merged(merged_into=str(into_id))


async def read(session: Session, actor: Actor, customer_id: uuid.UUID) -> Written[CustomerRead]:
    """The record as the actor sees it; 404 when absent, merged away or outside the actor's scope."""
    row = await _SEEN.first(session, actor, customer=customer_id)
    if row is not None:
        return await _shown(session, actor, row)
    into_id = await session.scalar(select(Customer.merged_into_id).where(Customer.id == customer_id, visible_to(actor)))
    raise NotFound() if into_id is None else await _merged(session, actor, into_id)


async def read_by_external_id(session: Session, actor: Actor, source: str, value: str) -> Written[CustomerRead]:
    """The record that another system knows by this id, as `read` gives it; 404 also when none has it."""
    customer_id = await session.scalar(
        select(ExternalId.customer_id).where(ExternalId.source == source, ExternalId.value == value)
    )
    if customer_id is None:
        raise NotFound()
    return await read(session, actor, customer_id)


async def read_written(session: Session, actor: Actor, customer_id: uuid.UUID) -> Written[CustomerRead]:
    """The record just written: shown to its writer whoever owns it now."""
    row = await _WRITTEN.first(session, actor, customer=customer_id)
    if row is None:
        raise NotFound()
    found = await _shown(session, actor, row)
    if found.fields["allowed_moves"] and not row.theirs:
        seen = await session.scalar(select(visible_to(actor)).where(Customer.id == customer_id))
        found.fields["allowed_moves"] = found.fields["allowed_moves"] if seen else []
    return found


def _record(actor: Actor) -> Select[Any]:
    theirs = WITHOUT_SHARING.visible_to(actor).label("theirs")
    return RECORD.add_columns(theirs).where(Customer.id == Slot("customer"))


_WRITTEN = Prepared(_record, as_read=True)
_SEEN = Prepared(lambda actor: _record(actor).where(Customer.merged_into_id.is_(None), visible_to(actor)), as_read=True)


async def _shown(session: Session, actor: Actor, row: Any) -> Written[CustomerRead]:
    """The record, and the moves of one that the actor sees."""
    facts = VerificationFacts(Verification(row.verification))
    if actor.may(Permission.CUSTOMER_VERIFY):
        facts = await verification_facts(session, actor.user_id, row)
    if row.theirs:
        held = frozenset(each for each in VERIFYING if reaches_as_far(actor, each, Permission.CUSTOMER_READ))
    else:
        there = await rights(session, actor, row)
        held = frozenset(each for each in VERIFYING if there[each])
    fields = record_fields(row._asdict())
    fields["allowed_moves"] = _moves(held, facts)
    return written(CustomerRead, fields, masked=actor.masked)


VERIFYING = frozenset(Permission(move.permission) for move in VERIFICATION.moves if move.permission is not None)
"""What moves of the verification need. Each reaches as far for every customer that is the actor's by owner or scope."""


@lru_cache(maxsize=1000)
def _moves(held: frozenset[Permission], facts: VerificationFacts) -> list[str]:
    return VERIFICATION.allowed(facts.state, held.__contains__, facts)


async def rights(session: Session, actor: Actor, customer: Any) -> Mapping[Permission, bool]:
    """Which of the permissions of the verification and of sharing the actor holds for this customer or row of it."""
    permissions = (Permission.CUSTOMER_WRITE, Permission.CUSTOMER_VERIFY, Permission.SHARE_APPROVE)
    conditions = [visible_to(actor, permission) for permission in permissions]
    held = (await session.execute(select(*conditions).select_from(Customer).where(Customer.id == customer.id))).one()
    return dict(zip(permissions, held, strict=True))


async def verification_facts(session: Session, actor_id: uuid.UUID | None, customer: Any) -> VerificationFacts:
    """What decides about verifying the customer, or a row of `RECORD`; asks the database only of a key customer."""
    state = Verification(customer.verification)
    if not customer.is_key or not (await snapshot(session)).get(KEY_CUSTOMER_DOUBLE_CHECK):
        return VerificationFacts(state)
    own = actor_id is not None and actor_id == customer.submitted_by
    return VerificationFacts(state, True, own or await _has_edited(session, actor_id, customer))


async def _has_edited(session: Session, actor_id: uuid.UUID | None, customer: Any) -> bool:
    """Whether the person entered or changed a fact of the file since it was verified last; the history knows."""
    facts = list(rules.columns(dict.fromkeys(rules.VERIFIED_FIELDS)))
    of_the_file = or_(
        History.entity.in_(("contact", "phone", "email", "messaging_id")),
        (History.entity == "customer") & or_(History.operation == "insert", History.changes.has_any(array(facts))),
    )
    statement = select(History.id).where(History.customer_id == customer.id, History.actor_id == actor_id, of_the_file)
    if customer.verified_at is not None:
        statement = statement.where(History.at > customer.verified_at)
    return await session.scalar(statement.limit(1)) is not None


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[CustomerLine]:
    """Customers in the actor's scope; archived ones only when asked for."""
    few, in_order = await are_few(session, actor, query), _is_in_order(query)
    sought = next((each for each in required(query.where) if each.field.name == "q"), None)
    named = None if sought is None else search.named(sought.values[0])
    gathers = few
    if sought is not None and named is not None and not in_order:
        many = await frequent(session, actor, query, sought, named)
        gathers = few or not many.here
        if few and many.at_all:
            query = with_value(query, sought, search.Common(sought.values[0]))
    return await page_of(
        session,
        actor,
        CUSTOMERS,
        query,
        lambda actor, narrowed: listed(ROWS, actor, narrowed),
        narrowing(actor, query),
        shows=CustomerLine,
        gathers=gathers and not in_order,
    )


def _is_in_order(query: ListQuery) -> bool:
    """Whether an index gives one person's or one country's customers as they are asked for."""
    by_next = bool(query.sort) and query.sort[0].field.name == "next_contact_at"
    return by_next and (is_of_one(query, "owner_id") or is_of_one(query, "country"))


class Narrowed(NamedTuple):
    """What a query says itself of the rows it is about. archived: whether it means archived ones; own: that they are
    the actor's own, which the actor sees all."""

    archived: bool
    own: bool


def narrowing(actor: Actor, query: ListQuery) -> Narrowed:
    """What the query says so."""
    own = any(
        each.field.name == "owner_id" and each.op is Op.EQ and each.values == (actor.user_id,)
        for each in required(query.where)
    )
    archived = any(each.field.name == "archived" for each in conditions(query.where))
    return Narrowed(archived, own and actor.may(Permission.CUSTOMER_READ))


def listed(statement: Select[Any], actor: Actor, narrowed: Narrowed) -> Select[Any]:
    """`statement` over `Customer`, narrowed to what lists show the actor: lists, exports and counts agree by it.

    The actor's own need no scope, which would keep the planner from reading them in order by their index.
    """
    statement = statement.where(Customer.merged_into_id.is_(None))
    if not narrowed.own:
        statement = statement.where(visible_to(actor))
    return statement if narrowed.archived else statement.where(Customer.archived_at.is_(None))
