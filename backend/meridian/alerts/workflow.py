"""The alert's workflow."""

from meridian.alerts.rules import AlertState
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

_OPEN, _ACKNOWLEDGED, _RESOLVED = AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.RESOLVED

ALERT = Workflow(
    "alert",
    AlertState,
    _OPEN,
    frozenset({_RESOLVED}),
    (
        Move("acknowledge", frozenset({_OPEN}), _ACKNOWLEDGED, Permission.ALERT_READ, label_zh="知悉"),
        Move("resolve", frozenset({_OPEN, _ACKNOWLEDGED}), _RESOLVED, label_zh="消除"),
    ),
    labels_zh={_OPEN: "待处理", _ACKNOWLEDGED: "已知悉", _RESOLVED: "已消除"},
)
