"""A table with every type a list can filter by, many ties and many nulls, and its list."""

import random
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, ForeignKey, Numeric, Text, exists, func, or_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from meridian.kernel.listing import Field, ListSpec, Tier


class Base(DeclarativeBase):
    pass


class Grade(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class Item(Base):
    __tablename__ = "item"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text(collation="C"))
    note: Mapped[str | None] = mapped_column(Text(collation="C"))
    grade: Mapped[str] = mapped_column(Text(collation="C"))
    visits: Mapped[int | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))
    active: Mapped[bool]
    wanted: Mapped[bool | None]
    born: Mapped[date | None]
    due_at: Mapped[datetime | None] = mapped_column(type_=DateTime(timezone=True))
    made_at: Mapped[datetime] = mapped_column(type_=DateTime(timezone=True))
    owner_id: Mapped[UUID | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    labels: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    secret: Mapped[str | None]


class Part(Base):
    __tablename__ = "part"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[UUID] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    code: Mapped[str | None]


ITEMS = ListSpec(
    "items",
    fields=(
        Field("id", Item.id, "uuid", sortable=True),
        Field("name", Item.name, "text", sortable=True, description="Its name.", example="Harbour"),
        Field("note", Item.note, "text", sortable=True),
        Field("grade", Item.grade, "code", choices=Grade, sortable=True),
        Field("visits", Item.visits, "integer", sortable=True),
        Field("amount", Item.amount, "money", sortable=True),
        Field("active", Item.active, "boolean", sortable=True),
        Field("wanted", Item.wanted, "boolean", sortable=True),
        Field("born", Item.born, "date", sortable=True),
        Field("due_at", Item.due_at, "instant", sortable=True),
        Field("made_at", Item.made_at, "instant", sortable=True),
        Field("owner_id", Item.owner_id, "uuid", sortable=True),
        Field("tags", Item.tags, "text_array"),
        Field("labels", Item.labels, "text_array"),
        Field("secret", Item.secret, "text", sortable=True, sensitive="confidential"),
        Field("part", Part.code, "text", within=lambda condition: exists().where(Part.item_id == Item.id, condition)),
        Field(
            "busy", None, "boolean", compile=lambda yes: Item.visits > 2 if yes else Item.visits <= 2, ops=("eq", "ne")
        ),
        Field(
            "anywhere",
            None,
            "search",
            mask_aware=True,
            compile=lambda text, masked: or_(
                *(func.strpos(column, text) > 0 for column in (Item.name, Item.secret)[: 1 if masked else 2])
            ),
            tiers=lambda text, masked: [
                Tier(
                    or_(*(func.strpos(column, text) > 0 for column in (Item.name, Item.secret)[: 1 if masked else 2])),
                    rank=func.strpos(Item.name, text),
                )
            ],
        ),
        Field(
            "q",
            None,
            "search",
            description="Text in the name.",
            compile=lambda text: func.strpos(Item.name, text) > 0,
            tiers=lambda text: [
                Tier(func.strpos(Item.name, text) == 1),
                Tier(func.strpos(Item.name, text) > 1, rank=func.strpos(Item.name, text) * -0.5),
            ],
        ),
    ),
    default_sort=("-made_at",),
    id_column=Item.id,
    extra_params=("include",),
)

OWNERS = tuple(UUID(int=number) for number in range(1, 4))
LETTERS = "aAb%_\\中é"
START = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """One item as plain Python, for the oracle."""

    id: UUID
    name: str
    note: str | None
    grade: str
    visits: int | None
    amount: Decimal | None
    active: bool
    wanted: bool | None
    born: date | None
    due_at: datetime | None
    made_at: datetime
    owner_id: UUID | None
    tags: list[str]
    labels: list[str] | None
    secret: str | None
    parts: tuple[str | None, ...]

    def columns(self) -> dict[str, Any]:
        row = asdict(self)
        del row["parts"]
        return row


def make(count: int, seed: int) -> list[Made]:
    """Items with few distinct values, so that ties and nulls are everywhere; the same for the same seed."""
    rng = random.Random(seed)

    def word() -> str:
        return "".join(rng.choices(LETTERS, k=rng.randrange(4)))

    def perhaps(value: Any) -> Any:
        return None if rng.random() < 0.3 else value

    def instant() -> datetime:
        return START + timedelta(days=rng.randrange(3), microseconds=rng.randrange(3))

    return [
        Made(
            id=UUID(int=rng.getrandbits(128), version=4),
            name=word(),
            note=perhaps(word()),
            grade=rng.choice("ABC"),
            visits=perhaps(rng.randrange(-1, 5)),
            amount=perhaps(Decimal(rng.randrange(-300, 300, 50)) / 100),
            active=rng.random() < 0.5,
            wanted=perhaps(rng.random() < 0.5),
            born=perhaps(date(2000, 1, 1) + timedelta(days=rng.randrange(3))),
            due_at=perhaps(instant()),
            made_at=instant(),
            owner_id=perhaps(rng.choice(OWNERS)),
            tags=rng.sample("xyz", k=rng.randrange(3)),
            labels=perhaps(rng.sample("xyz", k=rng.randrange(3))),
            secret=perhaps(word()),
            parts=tuple(perhaps(word()) for _ in range(rng.randrange(3))),
        )
        for _ in range(count)
    ]


MADE = make(90, seed=1)
"""What the table holds."""
