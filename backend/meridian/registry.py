"""Every table, imported once: what Alembic compares with the database."""

from sqlalchemy import MetaData

from meridian.identity import models as identity
from meridian.kernel import clock_shift, events, history, idempotency, transitions
from meridian.kernel.tables import Base

TABLES = (identity, clock_shift, events, history, idempotency, transitions)
metadata: MetaData = Base.metadata
