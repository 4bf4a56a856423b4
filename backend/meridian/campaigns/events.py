"""What happens to campaigns: told to everybody who may read campaigns."""

from pydantic import Field

from meridian.campaigns.rules import CampaignState
from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType


class CampaignData(Data):
    state: CampaignState = Field(description="The state it is in now.", examples=["running"])


_READ = Permission.CAMPAIGN_READ
CAMPAIGN_CHANGED = EventType(
    "campaign.changed", "A campaign was entered or changed (MC-14).", CampaignData, customer=None, permission=_READ
)
CAMPAIGN_MOVED = EventType(
    "campaign.moved",
    "A campaign was started, ended or cancelled (MC-14).",
    CampaignData,
    customer=None,
    permission=_READ,
)
EVENTS = (CAMPAIGN_CHANGED, CAMPAIGN_MOVED)
