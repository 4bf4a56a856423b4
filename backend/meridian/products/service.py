"""Entering and changing products and markets (OT-5, MC-14)."""

import uuid
from typing import Any

from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.patch import assign
from meridian.kernel.problems import Fault, Invalid, check_version
from meridian.kernel.schemas import money_columns
from meridian.products import queries
from meridian.products.events import MARKET_CHANGED, PRODUCT_CHANGED
from meridian.products.models import Market, Product
from meridian.products.schemas import MarketCreate, MarketUpdate, ProductCreate, ProductUpdate


async def create_product(session: WriteSession, actor: Actor, body: ProductCreate) -> Product:
    product = Product(**_columns(body))
    session.add(product)
    await publish(session, PRODUCT_CHANGED, product)
    return product


async def change_product(
    session: WriteSession, actor: Actor, product_id: uuid.UUID, body: ProductUpdate, version: int
) -> Product:
    product = await queries.load(session, Product, product_id, lock=True)
    check_version(product.version, version)
    assign(product, _columns(body))
    await publish(session, PRODUCT_CHANGED, product)
    return product


async def create_market(session: WriteSession, actor: Actor, body: MarketCreate) -> Market:
    await _claim(session, body.countries)
    market = Market(**body.model_dump())
    session.add(market)
    await _changed(session, market)
    return market


async def change_market(
    session: WriteSession, actor: Actor, market_id: uuid.UUID, body: MarketUpdate, version: int
) -> Market:
    market = await queries.load(session, Market, market_id, lock=True)
    check_version(market.version, version)
    assign(market, body.model_dump())
    if market.active:
        await _claim(session, market.countries, besides=market.id)
    await _changed(session, market)
    return market


async def _changed(session: WriteSession, market: Market) -> None:
    await publish(session, MARKET_CHANGED, market)
    await queries.MARKET_OF.invalidate(session)


async def _claim(session: WriteSession, countries: list[str], *, besides: uuid.UUID | None = None) -> None:
    """422 naming each country another market has. Markets change one at a time: there is no constraint over arrays."""
    await one_at_a_time(session, "markets")
    taken = await queries.taken_countries(session, countries, besides=besides)
    if taken:
        raise Invalid(
            errors=[
                Fault(
                    f"/countries/{countries.index(code)}", "taken", msg("{code} belongs to another market", code=code)
                )
                for code in sorted(taken)
            ]
        )


def _columns(body: ProductCreate | ProductUpdate) -> dict[str, Any]:
    return money_columns(body.model_dump(), "list_price", amount="list_price_amount", currency="list_price_currency")
