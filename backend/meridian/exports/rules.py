"""What an export may be, how long its file is kept, who may decide about it, what its moves set. Pure."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from meridian.kernel.language import msg
from meridian.kernel.workflow.rules import MoveContext, Refusal

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


PRODUCE_JOB = "exports.produce"


@dataclass(frozen=True, slots=True)
class Allowance:
    """The rows one person may take out unasked in so many days, and those exported and read page after page in them."""

    limit: int
    days: int
    exported: int
    read: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.exported - self.read)


@dataclass(frozen=True, slots=True)
class Decision:
    """Who asked for the export and who decides about it."""

    requested_by: uuid.UUID
    decided_by: uuid.UUID | None


def another_person(decision: Decision) -> Refusal | None:
    """Four eyes: nobody approves or denies what they asked for themselves (CR-10)."""
    if decision.decided_by == decision.requested_by:
        return Refusal("four_eyes", msg("another person decides about an export than the one who asked for it"))
    return None


def decided(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who approved or denied it, and why."""
    return {"decided_by": at.actor_id, "decided_at": at.now, "reason": at.reason}


def revoked(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Why who asked for it may not have it any more."""
    return {"reason": at.reason}


def grown(at: MoveContext[Any]) -> Mapping[str, Any]:
    """How many rows it has by now."""
    return {"row_count": at.given["row_count"]}


def produced(at: MoveContext[Any]) -> Mapping[str, Any]:
    """What the file is like, and how long it is kept."""
    names = ("rows_written", "size_bytes", "sha256", "shown_groups", "masked_columns")
    return {"produced_at": at.now, "expires_at": at.now + KEPT, **{name: at.given[name] for name in names}}
