"""Definitions of the company's own fields."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.customers import fields as f
from meridian.customers.rules import CustomType
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, Input, Line

Label = Annotated[Line, Field(description="Label in English.", examples=["Fair year"])]
LabelZh = Annotated[Line, Field(description="Label in Chinese.", examples=["展会年份"])]
Choices = Annotated[
    list[Line], Field(max_length=200, description="Values to choose from.", examples=[["north", "south"]])
]
Required = Annotated[
    bool, Field(description="Whether every customer entered or changed must have it.", examples=[False])
]
Active = Annotated[bool, Field(description="Whether it is in use; values of a field out of use stay.", examples=[True])]
Type = Annotated[CustomType, Field(description="Type of its values; it never changes.", examples=["integer"])]


class CustomFieldCreate(Input):
    key: Code = Field(description="Key in `custom`, unique.", examples=["fair_year"])
    label: Label
    label_zh: LabelZh
    type: Type
    choices: Choices = Field(default_factory=list)
    required: Required = False


class CustomFieldUpdate(Input):
    """Fields left out stay."""

    label: Label | MISSING = MISSING
    label_zh: LabelZh | MISSING = MISSING
    choices: Choices | MISSING = MISSING
    required: Required | MISSING = MISSING
    active: Active | MISSING = MISSING


class CustomFieldRead(Output):
    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    key: str = Field(description="Key in `custom`.", examples=["fair_year"])
    label: Label
    label_zh: LabelZh
    type: Type
    choices: Choices
    required: Required
    active: Active
    created_at: datetime = f.about("created_at")
    updated_at: datetime = f.about("updated_at")
