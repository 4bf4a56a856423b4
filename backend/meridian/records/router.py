"""`/v1/call-records`, `/v1/contact-records`, `/v1/call-days`, `/v1/customers/{id}/revisit-form`."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from meridian.calendars.schemas import Zone
from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.language import msg
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.listing.shown import Written
from meridian.kernel.problems import fault
from meridian.kernel.schemas import Day, Page
from meridian.records import queries, schemas, service
from meridian.records.context import AfterLogging
from meridian.records.schemas import (
    CallCompletion,
    CallRecordCreate,
    ContactRecordCorrect,
    ContactRecordCreate,
    ContactRecordLogged,
    ContactRecordRead,
)

# `/v1/call-records` and `/v1/contact-records`: what was said and what follows, logged in one request.


router = APIRouter(prefix="/v1", tags=["records"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.RECORD_READ)]
Writer = Annotated[Actor, allow(Permission.RECORD_WRITE)]
Version = Annotated[int, Depends(if_match)]
MOST_TEAMS = 20
MOST_DAYS = 800


async def after_logging(request: Request) -> AfterLogging:
    hook: AfterLogging = request.app.state.after_logging
    return hook


After = Annotated[AfterLogging, Depends(after_logging)]
REPEATED: dict[int | str, dict[str, Any]] = {
    200: {"model": ContactRecordLogged, "description": "It was logged before, under this source and external_id."}
}


@router.post("/call-records", status_code=201, responses=REPEATED)
async def create_call_record(
    session: Writing, actor: Writer, body: CallRecordCreate, after: After, response: Response
) -> Written[ContactRecordLogged]:
    """Logs a call with all that follows from it, or nothing of it (OT-15).

    A connected call needs the fields policy names. It updates the customer, closes the planned contact it carries out,
    plans the next one in the author's running follow-up plan, notes needs, passes a question on, reports a complaint,
    and on do-not-call ends every later planned call. The same `source` and `external_id` are logged once: repeated,
    the answer is 200 with what was logged. A call logged after `call_log_deadline_minutes` is marked late.
    """
    record, new = await service.log(session, actor, body, hook=after)
    return _logged(response, record, new)


@list_and_search(router, "/call-records", queries.CALLS)
@counted
async def list_call_records(session: Reading, actor: Reader, query: ListQuery) -> Page[ContactRecordRead]:
    """Calls with customers you see, latest first."""
    return await queries.page(session, actor, query, calls=True)


@router.get("/call-records/{record_id}")
async def get_call_record(session: Reading, actor: Reader, record_id: uuid.UUID) -> ContactRecordRead:
    """One call."""
    return await queries.read(session, actor, record_id, calls=True)


@router.patch("/call-records/{record_id}")
async def correct_call_record(
    session: Writing, actor: Writer, record_id: uuid.UUID, body: ContactRecordCorrect, version: Version
) -> ContactRecordRead:
    """Corrects what was written, with a reason; the history keeps what it was. Records are never deleted."""
    await service.correct(session, actor, record_id, body, version, calls=True)
    return await queries.read(session, actor, record_id)


@router.post("/call-records/{record_id}/completion")
async def complete_call_record(
    session: Writing, actor: Writer, record_id: uuid.UUID, body: CallCompletion, after: After
) -> Written[ContactRecordLogged]:
    """Tells what was said in a call that the switch began to log (`to_be_completed`), with all that follows from it.

    Its author does, and nobody else; it needs what a call logged at once needs, and is late after `complete_by`.
    """
    return Written(await service.complete(session, actor, record_id, body, after))


@router.post("/contact-records", status_code=201, responses=REPEATED)
async def create_contact_record(
    session: Writing, actor: Writer, body: ContactRecordCreate, after: After, response: Response
) -> Written[ContactRecordLogged]:
    """Logs a visit, meeting, mail or message with all that follows from it, as calls are logged.

    A revisit needs what was said, what came of it and the four scores (RV-10, RV-12).
    """
    record, new = await service.log(session, actor, body, hook=after)
    return _logged(response, record, new)


@list_and_search(router, "/contact-records", queries.RECORDS)
@counted
async def list_contact_records(session: Reading, actor: Reader, query: ListQuery) -> Page[ContactRecordRead]:
    """Contacts by every method, calls too, with customers you see, latest first."""
    return await queries.page(session, actor, query, calls=False)


@router.get("/contact-records/{record_id}")
async def get_contact_record(session: Reading, actor: Reader, record_id: uuid.UUID) -> ContactRecordRead:
    """One contact by any method."""
    return await queries.read(session, actor, record_id)


@router.patch("/contact-records/{record_id}")
async def correct_contact_record(
    session: Writing, actor: Writer, record_id: uuid.UUID, body: ContactRecordCorrect, version: Version
) -> ContactRecordRead:
    """Corrects what was written, with a reason; the history keeps what it was. Records are never deleted."""
    await service.correct(session, actor, record_id, body, version, calls=False)
    return await queries.read(session, actor, record_id)


@router.get("/call-days")
async def list_call_days(
    session: Reading,
    actor: Reader,
    first: Annotated[Day, Query(description="From which day on.", examples=["2026-02-10"])],
    last: Annotated[Day, Query(description="Up to which day, at most 800 in all.", examples=["2026-03-10"])],
    zone: Annotated[Zone | None, Query(description="On whose clock; yours by default.")] = None,
    team_id: Annotated[
        list[uuid.UUID] | None,
        Query(max_length=MOST_TEAMS, description="Only calls of these teams; of everybody by default."),
    ] = None,
) -> schemas.CallDays:
    """How many calls each day had with customers in your scope, and how many of them reached somebody (TS-2)."""
    if last < first:
        raise fault("/query/last", "out_of_range", msg("must not lie before the first day"))
    if (last - first).days >= MOST_DAYS:
        raise fault("/query/last", "out_of_range", msg("must lie within {most} days of the first day", most=MOST_DAYS))
    return await queries.call_days(session, actor, first, last, zone or actor.zone, team_id)


def _logged(response: Response, record: dict[str, Any], new: bool) -> Written[ContactRecordLogged]:
    if not new:
        response.status_code = 200
    return Written(record)


# `/v1/customers/{id}/revisit-form`.


revisits_router = APIRouter(prefix="/v1/customers", tags=["records"], route_class=Route)


@revisits_router.get("/{customer_id}/revisit-form")
async def get_customer_revisit_form(session: Reading, actor: Reader, customer_id: uuid.UUID) -> schemas.RevisitForm:
    """A revisit's form, filled with basics, people, installed products, orders, needs and last scores (RV-7..10)."""
    return await queries.revisit_form(session, actor, customer_id)
