"""What a broken constraint of saved views means."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "saved_view_owner_id_list_name_name_key": Conflict(msg("you have a view of this name"), reason="name_taken"),
}
