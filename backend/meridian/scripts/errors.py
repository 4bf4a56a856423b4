"""What broken constraints of scripts mean."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "objection_code_key": Conflict(msg("an objection with this code exists already"), reason="code_taken"),
    "script_version_written_key": Conflict(
        msg("a version is being written already: change that one"), reason="draft_exists"
    ),
    "script_segment_id_fkey": Conflict(msg("a script or campaign is for this view"), reason="view_in_use"),
}
