"""The workflow of an import, as a table. Pure."""

from meridian.identity.permissions import Permission
from meridian.imports.events import IMPORT_CANCELLED, IMPORT_CHECKED, IMPORT_FAILED, IMPORT_FINISHED
from meridian.imports.rules import ImportState, begun, failed, goes_on, mapped, not_begun
from meridian.kernel.workflow.rules import Move, Workflow

S = ImportState
_RUN = Permission.IMPORT_RUN

IMPORT = Workflow(
    name="import",
    states=ImportState,
    start=S.UPLOADED,
    final=frozenset({S.FINISHED, S.CANCELLED}),
    moves=(
        # PUT …/mapping makes this move, the dry run the next.
        Move(
            "map",
            frozenset({S.UPLOADED, S.MAPPED, S.CHECKED, S.FAILED}),
            S.MAPPED,
            guards=(not_begun,),
            sets=mapped,
            effects=("start_check",),
            label_zh="设置映射",
        ),
        Move("check", frozenset({S.MAPPED}), S.CHECKED, events=(IMPORT_CHECKED,), label_zh="检查完成"),
        Move("start", frozenset({S.CHECKED}), S.RUNNING, _RUN, effects=("start_writing",), label_zh="开始导入"),
        Move("finish", frozenset({S.RUNNING}), S.FINISHED, events=(IMPORT_FINISHED,), label_zh="导入完成"),
        Move(
            "cancel",
            frozenset({S.UPLOADED, S.MAPPED, S.CHECKED, S.RUNNING, S.FAILED}),
            S.CANCELLED,
            _RUN,
            sets=goes_on,
            effects=("skip_pending_rows",),
            events=(IMPORT_CANCELLED,),
            label_zh="取消",
        ),
        Move("fail", frozenset({S.MAPPED, S.RUNNING}), S.FAILED, sets=failed, events=(IMPORT_FAILED,), label_zh="失败"),
        Move(
            "resume",
            frozenset({S.FAILED}),
            S.RUNNING,
            _RUN,
            guards=(begun,),
            sets=goes_on,
            effects=("start_writing",),
            label_zh="继续导入",
        ),
    ),
    labels_zh={
        S.UPLOADED: "已上传",
        S.MAPPED: "已映射",
        S.CHECKED: "已检查",
        S.RUNNING: "导入中",
        S.FINISHED: "已完成",
        S.CANCELLED: "已取消",
        S.FAILED: "失败",
    },
)
