"""The plain cases of reading and listing customers, from prepared statements (kernel/fast.py).

Statements are built as ever, by `visible_to`, `RECORD` and `ROWS`, for an actor whose ids are slots; which slots there
are depends on how far the actor sees.
"""

from collections.abc import Hashable

from fastapi import Request, Response

from meridian.customers import queries, queries_read
from meridian.customers.codes import Verification
from meridian.customers.listing import CUSTOMERS, ROWS
from meridian.customers.listing_custom import PREFIX
from meridian.customers.models import Customer
from meridian.customers.rules_verification import VERIFICATION
from meridian.customers.schemas import CustomerLine, CustomerRead
from meridian.customers.standing import ids, reach, stand_in
from meridian.identity.access import current_actor
from meridian.identity.actor import Actor
from meridian.identity.roles import Permission
from meridian.kernel.fast import JSON, Encoder, Fast, encode
from meridian.kernel.http import database, etag
from meridian.kernel.listing import parse_query
from meridian.kernel.listing.fast import FastList
from meridian.kernel.prepared import Slot, for_answers

READ = Permission.CUSTOMER_READ
LINES = FastList(CUSTOMERS, CustomerLine)


class _Record:
    """The statement of one customer for actors of one reach."""

    def __init__(self, actor: Actor) -> None:
        conditions = (Customer.id == Slot("customer"), Customer.merged_into_id.is_(None))
        statement = queries_read.RECORD.where(*conditions, queries.visible_to(stand_in(actor)))
        self.compiled, json = for_answers(statement)
        self.encoder = Encoder(CustomerRead, json)


_RECORDS: dict[Hashable, _Record] = {}


async def customer(request: Request, customer_id: str) -> Response | None:
    """One customer; absent, merged and hidden ones are told of by the route."""
    actor = await current_actor(request)
    if not actor.may(READ):
        return None
    far = reach(actor, READ)
    if far not in _RECORDS:
        _RECORDS[far] = _Record(actor)
    compiled, encoder = _RECORDS[far].compiled, _RECORDS[far].encoder
    rows = await compiled.fetch(database(request).reader, {**ids(actor), "customer": customer_id})
    if not rows:
        return None
    columns = dict(zip(compiled.names, rows[0], strict=True))
    values = queries_read.record(columns) | {
        "allowed_moves": VERIFICATION.allowed(Verification(columns["verification"]), actor.may)
    }
    shown = {name: values[name] for name in encoder.names if name in values}
    body = encode(encoder.fields(shown, encoder.hidden(actor.masked)))
    return Response(body, media_type=JSON, headers={"ETag": etag(columns["version"])})


async def customers(request: Request) -> Response | None:
    """A page of customers; the company's own fields are known to the route alone."""
    actor = await current_actor(request)
    given = request.query_params
    if not actor.may(READ) or any(name.startswith(PREFIX) for name in given):
        return None
    page = await LINES.page(
        database(request).reader,
        parse_query(CUSTOMERS, given.multi_items()),
        lambda query: queries.listed(ROWS, stand_in(actor), query),
        reach=reach(actor, READ),
        values=ids(actor),
        scope=str(actor.user_id),
        masked=actor.masked,
    )
    return None if page is None else Response(page, media_type=JSON)


FAST = (Fast("/v1/customers/{customer_id}", customer), Fast("/v1/customers", customers))
