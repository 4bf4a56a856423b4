"""Scripts as clients write and read them."""

import uuid
from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import MISSING, AfterValidator, Field

from meridian.files.schemas import FileRead
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, Input, Line, ProblemFault
from meridian.kernel.workflow.schemas import MoveBody
from meridian.scripts.rules import ID as ID_
from meridian.scripts.rules import Content, Language, Scenario, ScriptState, Texts

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


# People's own wording as clients write and read it.


class AdaptationPut(Input):
    """One's own wording; parts left out are said as the template says them."""

    sections: dict[Code, Texts] = Field(
        max_length=20,
        description="What to say, by the part's key and language.",
        examples=[{"opening": {"en": "Good morning {contact}, it is {rep} again."}}],
    )


class AdaptationRead(Output):
    """A person's own wording of a version."""

    id: uuid.UUID = Field(description="The wording.", examples=[ID_])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    version_id: uuid.UUID = Field(description="The version of the script.", examples=[ID_])
    user_id: uuid.UUID = Field(description="Whose it is.", examples=[ID_])
    user_name: str = Field(description="That person's name.", examples=["王芳"])
    sections: dict[str, Texts] = Field(
        description="What to say, by the part's key and language.", examples=[{"opening": {"en": "Good morning"}}]
    )
    updated_at: datetime = Field(description="When it last changed.", examples=["2026-03-10T02:00:00Z"])


# Objections as clients write and read them.


ObjectionName = Annotated[Line, Field(description="In English.", examples=["Price"])]
ObjectionNameZh = Annotated[Line, Field(description="In Chinese.", examples=["价格"])]
Position = Annotated[int, Field(ge=0, le=1000, description="Where it stands among the others.", examples=[10])]


class ObjectionCreate(Input):
    code: Code = Field(description="Stable code, unique: what contact records hold.", examples=["price"])
    name: ObjectionName
    name_zh: ObjectionNameZh
    position: Position = 0


class ObjectionUpdate(Input):
    """Fields left out stay."""

    name: ObjectionName | MISSING = MISSING
    name_zh: ObjectionNameZh | MISSING = MISSING
    position: Position | MISSING = MISSING
    active: bool | MISSING = Field(default=MISSING, description="False takes it out of use.", examples=[True])


class ObjectionRead(Output):
    """An objection customers raise."""

    id: uuid.UUID = Field(description="The objection.", examples=[ID_])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    code: str = Field(description="Its code.", examples=["price"])
    name: str = Field(description="In English.", examples=["Price"])
    name_zh: str = Field(description="In Chinese.", examples=["价格"])
    position: int = Field(description="Where it stands among the others.", examples=[10])
    active: bool = Field(description="Whether it is in use.", examples=[True])


# Versions of scripts as clients write and read them.


class VersionCreate(Input):
    """The next version begins as what the latest one says."""

    note: Line | None = Field(default=None, description="What it changes.", examples=["Payment after shipment"])


class VersionUpdate(Input):
    """Fields left out stay; the content is replaced whole."""

    note: Line | MISSING | None = Field(default=MISSING, description="What it changes.", examples=["Shorter opening"])
    content: Content | MISSING = Field(default=MISSING, description="Everything it says.")


class VersionMove(MoveBody):
    """What moves of a version carry."""

    reason: Line | None = Field(
        default=None, description="Why; needed to return, discard or retire.", examples=["Too long"]
    )
    takes: ClassVar[dict[str, tuple[str, ...]]] = {}


class VersionRead(VersionLine):
    """A version with what it says."""

    version: int = Field(description="The ETag.", examples=[1])
    script_id: uuid.UUID = Field(description="The script.", examples=[ID_])
    content: Content = Field(description="Everything it says.")
    gaps: list[ProblemFault] = Field(description="What it lacks before it can be approved.")
    allowed_moves: list[str] = Field(description="Moves you may make.", examples=[["submit", "discard"]])
