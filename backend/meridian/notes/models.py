"""Notes."""

import uuid
from datetime import date

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.db.models import Base, Versioned
from meridian.notes.rules import NoteCategory, NoteTopic


class Note(Versioned, Base):
    """Something learned of the market or said by a customer. Without a customer it is about whom its industry, country
    or competitor names; observed_on: the day it was so.
    """

    __tablename__ = "note"
    __table_args__ = (
        Index(None, "created_at", "id"),
        Index(None, "customer_id", "id", postgresql_where=text("customer_id IS NOT NULL")),
        Index(None, "country", "id", postgresql_where=text("country IS NOT NULL")),
        Index("note_industry_idx", text("lower(industry)"), "id", postgresql_where=text("industry IS NOT NULL")),
        Index(None, "author_id", "id"),
    )

    topic: Mapped[NoteTopic]
    category: Mapped[NoteCategory]
    text: Mapped[str]
    customer_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    industry: Mapped[str | None]
    country: Mapped[str | None]
    competitor: Mapped[str | None]
    learned_from: Mapped[str | None]
    observed_on: Mapped[date | None]
    author_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
