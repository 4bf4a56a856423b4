"""One statement that writes rows of several tables and changes beside them."""

import uuid

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from meridian.kernel.db.session import Database
from meridian.kernel.events.models import Event
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import About, event_row
from meridian.kernel.history.models import History
from meridian.kernel.workflow.models import Transition
from meridian.kernel.workflow.service import Batch
from meridian.products.models import Product

MADE = EventType("product.made", "A product was made.")
RETIRE = "UPDATE product SET active = false WHERE code = :code RETURNING id, version"


def product(code: str) -> dict[str, object]:
    return {"id": uuid.uuid4(), "code": code, "name": "pump", "name_zh": "泵", "list_price_amount": "12.5000"}


async def test_rows_events_moves_and_changes_are_written_together(db: Database) -> None:
    first, second = product("b1"), product("b2")
    async with db.write() as session:
        batch = Batch()
        batch.insert(Product, **first)
        batch.insert(Product, **second)
        assert await batch.write(session) == {}
    async with db.write() as session:
        batch = Batch()
        batch.insert(Event, **event_row(MADE, About(uuid.UUID(str(first["id"])), "product"), version=2))
        batch.insert(
            Transition,
            workflow="w",
            subject_type="product",
            subject_id=uuid.UUID(str(first["id"])),
            move="retire",
            from_state="active",
            to_state="retired",
            at=session.now,
            elapsed_seconds=0,
        )
        batch.change("retired", RETIRE, code="b1")
        batch.change("nobody", "DELETE FROM product WHERE code = :none RETURNING id", none="no such code")
        assert await batch.write(session) == {"retired": [{"id": str(first["id"]), "version": 2}], "nobody": []}
    async with db.read() as session:
        assert await session.scalar(select(Product.active).where(Product.code == "b1")) is False
        kept = await session.scalar(select(Product).where(Product.code == "b2"))
        assert kept is not None
        assert (kept.version, kept.unit, kept.name_zh, str(kept.list_price_amount)) == (1, "piece", "泵", "12.5000")
        event = (await session.scalars(select(Event).where(Event.type == MADE.name))).one()
        assert (event.subject_version, event.data) == (2, {})
        move = (await session.scalars(select(Transition).where(Transition.workflow == "w"))).one()
        assert (move.to_state, move.elapsed_seconds) == ("retired", 0)
        operations = await session.scalars(
            select(History.operation).where(History.entity == "product", History.entity_id == first["id"])
        )
        assert sorted(operations) == ["insert", "update"]


async def test_what_one_part_breaks_is_not_written_at_all(db: Database) -> None:
    batch = Batch()
    batch.insert(Event, **event_row(MADE, About(uuid.uuid4(), "product")))
    batch.insert(Product, **product("b3"))
    batch.insert(Product, **product("b3"))
    async with db.write() as session:
        with pytest.raises(IntegrityError):
            await batch.write(session)
        await session.rollback()
    async with db.read() as session:
        assert await session.scalar(select(func.count()).where(Product.code == "b3")) == 0


async def test_an_empty_batch_says_nothing_and_uneven_rows_are_refused(db: Database) -> None:
    async with db.write() as session:
        before = await session.scalar(text("SELECT pg_current_xact_id_if_assigned()"))
        assert await Batch().write(session) == {}
        assert await session.scalar(text("SELECT pg_current_xact_id_if_assigned()")) == before
    batch = Batch()
    batch.insert(Product, **product("b4"))
    with pytest.raises(ValueError, match="same columns"):
        batch.insert(Product, code="b5")
