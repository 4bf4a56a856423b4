"""Every SELECT on products and markets. Both are company knowledge: whoever may read one may read all."""

import uuid
from collections.abc import Mapping
from typing import TypeVar

from sqlalchemy import select

from meridian.identity.actor import Actor
from meridian.kernel.cache import ProcessCache
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, fields_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page, money
from meridian.products.models import Market, Product
from meridian.products.schemas import MarketRead, ProductRead

Row = TypeVar("Row", Product, Market)

PRODUCTS = ListSpec(
    "products",
    fields=(
        Field("code", Product.code, "code", sortable=True, description="Stable code", example="pump_x200"),
        Field("name", Product.name, "text", sortable=True, description="Name in English", example="pump"),
        Field("name_zh", Product.name_zh, "text", description="Name in Chinese", example="泵"),
        Field("product_line", Product.product_line, "code", description="Product line", example="pumps"),
        Field("active", Product.active, "boolean", description="Whether it is on sale", example=True),
    ),
    default_sort=("code",),
    id_column=Product.id,
)
MARKETS = ListSpec(
    "markets",
    fields=(
        Field("code", Market.code, "code", sortable=True, description="Stable code", example="gulf"),
        Field("name", Market.name, "text", sortable=True, description="Name in English", example="Gulf"),
        Field("countries", Market.countries, "text_array", description="Countries of the market", example="AE"),
        Field("active", Market.active, "boolean", description="Whether it is in use", example=True),
    ),
    default_sort=("code",),
    id_column=Market.id,
)


async def _load_market_of(session: Session) -> Mapping[str, uuid.UUID]:
    markets = await session.execute(select(Market.id, Market.countries).where(Market.active))
    return {country: market.id for market in markets for country in market.countries}


MARKET_OF = ProcessCache("meridian_market", _load_market_of)
"""The market in use of each country that has one, kept in the process."""


def product_read(product: Product, actor: Actor) -> ProductRead:
    price = money(product.list_price_amount, product.list_price_currency)
    return ProductRead.of({**fields_of(product, ProductRead), "list_price": price}, masked=actor.masked)


async def page_of_products(session: Session, actor: Actor, query: ListQuery) -> Page[ProductRead]:
    return await page_of(
        session,
        actor,
        PRODUCTS,
        query,
        lambda actor: select(*columns_of(Product, ProductRead), Product.list_price_amount, Product.list_price_currency),
        shows=ProductRead,
        adds=lambda row: {"list_price": money(row["list_price_amount"], row["list_price_currency"])},
    )


async def page_of_markets(session: Session, actor: Actor, query: ListQuery) -> Page[MarketRead]:
    return await page_of(
        session,
        actor,
        MARKETS,
        query,
        lambda actor: select(Market),
        shows=MarketRead,
    )


async def load(session: Session, model: type[Row], row_id: uuid.UUID, *, lock: bool = False) -> Row:
    """The row, locked when asked; 404 when absent."""
    row = await session.get(model, row_id, with_for_update=lock)
    if row is None:
        raise NotFound()
    return row


async def market_of(session: Session, country: str | None) -> uuid.UUID | None:
    """The market in use that the country belongs to."""
    if country is None:
        return None
    found: uuid.UUID | None = await session.scalar(
        select(Market.id).where(Market.countries.contains([country]), Market.active).limit(1)
    )
    return found


async def taken_countries(session: Session, countries: list[str], *, besides: uuid.UUID | None = None) -> set[str]:
    """Those of `countries` that another market in use has already."""
    statement = select(Market.countries).where(Market.countries.overlap(countries), Market.active)
    if besides is not None:
        statement = statement.where(Market.id != besides)
    held = {country for row in await session.scalars(statement) for country in row}
    return held & set(countries)
