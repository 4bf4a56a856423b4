"""Imports and their rows. A row keeps what the file said, what was understood, and what became of it."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from meridian.imports.rules import ANSWERED, ImportKind, ImportState, RowState, Signal
from meridian.kernel.db.models import Base, Identified, Versioned

EMPTY = text("'{}'")
EMPTY_LIST = text("'[]'")
ZERO = text("0")
_SUM = " + ".join(f"count_{state}" for state in ANSWERED)


class Import(Versioned, Base):
    """One file on its way in. Team and department are its sender's at that time and scope it.

    permissions: what the program that sent it was allowed, null for a person. written_up_to: rows up to this number
    have their answer. corrects_id: the import whose rejected rows this file brings back.
    """

    __tablename__ = "import"
    __table_args__ = (
        CheckConstraint(f"state <> 'finished' OR rows = {_SUM}", name="accounted"),
        Index(None, "created_by", "id"),
        Index(None, "team_id", "id"),
        Index(None, "department_id", "id"),
        Index(None, "corrects_id", postgresql_where=text("corrects_id IS NOT NULL")),
    )

    kind: Mapped[ImportKind]
    state: Mapped[ImportState] = mapped_column(server_default=ImportState.UPLOADED)
    state_since: Mapped[datetime]
    file_name: Mapped[str]
    file_path: Mapped[str]
    file_size: Mapped[int]
    file_sha256: Mapped[str]
    format: Mapped[dict[str, Any]]
    columns: Mapped[list[Any]]
    sheets: Mapped[list[str]] = mapped_column(server_default=EMPTY)
    mapping: Mapped[dict[str, Any] | None]
    mapping_number: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    failure: Mapped[str | None]

    rows: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_to_create: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_to_update: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_created: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_updated: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_unchanged: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_rejected: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_screening: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    count_skipped: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    rows_checked: Mapped[int] = mapped_column(Integer, server_default=ZERO)
    written_up_to: Mapped[int] = mapped_column(Integer, server_default=ZERO)

    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    api_key_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("api_key.id"))
    team_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("team.id"))
    department_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("department.id"))
    corrects_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("import.id"))


class ImportRow(Identified, Base):
    """One row of the file.

    number: as a spreadsheet shows it. entered: what was understood, ready to be written. The keys beside it are what it
    is compared by. customer_id: whom it would change or did write. candidates: whom it resembles. twin: the number
    of an earlier row that it repeats. reason: why it was skipped, screened or rejected.
    """

    __tablename__ = "import_row"
    __table_args__ = (Index("import_row_import_id_number_key", "import_id", "number", unique=True),)

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("import.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    cells: Mapped[list[str]]
    state: Mapped[RowState]
    findings: Mapped[list[Any]] = mapped_column(server_default=EMPTY_LIST)
    entered: Mapped[dict[str, Any]] = mapped_column(server_default=EMPTY)
    key: Mapped[str | None]
    name_key: Mapped[str | None]
    country: Mapped[str | None]
    website_domain: Mapped[str | None]
    emails: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=EMPTY)
    phones: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default=EMPTY)
    customer_id: Mapped[uuid.UUID | None]
    twin: Mapped[int | None] = mapped_column(Integer)
    twin_signal: Mapped[Signal | None]
    candidates: Mapped[list[Any]] = mapped_column(server_default=EMPTY_LIST)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
