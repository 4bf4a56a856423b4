"""What an export may be, how long its file is kept, and who may decide about it. Pure."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from meridian.kernel.workflow.rules import Refusal

KEPT = timedelta(days=7)
"""A produced file can be downloaded for this long; then it is deleted and the record of it stays."""
WORKBOOK_ROWS = 1_048_575
"""Rows a sheet holds below its heading."""


class ExportState(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    PRODUCED = "produced"
    EXPIRED = "expired"
    DENIED = "denied"


class ExportFormat(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


@dataclass(frozen=True, slots=True)
class Decision:
    """Who asked for the export and who decides about it."""

    requested_by: uuid.UUID
    decided_by: uuid.UUID | None


def another_person(decision: Decision) -> Refusal | None:
    """Four eyes: nobody approves or denies what they asked for themselves (CR-10)."""
    if decision.decided_by == decision.requested_by:
        return Refusal("four_eyes", "another person decides about an export than the one who asked for it")
    return None
