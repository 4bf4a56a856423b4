"""The export's workflow."""

from meridian.exports.events import EXPORT_MOVED, EXPORT_PRODUCED, EXPORT_REQUESTED
from meridian.exports.rules import ExportState, another_person, decided, grown, produced, revoked
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

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
            sets=decided,
            effects=("start_production",),
            events=(EXPORT_MOVED,),
            label_zh="批准",
        ),
        Move(
            "deny",
            frozenset({_REQUESTED}),
            ExportState.DENIED,
            Permission.EXPORT_APPROVE,
            needs=("reason",),
            guards=(another_person,),
            sets=decided,
            events=(EXPORT_MOVED,),
            label_zh="驳回",
        ),
        # Few enough rows: nobody needs to be asked.
        Move("pass", frozenset({_REQUESTED}), _APPROVED, effects=("start_production",), label_zh="免审批通过"),
        # It has grown beyond what goes without approval before it was produced.
        Move("hold", frozenset({_APPROVED}), _REQUESTED, sets=grown, events=(EXPORT_REQUESTED,), label_zh="转为待审批"),
        # Who asked for it may not export any more.
        Move(
            "revoke", frozenset({_APPROVED}), ExportState.DENIED, sets=revoked, events=(EXPORT_MOVED,), label_zh="撤销"
        ),
        Move(
            "produce",
            frozenset({_APPROVED}),
            _PRODUCED,
            sets=produced,
            events=(EXPORT_PRODUCED,),
            label_zh="生成文件",
        ),
        Move("expire", frozenset({_PRODUCED}), ExportState.EXPIRED, events=(EXPORT_MOVED,), label_zh="过期"),
    ),
    labels_zh={
        _REQUESTED: "待审批",
        _APPROVED: "已批准",
        _PRODUCED: "已生成",
        ExportState.EXPIRED: "已过期",
        ExportState.DENIED: "已驳回",
    },
)
