"""Needs, products of interest, installed products and orders of a customer."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from meridian.customers import queries
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
from meridian.kernel.http.route import Route, if_match, set_etag
from meridian.kernel.listing import ListQuery, list_query, query_parameters
from meridian.kernel.schemas import Page

router = APIRouter(prefix="/v1", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Version = Annotated[int, Depends(if_match)]
NEEDS = {"parameters": query_parameters(business_queries.NEEDS)}
INTERESTS = {"parameters": query_parameters(business_queries.INTERESTS)}
INSTALLED = {"parameters": query_parameters(business_queries.INSTALLED)}
ORDERS = {"parameters": query_parameters(business_queries.ORDERS)}


@router.get("/customers/{customer_id}/needs", openapi_extra=NEEDS)
async def list_customer_needs(
    session: Reading,
    actor: Reader,
    customer_id: uuid.UUID,
    query: Annotated[ListQuery, Depends(list_query(business_queries.NEEDS))],
) -> Page[NeedRead]:
    """The customer's structured needs: current, future, latent."""
    await queries.load(session, actor, customer_id)
    return await business_queries.page_of_needs(session, actor, customer_id, query)


@router.post("/customers/{customer_id}/needs", status_code=201)
async def add_customer_need(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: NeedCreate, response: Response
) -> NeedRead:
    """Adds a need."""
    row = await service.add(session, actor, Need, customer_id, body)
    set_etag(response, row.version)
    return NeedRead.of(row, masked=actor.masked)


@router.get("/needs/{record_id}")
async def get_need(session: Reading, actor: Reader, record_id: uuid.UUID, response: Response) -> NeedRead:
    """One need."""
    row = await business_queries.load(session, actor, Need, record_id)
    set_etag(response, row.version)
    return NeedRead.of(row, masked=actor.masked)


@router.patch("/needs/{record_id}")
async def update_need(
    session: Writing, actor: Writer, record_id: uuid.UUID, body: NeedUpdate, version: Version, response: Response
) -> NeedRead:
    """Changes the fields sent."""
    row = await service.change(session, actor, Need, record_id, body, version)
    set_etag(response, row.version)
    return NeedRead.of(row, masked=actor.masked)


@router.delete("/needs/{record_id}", status_code=204)
async def delete_need(session: Writing, actor: Writer, record_id: uuid.UUID, version: Version) -> None:
    """Removes a need entered by mistake; the history keeps it."""
    await service.remove(session, actor, Need, record_id, version)


@router.get(
    "/customers/{customer_id}/product-interests",
    openapi_extra=INTERESTS,
)
async def list_customer_product_interests(
    session: Reading,
    actor: Reader,
    customer_id: uuid.UUID,
    query: Annotated[ListQuery, Depends(list_query(business_queries.INTERESTS))],
) -> Page[InterestRead]:
    """The customer's products of interest."""
    await queries.load(session, actor, customer_id)
    return await business_queries.page_of_interests(session, actor, customer_id, query)


@router.post("/customers/{customer_id}/product-interests", status_code=201)
async def add_customer_product_interest(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: InterestCreate, response: Response
) -> InterestRead:
    """Adds a product interest."""
    row = await service.add(session, actor, ProductInterest, customer_id, body)
    set_etag(response, row.version)
    return InterestRead.of(row, masked=actor.masked)


@router.get("/product-interests/{record_id}")
async def get_product_interest(
    session: Reading, actor: Reader, record_id: uuid.UUID, response: Response
) -> InterestRead:
    """One product interest."""
    row = await business_queries.load(session, actor, ProductInterest, record_id)
    set_etag(response, row.version)
    return InterestRead.of(row, masked=actor.masked)


@router.patch("/product-interests/{record_id}")
async def update_product_interest(
    session: Writing,
    actor: Writer,
    record_id: uuid.UUID,
    body: InterestUpdate,
    version: Version,
    response: Response,
) -> InterestRead:
    """Changes the fields sent."""
    row = await service.change(session, actor, ProductInterest, record_id, body, version)
    set_etag(response, row.version)
    return InterestRead.of(row, masked=actor.masked)


@router.delete("/product-interests/{record_id}", status_code=204)
async def delete_product_interest(session: Writing, actor: Writer, record_id: uuid.UUID, version: Version) -> None:
    """Removes a product interest entered by mistake; the history keeps it."""
    await service.remove(session, actor, ProductInterest, record_id, version)


@router.get(
    "/customers/{customer_id}/installed-products",
    openapi_extra=INSTALLED,
)
async def list_customer_installed_products(
    session: Reading,
    actor: Reader,
    customer_id: uuid.UUID,
    query: Annotated[ListQuery, Depends(list_query(business_queries.INSTALLED))],
) -> Page[InstalledRead]:
    """The customer's installed products."""
    await queries.load(session, actor, customer_id)
    return await business_queries.page_of_installed(session, actor, customer_id, query)


@router.post("/customers/{customer_id}/installed-products", status_code=201)
async def add_customer_installed_product(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: InstalledCreate, response: Response
) -> InstalledRead:
    """Adds an installed product."""
    row = await service.add(session, actor, InstalledProduct, customer_id, body)
    set_etag(response, row.version)
    return InstalledRead.of(row, masked=actor.masked)


@router.get("/installed-products/{record_id}")
async def get_installed_product(
    session: Reading, actor: Reader, record_id: uuid.UUID, response: Response
) -> InstalledRead:
    """One installed product."""
    row = await business_queries.load(session, actor, InstalledProduct, record_id)
    set_etag(response, row.version)
    return InstalledRead.of(row, masked=actor.masked)


@router.patch("/installed-products/{record_id}")
async def update_installed_product(
    session: Writing,
    actor: Writer,
    record_id: uuid.UUID,
    body: InstalledUpdate,
    version: Version,
    response: Response,
) -> InstalledRead:
    """Changes the fields sent."""
    row = await service.change(session, actor, InstalledProduct, record_id, body, version)
    set_etag(response, row.version)
    return InstalledRead.of(row, masked=actor.masked)


@router.delete("/installed-products/{record_id}", status_code=204)
async def delete_installed_product(session: Writing, actor: Writer, record_id: uuid.UUID, version: Version) -> None:
    """Removes an installed product entered by mistake; the history keeps it."""
    await service.remove(session, actor, InstalledProduct, record_id, version)


@router.get("/customers/{customer_id}/orders", openapi_extra=ORDERS)
async def list_customer_orders(
    session: Reading,
    actor: Reader,
    customer_id: uuid.UUID,
    query: Annotated[ListQuery, Depends(list_query(business_queries.ORDERS))],
) -> Page[OrderRead]:
    """The customer's orders, newest first."""
    await queries.load(session, actor, customer_id)
    return await business_queries.page_of_orders(session, actor, customer_id, query)


@router.post("/customers/{customer_id}/orders", status_code=201)
async def add_customer_order(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: OrderCreate, response: Response
) -> OrderRead:
    """Records an order; the customer counts as closed from then on."""
    order = await service.add_order(session, actor, customer_id, body)
    return await _read_order(session, actor, order, response)


@router.get("/orders/{order_id}")
async def get_order(session: Reading, actor: Reader, order_id: uuid.UUID, response: Response) -> OrderRead:
    """One order with its lines."""
    order = await business_queries.load(session, actor, Order, order_id)
    return await _read_order(session, actor, order, response)


@router.patch("/orders/{order_id}")
async def update_order(
    session: Writing, actor: Writer, order_id: uuid.UUID, body: OrderUpdate, version: Version, response: Response
) -> OrderRead:
    """Changes the fields sent; lines, when sent, replace the old ones."""
    order = await service.change_order(session, actor, order_id, body, version)
    return await _read_order(session, actor, order, response)


@router.delete("/orders/{order_id}", status_code=204)
async def delete_order(session: Writing, actor: Writer, order_id: uuid.UUID, version: Version) -> None:
    """Removes an order entered by mistake; the history keeps it."""
    await service.remove(session, actor, Order, order_id, version)


async def _read_order(session: Reading | Writing, actor: Actor, order: Order, response: Response) -> OrderRead:
    set_etag(response, order.version)
    (read,) = await business_queries.read_orders(session, actor, [order])
    return read
