"""What broken constraints of calendars mean."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, Invalid, Problem

INTEGRITY: Mapping[str, Problem] = {
    "working_calendar_department_id_key": Conflict(
        msg("this department, or the company, has a calendar already"), reason="calendar_exists"
    ),
    "working_calendar_department_id_fkey": Invalid(
        errors=[Fault("/department_id", "unknown", msg("no such department"))],
    ),
    "deadline_live_key": Conflict(msg("this deadline runs already"), reason="deadline_runs"),
}
