"""The workflow of a script's versions, as a table. Pure."""

from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow
from meridian.scripts.events import SCRIPT_VERSION_MOVED
from meridian.scripts.rules import ScriptState, approved, is_whole, not_own_script, retired, submitted

_DRAFT, _SUBMITTED, _APPROVED, _RETIRED = ScriptState
_WRITE, _APPROVE = Permission.SCRIPT_WRITE, Permission.SCRIPT_APPROVE
_TOLD = (SCRIPT_VERSION_MOVED,)

VERSION = Workflow(
    "script_version",
    ScriptState,
    _DRAFT,
    frozenset({_RETIRED}),
    (
        Move(
            "submit",
            frozenset({_DRAFT}),
            _SUBMITTED,
            _WRITE,
            requires=(is_whole,),
            sets=submitted,
            events=_TOLD,
            label_zh="提交批准",
        ),
        Move("withdraw", frozenset({_SUBMITTED}), _DRAFT, _WRITE, events=_TOLD, label_zh="撤回"),
        Move(
            "return",
            frozenset({_SUBMITTED}),
            _DRAFT,
            _APPROVE,
            needs=("reason",),
            guards=(not_own_script,),
            events=_TOLD,
            label_zh="退回",
        ),
        Move(
            "approve",
            frozenset({_SUBMITTED}),
            _APPROVED,
            _APPROVE,
            guards=(not_own_script,),
            requires=(is_whole,),
            brings="retire_predecessor",
            sets=approved,
            events=_TOLD,
            label_zh="批准",
        ),
        Move(
            "discard",
            frozenset({_DRAFT}),
            _RETIRED,
            _WRITE,
            needs=("reason",),
            sets=retired,
            events=_TOLD,
            label_zh="放弃",
        ),
        Move(
            "retire",
            frozenset({_APPROVED}),
            _RETIRED,
            _APPROVE,
            needs=("reason",),
            sets=retired,
            events=_TOLD,
            label_zh="停用",
        ),
        # By the approval of the next version.
        Move("supersede", frozenset({_APPROVED}), _RETIRED, sets=retired, events=_TOLD, label_zh="被取代"),
    ),
    labels_zh={_DRAFT: "草稿", _SUBMITTED: "待批准", _APPROVED: "使用中", _RETIRED: "已停用"},
)
