"""Up to 200 customers in one request; each item succeeds or fails by itself."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlalchemy.exc import IntegrityError

from meridian.customers import members, service
from meridian.customers.errors import INTEGRITY
from meridian.customers.models import Customer
from meridian.customers.router import before_create
from meridian.customers.schemas_bulk import Bulk, BulkCreate, BulkUpdate, Unreadable
from meridian.customers.schemas_care import BulkHandover, BulkResult, ItemResult
from meridian.customers.service import BeforeCreate
from meridian.identity.access import Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.db import WriteSession
from meridian.kernel.handlers import IntegrityRules, pointer
from meridian.kernel.http import Route, trace_id
from meridian.kernel.problems import Fault, Invalid, Problem

router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)
_INTEGRITY = IntegrityRules(INTEGRITY)
Work = Callable[[], Awaitable[Customer]]


@router.post("/bulk")
async def bulk_customers(
    request: Request,
    session: Writing,
    actor: Annotated[Actor, allow(Permission.CUSTOMER_WRITE)],
    body: Bulk,
    before: Annotated[BeforeCreate, Depends(before_create)],
) -> BulkResult:
    """Enters and changes customers; a failed item leaves nothing behind and does not stop the others."""

    async def work(item: BulkCreate | BulkUpdate | Unreadable) -> Customer:
        if isinstance(item, Unreadable):
            raise Invalid(errors=_faults(item))
        if isinstance(item, BulkCreate):
            return await service.create(session, actor, item.data, before=before)
        return await service.update(session, actor, item.id, item.data, item.version)

    creates = {index for index, item in enumerate(body.items) if isinstance(item, BulkCreate)}
    results = [
        await _alone(request, session, index, 201 if index in creates else 200, lambda item=item: work(item))  # type: ignore[misc]
        for index, item in enumerate(body.items)
    ]
    return _summary(results)


@router.post("/transfers")
async def transfer_customers(
    request: Request,
    session: Writing,
    actor: Annotated[Actor, allow(Permission.CUSTOMER_TRANSFER)],
    body: BulkHandover,
) -> BulkResult:
    """Gives several customers another owner, with one handover note."""
    results = [
        await _alone(request, session, index, 200, lambda id=customer_id: members.transfer(session, actor, id, body))  # type: ignore[misc]
        for index, customer_id in enumerate(body.customer_ids)
    ]
    return _summary(results)


async def _alone(request: Request, session: WriteSession, index: int, status: int, work: Work) -> ItemResult:
    """Does the work of one item inside a savepoint; what it raises becomes the item's problem."""
    try:
        async with session.begin_nested():
            await session.set_reason(None)
            customer = await work()
    except (Problem, IntegrityError) as error:
        problem = error if isinstance(error, Problem) else _INTEGRITY.problem(error)
        document = problem.document(trace_id(request))
        return ItemResult(index=index, status=problem.status, id=None, version=None, problem=document)
    return ItemResult(index=index, status=status, id=customer.id, version=customer.version, problem=None)


def _faults(item: Unreadable) -> list[Fault]:
    """Faults of an item's shape, with pointers into its data."""
    return [Fault(pointer(_inside(error["loc"])), error["type"], error["msg"]) for error in item.errors]


def _inside(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return location[location.index("data") + 1 :] if "data" in location else location


def _summary(results: list[ItemResult]) -> BulkResult:
    failed = sum(result.problem is not None for result in results)
    return BulkResult(results=results, succeeded=len(results) - failed, failed=failed)
