"""Saved views."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.views.rules import Sharing, ViewedList

NONE = text("'[]'::jsonb")


class SavedView(Versioned, Base):
    """Conditions, order and columns of a list under a name.

    team_id, department_id: whom it is shared with, where it is shared with a team or a department.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("owner_id", "list_name", "name"),
        Index(None, "team_id", postgresql_where=text("team_id IS NOT NULL")),
        Index(None, "department_id", postgresql_where=text("department_id IS NOT NULL")),
    )

    list_name: Mapped[ViewedList]
    name: Mapped[str]
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    sharing: Mapped[Sharing] = mapped_column(server_default=Sharing.NOBODY)
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    conditions: Mapped[list[Any]] = mapped_column(server_default=NONE)
    sort: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    columns: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    widths: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))


# What a broken constraint of saved views means.


INTEGRITY: Mapping[str, Problem] = {
    "saved_view_owner_id_list_name_name_key": Conflict(msg("you have a view of this name"), reason="name_taken"),
}
