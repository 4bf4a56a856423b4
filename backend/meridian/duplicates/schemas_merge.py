"""Merges as clients ask for and read them."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from meridian.customers import fields as f
from meridian.duplicates.choices import FIELDS, Side
from meridian.kernel.schemas import Input, Line, Output

MergeId = Annotated[uuid.UUID, Field(description="The merge.", examples=[f.ID])]
SideField = Annotated[Side, Field(description="This record's own value, or the other's.", examples=["own"])]


def _known(fields: dict[str, Side]) -> dict[str, Side]:
    if unknown := sorted(fields.keys() - FIELDS.keys()):
        raise ValueError(f"{', '.join(unknown)} cannot be chosen; the fields are {', '.join(FIELDS)}")
    return fields


Chosen = Annotated[
    dict[str, Side],
    AfterValidator(_known),
    Field(
        description="Field by field, whose value stays; else this record's own unless it has none.",
        examples=[{"name": "other", "city": "own"}],
    ),
]


class MergePreviewBody(Input):
    other_id: uuid.UUID = Field(description="The record that goes.", examples=[f.ID])
    fields: Chosen = Field(default_factory=dict)


class MergeBody(MergePreviewBody):
    other_version: int = Field(ge=0, lt=2**63, description="The version of it you read.", examples=[2])
    reason: Line = Field(description="Why the two are one.", examples=["Same company, entered at two fairs"])


class MergeField(Output):
    """A field in which the two records differ. Values hidden from you read as null."""

    field: str = Field(description="The field.", examples=["city"])
    own: Any = Field(description="This record's value.", examples=["Hamburg"])
    other: Any = Field(description="The other's.", examples=[None])
    side: SideField
    hidden: bool = Field(description="Whether policy hides the values from you.", examples=[False])


class MergeRows(Output):
    """Records of one kind that go over."""

    table: str = Field(description="Their kind.", examples=["contact"])
    moves: int = Field(description="How many go over.", examples=[3])
    stays: int = Field(description="How many stay behind, as this record has the same.", examples=[1])


class MergePreview(Output):
    """What a merge would do."""

    customer_id: uuid.UUID = Field(description="The record that stays.", examples=[f.ID])
    version: int = Field(description="Its version, for If-Match.", examples=[3])
    other_id: uuid.UUID = Field(description="The record that goes.", examples=[f.ID])
    other_version: int = Field(description="Its version, for `other_version`.", examples=[2])
    fields: list[MergeField] = Field(description="Fields in which the two differ.")
    rows: list[MergeRows] = Field(description="What goes over with it.")
    do_not_call: bool = Field(description="Whether calls are refused afterwards: either's refusal.", examples=[False])


class MergeRead(Output):
    """A merge done."""

    id: MergeId
    winner_id: uuid.UUID = Field(description="The record that stayed.", examples=[f.ID])
    winner_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    loser_id: uuid.UUID = Field(description="The record that went.", examples=[f.ID])
    reason: str = Field(description="Why.", examples=["Same company, entered at two fairs"])
    fields: list[str] = Field(description="Fields taken from the record that went.", examples=[["city"]])
    moved: dict[str, int] = Field(description="How many records of each kind went over.", examples=[{"contact": 3}])
    merged_by: uuid.UUID | None = Field(description="Who merged.", examples=[f.ID])
    merged_at: datetime = Field(description="When.", examples=[f.WHEN])
    undo_until: datetime | None = Field(
        description="Until when it can be undone; null when it cannot.", examples=[f.WHEN]
    )
    undone_by: uuid.UUID | None = Field(description="Who undid it.", examples=[None])
    undone_at: datetime | None = Field(description="When it was undone.", examples=[None])
