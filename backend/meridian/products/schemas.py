"""Products and markets as clients see them."""

import uuid
from datetime import datetime
from typing import Annotated

from pydantic import MISSING, AfterValidator, Field

from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Code, CountryCode, Input, Line, Money, Text


def _distinct(countries: list[str]) -> list[str]:
    if len(set(countries)) != len(countries):
        raise ValueError(msg("each country once"))
    return countries


Countries = Annotated[list[CountryCode], Field(max_length=250), AfterValidator(_distinct)]


class ProductCreate(Input):
    code: Code = Field(description="Stable code, unique.", examples=["pump_x200"])
    name: Line = Field(description="Name in English.", examples=["X200 dosing pump"])
    name_zh: Line = Field(description="Name in Chinese.", examples=["X200 计量泵"])
    product_line: Code | None = Field(default=None, description="Product line.", examples=["pumps"])
    model: Line | None = Field(default=None, description="Model designation.", examples=["X200-B"])
    unit: Code = Field(default="piece", description="Unit it is sold in.", examples=["piece"])
    selling_points: Text | None = Field(default=None, description="What to say about it.", examples=["Runs dry safely"])
    list_price: Money | None = Field(default=None, description="List price of one unit.")


class ProductUpdate(Input):
    name: Line | MISSING | None = Field(default=MISSING, description="Name in English.", examples=["X200 dosing pump"])
    name_zh: Line | MISSING | None = Field(default=MISSING, description="Name in Chinese.", examples=["X200 计量泵"])
    product_line: Code | MISSING | None = Field(
        default=MISSING, description="Product line; null clears it.", examples=["pumps"]
    )
    model: Line | MISSING | None = Field(
        default=MISSING, description="Model designation; null clears it.", examples=["X200-B"]
    )
    unit: Code | MISSING | None = Field(default=MISSING, description="Unit it is sold in.", examples=["piece"])
    selling_points: Text | MISSING | None = Field(
        default=MISSING, description="What to say; null clears it.", examples=["Quiet"]
    )
    list_price: Money | MISSING | None = Field(default=MISSING, description="List price of one unit; null clears it.")
    active: bool | MISSING | None = Field(default=MISSING, description="False withdraws it from sale.", examples=[True])


class ProductRead(Output):
    id: uuid.UUID = Field(description="The product.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    code: str = Field(description="Stable code.", examples=["pump_x200"])
    name: str = Field(description="Name in English.", examples=["X200 dosing pump"])
    name_zh: str = Field(description="Name in Chinese.", examples=["X200 计量泵"])
    product_line: str | None = Field(description="Product line.", examples=["pumps"])
    model: str | None = Field(description="Model designation.", examples=["X200-B"])
    unit: str = Field(description="Unit it is sold in.", examples=["piece"])
    selling_points: str | None = Field(description="What to say about it.", examples=["Runs dry safely"])
    list_price: Money | None = Field(description="List price of one unit.")
    active: bool = Field(description="Whether it is on sale.", examples=[True])
    created_at: datetime = Field(description="When it was entered.", examples=["2026-03-10T02:00:00Z"])
    updated_at: datetime = Field(description="When it last changed.", examples=["2026-03-10T02:00:00Z"])


class MarketCreate(Input):
    code: Code = Field(description="Stable code, unique.", examples=["gulf"])
    name: Line = Field(description="Name in English.", examples=["Gulf states"])
    name_zh: Line = Field(description="Name in Chinese.", examples=["海湾国家"])
    countries: Countries = Field(description="ISO 3166 codes, each in one market only.", examples=[["AE", "SA"]])


class MarketUpdate(Input):
    name: Line | MISSING | None = Field(default=MISSING, description="Name in English.", examples=["Gulf states"])
    name_zh: Line | MISSING | None = Field(default=MISSING, description="Name in Chinese.", examples=["海湾国家"])
    countries: Countries | MISSING | None = Field(
        default=MISSING, description="Replaces the countries.", examples=[["AE", "SA"]]
    )
    active: bool | MISSING | None = Field(default=MISSING, description="False retires the market.", examples=[True])


class MarketRead(Output):
    id: uuid.UUID = Field(description="The market.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    code: str = Field(description="Stable code.", examples=["gulf"])
    name: str = Field(description="Name in English.", examples=["Gulf states"])
    name_zh: str = Field(description="Name in Chinese.", examples=["海湾国家"])
    countries: list[str] = Field(description="ISO 3166 codes.", examples=[["AE", "SA"]])
    active: bool = Field(description="Whether the market is in use.", examples=[True])
    created_at: datetime = Field(description="When it was entered.", examples=["2026-03-10T02:00:00Z"])
    updated_at: datetime = Field(description="When it last changed.", examples=["2026-03-10T02:00:00Z"])
