"""Wanted changes of a plan's items: what is wrong with each, why it is material, and making it."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import ARRAY, Uuid, any_, func, literal, select, text, union_all

from meridian.call_hours.rules import Locality, call_hours, locality
from meridian.customers.models import Contact, Customer, OptOut
from meridian.customers.rules import Channel
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session, WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Invalid, fault
from meridian.plans import service
from meridian.plans.events import ITEM_CHANGED
from meridian.plans.models import ContactPlan, DialTally, PlannedContact, PlanNotOpen
from meridian.plans.queries import assignees
from meridian.plans.rules import (
    DRAFTING,
    METHODS_OF,
    NEEDS_APPROVAL,
    OPEN_ITEMS,
    REASONS,
    RUNNING,
    Amended,
    Candidate,
    ChangeKind,
    ContactFacts,
    CustomerFacts,
    DueWindow,
    Facts,
    ItemState,
    Method,
    Refusals,
    Tallies,
    Tally,
    Verdict,
    material_reasons,
    verdict,
)
from meridian.policies.definitions.calling import MAX_ATTEMPTS_PER_CONTACT_PER_DAY, OUTSIDE_HOURS_CALLS
from meridian.policies.definitions.sales import REVISIT_MATERIAL_CHANGE
from meridian.policies.queries import snapshot

# Gathers what `rules.py` judges by. Set-based: the same few queries for one item or two hundred.


async def check(session: WriteSession, actor: Actor, candidates: Sequence[Candidate]) -> list[Verdict]:
    """One verdict for each candidate, in order. The customers are locked against opting out meanwhile."""
    if not candidates:
        return []
    customer_ids = sorted({candidate.customer_id for candidate in candidates})
    contact_ids = {candidate.contact_id for candidate in candidates if candidate.contact_id}
    policies = await snapshot(session)
    facts = Facts(
        customers=await _customers(session, actor, customer_ids),
        contacts=await _contacts(session, contact_ids),
        refusals=await refusals(session, {(c.customer_id, c.contact_id) for c in candidates}),
        tallies=await tallies(session, customer_ids),
        people=await assignees(session, actor, {(c.assignee_id, c.customer_id) for c in candidates}),
        max_attempts=policies.get(MAX_ATTEMPTS_PER_CONTACT_PER_DAY),
        hours=call_hours(policies),
        outside_hours=policies.get(OUTSIDE_HOURS_CALLS),
        may_override=actor.may(Permission.REFUSAL_OVERRIDE),
        now=session.now,
    )
    return [verdict(candidate, facts) for candidate in candidates]


async def _customers(
    session: Session, actor: Actor, customer_ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, CustomerFacts]:
    rows = await session.execute(
        select(Customer.id, Customer.archived_at.is_not(None).label("archived"), *WHERE)
        .where(
            Customer.id.in_(customer_ids), visible_to(actor, Permission.PLAN_WRITE), Customer.merged_into_id.is_(None)
        )
        .order_by(Customer.id)
        .with_for_update(key_share=True)
    )
    return {row.id: CustomerFacts(row.zone, row.archived, place_of(row)) for row in rows}


WHERE = (Customer.zone, Customer.country, Customer.region, Customer.city, Customer.zone_candidates)
"""What `place_of` looks at."""


def place_of(customer: Any) -> Locality:
    """Where a customer is, for its calling hours: from a row with those columns."""
    return locality(
        customer.zone,
        customer.country,
        region=customer.region,
        city=customer.city,
        candidates=customer.zone_candidates,
    )


async def is_planned(session: Session, candidate: Candidate) -> bool:
    """Whether the same contact is planned for that day already: method, person and day."""
    same = select(PlannedContact.id).where(
        PlannedContact.customer_id == candidate.customer_id,
        PlannedContact.contact_id.is_not_distinct_from(candidate.contact_id),
        PlannedContact.method == candidate.method,
        PlannedContact.due_on == candidate.due_on,
        PlannedContact.state.in_(OPEN_ITEMS),
    )
    return await session.scalar(same.limit(1)) is not None


async def _contacts(session: Session, contact_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, ContactFacts]:
    if not contact_ids:
        return {}
    facts = select(Contact.id, Contact.customer_id, Contact.zone, Contact.active).where(Contact.id.in_(contact_ids))
    rows = await session.execute(facts)
    return {contact_id: ContactFacts(customer_id, zone, active) for contact_id, customer_id, zone, active in rows}


async def refusals(
    session: Session, people: Collection[tuple[uuid.UUID, uuid.UUID | None]]
) -> dict[uuid.UUID, Refusals]:
    """What each customer and the people there have refused and not taken back, and what those (customer, contact) have
    refused under their number or address elsewhere (OT-11)."""
    customer_ids = {customer_id for customer_id, _ in people}
    refused = union_all(
        select(OptOut.customer_id, OptOut.contact_id, OptOut.channel).where(
            OptOut.customer_id.in_(customer_ids), OptOut.lifted_at.is_(None)
        ),
        select(Contact.customer_id, Contact.id, literal(Channel.PHONE, OptOut.channel.type)).where(
            Contact.customer_id.in_(customer_ids), Contact.do_not_call
        ),
        select(Customer.id, literal(None, OptOut.contact_id.type), literal(Channel.PHONE, OptOut.channel.type)).where(
            Customer.id.in_(customer_ids), Customer.do_not_call
        ),
    )
    by_customer: defaultdict[uuid.UUID, list[tuple[uuid.UUID | None, str]]] = defaultdict(list)
    for customer_id, contact_id, channel in await session.execute(refused):
        by_customer[customer_id].append((contact_id, channel))
    by_number: defaultdict[uuid.UUID, list[tuple[uuid.UUID | None, str]]] = defaultdict(list)
    asked = {"customers": [customer_id for customer_id, _ in people], "contacts": [contact for _, contact in people]}
    for customer_id, contact_id, channel in await session.execute(_BY_NUMBER, asked):
        by_number[customer_id].append((contact_id, channel))
    return {each: refusals_from(by_customer[each], by_number[each]) for each in customer_ids}


_BY_NUMBER = text("""
SELECT asked.customer_id, asked.contact_id, refused.channel
FROM unnest(CAST(:customers AS uuid[]), CAST(:contacts AS uuid[])) AS asked(customer_id, contact_id)
CROSS JOIN LATERAL refused_channels(asked.customer_id, asked.contact_id) AS refused
""")
Refused = Iterable[tuple[uuid.UUID | None, str]]


def refusals_from(refused: Refused, by_number: Refused = ()) -> Refusals:
    """From (person or None for all, channel) pairs of one customer; `by_number`: refused by whoever has the person's
    number (None: the company's)."""
    methods = _methods(refused)
    by_contact = {person: several for person, several in methods.items() if person is not None}
    return Refusals(methods.get(None, frozenset()), by_contact, _methods(by_number))


def _methods(refused: Refused) -> dict[uuid.UUID | None, frozenset[Method]]:
    methods: defaultdict[uuid.UUID | None, set[Method]] = defaultdict(set)
    for contact_id, channel in refused:
        methods[contact_id].update(METHODS_OF[Channel(channel)])
    return {person: frozenset(several) for person, several in methods.items()}


_TALLIED = Prepared(
    lambda _: (
        select(
            DialTally.customer_id,
            DialTally.contact_id,
            DialTally.on_day,
            func.sum(DialTally.attempts),
            func.max(DialTally.not_before),
        )
        .where(
            DialTally.customer_id == any_(literal([Slot("customers")], ARRAY(Uuid()))),
            DialTally.on_day >= Slot("since"),
        )
        .group_by(DialTally.customer_id, DialTally.contact_id, DialTally.on_day)
    )
)


async def tallies(session: Session, customer_ids: Collection[uuid.UUID]) -> Tallies:
    """Calls that reached nobody since yesterday, by customer, person and day."""
    yesterday = session.now.date() - timedelta(days=1)
    rows = await _TALLIED.rows(session, customers=list(customer_ids), since=yesterday)
    return {(row[0], row[1], row[2]): Tally(int(row[3]), row[4]) for row in rows}


# Wanted changes of a plan's items: each comes through here, asked for by itself, in bulk, or as an amendment.


DATES = frozenset({"due_on", "due_at"})
CHECKED = frozenset({"contact_id", "assignee_id", "method", *REASONS}) | DATES
"""Fields whose change can make an item impossible."""
FIELDS = ("contact_id", "assignee_id", "method", "aim", "place", "materials")
"""Fields of an item that change in place."""


@dataclass(slots=True)
class Change:
    """One wanted change. `values` are the fields of an added item, or those that change.

    item: None for an added one. pointer: where it stands in the request. move: the workflow move asked for.
    """

    kind: ChangeKind
    item: PlannedContact | None
    values: Mapping[str, Any]
    pointer: str = ""
    move: str | None = None
    window: DueWindow | None = field(default=None, init=False)
    reasons: Mapping[str, str | None] = field(default_factory=dict, init=False)
    material: list[str] = field(default_factory=list, init=False)
    result_id: uuid.UUID | None = field(default=None, init=False)

    @property
    def moves_date(self) -> bool:
        return (
            self.item is not None
            and self.window is not None
            and ((self.window.due_on, self.window.due_at) != (self.item.due_on, self.item.due_at))
        )


def drafting(plan: ContactPlan) -> bool:
    return plan.state in DRAFTING


def amends(plan: ContactPlan) -> bool:
    """Whether changes of the plan's items are amendments of something approved. 409 when nothing may change now."""
    if plan.state not in DRAFTING | RUNNING:
        raise PlanNotOpen(plan.state)
    return plan.kind in NEEDS_APPROVAL and plan.state in RUNNING


async def prepare(
    session: WriteSession, actor: Actor, plan: ContactPlan, changes: Sequence[Change]
) -> list[list[Fault]]:
    """Checks every change, and settles when its item is due and why it is material. Gives each one's faults."""
    wanted = [change for change in changes if _needs_check(change)]
    verdicts = await check(session, actor, [candidate_of(change, plan) for change in wanted])
    judged: dict[int, Verdict] = {id(change): verdict for change, verdict in zip(wanted, verdicts, strict=True)}
    faults = []
    for change in changes:
        verdict = judged.get(id(change))
        change.window = verdict.window if verdict else None
        change.reasons = verdict.reasons if verdict else {}
        faults.append([*_state_faults(change), *(_relevant(change, verdict) if verdict else ())])
    if amends(plan):
        await _judge(session, plan, changes)
    return faults


def _needs_check(change: Change) -> bool:
    return change.kind is ChangeKind.ADD or (change.kind is ChangeKind.UPDATE and bool(CHECKED & change.values.keys()))


def _relevant(change: Change, verdict: Verdict) -> list[Fault]:
    """Of an existing item only what changes can be at fault: its old date may well be past."""
    if change.kind is ChangeKind.ADD:
        return verdict.faults
    touched = set(change.values)
    for together in (DATES, {"method", "contact_id", "override_reason"}):
        touched |= together if touched & together else set()
    if touched - {"assignee_id"}:
        touched.add("outside_hours_reason")
    return [found for found in verdict.faults if found.pointer[1:] in touched | {"customer_id"}]


def _state_faults(change: Change) -> list[Fault]:
    """Changes that no workflow move stands for are for items still to be made; a new date must be another one."""
    if change.move == "reschedule" and not change.moves_date:
        return [Fault("/due_on", "unchanged", msg("this is when it is due already"))]
    if change.item is None or change.move is not None or change.item.state == ItemState.PLANNED:
        return []
    return [Fault("/item_id", "wrong_state", msg("the item is {state}", state=change.item.state))]


def candidate_of(change: Change, plan: ContactPlan) -> Candidate:
    """The item as it would be. A given instant or date replaces both."""
    old = change.item
    kept = {name: getattr(old, name) for name in ("customer_id", *CHECKED)} if old else {"assignee_id": plan.owner_id}
    if DATES & change.values.keys():
        kept |= dict.fromkeys((*DATES, "outside_hours_reason"))
    given = {name: value for name, value in change.values.items() if value is not None or name == "contact_id"}
    wanted = {"contact_id": None, **dict.fromkeys((*REASONS, *DATES)), **kept, **given}
    return Candidate(
        customer_id=wanted["customer_id"],
        contact_id=wanted["contact_id"],
        assignee_id=wanted["assignee_id"],
        method=Method(wanted["method"]),
        due_on=wanted["due_on"],
        due_at=wanted["due_at"],
        promised=old is not None and old.promised,
        outside_hours_reason=wanted["outside_hours_reason"],
        override_reason=wanted["override_reason"],
    )


async def _judge(session: WriteSession, plan: ContactPlan, changes: Sequence[Change]) -> None:
    """Finds out why each change is material: a customer is added with its first item and removed with its last."""
    rule = (await snapshot(session)).get(REVISIT_MATERIAL_CHANGE)
    there = Counter(
        await session.scalars(
            select(PlannedContact.customer_id).where(
                PlannedContact.plan_id == plan.id, PlannedContact.state.in_([*OPEN_ITEMS, ItemState.DONE])
            )
        )
    )
    removed = Counter(c.item.customer_id for c in changes if c.kind is ChangeKind.REMOVE and c.item is not None)
    for change in changes:
        item = change.item
        moved = abs((change.window.due_on - item.due_on).days) if item and change.window else 0
        change.material = material_reasons(
            rule,
            Amended(
                method_changed=item is not None and change.values.get("method", item.method) != item.method,
                days_moved=moved,
                customer_added=item is None and not there[change.values["customer_id"]],
                customer_removed=change.kind is ChangeKind.REMOVE
                and item is not None
                and removed[item.customer_id] >= there[item.customer_id],
            ),
        )


def require_sound(changes: Sequence[Change], faults: Sequence[Sequence[Fault]]) -> None:
    """422 naming every fault of every change, at its place in the request."""
    found = [each.under(change.pointer) for change, several in zip(changes, faults, strict=True) for each in several]
    if found:
        raise Invalid(errors=found)


def require_reason(plan: ContactPlan, reason: str | None) -> None:
    """Amending something approved takes a reason (RV-5)."""
    if amends(plan) and not reason:
        raise fault("/reason", "missing", msg("an approved plan is amended with a reason"))


# Making changes of a plan's items.
#
# While a plan is being drafted its items change freely. Once it runs, a new date makes a new item that points back. In
# an approved revisit plan material changes wait for approval, the changed items only; the rest goes on (RV-5).


async def apply(
    session: WriteSession,
    plan: ContactPlan,
    changes: Sequence[Change],
    *,
    reason: str | None,
    amendment_id: uuid.UUID | None = None,
) -> list[Change]:
    """Makes the changes that need no approval and sets the others pending. Gives those refused as doubles: only added
    items can be; a change of an existing one that would double another is a 409."""
    waiting = [change for change in changes if change.material]
    at_once = [change for change in changes if not change.material]
    doubled = await _add(session, plan, changes, amendment_id)
    for change in at_once:
        if change.kind is ChangeKind.UPDATE:
            await _update(session, plan, change, reason)
    await _remove(session, at_once, reason)
    await _set_pending(session, waiting, amendment_id, reason)
    await session.flush()
    return doubled


async def _add(
    session: WriteSession, plan: ContactPlan, changes: Sequence[Change], amendment_id: uuid.UUID | None
) -> list[Change]:
    added = [change for change in changes if change.kind is ChangeKind.ADD]
    rows = []
    for change in added:
        assert change.window is not None
        pending = {
            "state": ItemState.PENDING_APPROVAL,
            "amendment_id": amendment_id,
            "proposed": {"change": ChangeKind.ADD},
        }
        texts = {name: change.values.get(name) for name in ("aim", "place", "materials")}
        row = service.new_item(
            session,
            plan.id,
            candidate_of(change, plan),
            change.window,
            **texts,
            **change.reasons,
            **(pending if change.material else {}),
        )
        change.result_id = row["id"]
        rows.append(row)
    written = await service.insert_items(session, rows)
    return [change for change in added if change.result_id not in written]


async def _update(session: WriteSession, plan: ContactPlan, change: Change, reason: str | None) -> None:
    item = change.item
    assert item is not None
    change.result_id = item.id
    if change.moves_date and (change.move or not drafting(plan)):
        change.result_id = await reschedule(session, plan, change, reason, move=change.move or "reschedule")
        return
    window = change.window if change.moves_date or drafting(plan) else None
    assign(item, {**change.reasons, **{name: change.values[name] for name in FIELDS if name in change.values}})
    if window is not None:
        item.zone, item.due_on, item.due_at = window.zone, window.due_on, window.due_at
        item.due_from, item.missed_after = window.due_from, window.missed_after
    if change.move is None:
        await publish(session, ITEM_CHANGED, item)
    else:
        await service.ITEM_MOVES.make_all(session, [item], change.move, given=change.values, reason=reason)


async def reschedule(
    session: WriteSession, plan: ContactPlan, change: Change, reason: str | None, *, move: str
) -> uuid.UUID:
    """Closes the item and plans the same contact for its new date; the new item points back. Gives its id."""
    item = change.item
    assert item is not None
    assert change.window is not None
    texts = {name: change.values.get(name, getattr(item, name)) for name in ("aim", "place", "materials")}
    candidate = candidate_of(change, plan)
    await service.ITEM_MOVES.make_all(session, [item], move, reason=reason)
    row = service.new_item(
        session,
        plan.id,
        candidate,
        change.window,
        **texts,
        **change.reasons,
        previous_id=item.id,
        occasion=item.occasion,
    )
    if not await service.insert_items(session, [row]):
        raise Conflict(msg("the same contact is planned for that day already"), reason="duplicate_item")
    new_id: uuid.UUID = row["id"]
    return new_id


async def _remove(session: WriteSession, changes: Sequence[Change], reason: str | None) -> None:
    removed = [change for change in changes if change.kind is ChangeKind.REMOVE]
    items = []
    for change in removed:
        assert change.item is not None
        change.result_id = change.item.id
        items.append(change.item)
    await service.ITEM_MOVES.make_all(session, items, "cancel", reason=reason)


async def _set_pending(
    session: WriteSession, changes: Sequence[Change], amendment_id: uuid.UUID | None, reason: str | None
) -> None:
    items, given = [], {}
    for change in changes:
        if change.item is not None:
            change.result_id = change.item.id
            items.append(change.item)
            proposed = {"change": change.kind, **_plain(change.values)}
            given[change.item.id] = {"amendment_id": amendment_id, "proposed": proposed}
    await service.ITEM_MOVES.make_all(session, items, "amend", given=lambda item: given[item.id], reason=reason)


def _plain(values: Mapping[str, Any]) -> dict[str, str | None]:
    return {name: _text(value) for name, value in values.items() if name != "reason"}


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def before_and_after(change: Change) -> dict[str, Any]:
    """The change as an amendment keeps it."""
    item = change.item
    after = _plain(change.values)
    before = {name: _text(getattr(item, name)) for name in after if hasattr(item, name)} if item is not None else {}
    return {
        "item_id": str(change.result_id),
        "change": change.kind,
        "material": change.material,
        "before": before,
        "after": {} if change.kind is ChangeKind.REMOVE else after,
    }
