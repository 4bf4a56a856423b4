"""The problems plans raise, and what a broken constraint of their tables means."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "planned_contact_open_key": Conflict(
        msg("the same contact by the same method is planned for that day already"), reason="duplicate_item"
    ),
    "contact_plan_standing_key": Conflict(msg("this person has a running plan already"), reason="standing_plan_exists"),
}


class PlanNotOpen(Conflict):
    """The plan's state lets nobody change its items."""

    def __init__(self, state: str) -> None:
        super().__init__(
            msg("the plan is {state}: its items cannot be changed now", state=state), reason="plan_not_open"
        )
