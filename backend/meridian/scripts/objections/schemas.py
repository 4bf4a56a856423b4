"""Objections as clients write and read them."""

import uuid
from typing import Annotated

from pydantic import MISSING, Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, Input, Line
from meridian.scripts.rules import ID

Name = Annotated[Line, Field(description="In English.", examples=["Price"])]
NameZh = Annotated[Line, Field(description="In Chinese.", examples=["价格"])]
Position = Annotated[int, Field(ge=0, le=1000, description="Where it stands among the others.", examples=[10])]


class ObjectionCreate(Input):
    code: Code = Field(description="Stable code, unique: what contact records hold.", examples=["price"])
    name: Name
    name_zh: NameZh
    position: Position = 0


class ObjectionUpdate(Input):
    """Fields left out stay."""

    name: Name | MISSING = MISSING
    name_zh: NameZh | MISSING = MISSING
    position: Position | MISSING = MISSING
    active: bool | MISSING = Field(default=MISSING, description="False takes it out of use.", examples=[True])


class ObjectionRead(Output):
    """An objection customers raise."""

    id: uuid.UUID = Field(description="The objection.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    code: str = Field(description="Its code.", examples=["price"])
    name: str = Field(description="In English.", examples=["Price"])
    name_zh: str = Field(description="In Chinese.", examples=["价格"])
    position: int = Field(description="Where it stands among the others.", examples=[10])
    active: bool = Field(description="Whether it is in use.", examples=[True])
