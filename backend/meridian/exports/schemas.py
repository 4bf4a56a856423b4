"""Exports as clients see them."""

import uuid
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, WithJsonSchema, create_model

from meridian.customers.queries import CUSTOMERS
from meridian.exports.catalogue import CATALOGUE
from meridian.exports.rules import ExportFormat, ExportState
from meridian.kernel.language import msg
from meridian.kernel.listing import search_body
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Text
from meridian.kernel.workflow.schemas import MoveBody

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
_Filter: Any = create_model(
    "CustomerSelection", __base__=Input, filter=(Any, search_body(CUSTOMERS).model_fields["filter"])
)


def _in_catalogue(key: str) -> str:
    if key not in CATALOGUE:
        raise ValueError(msg("is no column that can be exported"))
    return key


def _distinct(keys: list[str]) -> list[str]:
    if len(set(keys)) < len(keys):
        raise ValueError(msg("must not name a column twice"))
    return keys


ColumnKey = Annotated[str, AfterValidator(_in_catalogue), WithJsonSchema({"type": "string", "enum": list(CATALOGUE)})]


class ExportCreate(_Filter):
    """Which customers, as in the search of customers; which columns; what for."""

    format: ExportFormat = Field(description="Kind of file.", examples=["csv"])
    columns: Annotated[list[ColumnKey], AfterValidator(_distinct)] = Field(
        min_length=1,
        max_length=len(CATALOGUE),
        description="Columns in order.",
        examples=[["name", "country", "phones"]],
    )
    purpose: Text = Field(min_length=3, description="What the file is for.", examples=["Invitations to IFAT 2026"])

    @property
    def selection(self) -> dict[str, Any] | None:
        """`filter` as it was sent: the list's grammar reads it."""
        selection: dict[str, Any] | None = self.__dict__["filter"]
        return selection


class ExportMove(MoveBody):
    """What moves ask for: `deny` a reason."""

    reason: Text | None = Field(default=None, description="Why.", examples=["Not needed outside the CRM"])


class ExportColumn(Output):
    """A column that can be exported."""

    key: str = Field(description="What `columns` name it by.", examples=["phones"])
    label: str = Field(description="Its heading in your language.", examples=["Phones"])
    masked: bool = Field(description="Whether it would be empty for you (CR-10).", examples=[False])


class ExportAllowance(Output):
    """What you may still take out without an approval."""

    limit: int = Field(description="`export_approval_rows`.", examples=[1000])
    days: int = Field(description="`export_window_days`.", examples=[7])
    exported: int = Field(description="Rows you exported in these days.", examples=[600])
    read: int = Field(description="Rows of customers you read page after page in them.", examples=[150])
    remaining: int = Field(description="What is left; an export of more waits for an approval.", examples=[250])


class ExportRead(Output):
    """An export: who asked for what and why, and what became of it."""

    id: uuid.UUID = Field(description="The export.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    requested_by: uuid.UUID = Field(description="Who asked for it.", examples=[ID])
    requested_by_name: str = Field(description="That person's name.", examples=["李娜"])
    on_server: bool = Field(description="Made by command on the server, of the whole company.", examples=[False])
    state: ExportState = Field(description="Where it stands.", examples=["produced"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    format: ExportFormat = Field(description="Kind of file.", examples=["csv"])
    columns: list[str] = Field(description="Columns in order.", examples=[["name", "country", "phones"]])
    filter: dict[str, Any] | None = Field(
        description="Which customers.", examples=[{"field": "country", "op": "eq", "value": "DE"}]
    )
    purpose: str = Field(description="What the file is for.", examples=["Invitations to IFAT 2026"])
    row_count: int = Field(description="Rows when it was asked for.", examples=[4200])
    decided_by: uuid.UUID | None = Field(description="Who approved or denied it.", examples=[None])
    decided_at: datetime | None = Field(description="When.", examples=[None])
    reason: str | None = Field(description="Why it was denied or withdrawn.", examples=[None])
    produced_at: datetime | None = Field(description="When the file was ready.", examples=[WHEN])
    rows_written: int | None = Field(description="Rows of the file.", examples=[4200])
    size_bytes: int | None = Field(description="Its size in bytes.", examples=[532000])
    sha256: str | None = Field(
        description="SHA-256 of the file.", examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"]
    )
    masked_columns: list[str] = Field(description="Columns left empty, hidden from who asked.", examples=[[]])
    expires_at: datetime | None = Field(description="When the file is deleted.", examples=["2026-03-17T02:00:00Z"])
    downloads: int = Field(description="How often it was downloaded.", examples=[1])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["approve", "deny"]])
    created_at: datetime = Field(description="When it was asked for.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])


class DownloadRead(Output):
    """One download."""

    id: uuid.UUID = Field(description="The download.", examples=[ID])
    user_id: uuid.UUID = Field(description="Who.", examples=[ID])
    user_name: str = Field(description="That person's name.", examples=["李娜"])
    at: datetime = Field(description="When.", examples=[WHEN])
