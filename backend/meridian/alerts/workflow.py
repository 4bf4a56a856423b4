"""The alert's workflow, as a table. Pure."""

from meridian.alerts.events import ALERT_ACKNOWLEDGED, ALERT_RESOLVED
from meridian.alerts.rules import AlertState, acknowledged, owners_own, resolved
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

_OPEN, _ACKNOWLEDGED, _RESOLVED = AlertState.OPEN, AlertState.ACKNOWLEDGED, AlertState.RESOLVED

ALERT = Workflow(
    "alert",
    AlertState,
    _OPEN,
    frozenset({_RESOLVED}),
    (
        Move(
            "acknowledge",
            frozenset({_OPEN}),
            _ACKNOWLEDGED,
            Permission.ALERT_READ,
            guards=(owners_own,),
            sets=acknowledged,
            events=(ALERT_ACKNOWLEDGED,),
            label_zh="知悉",
        ),
        # Facts do it: see sync.py.
        Move(
            "resolve",
            frozenset({_OPEN, _ACKNOWLEDGED}),
            _RESOLVED,
            sets=resolved,
            events=(ALERT_RESOLVED,),
            label_zh="消除",
        ),
    ),
    labels_zh={_OPEN: "待处理", _ACKNOWLEDGED: "已知悉", _RESOLVED: "已消除"},
)
