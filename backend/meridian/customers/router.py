"""`/v1/customers`: entering, reading and changing customers."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from meridian.customers import queries, service
from meridian.customers.schemas import CustomerCreate, CustomerRead, CustomerUpdate
from meridian.customers.service import BeforeCreate
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.http import Route, if_match, set_etag

router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
IfMatch = Annotated[int, Depends(if_match)]


async def before_create(request: Request) -> BeforeCreate:
    hook: BeforeCreate = request.app.state.before_customer_create
    return hook


@router.get("/{customer_id}")
async def get_customer(session: Reading, actor: Reader, customer_id: uuid.UUID, response: Response) -> CustomerRead:
    """The whole record with the company's phones, emails, messaging ids and external ids."""
    return _shown(await queries.read(session, actor, customer_id), response)


@router.post("", status_code=201)
async def create_customer(
    session: Writing,
    actor: Writer,
    body: CustomerCreate,
    before: Annotated[BeforeCreate, Depends(before_create)],
    response: Response,
) -> CustomerRead:
    """Enters a customer; it belongs to the actor unless an owner is named."""
    customer = await service.create(session, actor, body, before=before)
    response.headers["Location"] = f"/v1/customers/{customer.id}"
    return _shown(await queries.read_written(session, actor, customer.id), response)


@router.patch("/{customer_id}")
async def update_customer(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: CustomerUpdate, version: IfMatch, response: Response
) -> CustomerRead:
    """Merges the fields sent into the record: null clears, lists are replaced, `custom` is merged key by key."""
    await service.update(session, actor, customer_id, body, version)
    return _shown(await queries.read_written(session, actor, customer_id), response)


def _shown(customer: CustomerRead, response: Response) -> CustomerRead:
    set_etag(response, customer.version)
    return customer
