"""Where `MERIDIAN_TEST_CLOCK` is on, how far the product's clock stands ahead of the machine's. One row."""

from datetime import timedelta

from sqlalchemy import CheckConstraint, Interval, text
from sqlalchemy.orm import Mapped, mapped_column

from meridian.kernel.tables import Base


class ClockShift(Base):
    __tablename__ = "clock_shift"
    __table_args__ = (CheckConstraint("one", name="one"),)

    one: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    shift: Mapped[timedelta] = mapped_column(Interval, server_default=text("'0'"))
