"""How far the product's clock stands ahead of the machine's, where trials may move it."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from meridian.kernel.db.models import ClockShift
from meridian.kernel.db.session import Session, WriteSession


async def clock_shift(session: Session) -> timedelta:
    """What has been set; zero at first."""
    return (await session.execute(select(ClockShift.shift))).scalar_one()


async def set_clock(session: WriteSession, now: datetime | None) -> tuple[datetime, timedelta]:
    """Makes it `now` for the product, or the machine's time; returns the time it is then, and the shift."""
    machine = session.now - await clock_shift(session)
    ahead = timedelta(0) if now is None else now - machine
    await session.execute(update(ClockShift).values(shift=ahead))
    return machine + ahead, ahead
