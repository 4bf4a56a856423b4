"""Imports as clients see them."""

import uuid
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from meridian.imports.mapping.rules import DecimalSign
from meridian.imports.mapping.schemas import ImportMapping
from meridian.imports.rules import (
    DateOrder,
    Decision,
    Fill,
    FindingSeverity,
    ImportKind,
    ImportState,
    Key,
    Mode,
    RowState,
    Signal,
)
from meridian.kernel.masking import MaskedFields, Output
from meridian.kernel.schemas import Input, Line
from meridian.kernel.workflow.schemas import MoveBody

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class FileFormat(Output):
    kind: Literal["csv", "xlsx"] = Field(description="Delimited text or a workbook.", examples=["csv"])
    encoding: str | None = Field(description="Encoding of the text.", examples=["gb18030"])
    delimiter: str | None = Field(description="What separates cells.", examples=[";"])
    sheet: str | None = Field(description="The sheet that is read.", examples=[None])
    header_row: int = Field(description="Row of the headings, counted from 1; 0 when there is none.", examples=[1])


class EncodingChoice(Output):
    """One of the encodings the text may be in."""

    encoding: str = Field(description="The encoding, for the mapping.", examples=["cp1252"])
    looks: list[str] = Field(
        description="Some of the file's texts as they read in it; the names to look at.",
        examples=[["Bombas Españolas"]],
    )


class SuggestedField(Output):
    field: str = Field(description="The field the column probably is.", examples=["phone"])
    contact: int = Field(description="For fields of a contact: which contact of the row.", examples=[1])
    confidence: float = Field(description="How sure, 0 to 1.", examples=[0.98])
    reason: str = Field(
        description="Why.", examples=["the heading reads “tel”; 96% of the cells looked at hold phone numbers"]
    )


class ImportColumn(Output):
    column: int = Field(description="Place of the column in the row, counted from 0.", examples=[3])
    header: str = Field(description="Its heading.", examples=["Tel."])
    samples: list[str | None] = Field(
        description="Some of its cells; null where hidden from you.", examples=[["030 1234567"]]
    )
    suggestion: SuggestedField | None = Field(description="The field it probably is.")
    left_out: str | None = Field(
        default=None,
        description="Why nothing is suggested for a heading that is known.",
        examples=["“Fax” is known and left out"],
    )


class ImportCounts(Output):
    """Rows by what became of them. Once finished: rows = created + updated + unchanged + rejected + screening +
    skipped."""

    rows: int = Field(description="Rows of the file that hold something.", examples=[703])
    checked: int = Field(description="Rows read so far by the check.", examples=[703])
    to_create: int = Field(description="Rows that will enter something new.", examples=[0])
    to_update: int = Field(description="Rows that will change a known customer.", examples=[0])
    created: int = Field(description="Rows that entered something new.", examples=[655])
    updated: int = Field(description="Rows that changed a known customer.", examples=[12])
    unchanged: int = Field(description="Rows that said nothing new.", examples=[3])
    rejected: int = Field(description="Rows that could not be used.", examples=[21])
    screening: int = Field(description="Rows that wait for a person.", examples=[9])
    skipped: int = Field(description="Rows left out on request.", examples=[3])


class ImportLine(Output):
    """An import in a list."""

    id: uuid.UUID = Field(description="Its id.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[3])
    kind: ImportKind = Field(description="What its rows are.", examples=["customers"])
    state: ImportState = Field(description="Where it stands.", examples=["finished"])
    file_name: str = Field(description="Name of the file.", examples=["leads.csv"])
    counts: ImportCounts = Field(description="Its rows by what became of them.")
    failure: str | None = Field(description="Why it failed.", examples=[None])
    corrects_id: uuid.UUID | None = Field(description="Import whose rejected rows it brings back.", examples=[None])
    created_by: uuid.UUID = Field(description="Who sent the file.", examples=[ID])
    created_at: datetime = Field(description="When the file was sent.", examples=[WHEN])
    state_since: datetime = Field(description="Since when it stands where it stands.", examples=[WHEN])


class ImportRead(ImportLine):
    """A file, how it was understood, what was decided about it and what became of its rows."""

    file_size: int = Field(description="Size in bytes.", examples=[52224])
    file_sha256: str = Field(description="SHA-256 of the file.", examples=["9f86d081884c7d65…"])
    format: FileFormat = Field(description="How the file is read.")
    encodings: list[EncodingChoice] = Field(
        description="What the text may be in, likeliest first; empty where there is no doubt. Choose with the mapping."
    )
    sheets: list[str] = Field(description="Sheets of a workbook.", examples=[[]])
    columns: list[ImportColumn] = Field(description="Columns that hold something.")
    date_order: DateOrder = Field(description="Suggested order of dates such as 03/04/2026.", examples=["dmy"])
    key: Key = Field(description="Suggested key: by what rows name known customers.", examples=["name_country"])
    mode: Mode = Field(
        description="Suggested mode: new customers only where columns go to what is hidden from you.",
        examples=["both"],
    )
    decimal_sign: DecimalSign | None = Field(
        description="What stands before the decimals of its numbers, as far as they tell.", examples=[","]
    )
    mapping: ImportMapping | None = Field(description="What was decided about it.")
    allowed_moves: list[str] = Field(description="Moves possible now.", examples=[["start", "cancel"]])


class TargetField(Output):
    """A field that a column can go to."""

    field: str = Field(description="Its code.", examples=["contact.email"])
    label: str = Field(description="Its name in your language.", examples=["Contact emails"])
    reads: str = Field(description="How cells are read.", examples=["emails"])
    several: bool = Field(description="Whether more than one column may go to it.", examples=[True])
    choices: list[str] = Field(description="The codes it may have, if it is a vocabulary.", examples=[[]])
    only_new: bool = Field(description="Whether it counts for new customers only.", examples=[False])


class RowFinding(Output):
    field: str = Field(description="The field; empty for the whole row.", examples=["phone"])
    column: int | None = Field(description="Place of the column it comes from.", examples=[3])
    code: str = Field(description="Stable code.", examples=["precision_lost"])
    severity: FindingSeverity = Field(description="How bad.", examples=["error"])
    detail: str | None = Field(description="In words; null where hidden from you.", examples=["lacks its area code"])


class PersonToAsk(Output):
    id: uuid.UUID = Field(description="The person.", examples=[ID])
    name: str = Field(description="The person's name.", examples=["Wang Fang"])


class Candidate(Output):
    """A customer, or an earlier row of the file, that a row resembles."""

    customer_id: uuid.UUID | None = Field(description="The customer, where you may see it.", examples=[ID])
    name: str | None = Field(description="Its name, where you may see it.", examples=["Hafenwerk Pumpen GmbH"])
    row: int | None = Field(description="The earlier row of the file.", examples=[None])
    signals: list[Signal] = Field(
        description="What they have in common; of a customer beyond your scope it is not told.",
        examples=[["name", "phone"]],
    )
    ask: PersonToAsk | None = Field(description="Whom to ask about a customer beyond your scope.")


class ImportRowRead(Output):
    """One row: what the file said, what was understood, what became of it."""

    number: int = Field(description="Its number as a spreadsheet shows it.", examples=[17])
    state: RowState = Field(description="What became of it.", examples=["screening"])
    reason: str | None = Field(description="Why, as a code or in the words of who decided.", examples=["duplicate"])
    cells: list[str | None] = Field(
        description="The row's cells in the order of `columns`; null where hidden from you.",
        examples=[["Hafenwerk", "DE"]],
    )
    findings: list[RowFinding] = Field(description="What was found about it.")
    entered: dict[str, Any] = Field(description="What was understood, by field.", examples=[{"name": "Hafenwerk"}])
    customer_id: uuid.UUID | None = Field(
        description="The customer it would change, entered or changed, where you may see it.", examples=[ID]
    )
    candidates: list[Candidate] = Field(description="Whom it resembles.")
    decided_by: uuid.UUID | None = Field(description="Who decided on it.", examples=[None])
    decided_at: datetime | None = Field(description="When that was.", examples=[None])
    masked_fields: MaskedFields


class ImportMove(MoveBody):
    reason: Line | None = Field(default=None, description="Why, if there is more to say.", examples=[None])


class ScreeningDecision(Input):
    number: int = Field(ge=1, description="The row.", examples=[17])
    decision: Decision = Field(
        description="Enter it as a new customer, merge it into a known one, or turn it down.", examples=["merge"]
    )
    customer_id: uuid.UUID | None = Field(
        default=None, description="For `merge`: the customer; its only candidate when absent.", examples=[ID]
    )
    fill: Fill = Field(
        default=Fill.FILL_EMPTY, description="For `merge`: whether values replace those known, or only fill gaps."
    )
    reason: Line | None = Field(default=None, description="For `reject`: why.", examples=["out of business"])


class Screening(Input):
    decisions: list[ScreeningDecision] = Field(
        min_length=1, max_length=200, description="One decision a row; each stands or falls alone."
    )


class DecisionResult(Output):
    number: int = Field(description="The row.", examples=[17])
    status: int = Field(description="200 when decided, else the status of the refusal.", examples=[200])
    state: RowState | None = Field(description="What became of the row.", examples=["updated"])
    customer_id: uuid.UUID | None = Field(description="The customer entered or changed.", examples=[ID])
    problem: dict[str, Any] | None = Field(description="The refusal, a problem document.", examples=[None])


class ScreeningResult(Output):
    results: list[DecisionResult] = Field(description="One result a decision, in order.")
