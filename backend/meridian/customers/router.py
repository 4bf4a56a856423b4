"""`/v1/customers`: entering, reading, changing and deciding about customers, also many in one request."""

import inspect
import uuid
from collections.abc import Awaitable, Callable
from functools import wraps
from inspect import Parameter
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Path, Request, Response

from meridian.customers import queries, service
from meridian.customers.business import queries as business_queries
from meridian.customers.business.schemas import CustomerSums
from meridian.customers.custom_fields import queries as custom_fields_queries
from meridian.customers.members import service as members_service
from meridian.customers.models import Customer
from meridian.customers.queries import CUSTOMERS
from meridian.customers.schemas import (
    Because,
    Bulk,
    BulkCreate,
    BulkHandover,
    BulkResult,
    BulkUpdate,
    CustomerCreate,
    CustomerLine,
    CustomerRead,
    CustomerUpdate,
    CustomerUpsert,
    GradeDecision,
    ItemResult,
    KeyDecision,
    Unreadable,
    VerificationMove,
)
from meridian.customers.service import TakeTurns, attempt_item
from meridian.customers.workflow import VERIFICATION
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.handlers import pointer
from meridian.kernel.http.route import Route, database, if_match, trace_id
from meridian.kernel.language import words_of_error
from meridian.kernel.listing import ListQuery, SearchBody, list_and_search, search_body
from meridian.kernel.listing.shown import Written
from meridian.kernel.openapi.problems import COUNTED
from meridian.kernel.problems import Fault, Invalid
from meridian.kernel.schemas import Code, Line, Page
from meridian.kernel.workflow.schemas import move_body

# What makes a list count as taking data out (CR-10); lists of other domains that tell people's data wear it too.


H = TypeVar("H", bound=Callable[..., Awaitable[Any]])


def counted(handler: H) -> H:
    """Decorator of a list's handler, under `list_and_search`: its rows count, and the answer tells the sum.

    Every list across customers whose rows tell what their people are called, how they are reached, or the values of
    customers' fields is such a list; tests/architecture/test_counted_lists.py holds them to it.
    """

    @wraps(handler)
    async def counting(*, request: Request, response: Response, **given: Any) -> Page[Any]:
        page: Page[Any] = await handler(**given)
        if told := await service.count(database(request), given["actor"], given["query"], len(page.items)):
            response.headers.update(told)
        return page

    own = (Parameter(kind.__name__.lower(), Parameter.KEYWORD_ONLY, annotation=kind) for kind in (Request, Response))
    signature = inspect.signature(handler)
    counting.__dict__ |= {
        "__signature__": signature.replace(parameters=[*signature.parameters.values(), *own]),
        COUNTED: True,
    }
    return counting  # type: ignore[return-value]


# `/v1/customers`: entering, reading, changing and deciding about customers.


router = APIRouter(prefix="/v1/customers", tags=["customers"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.CUSTOMER_READ)]
Writer = Annotated[Actor, allow(Permission.CUSTOMER_WRITE)]
Decider = Annotated[Actor, allow(Permission.CUSTOMER_DECIDE)]
IfMatch = Annotated[int, Depends(if_match)]
MoveName = Annotated[str, Path(description="`submit`, `verify` or `return`.", examples=["verify"])]
SourceName = Annotated[Code, Path(description="The other system.", examples=["erp"])]
SourceId = Annotated[Line, Path(max_length=200, description="The customer's id there.", examples=["K-10023"])]


async def before_customers(request: Request) -> TakeTurns:
    hook: TakeTurns = request.app.state.before_customers
    return hook


Turns = Annotated[TakeTurns, Depends(before_customers)]


async def query_of_list(request: Request, session: Reading) -> ListQuery:
    """The query string, fields of the company's own included."""
    return await custom_fields_queries.query_said(session, request.scope["query_string"])


async def query_of_search(body: SearchBody, session: Reading) -> ListQuery:
    """The body of the search, fields of the company's own included."""
    return await custom_fields_queries.parse_search(session, body)


query_of_search.__annotations__["body"] = search_body(CUSTOMERS)  # FastAPI documents the list's own model


@router.get("/{customer_id}")
async def get_customer(session: Reading, actor: Reader, customer_id: uuid.UUID) -> Written[CustomerRead]:
    """The whole record with the company's phones, emails, messaging ids and external ids."""
    return await queries.read(session, actor, customer_id)


@list_and_search(router, "", CUSTOMERS, read_list=query_of_list, read_search=query_of_search)
@counted
async def list_customers(session: Reading, actor: Reader, query: ListQuery) -> Page[CustomerLine]:
    """Customers in your scope, the newest first; archived ones only when asked for.

    The company's own fields filter too, by `custom.<key>` with the operators of their type: `custom.port=ningbo`,
    `custom.fair_year.gte=2025`, `custom.vip.null=true`. One that is not in use is unknown: 422.

    Rows read page after page are counted like exported ones (CR-10): `Meridian-Rows-Read` tells how many you have read,
    the limit and the days it holds for. Beyond it exports wait for an approval, and who approves them is told.
    """
    return await queries.page(session, actor, query)


@router.post("", status_code=201)
async def create_customer(
    session: Writing, actor: Writer, body: CustomerCreate, take_turns: Turns
) -> Written[CustomerRead]:
    """Enters a customer; it belongs to you unless another owner is named."""
    customer = await service.create(session, actor, body, *await take_turns(session, actor, [body]))
    return await queries.read_written(session, actor, customer.id)


@router.patch("/{customer_id}")
async def update_customer(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: CustomerUpdate, version: IfMatch
) -> Written[CustomerRead]:
    """Merges the fields sent into the record: null clears, lists are replaced, `custom` is merged key by key."""
    await service.update(session, actor, customer_id, body, version)
    return await queries.read_written(session, actor, customer_id)


@router.get("/by-external/{source}/{value}")
async def get_customer_by_external_id(
    session: Reading, actor: Reader, source: SourceName, value: SourceId
) -> Written[CustomerRead]:
    """The customer that another system knows by this id."""
    return await queries.read_by_external_id(session, actor, source, value)


@router.put("/by-external/{source}/{value}", responses={201: {"model": CustomerRead, "description": "Entered."}})
async def put_customer_by_external_id(
    session: Writing,
    actor: Writer,
    source: SourceName,
    value: SourceId,
    body: CustomerUpsert,
    take_turns: Turns,
    response: Response,
) -> Written[CustomerRead]:
    """Enters the customer that another system knows by this id, or merges into it. Safe to repeat and to race."""
    customer, new = await service.upsert(session, actor, source, value, body, take_turns)
    if new:
        response.status_code = 201
    return await queries.read_written(session, actor, customer.id)


@router.post("/{customer_id}/archive")
async def archive_customer(
    session: Writing, actor: Writer, customer_id: uuid.UUID, body: Because, version: IfMatch
) -> Written[CustomerRead]:
    """Puts the customer aside; its record stays."""
    await service.archive(session, actor, customer_id, version, body.reason)
    return await queries.read_written(session, actor, customer_id)


@router.post("/{customer_id}/unarchive")
async def unarchive_customer(
    session: Writing, actor: Writer, customer_id: uuid.UUID, version: IfMatch
) -> Written[CustomerRead]:
    """Takes an archived customer up again."""
    await service.unarchive(session, actor, customer_id, version)
    return await queries.read_written(session, actor, customer_id)


@router.post("/{customer_id}/moves/{move}")
async def move_customer_verification(
    session: Writing,
    actor: Reader,
    customer_id: uuid.UUID,
    move: MoveName,
    body: Annotated[VerificationMove, move_body(VERIFICATION, VerificationMove)],
    version: IfMatch,
) -> Written[CustomerRead]:
    """A move of the verification. Key customers are verified by another person than submitted or changed them last."""
    await service.move_verification(session, actor, customer_id, move, body, version)
    return await queries.read_written(session, actor, customer_id)


@router.put("/{customer_id}/key")
async def decide_key_customer(
    session: Writing, actor: Decider, customer_id: uuid.UUID, body: KeyDecision, version: IfMatch
) -> Written[CustomerRead]:
    """Makes it a key customer, which awaits its second check, or an ordinary one again."""
    await service.decide_key(session, actor, customer_id, body, version)
    return await queries.read_written(session, actor, customer_id)


@router.put("/{customer_id}/grade")
async def decide_customer_grade(
    session: Writing, actor: Decider, customer_id: uuid.UUID, body: GradeDecision, version: IfMatch
) -> Written[CustomerRead]:
    """Sets the grade, with a reason."""
    await service.decide_grade(session, actor, customer_id, body, version)
    return await queries.read_written(session, actor, customer_id)


@router.post("/sums")
async def sum_up_customers(
    session: Reading, actor: Reader, query: Annotated[ListQuery, Depends(query_of_search)]
) -> CustomerSums:
    """What the customers of a search come to together, for up to 10,000; its sort, limit and cursor do not matter."""
    return await business_queries.read(session, actor, query)


# Up to 200 customers in one request; each item succeeds or fails by itself.


@router.post("/bulk")
async def bulk_customers(
    request: Request,
    session: Writing,
    actor: Annotated[Actor, allow(Permission.CUSTOMER_WRITE)],
    body: Bulk,
    take_turns: Turns,
) -> BulkResult:
    """Enters and changes customers; a failed item leaves nothing behind and does not stop the others."""

    async def work(item: BulkCreate | BulkUpdate | Unreadable) -> Customer:
        if isinstance(item, Unreadable):
            raise Invalid(errors=_faults(item))
        if isinstance(item, BulkCreate):
            return await service.create(session, actor, item.data, next(checks))
        return await service.update(session, actor, item.id, item.data, item.version)

    new = [item.data for item in body.items if isinstance(item, BulkCreate)]
    checks = iter(await take_turns(session, actor, new))
    changed = [item.id for item in body.items if isinstance(item, BulkUpdate)]
    await queries.lock_all(session, actor, changed, Permission.CUSTOMER_WRITE)
    creates = {index for index, item in enumerate(body.items) if isinstance(item, BulkCreate)}
    results = [
        await attempt_item(
            trace_id(request),
            session,
            index,
            201 if index in creates else 200,
            lambda item=item: work(item),  # type: ignore[misc]
        )
        for index, item in enumerate(body.items)
    ]
    return _summary(results)


@router.post("/transfers")
async def transfer_customers(
    request: Request, session: Writing, actor: Annotated[Actor, allow(Permission.CUSTOMER_TRANSFER)], body: BulkHandover
) -> BulkResult:
    """Gives several customers another owner, with one handover note."""
    await queries.lock_all(session, actor, body.customer_ids, Permission.CUSTOMER_TRANSFER)
    results = [
        await attempt_item(
            trace_id(request),
            session,
            index,
            200,
            lambda id=customer_id: members_service.transfer(session, actor, id, body),  # type: ignore[misc]
        )
        for index, customer_id in enumerate(body.customer_ids)
    ]
    return _summary(results)


def _faults(item: Unreadable) -> list[Fault]:
    """Faults of an item's shape, with pointers into its data."""
    return [Fault(pointer(_inside(error["loc"])), error["type"], words_of_error(error)) for error in item.errors]


def _inside(location: tuple[int | str, ...]) -> tuple[int | str, ...]:
    return location[location.index("data") + 1 :] if "data" in location else location


def _summary(results: list[ItemResult]) -> BulkResult:
    failed = sum(result.problem is not None for result in results)
    return BulkResult(results=results, succeeded=len(results) - failed, failed=failed)
