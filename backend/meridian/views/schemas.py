"""Saved views as clients write and read them."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import MISSING, AfterValidator, Field, StringConstraints

from meridian.kernel.listing.spec import MAX_CONDITIONS, MAX_SORT, MAX_VALUES, Op
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.views.rules import Sharing, ViewedList

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
MAX_COLUMNS = 100


def _distinct(names: list[str]) -> list[str]:
    if len(set(names)) < len(names):
        raise ValueError("must not name one twice")
    return names


FieldName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=80)]
Value = Annotated[str, StringConstraints(max_length=500)] | bool | int


class ViewCondition(Input):
    """One condition; a view's conditions hold together, as the list's grammar compares them."""

    field: FieldName = Field(description="A field of the list.", examples=["grade"])
    op: Op | None = Field(default=None, description="The operator; the field's first when absent.", examples=["in"])
    values: list[Value] = Field(
        min_length=1,
        max_length=MAX_VALUES,
        description="What it is compared with. `@me` stands for whoever looks; `@today`, `@today-30` for a day counted"
        " from the reader's own today, which for an instant is the midnight it begins with.",
        examples=[["A", "B"]],
    )


Name = Annotated[Line, Field(max_length=80, description="What it is called.", examples=["逾期未联系"])]
SharingField = Annotated[
    Sharing,
    Field(
        description="Who sees it besides its owner: the owner's team, or as far as the owner sees customers the"
        " department or everybody. What it shows follows each reader's own scope.",
        examples=["team"],
    ),
]
Conditions = Annotated[
    list[ViewCondition],
    Field(
        max_length=MAX_CONDITIONS,
        description="All of them hold.",
        examples=[[{"field": "next_contact_at", "op": "lt", "values": ["@today"]}]],
    ),
]
Sort = Annotated[
    list[str],
    Field(max_length=MAX_SORT, description="Sort keys of the list, in order.", examples=[["next_contact_at"]]),
]
Columns = Annotated[
    list[FieldName],
    AfterValidator(_distinct),
    Field(
        max_length=MAX_COLUMNS,
        description="Columns shown, in order; the reader's usual ones when empty.",
        examples=[["name", "grade", "city"]],
    ),
]
Widths = Annotated[
    dict[FieldName, Annotated[int, Field(ge=24, le=2000)]],
    Field(max_length=MAX_COLUMNS, description="Pixels of columns that somebody drew wider or narrower.", examples=[{}]),
]


class ViewCreate(Input):
    list_name: ViewedList = Field(description="The list it is of.", examples=["customers"])
    name: Name
    sharing: SharingField = Sharing.NOBODY
    conditions: Conditions = Field(default_factory=list)
    sort: Sort = Field(default_factory=list)
    columns: Columns = Field(default_factory=list)
    widths: Widths = Field(default_factory=dict)


class ViewUpdate(Input):
    """Fields left out stay; lists are replaced."""

    name: Name | MISSING = MISSING
    sharing: SharingField | MISSING = MISSING
    conditions: Conditions | MISSING = MISSING
    sort: Sort | MISSING = MISSING
    columns: Columns | MISSING = MISSING
    widths: Widths | MISSING = MISSING


class ViewCount(Output):
    """How many customers a view shows whoever asks."""

    count: int = Field(description="Customers it shows you now.", examples=[284])


class ViewRead(Output):
    """A saved view: the reader's own, or one shared with the reader."""

    id: uuid.UUID = Field(description="The view.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    list_name: ViewedList = Field(description="The list it is of.", examples=["customers"])
    name: str = Field(description="What it is called.", examples=["逾期未联系"])
    owner_id: uuid.UUID = Field(description="Whose it is; nobody else changes it.", examples=[ID])
    owner_name: str = Field(description="That person's name.", examples=["陈浩"])
    sharing: SharingField
    conditions: Conditions
    sort: Sort
    columns: Columns
    widths: Widths
    created_at: datetime = Field(description="When it was saved first.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
