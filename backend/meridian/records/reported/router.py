"""`/v1/phone-calls` and `/v1/email-messages`: what telephone and mail systems report."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from meridian.customers.router import counted
from meridian.identity.access import Reading, Writing, allow
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route, if_match
from meridian.kernel.listing import ListQuery, list_and_search
from meridian.kernel.schemas import Page
from meridian.plans.rules import Method
from meridian.records.reported import queries, service
from meridian.records.reported.schemas import Attach, EmailMessageRead, EmailReport, PhoneCallRead, PhoneCallReport

router = APIRouter(prefix="/v1", tags=["records"], route_class=Route)
Reader = Annotated[Actor, allow(Permission.RECORD_READ)]
Writer = Annotated[Actor, allow(Permission.RECORD_WRITE)]
Version = Annotated[int, Depends(if_match)]
CALL_AGAIN: dict[int | str, dict[str, Any]] = {
    200: {"model": PhoneCallRead, "description": "It was reported before: this is what is known now."}
}
MESSAGE_AGAIN: dict[int | str, dict[str, Any]] = {
    200: {"model": EmailMessageRead, "description": "It was reported before: this is what is known now."}
}


@router.post("/phone-calls", status_code=201, responses=CALL_AGAIN)
async def report_phone_call(
    session: Writing, actor: Writer, body: PhoneCallReport, response: Response
) -> PhoneCallRead:
    """Tells what a switch knows of a call; again, under the same `source` and `external_id`, when it knows more.

    Reports may come late, twice and in any order: times widen, an outcome only ever becomes more. The customer and the
    person are those who alone have the number, unless named. Once the call is over its contact record is there under
    the same id: whole when nobody was reached; `to_be_completed` when somebody was, until its author completes it, in
    time by `call_log_deadline_minutes` (OT-15). A call with somebody unknown waits to be attached; one that we missed
    waits to be called back.
    """
    call, new = await service.report_call(session, actor, body)
    response.status_code = 201 if new else 200
    return await queries.read_call(session, actor, call.id)


@list_and_search(router, "/phone-calls", queries.PHONE_CALLS)
@counted
async def list_phone_calls(session: Reading, actor: Reader, query: ListQuery) -> Page[PhoneCallRead]:
    """Calls that switches reported, yours and those of people whose work you see, latest first."""
    return await queries.page_of_calls(session, actor, query)


@router.get("/phone-calls/{call_id}")
async def get_phone_call(session: Reading, actor: Reader, call_id: uuid.UUID) -> PhoneCallRead:
    """One call as the switch knows it."""
    return await queries.read_call(session, actor, call_id)


@router.post("/phone-calls/{call_id}/customer")
async def attach_phone_call(
    session: Writing, actor: Writer, call_id: uuid.UUID, body: Attach, version: Version
) -> PhoneCallRead:
    """Says with whom a call was; its contact record follows. 409 once there is one."""
    await service.attach(session, actor, call_id, Method.PHONE, body, version)
    return await queries.read_call(session, actor, call_id)


@router.post("/email-messages", status_code=201, responses=MESSAGE_AGAIN)
async def report_email_message(
    session: Writing, actor: Writer, body: EmailReport, response: Response
) -> EmailMessageRead:
    """Tells of an e-mail that came or went, once for its Message-ID, whichever mailboxes report it.

    Who of ours it was, which side began and which customer and person it was with follow from the addresses, unless
    named. Its contact record is there under the same id; mail with somebody unknown waits to be attached.
    """
    message, new = await service.report_email(session, actor, body)
    response.status_code = 201 if new else 200
    return await queries.read_message(session, actor, message.id)


@list_and_search(router, "/email-messages", queries.EMAIL_MESSAGES)
@counted
async def list_email_messages(session: Reading, actor: Reader, query: ListQuery) -> Page[EmailMessageRead]:
    """E-mails that were reported, yours and those of people whose work you see, latest first."""
    return await queries.page_of_messages(session, actor, query)


@router.get("/email-messages/{message_id}")
async def get_email_message(session: Reading, actor: Reader, message_id: uuid.UUID) -> EmailMessageRead:
    """One e-mail."""
    return await queries.read_message(session, actor, message_id)


@router.post("/email-messages/{message_id}/customer")
async def attach_email_message(
    session: Writing, actor: Writer, message_id: uuid.UUID, body: Attach, version: Version
) -> EmailMessageRead:
    """Says with whom an e-mail was exchanged; its contact record follows. 409 once there is one."""
    await service.attach(session, actor, message_id, Method.EMAIL, body, version)
    return await queries.read_message(session, actor, message_id)
