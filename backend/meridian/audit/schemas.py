"""Entries of the history."""

import uuid
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from meridian.kernel.masking import MaskedFields, Output

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"


class Change(Output):
    """One field's values; null both where they are hidden from you."""

    old: Any = Field(description="The value before.", examples=["B"])
    new: Any = Field(description="The value after.", examples=["A"])


class HistoryEntry(Output):
    """One change of one record, whoever or whatever made it."""

    id: uuid.UUID = Field(description="The entry.", examples=[ID])
    entity: str = Field(description="The kind of record.", examples=["customer"])
    entity_id: uuid.UUID = Field(description="The record.", examples=[ID])
    customer_id: uuid.UUID | None = Field(description="The customer it belongs to.", examples=[ID])
    operation: Literal["insert", "update", "delete"] = Field(description="What was done.", examples=["update"])
    actor_id: uuid.UUID | None = Field(description="Who did it; null for the clock.", examples=[ID])
    request_id: str | None = Field(description="The request's trace id.", examples=["0199d3a4c5f27b6e8d1f2a3b4c5d6e7f"])
    reason: str | None = Field(description="Why, where a reason was given.", examples=["Typing error"])
    at: datetime = Field(description="When.", examples=["2026-03-10T02:00:00Z"])
    changes: dict[str, Change] = Field(
        description="Each changed field; empty for an insert, the whole record for a delete.",
        examples=[{"grade": {"old": "B", "new": "A"}}],
    )
    masked_fields: MaskedFields
