"""Entering, correcting and taking out exchange rates. The history keeps what a rate was before."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import tuple_
from sqlalchemy.dialects.postgresql import insert

from meridian.identity.actor import Actor
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.service import About, publish
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid
from meridian.rates import queries
from meridian.rates.events import RATE_CHANGED
from meridian.rates.models import ExchangeRate
from meridian.rates.schemas import RateItem, RateOutcome

Written = tuple[ExchangeRate, RateOutcome]


async def put(
    session: WriteSession, actor: Actor, items: Sequence[RateItem], reason: str | None, pointers: Sequence[str]
) -> list[Written]:
    """Enters or corrects rates in one statement, all or none; tells one event a currency that changed.

    pointers: where each item's currency stands in the request. 422 for each item in the base currency itself.
    """
    base = await queries.base_currency(session)
    own = [pointer for item, pointer in zip(items, pointers, strict=True) if item.currency == base]
    if own:
        detail = msg("{base} is the base currency: its rate is always 1", base=base)
        raise Invalid(errors=[Fault(pointer, "base_currency", detail) for pointer in own])
    await session.set_reason(reason)
    versions = await _upsert(session, actor, base, items)
    await _publish_each(session, base, {(currency, day): id_ for (currency, day), (id_, _) in versions.items()})
    rates = await queries.by_key(session, base, [(item.currency, item.valid_on) for item in items])
    return [(rates[key], _outcome(versions.get(key))) for key in ((item.currency, item.valid_on) for item in items)]


def _outcome(written: tuple[uuid.UUID, int] | None) -> RateOutcome:
    """By the row's version, which a correction raises; a row left as it was is not among those written."""
    if written is None:
        return RateOutcome.UNCHANGED
    return RateOutcome.ENTERED if written[1] == 1 else RateOutcome.CORRECTED


async def _upsert(
    session: WriteSession, actor: Actor, base: str, items: Sequence[RateItem]
) -> Mapping[tuple[str, date], tuple[uuid.UUID, int]]:
    """The rows that are new or different, by currency and day, with id and version. Locks go in the key's order."""
    ordered = sorted(items, key=lambda item: (item.currency, item.valid_on))
    rows = [item.model_dump() | {"base_currency": base, "author_id": actor.user_id} for item in ordered]
    new = insert(ExchangeRate).values(rows)
    kept = ("rate", "source")
    statement = new.on_conflict_do_update(
        index_elements=["base_currency", "currency", "valid_on"],
        set_={name: new.excluded[name] for name in (*kept, "author_id")},
        where=tuple_(*(ExchangeRate.__table__.c[name] for name in kept)).is_distinct_from(
            tuple_(*(new.excluded[name] for name in kept))
        ),
    ).returning(ExchangeRate.currency, ExchangeRate.valid_on, ExchangeRate.id, ExchangeRate.version)
    return {(row.currency, row.valid_on): (row.id, row.version) for row in await session.execute(statement)}


async def take_out(session: WriteSession, currency: str, valid_on: date) -> None:
    """Deletes a rate entered by mistake; the one before holds on. Its history stays. 404 when there is none."""
    rate = await queries.load(session, currency, valid_on, lock=True)
    await session.delete(rate)
    await session.flush()
    await _publish_each(session, rate.base_currency, {(currency, valid_on): rate.id})


async def _publish_each(session: WriteSession, base: str, changed: Mapping[tuple[str, date], uuid.UUID]) -> None:
    """One event a currency, from the first day that changed on."""
    for currency in sorted({currency for currency, _ in changed}):
        since = min(day for other, day in changed if other == currency)
        rate = About(changed[currency, since])
        await publish(session, RATE_CHANGED, rate, currency=currency, base_currency=base, since=since)
