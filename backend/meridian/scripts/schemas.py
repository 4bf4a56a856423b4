"""Scripts as clients write and read them."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import MISSING, AfterValidator, Field

from meridian.files.schemas import FileRead
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.scripts.rules import Language, Scenario, ScriptState

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


def _distinct(languages: list[str]) -> list[str]:
    if len(set(languages)) < len(languages):
        raise ValueError(msg("each {name} once", name="language"))
    return languages


Name = Annotated[Line, Field(description="What it is called, in English.", examples=["Quote follow-up, chemicals"])]
NameZh = Annotated[Line, Field(description="What it is called, in Chinese.", examples=["报价跟进 · 化工"])]
ForScenario = Annotated[
    Scenario | None, Field(description="What the call is for; null for any.", examples=["quote_follow_up"])
]
ForProduct = Annotated[uuid.UUID | None, Field(description="For interest in this product.", examples=[ID])]
ForMarket = Annotated[uuid.UUID | None, Field(description="For customers of this market.", examples=[ID])]
ForSegment = Annotated[
    uuid.UUID | None,
    Field(description="For customers of this segment: a saved view that everybody sees.", examples=[None]),
]
Languages = Annotated[
    list[Language],
    AfterValidator(_distinct),
    Field(
        min_length=1, max_length=6, description="Languages it is spoken in, the first first.", examples=[["en", "de"]]
    ),
]


class ScriptCreate(Input):
    """For whom a script is; its first version is a draft."""

    name: Name
    name_zh: NameZh
    scenario: ForScenario = None
    product_id: ForProduct = None
    market_id: ForMarket = None
    segment_id: ForSegment = None
    languages: Languages


class ScriptUpdate(Input):
    """Fields left out stay; null means any."""

    name: Name | MISSING = MISSING
    name_zh: NameZh | MISSING = MISSING
    scenario: ForScenario | MISSING = MISSING
    product_id: ForProduct | MISSING = MISSING
    market_id: ForMarket | MISSING = MISSING
    segment_id: ForSegment | MISSING = MISSING
    languages: Languages | MISSING = MISSING


class MaterialsAttach(Input):
    file_ids: list[uuid.UUID] = Field(
        min_length=1, max_length=10, description="Files that you have sent to `/v1/files`.", examples=[[ID]]
    )


class VersionLine(Output):
    """A version, without what it says."""

    id: uuid.UUID = Field(description="The version.", examples=[ID])
    number: int = Field(description="Its number, counted from 1.", examples=[4])
    state: ScriptState = Field(description="Where it stands.", examples=["approved"])
    note: str | None = Field(description="What it changes.", examples=["Seal cost worked out"])
    author_id: uuid.UUID | None = Field(description="Who wrote it.", examples=[ID])
    author_name: str | None = Field(description="That person's name.", examples=["陈浩"])
    approved_by: uuid.UUID | None = Field(description="Who approved it.", examples=[ID])
    approved_by_name: str | None = Field(description="That person's name.", examples=["郑凯"])
    approved_at: datetime | None = Field(description="Since when it was in use.", examples=[WHEN])
    retired_at: datetime | None = Field(description="Since when it is in use no more.", examples=[None])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class ScriptLine(Output):
    """A script in a list."""

    id: uuid.UUID = Field(description="The script.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    name: str = Field(description="What it is called, in English.", examples=["Quote follow-up, chemicals"])
    name_zh: str = Field(description="What it is called, in Chinese.", examples=["报价跟进 · 化工"])
    scenario: Scenario | None = Field(description="What the call is for; null for any.", examples=["quote_follow_up"])
    product_id: uuid.UUID | None = Field(description="For interest in this product.", examples=[ID])
    product_name: str | None = Field(description="Its name in English.", examples=["X200 dosing pump"])
    product_name_zh: str | None = Field(description="Its name in Chinese.", examples=["X200 计量泵"])
    market_id: uuid.UUID | None = Field(description="For customers of this market.", examples=[ID])
    market_name: str | None = Field(description="Its name in English.", examples=["DACH"])
    market_name_zh: str | None = Field(description="Its name in Chinese.", examples=["德语区"])
    segment_id: uuid.UUID | None = Field(description="For customers of this segment.", examples=[None])
    segment_name: str | None = Field(description="What the segment is called.", examples=["化工"])
    languages: list[str] = Field(description="Languages it is spoken in.", examples=[["en", "de"]])
    in_use_id: uuid.UUID | None = Field(description="The version in use.", examples=[ID])
    in_use_number: int | None = Field(description="Its number.", examples=[4])
    written_id: uuid.UUID | None = Field(description="The version being written or decided on.", examples=[ID])
    written_number: int | None = Field(description="Its number.", examples=[5])
    written_state: ScriptState | None = Field(description="Whether it is a draft or submitted.", examples=["draft"])
    created_at: datetime = Field(description="When it was entered.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class ScriptRead(ScriptLine):
    """A script with its versions and materials."""

    versions: list[VersionLine] = Field(description="Its versions, the latest first.")
    materials: list[FileRead] = Field(description="Files to have at hand: brochures, cases.")
