"""The plain cases of reading and listing customers, from prepared statements (kernel/hot/route.py).

Statements are built as ever, by `visible_to`, `RECORD` and `ROWS`, for an actor whose ids are slots; which slots there
are depends on how far the actor sees.
"""

import uuid
from collections.abc import Hashable
from types import SimpleNamespace

from fastapi import Request, Response

from meridian.customers import queries
from meridian.customers.bulk_reading import service as bulk_reading
from meridian.customers.custom_fields.queries import PREFIX
from meridian.customers.models import Customer
from meridian.customers.queries import CUSTOMERS, ROWS
from meridian.customers.rules import Verification, VerificationFacts
from meridian.customers.schemas import CustomerLine, CustomerRead
from meridian.customers.visibility import CUSTOMER_VISIBILITY, WITHOUT_SHARING, visible_to
from meridian.customers.workflow import VERIFICATION
from meridian.identity.access import current_actor
from meridian.identity.actor import Actor
from meridian.identity.permissions import Permission
from meridian.kernel.db.compiled import Slot, for_answers
from meridian.kernel.hot.listing import HotList
from meridian.kernel.hot.route import JSON, Encoder, HotRoute, encode
from meridian.kernel.http.route import database
from meridian.kernel.listing import parse_query
from meridian.kernel.problems import etag

READ = Permission.CUSTOMER_READ
LINES = HotList(CUSTOMERS, CustomerLine)


class _Record:
    """The statement of one customer for actors who see equally far."""

    def __init__(self, actor: Actor) -> None:
        conditions = (Customer.id == Slot("customer"), Customer.merged_into_id.is_(None))
        statement = queries.RECORD.where(*conditions, visible_to(actor.with_slots()))
        self.compiled, json = for_answers(statement)
        self.encoder = Encoder(CustomerRead, json)


_RECORDS: dict[Hashable, _Record] = {}


async def customer(request: Request, customer_id: str) -> Response | None:
    """One customer; absent, merged and hidden ones, and key customers to be verified, are told of by the route."""
    actor = await current_actor(request)
    if not actor.may(READ):
        return None
    far = CUSTOMER_VISIBILITY.key(actor)
    if far not in _RECORDS:
        _RECORDS[far] = _Record(actor)
    compiled, encoder = _RECORDS[far].compiled, _RECORDS[far].encoder
    rows = await compiled.fetch(
        database(request).reader(actor.user_id), {**actor.slot_values(), "customer": customer_id}
    )
    if not rows:
        return None
    columns = dict(zip(compiled.names, rows[0], strict=True))
    whose = SimpleNamespace(**{name: _id(columns[name]) for name in ("owner_id", "team_id", "department_id")})
    if not WITHOUT_SHARING.is_visible(actor, whose):
        return None  # what one may do with a shared one follows from how it is shared
    facts = VerificationFacts(Verification(columns["verification"]))
    moves = VERIFICATION.allowed(facts.state, lambda code: queries.holds_where_seen(actor, code), facts)
    if columns["is_key"] and "verify" in moves:
        return None  # whether it is offered follows from policy and history
    values = queries.record_fields(columns) | {"allowed_moves": moves}
    shown = {name: values[name] for name in encoder.names if name in values}
    body = encode(encoder.fields(shown, encoder.hidden(actor.masked)))
    return Response(body, media_type=JSON, headers={"ETag": etag(columns["version"])})


def _id(text: str | None) -> uuid.UUID | None:
    return None if text is None else uuid.UUID(str(text))


async def customers(request: Request) -> Response | None:
    """A page of customers; the company's own fields are known to the route alone."""
    actor = await current_actor(request)
    given = request.query_params
    if not actor.may(READ) or any(name.startswith(PREFIX) for name in given):
        return None
    asked = parse_query(CUSTOMERS, given.multi_items())
    narrowed = queries.narrowing(actor, asked)
    page = await LINES.page(
        database(request).reader(actor.user_id),
        asked,
        lambda _: queries.listed(ROWS, actor.with_slots(), narrowed),
        depends_on=(CUSTOMER_VISIBILITY.key(actor), narrowed),
        values=actor.slot_values(),
        scope=str(actor.user_id),
        masked=actor.masked,
    )
    if page is None:
        return None
    told = await bulk_reading.count(database(request), actor, asked, page.rows)
    return Response(page.body, media_type=JSON, headers=told)


HOT = (HotRoute("/v1/customers/{customer_id}", customer), HotRoute("/v1/customers", customers))
