"""A suspected pair, as a table: open, dismissed, merged. Pure."""

from meridian.duplicates.rules import PairState, decided
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

_OPEN, _DISMISSED, _MERGED = PairState.OPEN, PairState.DISMISSED, PairState.MERGED
_MERGE = Permission.CUSTOMER_MERGE

PAIR = Workflow(
    name="duplicate_pair",
    states=PairState,
    start=_OPEN,
    final=frozenset(),
    moves=(
        Move("dismiss", frozenset({_OPEN}), _DISMISSED, _MERGE, needs=("reason",), sets=decided, label_zh="不是重复"),
        Move("reopen", frozenset({_DISMISSED}), _OPEN, _MERGE, sets=decided, label_zh="重新判断"),
        # Merging the two makes this move, undoing it the next.
        Move("merge", frozenset({_OPEN, _DISMISSED}), _MERGED, sets=decided, label_zh="合并"),
        Move("undo_merge", frozenset({_MERGED}), _OPEN, sets=decided, label_zh="撤销合并"),
    ),
    labels_zh={_OPEN: "待判断", _DISMISSED: "非重复", _MERGED: "已合并"},
)
