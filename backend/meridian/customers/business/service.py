"""Needs, products of interest, installed products and orders of a customer (OT-12, TS-14, RV-7..9)."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, func, select

from meridian.calendars.queries import today
from meridian.customers import queries
from meridian.customers.business import queries as business_queries
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
from meridian.customers.contract_orders import service as contract_orders
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
from meridian.kernel.problems import Conflict, check_version, fault
from meridian.kernel.schemas import to_places

Record = Need | ProductInterest | InstalledProduct | Order


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
    """Records an order; amount and cost are the sums of its lines. It stands in place of its contract."""
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    await _check_days(session, body.ordered_on, body.delivered_on)
    order = Order(customer_id=customer.id, **body.model_dump(exclude={"lines"}), **totals(body.lines))
    named = "contract_number" in body.model_fields_set
    order.contract_id, stands = await contract_orders.replaced_by(session, order, names_contract=named)
    if stands is not None:
        order.contract_number = stands.number
        await session.delete(stands)
        await session.flush()
    session.add(order)
    await session.flush()
    session.add_all(_lines(order, body.lines))
    await publish(session, ORDER_CHANGED, order)
    await note_orders(session, customer.id)
    return order


async def change_order(
    session: WriteSession, actor: Actor, order_id: uuid.UUID, body: OrderUpdate, version: int
) -> Order:
    """Changes the fields sent; lines, when sent, replace the old ones."""
    order = await business_queries.load(
        session, actor, Order, order_id, permission=Permission.CUSTOMER_WRITE, lock=True
    )
    check_version(order.version, version)
    _refuse_contracts_own(order)
    assign(order, body.model_dump(exclude={"lines"}))
    await _check_days(session, order.ordered_on, order.delivered_on)
    if isinstance(body.lines, list):
        await session.execute(delete(OrderLine).where(OrderLine.order_id == order.id))
        assign(order, totals(body.lines))
        session.add_all(_lines(order, body.lines))
    await publish(session, ORDER_CHANGED, order)
    await note_orders(session, order.customer_id)
    return order


async def _check_days(session: WriteSession, ordered: date, delivered: date | None) -> None:
    """422 for an order of days to come, or delivered before it was made; where the customer is it may be tomorrow."""
    if ordered > await today(session) + timedelta(days=1):
        raise fault("/ordered_on", "future", msg("lies in the future"))
    if delivered is not None and delivered < ordered:
        raise fault("/delivered_on", "order", msg("lies before the order"))


def totals(lines: Sequence[OrderLineInput]) -> dict[str, Decimal | None]:
    """Sums of the lines; the cost is known only when every line's is."""
    costs = [line.cost for line in lines]
    known = [cost for cost in costs if cost is not None]
    return {
        "amount": sum((_amount(line) for line in lines), Decimal(0)),
        "cost": sum(known, Decimal(0)) if len(known) == len(costs) else None,
    }


def _amount(line: OrderLineInput) -> Decimal:
    return to_places(line.quantity * line.unit_price)


def _lines(order: Order, lines: Sequence[OrderLineInput]) -> list[OrderLine]:
    return [
        OrderLine(
            order_id=order.id,
            customer_id=order.customer_id,
            amount=_amount(line),
            position=position,
            **line.model_dump(),
        )
        for position, line in enumerate(lines)
    ]


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
