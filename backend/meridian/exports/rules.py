"""The export's workflow and how long its file is kept. Pure."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from meridian.identity.roles import Permission
from meridian.kernel.workflow import Move, Refusal, Workflow

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


_REQUESTED, _APPROVED, _PRODUCED = ExportState.REQUESTED, ExportState.APPROVED, ExportState.PRODUCED

EXPORT = Workflow(
    "export",
    ExportState,
    _REQUESTED,
    frozenset({ExportState.EXPIRED, ExportState.DENIED}),
    (
        Move(
            "approve",
            frozenset({_REQUESTED}),
            _APPROVED,
            Permission.EXPORT_APPROVE,
            guards=(another_person,),
            label_zh="批准",
        ),
        Move(
            "deny",
            frozenset({_REQUESTED}),
            ExportState.DENIED,
            Permission.EXPORT_APPROVE,
            needs=("reason",),
            guards=(another_person,),
            label_zh="驳回",
        ),
        # Few enough rows: nobody needs to be asked.
        Move("pass", frozenset({_REQUESTED}), _APPROVED, label_zh="免审批通过"),
        # It has grown beyond what goes without approval before it was produced.
        Move("hold", frozenset({_APPROVED}), _REQUESTED, label_zh="转为待审批"),
        # Who asked for it may not export any more.
        Move("revoke", frozenset({_APPROVED}), ExportState.DENIED, label_zh="撤销"),
        Move("produce", frozenset({_APPROVED}), _PRODUCED, label_zh="生成文件"),
        Move("expire", frozenset({_PRODUCED}), ExportState.EXPIRED, label_zh="过期"),
    ),
    labels_zh={
        _REQUESTED: "待审批",
        _APPROVED: "已批准",
        _PRODUCED: "已生成",
        ExportState.EXPIRED: "已过期",
        ExportState.DENIED: "已驳回",
    },
)
