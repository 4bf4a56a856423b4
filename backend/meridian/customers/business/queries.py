"""SELECTs on what stands below a customer. Each goes through the customer's scope."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ARRAY, Integer, Select, Uuid, any_, func, literal, select

from meridian.calendars.queries import today
from meridian.call_hours.rules import Locality, call_hours, locality
from meridian.customers import queries
from meridian.customers.business.schemas import CustomerSums, OrderLineRead, OrderRead
from meridian.customers.models import Customer, InstalledProduct, Need, Order, OrderLine, ProductInterest
from meridian.customers.queries import listed, narrowing
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, filtered, page_of
from meridian.kernel.listing.statements import COUNTED_UP_TO, Prepared
from meridian.kernel.masking import Output
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page, money
from meridian.policies.queries import snapshot
from meridian.rates.queries import base_currency, rates_on

Child = TypeVar("Child", bound=Need | ProductInterest | InstalledProduct | Order)

NEEDS = ListSpec(
    "needs",
    fields=(
        Field("kind", Need.kind, "code", description="Current, future or latent", example="current"),
        Field("state", Need.state, "code", description="Open, met or dropped", example="open"),
        Field("product_id", Need.product_id, "uuid", description="The product that meets it"),
        Field("expected_on", Need.expected_on, "date", sortable=True, description="When", example="2026-06-30"),
        Field("created_at", Need.created_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-created_at",),
    id_column=Need.id,
)
INTERESTS = ListSpec(
    "product_interests",
    fields=(
        Field("product_id", ProductInterest.product_id, "uuid", description="The product"),
        Field("created_at", ProductInterest.created_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-created_at",),
    id_column=ProductInterest.id,
)
INSTALLED = ListSpec(
    "installed_products",
    fields=(
        Field("state", InstalledProduct.state, "code", description="How it runs", example="faulty"),
        Field("product_id", InstalledProduct.product_id, "uuid", description="Our product"),
        Field("model", InstalledProduct.model, "text", sortable=True, description="Model", example="X200-B"),
        Field("purchased_on", InstalledProduct.purchased_on, "date", sortable=True, description="Purchase date"),
        Field("created_at", InstalledProduct.created_at, "instant", sortable=True, description="When it was entered"),
    ),
    default_sort=("-created_at",),
    id_column=InstalledProduct.id,
)
ORDERS = ListSpec(
    "orders",
    fields=(
        Field("number", Order.number, "text", description="Order number", example="PO-2026-017"),
        Field("ordered_on", Order.ordered_on, "date", sortable=True, description="Order date", example="2026-02-03"),
        Field("amount", Order.amount, "money", sortable=True, description="Amount in its currency", example="2500"),
        Field("currency", Order.currency, "code", description="ISO 4217 code", example="USD"),
    ),
    default_sort=("-ordered_on",),
    id_column=Order.id,
)


async def load(
    session: Session,
    actor: Actor,
    model: type[Child],
    child_id: uuid.UUID,
    *,
    permission: Permission = Permission.CUSTOMER_READ,
    lock: bool = False,
) -> Child:
    """The record, when its customer is within the actor's scope for `permission`; else 404."""
    statement = (
        select(model)
        .join(Customer, Customer.id == model.customer_id)
        .where(model.id == child_id, visible_to(actor, permission))
    )
    found = await session.scalar(statement.with_for_update(of=model) if lock else statement)
    if found is None:
        raise NotFound()
    return found


async def page(
    session: Session,
    actor: Actor,
    model: type[Child],
    spec: ListSpec,
    read: type[Output],
    customer_id: uuid.UUID,
    query: ListQuery,
    *,
    seen: bool = False,
) -> Page[Any]:
    """A customer's records of one kind; 404 when it is out of the actor's scope. seen: it has been read in that
    scope."""
    if not seen:
        await queries.load(session, actor, customer_id)
    return await page_of(
        session, actor, spec, query, _of_customer, model, shows=read, of=customer_id, customer_id=customer_id
    )


async def page_of_orders(session: Session, actor: Actor, customer_id: uuid.UUID, query: ListQuery) -> Page[OrderRead]:
    """The same with the lines of each."""
    await queries.load(session, actor, customer_id)
    page = await page_of(session, actor, ORDERS, query, _of_customer, Order, of=customer_id, customer_id=customer_id)
    return page.model_copy(update={"items": await read_orders(session, actor, page.items)})


def _of_customer(_: Actor, model: type[Child], *, customer_id: uuid.UUID) -> Select[Any]:
    return select(model).where(model.customer_id == customer_id)


async def read_order(session: Session, actor: Actor, order: Order) -> OrderRead:
    """One order with its lines."""
    (read,) = await read_orders(session, actor, [order])
    return read


_LATEST = Prepared(
    lambda _: (
        select(Order)
        .where(Order.customer_id == Slot("customer"))
        .order_by(Order.ordered_on.desc(), Order.id.desc())
        .limit(literal(Slot("most"), Integer))
    )
)
_LINES = Prepared(
    lambda _: (
        select(OrderLine)
        .where(OrderLine.order_id == any_(literal([Slot("orders")], ARRAY(Uuid()))))
        .order_by(OrderLine.position)
    )
)


async def latest_orders(session: Session, actor: Actor, customer_id: uuid.UUID, most: int) -> list[OrderRead]:
    """The latest orders of a customer whom the actor has been shown, with their lines."""
    return await read_orders(session, actor, await _LATEST.rows(session, customer=customer_id, most=most))


async def read_orders(session: Session, actor: Actor, orders: Sequence[Order]) -> list[OrderRead]:
    """Orders with their lines, in two queries however many there are."""
    lines: dict[uuid.UUID, list[OrderLine]] = defaultdict(list)
    for line in await _LINES.rows(session, orders=[order.id for order in orders]) if orders else ():
        lines[line.order_id].append(line)
    columns = OrderRead.model_fields.keys() - {"lines", "amount", "cost", "profit", "masked_fields"}
    return [
        OrderRead.of(
            {
                **{name: getattr(order, name) for name in columns},
                "amount": money(order.amount, order.currency),
                "cost": money(order.cost, order.currency),
                "profit": money(None if order.cost is None else order.amount - order.cost, order.currency),
                "lines": [_line(line, order.currency) for line in lines[order.id]],
            },
            masked=actor.masked,
        )
        for order in orders
    ]


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    prices = {name: money(getattr(line, name), currency) for name in ("unit_price", "amount", "cost")}
    return {name: getattr(line, name) for name in OrderLineRead.model_fields if name not in prices} | prices


# What the customers of a list come to together, in one statement.


AMOUNT, CURRENCY = Customer.expected_annual_sales_amount, Customer.expected_annual_sales_currency
PLACE: tuple[Any, ...] = (Customer.zone, Customer.country, Customer.region, Customer.city, Customer.zone_candidates)


async def read(session: Session, actor: Actor, query: ListQuery) -> CustomerSums:
    """Of the customers that the list shows the actor, as long as they are no more than a list counts (10,000)."""
    wanted: tuple[Any, ...] = (AMOUNT, CURRENCY, Customer.do_not_call.label("refuses"), *PLACE)
    columns: Select[Any] = select(*wanted)
    chosen = filtered(listed(columns, actor, narrowing(actor, query)), query, masked=actor.masked)
    rows = chosen.limit(COUNTED_UP_TO + 1).subquery()
    amount, *alike = rows.c
    totals = (func.count().label("customers"), func.sum(amount).label("total"))
    found = (await session.execute(select(*alike, *totals).select_from(rows).group_by(*alike))).all()
    customers = sum(each.customers for each in found)
    if customers > COUNTED_UP_TO:
        return _sums(actor, None, None, [], None)
    amounts: defaultdict[str, Decimal] = defaultdict(Decimal)
    for each in found:
        if each.expected_annual_sales_currency is not None:
            amounts[each.expected_annual_sales_currency] += each.total
    rates = await rates_on(session, await today(session), amounts)
    total = sum((value * rates[code] for code, value in amounts.items() if code in rates), Decimal(0))
    money = {"amount": round(total, 4), "currency": await base_currency(session)}
    hours = call_hours(await snapshot(session))
    callable_now = sum(
        each.customers for each in found if not each.refuses and hours.is_open(_place(each), session.now)
    )
    return _sums(actor, customers, money, sorted(amounts.keys() - rates.keys()), callable_now)


def _place(row: Any) -> Locality:
    candidates = row.zone_candidates or ()
    return locality(row.zone, row.country, region=row.region, city=row.city, candidates=candidates)


def _sums(
    actor: Actor,
    customers: int | None,
    money: dict[str, object] | None,
    without_rate: list[str],
    callable_now: int | None,
) -> CustomerSums:
    sums = {
        "customers": customers,
        "expected_annual_sales": money,
        "without_rate": without_rate,
        "callable_now": callable_now,
    }
    return CustomerSums.of(sums, masked=actor.masked)
