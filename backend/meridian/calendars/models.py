"""Working calendars of the company and its departments."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Fault, Invalid, Problem

EMPTY_LIST = text("'[]'")


class Calendar(Versioned, Base):
    """A department's working hours. The one without a department is the company's: it serves all that have none.

    weekly: weekday → stretches `{start, end}`. exceptions: `{date, hours, reason}`, hours null for an ordinary day's.
    """

    __tablename__ = "working_calendar"
    __table_args__ = (UniqueConstraint("department_id", postgresql_nulls_not_distinct=True),)

    name: Mapped[str]
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    zone: Mapped[str]
    weekly: Mapped[dict[str, Any]]
    holiday_country: Mapped[str | None]
    holiday_subdivision: Mapped[str | None]
    exceptions: Mapped[list[Any]] = mapped_column(server_default=EMPTY_LIST)


class CalendarVersion(Base):
    """What a calendar said in each of its versions, kept by trigger: a deadline names the one it was counted by."""

    __tablename__ = "working_calendar_version"

    calendar_id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    zone: Mapped[str]
    weekly: Mapped[dict[str, Any]]
    holiday_country: Mapped[str | None]
    holiday_subdivision: Mapped[str | None]
    exceptions: Mapped[list[Any]]


# What broken constraints of calendars mean.


INTEGRITY: Mapping[str, Problem] = {
    "working_calendar_department_id_key": Conflict(
        msg("this department, or the company, has a calendar already"), reason="calendar_exists"
    ),
    "working_calendar_department_id_fkey": Invalid(
        errors=[Fault("/department_id", "unknown", msg("no such department"))],
    ),
    "deadline_live_key": Conflict(msg("this deadline runs already"), reason="deadline_runs"),
}
