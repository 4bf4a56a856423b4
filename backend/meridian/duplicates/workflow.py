"""A suspected pair, as a table: open, dismissed, merged. Pure."""

from meridian.duplicates.rules import PairState
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

PAIR = Workflow(
    name="duplicate_pair",
    states=PairState,
    start=PairState.OPEN,
    final=frozenset(),
    moves=(
        Move(
            "dismiss",
            frozenset({PairState.OPEN}),
            PairState.DISMISSED,
            Permission.CUSTOMER_MERGE,
            needs=("reason",),
            label_zh="不是重复",
        ),
        Move(
            "reopen", frozenset({PairState.DISMISSED}), PairState.OPEN, Permission.CUSTOMER_MERGE, label_zh="重新判断"
        ),
        Move("merge", frozenset({PairState.OPEN, PairState.DISMISSED}), PairState.MERGED, label_zh="合并"),
        Move("undo_merge", frozenset({PairState.MERGED}), PairState.OPEN, label_zh="撤销合并"),
    ),
    labels_zh={PairState.OPEN: "待判断", PairState.DISMISSED: "非重复", PairState.MERGED: "已合并"},
)
