"""Needs, products of interest, installed products and orders of a customer (OT-12, TS-14, RV-7..9)."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, delete, func, or_, select

from meridian.calendars.queries import today
from meridian.customers import queries
from meridian.customers.business import queries as business_queries
from meridian.customers.business.rules import costs_kept
from meridian.customers.business.schemas import (
    InstalledCreate,
    InstalledUpdate,
    InterestCreate,
    InterestUpdate,
    NeedCreate,
    NeedUpdate,
    OrderCreate,
    OrderLineInput,
    OrderUpdate,
)
from meridian.customers.events import BUSINESS_CHANGED, ORDER_CHANGED
from meridian.customers.models import Customer, InstalledProduct, Need, Order, OrderLine, ProductInterest
from meridian.customers.rules import OrderOrigin
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Conflict, Fault, Forbidden, Invalid, check_version, fault
from meridian.places.countries import times

# A signed contract is a purchase from its signing on, and its orders take its place when they arrive (MC-3, TS-14).


SAME_DEAL = timedelta(days=90)
"""An order of the contract's very amount that names no contract is its own within these days of the signing."""


@dataclass(frozen=True, slots=True)
class ContractLine:
    """What was sold: how many at which price in the contract's currency."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    product_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class SignedContract:
    """A contract that binds. lines: as its opportunity has them, if they make up the amount."""

    id: uuid.UUID
    customer_id: uuid.UUID
    number: str
    signed_on: date
    amount: Decimal
    currency: str
    title: str
    lines: Sequence[ContractLine] = ()


async def put(session: WriteSession, contract: SignedContract) -> Order | None:
    """The contract's own entry in the purchase history, new or brought in line; None where orders stand for it."""
    orders = await of_contract(session, contract)
    for order in orders:
        order.contract_id = contract.id
    if any(order.origin == OrderOrigin.ORDER for order in orders):
        for order in orders:
            if order.origin == OrderOrigin.CONTRACT:
                await session.delete(order)
        return None
    order = orders[0] if orders else Order(customer_id=contract.customer_id, origin=OrderOrigin.CONTRACT)
    order.contract_id, order.number = contract.id, await _free_number(session, contract, order.id)
    order.contract_number, order.ordered_on = contract.number, contract.signed_on
    order.currency, order.amount = contract.currency, contract.amount
    session.add(order)
    await session.flush()
    await session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
    session.add_all(
        OrderLine(
            order_id=order.id,
            customer_id=order.customer_id,
            position=position,
            product_id=line.product_id,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
        )
        for position, line in enumerate(_contract_lines(contract))
    )
    return order


async def take_out(session: WriteSession, contract_id: uuid.UUID) -> Order | None:
    """Removes the contract's own entry, if it has one, and gives it; orders that came for it stay."""
    order: Order | None = await session.scalar(
        select(Order).where(Order.contract_id == contract_id, Order.origin == OrderOrigin.CONTRACT).with_for_update()
    )
    if order is not None:
        await session.delete(order)
    return order


async def of_contract(session: WriteSession, contract: SignedContract) -> Sequence[Order]:
    """Orders of the customer that are the contract's, its own entry among them, locked."""
    linked = or_(Order.contract_id == contract.id, _names(contract.number) & Order.contract_id.is_(None))
    found = select(Order).where(Order.customer_id == contract.customer_id, linked).order_by(Order.id)
    return (await session.scalars(found.with_for_update())).all()


async def replaced_by(
    session: WriteSession, arriving: Order, *, names_contract: bool
) -> tuple[uuid.UUID | None, Order | None]:
    """The contract that an arriving order carries out, and that contract's own entry if it still stands.

    By the contract's number, which an order may also bear as its own; else, unless it says which contract it belongs to
    or that it belongs to none (`names_contract`), by the same amount within `SAME_DEAL` of the signing.
    """
    of_customer = Order.customer_id == arriving.customer_id, Order.contract_id.is_not(None)
    wanted = arriving.contract_number or (None if names_contract else arriving.number)
    if wanted is not None:
        named = select(Order).where(*of_customer, _names(wanted)).order_by(Order.origin, Order.id).limit(1)
        order = await session.scalar(named.with_for_update())
        if order is not None:
            return order.contract_id, order if order.origin == OrderOrigin.CONTRACT else None
    if names_contract:
        return None, None
    since, until = arriving.ordered_on - SAME_DEAL, arriving.ordered_on + SAME_DEAL
    equal = select(Order).where(
        *of_customer,
        Order.origin == OrderOrigin.CONTRACT,
        (Order.amount == arriving.amount) & (Order.currency == arriving.currency),
        Order.ordered_on.between(since, until),
    )
    candidates = (await session.scalars(equal.limit(2).with_for_update())).all()
    return (candidates[0].contract_id, candidates[0]) if len(candidates) == 1 else (None, None)


async def _free_number(session: WriteSession, contract: SignedContract, own_id: uuid.UUID | None) -> str:
    """The contract's number; of several contracts of one number each but the first has it with a count."""
    taken = set(
        await session.scalars(
            select(Order.number).where(Order.customer_id == contract.customer_id, Order.id.is_distinct_from(own_id))
        )
    )
    numbers = (contract.number, *(f"{contract.number} ({count})" for count in range(2, len(taken) + 3)))
    return next(number for number in numbers if number not in taken)


def _names(number: str) -> ColumnElement[bool]:
    wanted = number.casefold()
    return or_(func.lower(Order.contract_number) == wanted, func.lower(Order.number) == wanted)


def _contract_lines(contract: SignedContract) -> Sequence[ContractLine]:
    if sum((line.amount for line in contract.lines), Decimal(0)) == contract.amount:
        return contract.lines
    return [ContractLine(contract.title, Decimal(1), contract.amount, contract.amount)]


Record = Need | ProductInterest | InstalledProduct | Order
COST_GROUP = "profit"
"""Of sensitive fields: what our costs tell."""


async def add(
    session: WriteSession,
    actor: Actor,
    model: type[Need] | type[ProductInterest] | type[InstalledProduct],
    customer_id: uuid.UUID,
    body: NeedCreate | InterestCreate | InstalledCreate,
) -> Any:
    """Adds a record to a customer the actor may change."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE)
    row = model(customer_id=customer.id, **body.model_dump())
    session.add(row)
    await publish(session, _changed(row), row)
    return row


async def change(
    session: WriteSession,
    actor: Actor,
    model: type[Need] | type[ProductInterest] | type[InstalledProduct],
    record_id: uuid.UUID,
    body: NeedUpdate | InterestUpdate | InstalledUpdate,
    version: int,
) -> Any:
    """Changes the fields sent; 412 when somebody was faster."""
    row = await business_queries.load(session, actor, model, record_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(row.version, version)
    assign(row, body.model_dump())
    await publish(session, _changed(row), row)
    return row


async def remove(
    session: WriteSession,
    actor: Actor,
    model: type[Need] | type[ProductInterest] | type[InstalledProduct] | type[Order],
    record_id: uuid.UUID,
    version: int,
) -> None:
    """Deletes a record entered by mistake; the history keeps all of it."""
    row = await business_queries.load(session, actor, model, record_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    check_version(row.version, version)
    if isinstance(row, Order):
        _refuse_contracts_own(row)
    await session.delete(row)
    await publish(session, _changed(row), row)
    if isinstance(row, Order):
        await note_orders(session, row.customer_id)


async def add_order(session: WriteSession, actor: Actor, customer_id: uuid.UUID, body: OrderCreate) -> Order:
    """Records an order; amount and cost are the sums of its lines. It stands in place of its contract.

    403 for costs by whom they are hidden from; 422 for lines in several currencies.
    """
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    await _check_days(session, body.ordered_on, body.delivered_on)
    _refuse_costs(actor, body.lines)
    currency = body.lines[0].unit_price.currency
    lines = _lines(customer.id, currency, body.lines)
    order = Order(customer_id=customer.id, currency=currency, **body.model_dump(exclude={"lines"}), **_sums(lines))
    named = "contract_number" in body.model_fields_set
    order.contract_id, stands = await replaced_by(session, order, names_contract=named)
    if stands is not None:
        order.contract_number = stands.number
        await session.delete(stands)
        await session.flush()
    session.add(order)
    await session.flush()
    _put(session, order, lines)
    await publish(session, ORDER_CHANGED, order)
    await note_orders(session, customer.id)
    return order


async def change_order(
    session: WriteSession, actor: Actor, order_id: uuid.UUID, body: OrderUpdate, version: int
) -> Order:
    """Changes the fields sent; lines, when sent, replace the old ones.

    From whom costs are hidden can neither set nor clear them (403): lines that stay keep theirs.
    """
    order = await business_queries.load(
        session, actor, Order, order_id, permission=Permission.CUSTOMER_WRITE, lock=True
    )
    check_version(order.version, version)
    _refuse_contracts_own(order)
    assign(order, body.model_dump(exclude={"lines"}))
    await _check_days(session, order.ordered_on, order.delivered_on)
    if isinstance(body.lines, list):
        hidden = _refuse_costs(actor, body.lines)
        lines = _lines(order.customer_id, order.currency, body.lines)
        if hidden:
            before = select(OrderLine).where(OrderLine.order_id == order.id).order_by(OrderLine.position)
            kept = costs_kept((await session.scalars(before)).all(), lines, order.currency)
            for line, cost in zip(lines, kept, strict=True):
                line.cost = cost
        await session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
        assign(order, _sums(lines))
        _put(session, order, lines)
    await publish(session, ORDER_CHANGED, order)
    await note_orders(session, order.customer_id)
    return order


def _refuse_costs(actor: Actor, lines: Sequence[OrderLineInput]) -> bool:
    """Whether costs are hidden from the actor; 403 when he sends some all the same."""
    hidden = COST_GROUP in actor.masked
    if hidden and any(line.cost is not None for line in lines):
        detail = msg("fields that are hidden from you cannot be changed")
        raise Forbidden(detail, reason="field_hidden", fields=["cost"])
    return hidden


async def _check_days(session: WriteSession, ordered: date, delivered: date | None) -> None:
    """422 for an order of days to come, or delivered before it was made; where the customer is it may be tomorrow."""
    if ordered > await today(session) + timedelta(days=1):
        raise fault("/ordered_on", "future", msg("lies in the future"))
    if delivered is not None and delivered < ordered:
        raise fault("/delivered_on", "order", msg("lies before the order"))


def _lines(customer_id: uuid.UUID, currency: str, lines: Sequence[OrderLineInput]) -> list[OrderLine]:
    """422 naming each amount in another currency."""
    if other := list(_in_other_currencies(currency, lines)):
        raise Invalid(errors=other)
    return [
        OrderLine(
            customer_id=customer_id,
            unit_price=line.unit_price.amount,
            amount=times(line.quantity, line.unit_price.amount, currency),
            cost=line.cost and line.cost.amount,
            position=position,
            **line.model_dump(exclude={"unit_price", "cost"}),
        )
        for position, line in enumerate(lines)
    ]


def _in_other_currencies(currency: str, lines: Sequence[OrderLineInput]) -> Iterator[Fault]:
    detail = msg("an order is in one currency, here {currency}", currency=currency)
    for index, line in enumerate(lines):
        for name, money in (("unit_price", line.unit_price), ("cost", line.cost)):
            if money is not None and money.currency != currency:
                yield Fault(f"/lines/{index}/{name}/currency", "other_currency", detail)


def _sums(lines: Sequence[OrderLine]) -> dict[str, Decimal | None]:
    """The order's sums are those of its lines; the cost is known only when every line's is."""
    costs = [line.cost for line in lines if line.cost is not None]
    return {
        "amount": sum((line.amount for line in lines), Decimal(0)),
        "cost": sum(costs, Decimal(0)) if len(costs) == len(lines) else None,
    }


def _put(session: WriteSession, order: Order, lines: Sequence[OrderLine]) -> None:
    for line in lines:
        line.order_id = order.id
    session.add_all(lines)


def _changed(row: Record) -> EventType:
    return ORDER_CHANGED if isinstance(row, Order) else BUSINESS_CHANGED


def _refuse_contracts_own(order: Order) -> None:
    if order.origin == OrderOrigin.CONTRACT:
        raise Conflict(msg("it follows its contract: amend that"), reason="follows_contract")


async def note_orders(session: WriteSession, customer_id: uuid.UUID) -> None:
    """The customer's last order date follows its orders."""
    await session.flush()
    customer = await session.get_one(Customer, customer_id, with_for_update=True)
    customer.last_order_on = await session.scalar(
        select(func.max(Order.ordered_on)).where(Order.customer_id == customer_id)
    )
    await session.flush()
