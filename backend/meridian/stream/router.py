"""`/v1/events/stream`."""

from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from meridian.identity.access import allow, authenticate, credential_of
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.http.route import Route
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid
from meridian.stream.hub import Hub, Stream

router = APIRouter(prefix="/v1", tags=["events"], route_class=Route)
EXAMPLE = """id: 4711-0c9f2ab03d51
event: customer.created
data: {"id":"4711-0c9f2ab03d51","type":"customer.created","at":"2026-03-10T02:00:00Z","subject_type":"customer",…}

"""
ID_PATTERN = r"^[ -~]{0,100}$"


class EventStream(StreamingResponse):
    """`text/event-stream`; whatever ends it, the hub is told."""

    media_type = "text/event-stream"

    def __init__(self, frames: AsyncIterator[bytes], leave: Callable[[], None]) -> None:
        super().__init__(frames, headers={"X-Accel-Buffering": "no"})
        self._leave = leave

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._leave()


@router.get(
    "/events/stream",
    status_code=200,
    summary="Follow events live",
    response_class=EventStream,
    responses={
        200: {
            "description": "Server-sent events: `event` is the type, `data` the envelope declared as its webhook.",
            "content": {"text/event-stream": {"schema": {"type": "string"}, "example": EXAMPLE}},
        }
    },
)
async def stream_events(
    request: Request,
    actor: Annotated[Actor, allow(Permission.EVENT_READ)],
    types: Annotated[
        list[str] | None,
        Query(
            description="Only these types of events; repeat for several.", max_length=100, examples=[["call.logged"]]
        ),
    ] = None,
    last_event_id: Annotated[
        str | None,
        Query(
            description="Resume after this id, where a header cannot be set.",
            pattern=ID_PATTERN,
            examples=["4711-0c9f2ab03d51"],
        ),
    ] = None,
    last_event_id_header: Annotated[
        str | None,
        Header(
            alias="Last-Event-ID",
            description="Resume after this id; browsers send it by themselves.",
            pattern=ID_PATTERN,
            examples=["4711-0c9f2ab03d51"],
        ),
    ] = None,
) -> EventStream:
    """What happens in my scope, from now on or after the id given: events of customers I see, those addressed to me,
    those of things I may read, in the order in which they were committed. Resuming loses nothing; when an id is
    unknown, too old, or of before the database was restored or moved, `event: reset` says to read everything anew. A
    comment comes every 15 seconds. Ends when the session or key does, or when the client is too slow: connect again,
    with the last id."""
    state = request.app.state
    known: frozenset[str] = state.event_types
    if faults := [
        Fault(f"/query/types/{index}", "unknown", msg("no such type of event"))
        for index, name in enumerate(types or ())
        if name not in known
    ]:
        raise Invalid(errors=faults)
    credential = credential_of(request)

    async def still_permitted() -> Actor:
        found = (await authenticate(state, credential)).actor
        found.require(Permission.EVENT_READ)
        return found

    hub: Hub = state.hub
    subscriber = await hub.join(actor.principal_id)
    stream = Stream(hub, subscriber, actor, still_permitted, frozenset(types) if types else None, hub.heartbeat_seconds)
    return EventStream(stream.frames(last_event_id_header or last_event_id), lambda: hub.leave(subscriber))
