"""What a broken constraint of planning means."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "roster_user_id_key": Conflict(msg("this person has a roster; change it instead"), reason="roster_taken"),
}
