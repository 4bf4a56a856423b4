"""What is kept beside a customer because it follows from its data: search terms, completeness."""

from sqlalchemy import select

from meridian.customers import rules
from meridian.customers.models import Customer
from meridian.customers.queries_read import PRESENCE
from meridian.kernel.db import WriteSession


def names(customer: Customer) -> None:
    """Keys under which the names are found."""
    customer.name_key = " ".join(customer.name.casefold().split())


async def refresh_completeness(session: WriteSession, customer: Customer) -> None:
    """Counts the file's facts anew, the phones, emails and contacts just written among them (TS-13)."""
    await session.flush()
    there = (await session.execute(select(*PRESENCE).where(Customer.id == customer.id))).one()
    record = {column.key: getattr(customer, column.key) for column in Customer.__table__.c}
    customer.completeness = rules.completeness(record | dict(there._mapping)).score
    await session.flush()
