"""Customers for tests: entered over the API, or straight into the database where the path does not matter."""

import uuid
from typing import Any

from meridian.customers import rules
from meridian.customers.models import Contact, Customer, Phone
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.world import PEOPLE, World


async def create_customer(api: Api, *, who: str = "rep", **fields: Any) -> dict[str, Any]:
    """Enters a customer over the API as `who` and returns what the API answered."""
    body = {"name": f"Customer {uuid.uuid4().hex[:8]}", "source_channel": "sales", **fields}
    answer = await api.post("/v1/customers", who=who, json=body, expect=201)
    record: dict[str, Any] = answer.json()
    return record


async def customer_in(
    db: Database, world: World, *, owner: str = "rep", phone: str | None = None, **columns: Any
) -> uuid.UUID:
    """Writes a customer of `owner` with one contact into the database; `phone` in E.164. Returns the customer's id."""
    _, department, team = PEOPLE[owner]
    name = columns.pop("name", f"Customer {uuid.uuid4().hex[:8]}")
    keys = rules.name_keys(name, columns.get("legal_name"), columns.get("short_name"))
    async with db.write(actor_id=world.people[owner]) as session:
        customer = Customer(
            **{
                "name": name,
                "name_key": keys.key,
                "name_search": keys.text,
                "name_terms": keys.terms,
                "source_channel": "sales",
                "owner_id": world.people[owner],
                "team_id": world.teams[team] if team else None,
                "department_id": world.departments[department],
                "obtained_at": session.now,
                "created_by": world.people[owner],
                "edited_by": world.people[owner],
                **columns,
            }
        )
        session.add(customer)
        await session.flush()
        if phone is not None:
            session.add(Phone(customer_id=customer.id, raw=phone, e164=phone, digits_reversed=phone[:0:-1]))
        return customer.id


async def contact_in(db: Database, customer_id: uuid.UUID, *, name: str = "Anna Petersen", **columns: Any) -> uuid.UUID:
    """Writes a person at that customer into the database. Returns the contact's id."""
    async with db.write() as session:
        contact = Contact(customer_id=customer_id, name=name, **columns)
        session.add(contact)
        await session.flush()
        return contact.id
