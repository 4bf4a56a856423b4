"""Entering, changing, verifying and deciding about customers (OT-8, CR-1..8, MC-1..6, MC-9)."""

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from uuid_utils.compat import uuid7

from meridian.calendars.queries import time_in_state
from meridian.customers import queries, rules, visibility
from meridian.customers.computed_fields import service
from meridian.customers.contact_points import service as contact_points_service
from meridian.customers.custom_fields import service as custom_fields_service
from meridian.customers.errors import INTEGRITY
from meridian.customers.events import (
    CUSTOMER_ARCHIVED,
    CUSTOMER_CREATED,
    CUSTOMER_GRADE_DECIDED,
    CUSTOMER_KEY_DECIDED,
    CUSTOMER_UNARCHIVED,
    CUSTOMER_UPDATED,
)
from meridian.customers.members import service as members_service
from meridian.customers.models import Customer, ExternalId, RowsRead
from meridian.customers.reviews import service as reviews_service
from meridian.customers.rules import Verification, VerificationFacts
from meridian.customers.schemas import (
    CustomerCreate,
    CustomerUpdate,
    CustomerUpsert,
    GradeDecision,
    ItemResult,
    KeyDecision,
    VerificationMove,
)
from meridian.customers.workflow import VERIFICATION
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import Database, Session, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import event_row, publish
from meridian.kernel.http.handlers import IntegrityRules
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery
from meridian.kernel.openapi.problems import ROWS_READ
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Forbidden, Problem, check_version, fault
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Batch, Engine
from meridian.policies.definitions.control import EXPORT_APPROVAL_ROWS, EXPORT_WINDOW_DAYS
from meridian.policies.definitions.customers import IMPORTANT_FIELDS, KEY_CUSTOMER_DOUBLE_CHECK
from meridian.policies.queries import snapshot
from meridian.policies.rules import Policies

# Moving a customer through its verification (CR-5).


async def _facts(session: WriteSession, at: MoveContext[Customer]) -> VerificationFacts:
    return await queries.verification_facts(session, at.actor_id, at.record)


VERIFICATION_MOVES = Engine(
    VERIFICATION,
    Customer,
    time=time_in_state,
    rights=queries.rights,
    facts=_facts,
    state="verification",
    since="verification_since",
    customer="id",
)


async def move_verification(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, name: str, body: VerificationMove, version: int
) -> None:
    """A move that a person asks for. 404, 412, 409 with the allowed moves, 403, 422 for a reason, 409 of a guard."""
    customer = await queries.load(session, actor, customer_id, lock=True)
    await VERIFICATION_MOVES.make(session, customer, name, actor=actor, body=body, version=version)


async def recheck_verification(session: WriteSession, customer: Customer, policies: Policies) -> None:
    """Sends a key customer back to be checked, if policy wants that and it is not waiting already."""
    wanted = customer.is_key and policies.get(KEY_CUSTOMER_DOUBLE_CHECK)
    if wanted and customer.verification != Verification.PENDING:
        await VERIFICATION_MOVES.make(session, customer, "recheck")


# Entering and changing customers (OT-8, CR-1..8, MC-1..6).


Check = Callable[[], Awaitable[Callable[[uuid.UUID], None]]]
"""Raises a problem to stop a customer from being entered; what it returns is told its id once there is one."""
TakeTurns = Callable[[WriteSession, Actor, Sequence[CustomerCreate]], Awaitable[Sequence[Check]]]
"""What a domain above does before customers are entered (`app.state.before_customers`): nobody enters one of them
meanwhile; gives the check of each."""


async def create(session: WriteSession, actor: Actor, body: CustomerCreate, check: Check) -> Customer:
    """Enters a customer. 422 for what is not valid, 403 for an owner out of reach or a grade that others decide,
    and what `check` raises. What is returned is no row of the session's."""
    given = body.model_dump(exclude={"allow_duplicate"})
    if reason := given.pop("reason", None):
        await session.set_reason(reason)
    if given.get("grade", rules.FIRST_GRADE) != rules.FIRST_GRADE:
        actor.require(Permission.CUSTOMER_DECIDE)  # a grade is decided, not entered (MC-9)
    lists = contact_points_service.read_lists(given, given.get("country"))
    await custom_fields_service.check(session, given.get("custom", {}), {})
    await _check_referrer(session, actor, given.get("referrer_id"))
    whose = await members_service.assignment_of_new(session, actor, given.pop("owner_id", None))
    tell_id = await check()
    obtained_at = given.pop("obtained_at", session.now)
    given["custom"] = rules.merged({}, given.get("custom", {}))
    customer = Customer(
        id=uuid7(),
        version=1,
        **rules.columns(_plain(given)),
        **whose._asdict(),
        obtained_at=obtained_at,
        entered_late=await reviews_service.entered_late(
            session, whose.department_id, obtained_at, await snapshot(session)
        ),
        created_by=actor.user_id,
        edited_by=actor.user_id,
    )
    await service.derive_new(session, customer, lists)
    await _write_new(session, customer, lists, given.get("external_ids", []))
    tell_id(customer.id)
    return customer


_COLUMNS = frozenset(column.key for column in Customer.__table__.c)
_EMPTY = dict.fromkeys(column.key for column in Customer.__table__.c if column.server_default is None)


async def _write_new(
    session: WriteSession,
    customer: Customer,
    lists: Mapping[str, list[dict[str, Any]]],
    external_ids: Sequence[Mapping[str, Any]],
) -> None:
    """The customer with all that came with it, in one statement."""
    batch = Batch()
    for entry in external_ids:
        batch.insert(ExternalId, customer_id=customer.id, **entry)
    for model, row in contact_points_service.of_new(lists, customer.id, session.now):
        batch.insert(model, **row)
    known = {name: value for name, value in vars(customer).items() if value is not None and name in _COLUMNS}
    batch.insert(Customer, **_EMPTY | known)  # the history tells first what stands last in a statement
    batch.insert(Event, **event_row(CUSTOMER_CREATED, customer))
    await batch.write(session)


async def update(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: CustomerUpdate, version: int
) -> Customer:
    """Merges the fields sent into the customer.

    404, 412, 409 when archived, 403 for fields hidden from the actor, 422 when a correction lacks its reason (CR-6).
    """
    customer = await load_to_change(session, actor, customer_id, version)
    given = body.model_dump()
    await change(session, actor, customer, given, given.pop("reason", None), given.pop("learned_at", None))
    return customer


async def load_to_change(session: WriteSession, actor: Actor, customer_id: uuid.UUID, version: int) -> Customer:
    """The customer, locked, at that version and not archived."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(customer.version, version)
    refuse_archived(customer)
    return customer


def refuse_archived(customer: Customer) -> None:
    if customer.archived_at is not None:
        raise Conflict(msg("the customer is archived; unarchive it first"), reason="archived")


async def change(
    session: WriteSession,
    actor: Actor,
    customer: Customer,
    given: Mapping[str, Any],
    reason: str | None,
    learned_at: datetime | None,
) -> set[str]:
    """Sets the fields `given` on a locked customer, with all that follows. Returns the names of those that differ."""
    refuse_hidden(actor, given)
    if reason is not None:
        await session.set_reason(reason)
    lists = contact_points_service.read_lists(given, given.get("country", customer.country))
    if "custom" in given:
        await custom_fields_service.check(session, given["custom"], customer.custom)
    if given.get("referrer_id") != customer.referrer_id:
        await _check_referrer(session, actor, given.get("referrer_id"), besides=customer.id)
    changed = await contact_points_service.replace(session, lists, customer_id=customer.id)
    changed |= await _replace_external_ids(session, customer, given)
    changed |= _assign(customer, _plain(given))
    if not changed:
        return changed
    require_reason(customer, changed, reason)
    customer.edited_by = actor.user_id
    customer.version += 1  # the lists are part of the record: its version grows although its row may not change
    zone = customer.zone
    await service.derive(session, customer, changed)
    changed |= {"zone"} if customer.zone != zone else set()
    await note_change(session, customer, changed, learned_at)
    return changed


async def note_change(
    session: WriteSession, customer: Customer, changed: set[str], learned_at: datetime | None = None
) -> None:
    """What a change of data entails: lateness kept, a key customer checked again, everybody told (MC-6, CR-5, CR-8)."""
    policies = await snapshot(session)
    important = rules.important(changed, policies.get(IMPORTANT_FIELDS))
    if important:
        await reviews_service.note_important_change(session, customer, important, learned_at, policies)
        await recheck_verification(session, customer, policies)
    await publish(session, CUSTOMER_UPDATED, customer, fields=sorted(changed), important=important)


def refuse_hidden(actor: Actor, given: Mapping[str, Any]) -> None:
    """Nobody overwrites what one may not see."""
    hidden = sorted(name for name, group in rules.SENSITIVE_FIELDS.items() if name in given and group in actor.masked)
    if hidden:
        raise Forbidden(msg("fields that are hidden from you cannot be changed"), reason="field_hidden", fields=hidden)


def require_reason(customer: Customer, changed: set[str], reason: str | None) -> None:
    """422 when a fact that a verification vouched for is corrected without a reason (CR-6)."""
    corrected = rules.VERIFIED_FIELDS & changed
    if customer.verified_at is not None and corrected and not reason:
        detail = msg(
            "say why: {corrected} of a verified record cannot be corrected without a reason",
            corrected=sorted(corrected),
        )
        raise fault("/reason", "missing", detail)


async def archive(session: WriteSession, actor: Actor, customer_id: uuid.UUID, version: int, reason: str) -> Customer:
    """Puts the customer aside: out of lists and plans, its record kept. 409 when it is already."""
    customer = await load_to_change(session, actor, customer_id, version)
    await session.set_reason(reason)
    customer.archived_at = session.now
    await publish(session, CUSTOMER_ARCHIVED, customer)
    return customer


async def unarchive(session: WriteSession, actor: Actor, customer_id: uuid.UUID, version: int) -> Customer:
    """Takes it up again. 409 when it is not archived."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(customer.version, version)
    if customer.archived_at is None:
        raise Conflict(msg("the customer is not archived"), reason="not_archived")
    customer.archived_at = None
    await publish(session, CUSTOMER_UNARCHIVED, customer)
    return customer


async def _check_referrer(
    session: WriteSession, actor: Actor, referrer_id: uuid.UUID | None, besides: uuid.UUID | None = None
) -> None:
    """A referrer is another customer that the actor sees."""
    if referrer_id is None:
        return
    known = select(Customer.id).where(Customer.id == referrer_id, visibility.visible_to(actor))
    if referrer_id == besides or await session.scalar(known) is None:
        raise fault("/referrer_id", "unknown_customer", msg("is no other customer in your scope"))


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that stand in the customer's own row."""
    return {name: value for name, value in given.items() if name not in {*contact_points_service.LISTS, "external_ids"}}


def _assign(customer: Customer, given: Mapping[str, Any]) -> set[str]:
    """Sets the columns; returns the names of the API's fields that differ."""
    changed = set()
    for name, value in given.items():
        wanted = rules.merged(customer.custom, value) if name == "custom" else value
        if assign(customer, rules.columns({name: wanted})):
            changed.add(name)
    # A zone that was inferred becomes explicit when it is sent, even unchanged; sent as null it is inferred again.
    if "zone" in given and (given["zone"] is not None) != (customer.zone_source == "explicit"):
        changed.add("zone")
    return changed


async def _replace_external_ids(session: WriteSession, customer: Customer, given: Mapping[str, Any]) -> set[str]:
    if "external_ids" not in given:
        return set()
    wanted = {(entry["source"], entry["value"]) for entry in given["external_ids"]}
    rows = await session.scalars(select(ExternalId).where(ExternalId.customer_id == customer.id))
    there = {(row.source, row.value): row for row in rows}
    for gone in there.keys() - wanted:
        await session.delete(there[gone])
    session.add_all(
        ExternalId(customer_id=customer.id, source=source, value=value) for source, value in wanted - there.keys()
    )
    return {"external_ids"} if there.keys() != wanted else set()


# What people decide about a customer: that it is a key one, and its grade (MC-3, MC-9).


async def decide_key(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: KeyDecision, version: int
) -> Customer:
    """Makes it a key customer or an ordinary one again. A new key customer awaits its second check (CR-5)."""
    customer = await _load_to_decide(session, actor, customer_id, version)
    if customer.is_key != body.is_key:
        await session.set_reason(body.reason)
        customer.is_key = body.is_key
        await publish(session, CUSTOMER_KEY_DECIDED, customer)
        await recheck_verification(session, customer, await snapshot(session))
    return customer


async def decide_grade(
    session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: GradeDecision, version: int
) -> Customer:
    """Sets the grade."""
    customer = await _load_to_decide(session, actor, customer_id, version)
    if customer.grade != body.grade:
        await session.set_reason(body.reason)
        before, customer.grade = customer.grade, body.grade
        await publish(session, CUSTOMER_GRADE_DECIDED, customer, from_grade=before, to_grade=body.grade)
    return customer


async def _load_to_decide(session: WriteSession, actor: Actor, customer_id: uuid.UUID, version: int) -> Customer:
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_DECIDE, lock=True)
    check_version(customer.version, version)
    return customer


# A customer by its id in another system: entered when unknown, else merged (api.md, external ids).


ON_ENTERING = frozenset({"grade", "owner_id", "obtained_at", "allow_duplicate"})


async def upsert(
    session: WriteSession, actor: Actor, source: str, value: str, body: CustomerUpsert, take_turns: TakeTurns
) -> tuple[Customer, bool]:
    """The customer, and whether it is new. Two at once make one customer: they take turns by a lock on the id.

    404 when the id belongs to a customer outside the actor's scope.
    """
    await one_at_a_time(session, f"external_id:{source}:{value}")
    given = body.model_dump()
    learned_at = given.pop("learned_at", None)
    own = {"source": source, "value": value}
    if own not in given.get("external_ids", [own]):
        given["external_ids"].append(own)
    customer_id = await session.scalar(
        select(ExternalId.customer_id).where(ExternalId.source == source, ExternalId.value == value)
    )
    if customer_id is None:
        given.setdefault("external_ids", [own])
        new = CustomerCreate.model_validate(given)
        return await create(session, actor, new, *await take_turns(session, actor, [new])), True
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    refuse_archived(customer)
    reason = given.pop("reason", None)
    fields = {name: field for name, field in given.items() if name not in ON_ENTERING}
    await change(session, actor, customer, fields, reason, learned_at)
    return customer, False


_INTEGRITY_RULES = IntegrityRules(INTEGRITY)
ItemWork = Callable[[], Awaitable[Customer]]


async def attempt_item(trace: str, session: WriteSession, index: int, status: int, work: ItemWork) -> ItemResult:
    """Does the work of one item inside a savepoint; what it raises becomes the item's problem."""
    try:
        async with session.savepoint():
            await session.set_reason(None)
            customer = await work()
    except (Problem, IntegrityError) as error:
        problem = error if isinstance(error, Problem) else _INTEGRITY_RULES.problem(error)
        document = problem.document(trace)
        return ItemResult(index=index, status=problem.status, id=None, version=None, problem=document)
    return ItemResult(index=index, status=status, id=customer.id, version=customer.version, problem=None)


# Rows of people's data that a person or program reads page after page, counted by the hour and told (CR-10).


SCREENFUL = 100
"""So many rows of a list's beginning are looked at, not taken along: they do not count."""
_ADD = text("""
INSERT INTO rows_read (user_id, hour, rows) VALUES (:user_id, date_trunc('hour', CAST(:now AS timestamptz)), :rows)
ON CONFLICT (user_id, hour) DO UPDATE SET rows = rows_read.rows + excluded.rows
""")


class Window(NamedTuple):
    """The limit on one person's rows, the days it holds for, and since when rows count."""

    limit: int
    days: int
    since: datetime


async def window(session: Session) -> Window:
    """As policy has it now."""
    policies = await snapshot(session)
    days = policies.get(EXPORT_WINDOW_DAYS)
    return Window(policies.get(EXPORT_APPROVAL_ROWS), days, session.now - timedelta(days=days))


async def rows_read(session: Session, user_id: uuid.UUID, since: datetime) -> int:
    """How many rows the person has read page after page since then."""
    total = select(func.coalesce(func.sum(RowsRead.rows), 0)).where(RowsRead.user_id == user_id, RowsRead.hour > since)
    return int((await session.execute(total)).scalar_one())


async def count(db: Database, actor: Actor, query: ListQuery, rows: int) -> Mapping[str, str]:
    """Counts a page beyond a list's first, or larger than a screenful; the header that tells the total and the limit.

    Nothing for a list's beginning.
    """
    if query.cursor is None and query.limit <= SCREENFUL:
        return {}
    async with db.write(actor_id=actor.user_id) as session:
        await session.execute(_ADD, {"user_id": actor.user_id, "now": session.now, "rows": rows})
        limit, days, since = await window(session)
        total = await rows_read(session, actor.user_id, since)
    return {ROWS_READ: f"{total};limit={limit};days={days}"}
