"""A signed contract is a purchase from its signing on, and its orders take its place when they arrive (MC-3, TS-14)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import ColumnElement, delete, func, or_, select

from meridian.customers.models import Order, OrderLine
from meridian.customers.rules import OrderOrigin
from meridian.kernel.db.session import WriteSession

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
        for position, line in enumerate(_lines(contract))
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


def _lines(contract: SignedContract) -> Sequence[ContractLine]:
    if sum((line.amount for line in contract.lines), Decimal(0)) == contract.amount:
        return contract.lines
    return [ContractLine(contract.title, Decimal(1), contract.amount, contract.amount)]
