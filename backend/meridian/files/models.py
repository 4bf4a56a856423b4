"""Files and who downloaded them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import NOW, Base, Identified


class StoredFile(Identified, Base):
    """A file that somebody sent; its bytes are kept in the store by its id.

    Its record (subject_type, subject_id) stands in a domain above this one. Until it has one it is its sender's.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("(subject_type IS NULL) = (subject_id IS NULL)", name="record"),
        CheckConstraint("(subject_id IS NULL) = (attached_at IS NULL)", name="attached"),
        Index(None, "subject_id", "attached_at", "id", postgresql_where=text("subject_id IS NOT NULL")),
        Index(None, "uploaded_at", postgresql_where=text("subject_id IS NULL")),
        Index(None, "customer_id", "uploaded_at", "id", postgresql_where=text("customer_id IS NOT NULL")),
        Index(None, "uploaded_at", "id"),
    )

    name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(server_default=NOW)
    subject_type: Mapped[str | None]
    subject_id: Mapped[uuid.UUID | None]
    customer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    attached_at: Mapped[datetime | None]


class FileDownload(Identified, Base):
    """One download of a file (CR-10, MC-8). It outlives the file, so nothing ties the two."""

    __tablename__ = "file_download"
    __table_args__ = (Index(None, "file_id", "id"),)

    file_id: Mapped[uuid.UUID]
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    at: Mapped[datetime] = mapped_column(server_default=NOW)
