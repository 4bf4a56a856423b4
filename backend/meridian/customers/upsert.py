"""A customer by its id in another system: entered when unknown, else merged (api.md, external ids)."""

from sqlalchemy import func, select

from meridian.customers import queries, service
from meridian.customers.models import Customer, ExternalId
from meridian.customers.schemas import CustomerCreate
from meridian.customers.schemas_bulk import CustomerUpsert
from meridian.customers.service import BeforeCreate
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession

ON_ENTERING = frozenset({"grade", "owner_id", "obtained_at", "allow_duplicate"})


async def upsert(
    session: WriteSession, actor: Actor, source: str, value: str, body: CustomerUpsert, *, before: BeforeCreate
) -> tuple[Customer, bool]:
    """The customer, and whether it is new. Two at once make one customer: they take turns by a lock on the id.

    404 when the id belongs to a customer outside the actor's scope.
    """
    await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"external_id:{source}:{value}", 0))))
    given = body.model_dump()
    learned_at = given.pop("learned_at", None)
    own = {"source": source, "value": value}
    if own not in given.get("external_ids", [own]):
        given["external_ids"].append(own)
    customer_id = await session.scalar(
        select(ExternalId.customer_id).where(ExternalId.source == source, ExternalId.value == value)
    )
    if customer_id is None:
        given.setdefault("external_ids", [own])
        return await service.create(session, actor, CustomerCreate.model_validate(given), before=before), True
    customer = await queries.load(session, actor, customer_id, permission=Permission.CUSTOMER_WRITE, lock=True)
    service.refuse_archived(customer)
    reason = given.pop("reason", None)
    fields = {name: field for name, field in given.items() if name not in ON_ENTERING}
    await service.change(session, actor, customer, fields, reason, learned_at)
    return customer, False
