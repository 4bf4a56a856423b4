"""`/v1/customers/{id}/revisit-form`."""

import uuid
from typing import Annotated

from fastapi import APIRouter

from meridian.identity.access import Reading, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route
from meridian.records import revisits

router = APIRouter(prefix="/v1/customers", tags=["records"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.RECORD_READ)]


@router.get("/{customer_id}/revisit-form")
async def get_customer_revisit_form(session: Reading, actor: Reader, customer_id: uuid.UUID) -> revisits.RevisitForm:
    """A revisit's form, filled with basics, people, installed products, orders, needs and last scores (RV-7..10)."""
    return await revisits.form(session, actor, customer_id)
