"""The problems opportunities raise, and what broken constraints of their tables mean."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "opportunity_member_key": Conflict(msg("this person works on the opportunity already"), reason="member_already"),
    "opportunity_competitor_key": Conflict(msg("this competitor is listed already"), reason="competitor_listed"),
    "opportunity_follow_up_key": Conflict(msg("this contact is a follow-up of it already"), reason="follow_up_linked"),
    "contract_opportunity_key": Conflict(msg("the opportunity has its contract already"), reason="contract_exists"),
}


class Closed(Conflict):
    """The opportunity has ended: nothing about it changes any more."""

    def __init__(self, outcome: str) -> None:
        super().__init__(
            msg("the opportunity is {outcome}: it changes no more", outcome=outcome), reason="opportunity_closed"
        )
