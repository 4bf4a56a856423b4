"""Duplicate checks, suspected pairs and merges, as clients write and read them."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from meridian.customers import fields as f
from meridian.customers.contact_points.schemas import EmailIn, PhoneIn
from meridian.customers.rules import Verification
from meridian.duplicates.rules import FIELDS, DuplicateReason, PairState, Side, Strength
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.kernel.workflow.schemas import MoveBody

# Checks and suspected pairs.


StrengthField = Annotated[
    Strength, Field(description="How much speaks for their being one company.", examples=["strong"])
]
Reasons = Annotated[list[DuplicateReason], Field(description="What they have in common.", examples=[["name", "phone"]])]
PairId = Annotated[uuid.UUID, Field(description="The pair.", examples=[f.ID])]


class DuplicateCheck(Input):
    """What is known of the company; at least one of name, website, phones and emails."""

    name: Annotated[Line | None, f.about("name")] = None
    country: Annotated[f.Country, f.about("country")] = None
    website: Annotated[f.Website, f.about("website")] = None
    phones: list[PhoneIn] = Field(
        default_factory=list,
        max_length=f.MAX_LIST,
        description="Its phones.",
        examples=[[{"number": "040 36130"}]],
    )
    emails: list[EmailIn] = Field(
        default_factory=list,
        max_length=f.MAX_LIST,
        description="Its emails.",
        examples=[[{"address": "einkauf@hafenwerk.example"}]],
    )

    @model_validator(mode="after")
    def _something(self) -> "DuplicateCheck":
        if not (self.name or self.website or self.phones or self.emails):
            raise ValueError(msg("give a name, a website, phones or emails"))
        return self


class DuplicateFound(Output):
    """A customer that may be the company. Of one outside your scope you learn that it exists and whom to ask."""

    strength: StrengthField
    visible: bool = Field(description="Whether it is in your scope.", examples=[True])
    customer_id: uuid.UUID | None = Field(default=None, description="The customer, when visible.", examples=[f.ID])
    name: str | None = Field(default=None, description="Its name, when visible.", examples=["Hafenwerk Pumpen GmbH"])
    archived: bool | None = Field(default=None, description="Whether it is archived, when visible.", examples=[False])
    reasons: list[DuplicateReason] = Field(
        default_factory=list, description="What they have in common, when visible.", examples=[["name", "phone"]]
    )
    ask_user_id: uuid.UUID | None = Field(description="Its owner, else who leads the owning team.", examples=[f.ID])
    ask_name: str = Field(description="Whom to ask: a person, else the owning department.", examples=["Li Wei"])


class DuplicatesFound(Output):
    matches: list[DuplicateFound] = Field(description="Customers that may be the company, likeliest first.")


class PairMember(Output):
    """One of the two."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    name: str = f.about("name")
    country: str | None = f.about("country")
    city: str | None = f.about("city")
    owner_id: uuid.UUID | None = f.about("owner_id")


class PairRead(Output):
    """Two customers that may be one company."""

    id: PairId
    version: int = f.about("version")
    a: PairMember = Field(description="The one that was entered first.")
    b: PairMember = Field(description="The other.")
    strength: StrengthField
    reasons: Reasons
    state: PairState = Field(description="What was decided about it.", examples=["open"])
    decided_by: uuid.UUID | None = Field(description="Who decided.", examples=[None])
    decision_reason: str | None = Field(description="Why.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves possible now.", examples=[["dismiss"]])
    created_at: datetime = f.about("created_at")


class PairMove(MoveBody):
    reason: Line | None = Field(default=None, description="Why.", examples=["Two branches that buy by themselves"])


# Merges.


MergeId = Annotated[uuid.UUID, Field(description="The merge.", examples=[f.ID])]
SideField = Annotated[Side, Field(description="This record's own value, or the other's.", examples=["own"])]


def _known(fields: dict[str, Side]) -> dict[str, Side]:
    if unknown := sorted(fields.keys() - FIELDS.keys()):
        raise ValueError(msg("{unknown} cannot be chosen; the fields are {known}", unknown=unknown, known=list(FIELDS)))
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
    own: int = Field(description="How many this record has already.", examples=[3])
    moves: int = Field(description="How many go over.", examples=[3])
    stays: int = Field(description="How many stay behind, as this record has the same.", examples=[1])


class MergeFact(Output):
    """A fact that nobody chooses, as both records hold a part of it, where the two differ."""

    field: str = Field(description="The fact.", examples=["next_contact_at"])
    own: Any = Field(description="This record's.", examples=["2026-03-20T02:00:00Z"])
    other: Any = Field(description="The other's.", examples=["2026-03-12T02:00:00Z"])
    after: Any = Field(description="What it is afterwards.", examples=["2026-03-12T02:00:00Z"])


class MergePreview(Output):
    """What a merge would do."""

    customer_id: uuid.UUID = Field(description="The record that stays.", examples=[f.ID])
    version: int = Field(description="Its version, for If-Match.", examples=[3])
    other_id: uuid.UUID = Field(description="The record that goes.", examples=[f.ID])
    other_version: int = Field(description="Its version, for `other_version`.", examples=[2])
    fields: list[MergeField] = Field(description="Fields in which the two differ.")
    rows: list[MergeRows] = Field(description="What goes over with it.")
    facts: list[MergeFact] = Field(description="Facts that are put together.")
    do_not_call: bool = Field(description="Whether calls are refused afterwards: either's refusal.", examples=[False])
    verification: Verification = Field(description="How the record stands verified afterwards.", examples=["pending"])


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
