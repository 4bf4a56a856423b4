"""Exports and who downloaded them."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.exports.rules import ExportFormat, ExportState
from meridian.kernel.db.models import NOW, Base, Identified, Versioned
from meridian.policies.rules import SensitiveGroup


class Export(Versioned, Base):
    """A list of customers asked for: which, why, by whom, and the file made of it.

    api_key_id: the key it was asked for with; its rights bound the file. on_server: made by command on the server,
    with the whole company's rows. row_count: rows when it was asked for; rows_written: rows of the file.
    shown_groups: sensitive groups whose values stand in the file; masked_columns: columns left empty.
    """

    __tablename__ = "export"
    __table_args__ = (
        Index(None, "requested_by", "id"),
        Index(None, "department_id", "state", "id"),
        Index(None, "expires_at", postgresql_where=text("state = 'produced'")),
    )

    requested_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    api_key_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("api_key.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    on_server: Mapped[bool] = mapped_column(server_default=text("false"))
    state: Mapped[ExportState] = mapped_column(server_default=ExportState.REQUESTED)
    state_since: Mapped[datetime] = mapped_column(server_default=NOW)
    format: Mapped[ExportFormat]
    columns: Mapped[list[str]]
    filter: Mapped[dict[str, Any] | None]
    purpose: Mapped[str]
    row_count: Mapped[int]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    produced_at: Mapped[datetime | None]
    rows_written: Mapped[int | None]
    size_bytes: Mapped[int | None]
    sha256: Mapped[str | None]
    shown_groups: Mapped[list[SensitiveGroup]] = mapped_column(server_default=text("'{}'"))
    masked_columns: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    expires_at: Mapped[datetime | None]


class ExportDownload(Identified, Base):
    """One download of an export's file."""

    __tablename__ = "export_download"
    __table_args__ = (Index(None, "export_id", "id"),)

    export_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("export.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(server_default=NOW)
