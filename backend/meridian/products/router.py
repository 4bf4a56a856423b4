"""`/v1/products` and `/v1/markets`."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends

from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.products import queries, service
from meridian.products.models import Market, Product
from meridian.products.schemas import MarketCreate, MarketRead, MarketUpdate, ProductCreate, ProductRead, ProductUpdate

router = APIRouter(prefix="/v1", tags=["products"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.PRODUCT_READ)]
Writer = Annotated[Actor, allow(Permission.PRODUCT_WRITE)]
Version = Annotated[int, Depends(if_match)]


@list_and_search(router, "/products", queries.PRODUCTS)
async def list_products(session: Reading, actor: Reader, query: ListQuery) -> Page[ProductRead]:
    """Products, by code."""
    return await queries.page_of_products(session, actor, query)


@router.post("/products", status_code=201)
async def create_product(session: Writing, actor: Writer, body: ProductCreate) -> ProductRead:
    """Enters a product."""
    product = await service.create_product(session, actor, body)
    return queries.product_read(product, actor)


@router.get("/products/{product_id}")
async def get_product(session: Reading, actor: Reader, product_id: uuid.UUID) -> ProductRead:
    """One product."""
    product = await queries.load(session, Product, product_id)
    return queries.product_read(product, actor)


@router.patch("/products/{product_id}")
async def update_product(
    session: Writing, actor: Writer, product_id: uuid.UUID, body: ProductUpdate, version: Version
) -> ProductRead:
    """Changes the fields sent."""
    product = await service.change_product(session, actor, product_id, body, version)
    return queries.product_read(product, actor)


@list_and_search(router, "/markets", queries.MARKETS)
async def list_markets(session: Reading, actor: Reader, query: ListQuery) -> Page[MarketRead]:
    """Markets, by code."""
    return await queries.page_of_markets(session, actor, query)


@router.post("/markets", status_code=201)
async def create_market(session: Writing, actor: Writer, body: MarketCreate) -> MarketRead:
    """Enters a market; customers of its countries belong to it within moments."""
    market = await service.create_market(session, actor, body)
    return MarketRead.of(market, masked=actor.masked)


@router.get("/markets/{market_id}")
async def get_market(session: Reading, actor: Reader, market_id: uuid.UUID) -> MarketRead:
    """One market."""
    market = await queries.load(session, Market, market_id)
    return MarketRead.of(market, masked=actor.masked)


@router.patch("/markets/{market_id}")
async def update_market(
    session: Writing, actor: Writer, market_id: uuid.UUID, body: MarketUpdate, version: Version
) -> MarketRead:
    """Changes the fields sent."""
    market = await service.change_market(session, actor, market_id, body, version)
    return MarketRead.of(market, masked=actor.masked)
