"""Needs, products of interest, installed products and orders of a customer."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from meridian.customers.business import queries as business_queries
from meridian.customers.business import service
from meridian.customers.business.schemas import (
    InstalledCreate,
    InstalledRead,
    InstalledUpdate,
    InterestCreate,
    InterestRead,
    InterestUpdate,
    NeedCreate,
    NeedRead,
    NeedUpdate,
    OrderCreate,
    OrderRead,
    OrderUpdate,
)
from meridian.customers.models import InstalledProduct, Need, Order, ProductInterest
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, ListSpec, list_only
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Version = Annotated[int, Depends(if_match)]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record below a customer that is entered, read, changed and removed, and no more.

    path: of the collection. name: of one record in the names of operations; says: the same in words, with its article.
    """

    path: str
    name: str
    says: str
    list_says: str
    spec: ListSpec
    model: type[Need] | type[ProductInterest] | type[InstalledProduct]
    create: type[NeedCreate] | type[InterestCreate] | type[InstalledCreate]
    update: type[NeedUpdate] | type[InterestUpdate] | type[InstalledUpdate]
    read: type[NeedRead] | type[InterestRead] | type[InstalledRead]


KINDS = (
    Kind(
        "needs",
        "need",
        "a need",
        "The customer's structured needs: current, future, latent.",
        business_queries.NEEDS,
        Need,
        NeedCreate,
        NeedUpdate,
        NeedRead,
    ),
    Kind(
        "product-interests",
        "product_interest",
        "a product interest",
        "The customer's products of interest.",
        business_queries.INTERESTS,
        ProductInterest,
        InterestCreate,
        InterestUpdate,
        InterestRead,
    ),
    Kind(
        "installed-products",
        "installed_product",
        "an installed product",
        "The customer's installed products.",
        business_queries.INSTALLED,
        InstalledProduct,
        InstalledCreate,
        InstalledUpdate,
        InstalledRead,
    ),
)


def serve(kind: Kind) -> None:
    """The five routes of a kind."""
    of_customer, of_one = f"/customers/{{customer_id}}/{kind.path}", f"/{kind.path}/{{record_id}}"

    async def list_records(session: Reading, actor: Reader, customer_id: uuid.UUID, query: ListQuery) -> Page[Any]:
        return await business_queries.page(session, actor, kind.model, kind.spec, kind.read, customer_id, query)

    async def add(session: Writing, actor: Writer, customer_id: uuid.UUID, body: Any) -> Any:
        return kind.read.of(await service.add(session, actor, kind.model, customer_id, body), masked=actor.masked)

    async def get(session: Reading, actor: Reader, record_id: uuid.UUID) -> Any:
        return kind.read.of(await business_queries.load(session, actor, kind.model, record_id), masked=actor.masked)

    async def update(session: Writing, actor: Writer, record_id: uuid.UUID, body: Any, version: Version) -> Any:
        row = await service.change(session, actor, kind.model, record_id, body, version)
        return kind.read.of(row, masked=actor.masked)

    async def delete(session: Writing, actor: Writer, record_id: uuid.UUID, version: Version) -> None:
        await service.remove(session, actor, kind.model, record_id, version)

    many = kind.path.replace("-", "_")
    _describe(list_records, f"list_customer_{many}", kind.list_says, {"return": Page[kind.read]})  # type: ignore[name-defined]
    _describe(add, f"create_customer_{kind.name}", f"Adds {kind.says}.", {"body": kind.create, "return": kind.read})
    _describe(get, f"get_{kind.name}", f"One {kind.says.partition(' ')[2]}.", {"return": kind.read})
    changes = {"body": kind.update, "return": kind.read}
    _describe(update, f"update_{kind.name}", "Changes the fields sent.", changes)
    _describe(delete, f"delete_{kind.name}", f"Removes {kind.says} entered by mistake; the history keeps it.", {})
    list_only(router, of_customer, kind.spec)(list_records)
    router.post(of_customer, status_code=201)(add)
    router.get(of_one)(get)
    router.patch(of_one)(update)
    router.delete(of_one, status_code=204)(delete)


def _describe(handler: Callable[..., Any], name: str, says: str, types: Mapping[str, Any]) -> None:
    """What FastAPI reads off a handler."""
    handler.__name__, handler.__doc__ = name, says
    handler.__annotations__.update(types)


for each in KINDS:
    serve(each)


@list_only(router, "/customers/{customer_id}/orders", business_queries.ORDERS)
async def list_customer_orders(
    session: Reading, actor: Reader, customer_id: uuid.UUID, query: ListQuery
) -> Page[OrderRead]:
    """The customer's orders, newest first."""
    return await business_queries.page_of_orders(session, actor, customer_id, query)


@router.post("/customers/{customer_id}/orders", status_code=201)
async def create_customer_order(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: OrderCreate
) -> OrderRead:
    """Records an order; the customer counts as closed from then on."""
    return await business_queries.read_order(session, actor, await service.add_order(session, actor, customer_id, body))


@router.get("/orders/{order_id}")
async def get_order(session: Reading, actor: Reader, order_id: uuid.UUID) -> OrderRead:
    """One order with its lines."""
    order = await business_queries.load(session, actor, Order, order_id)
    return await business_queries.read_order(session, actor, order)


@router.patch("/orders/{order_id}")
async def update_order(
    session: Writing, actor: Writer, order_id: uuid.UUID, body: OrderUpdate, version: Version
) -> OrderRead:
    """Changes the fields sent; lines, when sent, replace the old ones."""
    order = await service.change_order(session, actor, order_id, body, version)
    return await business_queries.read_order(session, actor, order)


@router.delete("/orders/{order_id}", status_code=204)
async def delete_order(session: Writing, actor: Writer, order_id: uuid.UUID, version: Version) -> None:
    """Removes an order entered by mistake; the history keeps it."""
    await service.remove(session, actor, Order, order_id, version)
