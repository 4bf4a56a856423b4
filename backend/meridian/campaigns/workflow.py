"""The workflow of a campaign, as a table: started with its customers, then ended by hand or by its last day."""

from meridian.campaigns.events import CAMPAIGN_MOVED
from meridian.campaigns.rules import CampaignState, cancelled, days_left, ended, started
from meridian.identity.permissions import Permission
from meridian.kernel.workflow.rules import Move, Workflow

_DRAFT, _RUNNING, _ENDED, _CANCELLED = CampaignState
_WRITE = Permission.CAMPAIGN_WRITE
_TOLD = (CAMPAIGN_MOVED,)

CAMPAIGN = Workflow(
    "campaign",
    CampaignState,
    _DRAFT,
    frozenset({_ENDED, _CANCELLED}),
    (
        Move(
            "start",
            frozenset({_DRAFT}),
            _RUNNING,
            _WRITE,
            guards=(days_left,),
            sets=started,
            effects=("take_customers_in",),
            events=_TOLD,
            label_zh="启动",
        ),
        # By hand, or by the clock after its last day.
        Move(
            "end",
            frozenset({_RUNNING}),
            _ENDED,
            _WRITE,
            sets=ended,
            effects=("release_customers",),
            events=_TOLD,
            label_zh="结束",
        ),
        Move(
            "cancel",
            frozenset({_DRAFT, _RUNNING}),
            _CANCELLED,
            _WRITE,
            needs=("reason",),
            sets=cancelled,
            effects=("release_customers",),
            events=_TOLD,
            label_zh="取消",
        ),
    ),
    labels_zh={_DRAFT: "草稿", _RUNNING: "进行中", _ENDED: "已结束", _CANCELLED: "已取消"},
)
