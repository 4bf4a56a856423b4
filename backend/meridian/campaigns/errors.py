"""What broken constraints of campaigns mean."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem, fault

_UNKNOWN = msg("there is no such campaign")
INTEGRITY: Mapping[str, Problem] = {
    "campaign_segment_id_fkey": Conflict(msg("a script or campaign is for this view"), reason="view_in_use"),
    # A source may name any campaign there is: customers and opportunities stand below.
    "customer_campaign_id_fkey": fault("/campaign_id", "unknown_campaign", _UNKNOWN),
    "opportunity_campaign_id_fkey": fault("/campaign_id", "unknown_campaign", _UNKNOWN),
}
