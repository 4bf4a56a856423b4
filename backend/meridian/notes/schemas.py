"""Notes as clients write and read them."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import CountryCode, Day, Input, Line, Text
from meridian.notes.rules import NoteCategory, NoteTopic

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
Topic = Annotated[NoteTopic, Field(description="`market`, or `feedback` of a customer.", examples=["market"])]
Category = Annotated[NoteCategory, Field(description="What it is about; by topic.", examples=["competitor"])]
Words = Annotated[
    Text, Field(min_length=1, description="What was learned.", examples=["Nordpumpen cuts prices by 8 %"])
]
Industry = Annotated[Line | None, Field(description="The industry it is about.", examples=["Water treatment"])]
Country = Annotated[CountryCode | None, Field(description="The country it is about.", examples=["DE"])]
Competitor = Annotated[Line | None, Field(description="The competitor it is about.", examples=["Nordpumpen"])]
Source = Annotated[Line | None, Field(description="Where it was learned.", examples=["IFAT 2026"])]
ObservedOn = Annotated[Day | None, Field(description="The day it was so.", examples=["2026-03-09"])]


class NoteCreate(Input):
    """What was learned, and of whom: a customer, an industry, a country or a competitor; several may be named."""

    topic: Topic
    category: Category
    text: Words
    customer_id: uuid.UUID | None = Field(default=None, description="The customer; needed for feedback.", examples=[ID])
    industry: Industry = None
    country: Country = None
    competitor: Competitor = None
    learned_from: Source = None
    observed_on: ObservedOn = None


class NoteUpdate(Input):
    """Fields left out stay; null clears."""

    category: Category | MISSING = MISSING
    text: Words | MISSING = MISSING
    industry: Industry | MISSING = MISSING
    country: Country | MISSING = MISSING
    competitor: Competitor | MISSING = MISSING
    learned_from: Source | MISSING = MISSING
    observed_on: ObservedOn | MISSING = MISSING


class NoteRead(Output):
    id: uuid.UUID = Field(description="The note.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    topic: NoteTopic = Field(description="`market`, or `feedback` of a customer.", examples=["market"])
    category: NoteCategory = Field(description="What it is about.", examples=["competitor"])
    text: str = Field(description="What was learned.", examples=["Nordpumpen cuts prices by 8 %"])
    customer_id: uuid.UUID | None = Field(description="The customer.", examples=[ID])
    customer_name: str | None = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    industry: str | None = Field(description="The industry it is about.", examples=["Water treatment"])
    country: str | None = Field(description="The country it is about.", examples=["DE"])
    competitor: str | None = Field(description="The competitor it is about.", examples=["Nordpumpen"])
    learned_from: str | None = Field(description="Where it was learned.", examples=["IFAT 2026"])
    observed_on: date | None = Field(description="The day it was so.", examples=["2026-03-09"])
    author_id: uuid.UUID | None = Field(description="Who wrote it.", examples=[ID])
    author_name: str | None = Field(description="That person's name.", examples=["韩梅梅"])
    created_at: datetime = Field(description="When it was written.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
