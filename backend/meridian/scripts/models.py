"""Scripts, their versions, people's own wording, and the catalogue of objections."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Versioned
from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem
from meridian.scripts.rules import Scenario, ScriptState


class Script(Versioned, Base):
    """For whom something is said: what its versions are versions of. A scope that is null holds for all.

    segment_id: a saved view that everybody sees. languages: those it is spoken in, the first one first.
    """

    __tablename__ = "script"
    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "product_id", postgresql_where=text("product_id IS NOT NULL")),
        Index(None, "market_id", postgresql_where=text("market_id IS NOT NULL")),
        Index(None, "segment_id", postgresql_where=text("segment_id IS NOT NULL")),
    )

    name: Mapped[str]
    name_zh: Mapped[str]
    scenario: Mapped[Scenario | None]
    product_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("product.id"))
    market_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("market.id"))
    segment_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("saved_view.id"))
    languages: Mapped[list[str]]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


class ScriptVersion(Versioned, Base):
    """What a script says. At most one version of a script is in use, and at most one is being written."""

    __tablename__ = "script_version"
    __table_args__ = (
        UniqueConstraint("script_id", "number"),
        Index("script_version_in_use_key", "script_id", unique=True, postgresql_where=text("state = 'approved'")),
        Index(
            "script_version_written_key",
            "script_id",
            unique=True,
            postgresql_where=text("state IN ('draft', 'submitted')"),
        ),
    )

    script_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("script.id"))
    number: Mapped[int]
    state: Mapped[ScriptState] = mapped_column(server_default=ScriptState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    note: Mapped[str | None]
    content: Mapped[dict[str, Any]]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    approved_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]


class ScriptAdaptation(Versioned, Base):
    """A person's own wording of parts of a version: text by language, by the part's key."""

    __tablename__ = "script_adaptation"
    __table_args__ = (UniqueConstraint("version_id", "user_id"), Index(None, "user_id", "id"))

    version_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("script_version.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    sections: Mapped[dict[str, Any]]


class Objection(Versioned, Base):
    """An objection customers raise: what the codes of contact records mean."""

    __tablename__ = "objection"
    __table_args__ = (Index(None, "position", "id"),)

    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_zh: Mapped[str]
    position: Mapped[int] = mapped_column(server_default=text("0"))
    active: Mapped[bool] = mapped_column(server_default=text("true"))


# What broken constraints of scripts mean.


INTEGRITY: Mapping[str, Problem] = {
    "objection_code_key": Conflict(msg("an objection with this code exists already"), reason="code_taken"),
    "script_version_written_key": Conflict(
        msg("a version is being written already: change that one"), reason="draft_exists"
    ),
    "script_segment_id_fkey": Conflict(msg("a script or campaign is for this view"), reason="view_in_use"),
}
