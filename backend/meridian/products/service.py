"""Entering and changing products and markets (OT-5, MC-14)."""

import uuid

from meridian.identity.actor import Actor
from meridian.kernel.db.locks import one_at_a_time
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid, check_version
from meridian.kernel.schemas import Input
from meridian.products import queries
from meridian.products.events import MARKET_CHANGED, PRODUCT_CHANGED
from meridian.products.models import Market, Product
from meridian.products.schemas import MarketCreate, MarketUpdate, ProductCreate, ProductUpdate

REQUIRED = frozenset({"name", "name_zh", "unit", "active", "countries"})


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
    _assign(product, _columns(body))
    await publish(session, PRODUCT_CHANGED, product)
    return product


async def create_market(session: WriteSession, actor: Actor, body: MarketCreate) -> Market:
    await _claim(session, body.countries)
    market = Market(**_columns(body))
    session.add(market)
    await publish(session, MARKET_CHANGED, market)
    return market


async def change_market(
    session: WriteSession, actor: Actor, market_id: uuid.UUID, body: MarketUpdate, version: int
) -> Market:
    market = await queries.load(session, Market, market_id, lock=True)
    check_version(market.version, version)
    _assign(market, _columns(body))
    if market.active:
        await _claim(session, market.countries, besides=market.id)
    await publish(session, MARKET_CHANGED, market)
    return market


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


def _columns(body: Input) -> dict[str, object]:
    """The fields the client sent, money split into its two columns; required fields cannot be cleared."""
    sent = body.model_dump(exclude_unset=True)
    cleared = [name for name in REQUIRED if name in sent and sent[name] is None]
    if cleared:
        raise Invalid(errors=[Fault(f"/{name}", "required", msg("cannot be cleared")) for name in sorted(cleared)])
    if "list_price" in sent:
        price = sent.pop("list_price") or {"amount": None, "currency": None}
        sent |= {"list_price_amount": price["amount"], "list_price_currency": price["currency"]}
    return sent


def _assign(row: Product | Market, values: dict[str, object]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
