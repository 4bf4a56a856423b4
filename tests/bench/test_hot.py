"""The product beside `bare` (see bare.py): reading a customer, listing an owner's customers, logging a call.

`make bench` runs it. Both are served alike and asked the same, in turns, by one client over loopback. Ratios are
medians over the rounds; p99 is compared at one load for both, half of what the product can bear. The product signs its
callers in, limits their rate, masks, logs and counts as it always does.
"""

import statistics
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import httpx
import orjson
import psycopg
import pytest

from meridian.kernel.address import libpq_url
from meridian.kernel.settings import Settings
from meridian.main import create_app
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts, servers
from tests.bench.bare import Recording
from tests.bench.contacts import Customer, Made
from tests.bench.load import Measured, ask, drive, pace, request
from tests.support.statements import Statement, recording

pytestmark = pytest.mark.bench

CUSTOMERS = 50_000
REPS = 100
ROUNDS = 5
CONNECTIONS = 16
LIST = "/v1/customers?owner_id={}&category=potential&sort=next_contact_at&limit=50"
P99 = 1.5
BUSY = 1.3


class Recorded(NamedTuple):
    """What the product did in one request of each kind, for each rep; and the list's pages after the first."""

    reads: list[Recording]
    calls: list[Recording]
    pages: list[Recording]
    page_requests: list[bytes]


class Served(NamedTuple):
    """Ports, and what to ask there: the product's requests and the same ones of the yardstick."""

    product: int
    bare: int
    made: Made
    recorded: Recorded
    unused: Iterator[Customer]  # a customer's planned contact is carried out once


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """As in earnest, but for the rate limit."""
    return Settings(
        env="test",
        data_dir=tmp_path_factory.mktemp("data"),
        secret="a secret that only the benchmark knows",
        rate_limit_per_minute=100_000_000,
    )


@pytest.fixture(scope="module")
def made() -> Iterator[Made]:
    with temporary_server() as server:
        url = libpq_url(server.url("postgres"))
        yield contacts.make(url, CUSTOMERS, REPS)


def call(customer: Customer) -> dict[str, Any]:
    """A connected call that carries out the planned contact and plans the next one."""
    now = datetime.now(UTC)
    return {
        "customer_id": str(customer.id),
        "planned_item_id": str(customer.item_id),
        "started_at": (now - timedelta(minutes=10)).isoformat(),
        "disposition": "connected",
        "talk_seconds": 240,
        "outcome": "Wants a quotation",
        "key_points": "Two lines to be equipped by July; price matters",
        "intent_level": "medium",
        "next_step": {
            "kind": "follow_up",
            "method": "phone",
            "aim": "Hear what they think",
            "due_on": str(date.today() + timedelta(days=9)),  # noqa: DTZ011 — the company's own day, give or take one
        },
    }


class _Recorder:
    """Asks the product inside this process, twice for its caches and once more to keep what it sends."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def get(self, target: str, key: str) -> tuple[dict[str, Any], list[Statement]]:
        for _ in range(2):
            await self._ask("GET", target, key)
        with recording() as sent:
            return await self._ask("GET", target, key), sent

    async def post(self, target: str, key: str, bodies: Sequence[dict[str, Any]]) -> tuple[Any, list[Statement]]:
        for body in bodies[:-1]:
            await self._ask("POST", target, key, body)
        with recording() as sent:
            return await self._ask("POST", target, key, bodies[-1]), sent

    async def _ask(self, method: str, target: str, key: str, body: Any = None) -> dict[str, Any]:
        answer = await self.client.request(method, target, headers={"Authorization": f"Bearer {key}"}, json=body)
        assert answer.is_success, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture(scope="module")
async def recorded(made: Made, settings: Settings) -> AsyncIterator[Recorded]:
    app = create_app(settings, database_url=made.url)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            yield await _record(made, _Recorder(client))


async def _record(made: Made, recorder: _Recorder) -> Recorded:
    result = Recorded([], [], [], [])
    for owner, key in made.keys.items():
        mine = [customer for customer in made.customers if customer.owner_id == owner][:3]
        _, sent = await recorder.get(f"/v1/customers/{mine[0].id}", key)
        result.reads.append(Recording(sent, named=[mine[0].id]))
        logged, sent = await recorder.post("/v1/call-records", key, [call(customer) for customer in mine])
        new = [uuid.UUID(logged["id"]), uuid.UUID(logged["next_item_id"])]
        result.calls.append(Recording(sent, named=[mine[-1].id, mine[-1].item_id], new=new, writes=True))
        target = LIST.format(owner)
        cursor = (await recorder.get(target, key))[0]["next_cursor"]
        while cursor:
            page, sent = await recorder.get(f"{target}&cursor={cursor}", key)
            if page["next_cursor"]:  # the last page looks for customers without a moment, too
                result.pages.append(Recording(sent))
                result.page_requests.append(request("GET", f"{target}&cursor={cursor}", key=key))
            cursor = page["next_cursor"]
    return result


@pytest.fixture(scope="module")
def served(
    made: Made, recorded: Recorded, settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    logs = tmp_path_factory.mktemp("logs")
    played = [*recorded.reads, *recorded.calls, *recorded.pages]
    unused = iter(_unused(made))
    with (
        servers.product(settings, made.url, logs / "product") as product,
        servers.bare(settings, made.url, played, logs / "bare") as bare,
    ):
        yield Served(product, bare, made, recorded, unused)


def _unused(made: Made) -> list[Customer]:
    """Customers whose planned contact is still to be carried out."""
    with psycopg.connect(made.url) as connection:
        return contacts.customers_of(connection, made.keys)


Pair = tuple[Sequence[bytes], Sequence[bytes]]
"""Requests to the product and the same ones to the yardstick."""


class Ratios(NamedTuple):
    """Medians over the rounds: the yardstick's seconds ÷ ours, and, at the same load for both, our p99 ÷ its."""

    throughput: float
    p99: float
    product: Measured
    bare: Measured


def compare(served: Served, requests: Callable[[], Pair]) -> Ratios:
    """Both in turns, after one round that does not count: as fast as they can, then at half of what we can."""
    driven: list[tuple[Measured, Measured]] = []
    paced: list[tuple[Measured, Measured]] = []
    for number in range(ROUNDS + 1):
        driven.append(_turns(served, number, requests(), partial(drive, connections=CONNECTIONS)))
        at_ease = partial(pace, connections=CONNECTIONS, per_second=driven[-1][0].per_second / 2)
        paced.append(_turns(served, number, requests(), at_ease))
    by_speed = sorted(driven[1:], key=lambda pair: pair[0].per_second / pair[1].per_second)
    product, bare = by_speed[len(by_speed) // 2]
    p99 = statistics.median(ours.p99 / theirs.p99 for ours, theirs in paced[1:])
    return Ratios(product.per_second / bare.per_second, p99, product, bare)


def _turns(
    served: Served, number: int, pair: Pair, ask_all: Callable[[int, Sequence[bytes]], Measured]
) -> tuple[Measured, Measured]:
    turns = [(served.product, pair[0]), (served.bare, pair[1])]
    measured = {port: ask_all(port, asked) for port, asked in turns[:: (-1) ** number]}
    return measured[served.product], measured[served.bare]


def report(capsys: pytest.CaptureFixture[str], work: str, ratios: Ratios) -> None:
    with capsys.disabled():
        print(  # noqa: T201 — the table is what a benchmark is for
            f"\n  {work:24} ÷ bare {ratios.throughput:.2f}  p99 ÷ bare's at the same load {ratios.p99:.2f}"
            f"  ({ratios.product.per_second:.0f}/s, bare {ratios.bare.per_second:.0f}/s)"
        )


def test_the_yardstick_answers_the_same(served: Served) -> None:
    """Every field that comes straight from the database is equal, so the yardstick does the same work there."""
    customer = served.made.customers[0]
    ours = orjson.loads(ask(served.product, request("GET", f"/v1/customers/{customer.id}", key=customer.key)))
    theirs = orjson.loads(ask(served.bare, request("GET", f"/{_rep(served, customer)}/{customer.id}")))[0]
    for name in ("id", "version", "name", "country", "owner_id", "created_at"):
        assert ours[name] == theirs[name]
    for name in ("phones", "emails"):
        assert ours[name] == orjson.loads(theirs[name])
    page = orjson.loads(ask(served.product, served.recorded.page_requests[0]))["items"]
    rows = orjson.loads(ask(served.bare, request("GET", f"/{2 * REPS}")))
    assert [line["id"] for line in page] == [row["id"] for row in rows][:50]


def test_get_one_customer(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert {len(read.statements) for read in served.recorded.reads} == {1}

    def requests() -> Pair:
        some = served.made.customers[1000:1600]
        return (
            [request("GET", f"/v1/customers/{customer.id}", key=customer.key) for customer in some],
            [request("GET", f"/{_rep(served, customer)}/{customer.id}") for customer in some],
        )

    ratios = compare(served, requests)
    report(capsys, "GET one customer", ratios)
    assert ratios.throughput >= 0.45
    assert ratios.p99 <= P99


def test_list_customers_of_an_owner(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert {len(page.statements) for page in served.recorded.pages} == {1}

    def requests() -> Pair:
        ours = (served.recorded.page_requests * 4)[:200]
        theirs = [request("GET", f"/{2 * REPS + n}") for n in range(len(served.recorded.pages))]
        return ours, (theirs * 4)[:200]

    ratios = compare(served, requests)
    report(capsys, "list 50 customers", ratios)
    assert ratios.throughput >= 0.60


def test_post_a_call_record(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    assert {len(record.statements) for record in served.recorded.calls} == {3}  # settings, context, writing

    def requests() -> Pair:
        ours, theirs = list(islice(served.unused, 200)), list(islice(served.unused, 200))
        assert len(theirs) == 200, "no planned contacts are left"
        return (
            [request("POST", "/v1/call-records", key=each.key, body=orjson.dumps(call(each))) for each in ours],
            [
                request("POST", f"/{REPS + _rep(served, each)}/{each.id}/{each.item_id}", body=orjson.dumps(call(each)))
                for each in theirs
            ],
        )

    ratios = compare(served, requests)
    report(capsys, "POST a call record", ratios)
    assert ratios.throughput >= 0.65
    assert ratios.p99 <= P99


def test_timeline_of_the_busiest(served: Served, capsys: pytest.CaptureFixture[str]) -> None:
    busiest = [_timeline(served, customer_id) for customer_id in served.made.busiest]
    others = [_timeline(served, customer.id) for customer in served.made.customers[1000:1050]]
    ratios = []
    for number in range(ROUNDS + 1):
        turns = [("busiest", busiest), ("others", others)]
        took = {name: drive(served.product, asked, connections=1) for name, asked in turns[:: (-1) ** number]}
        ratios.append(took["busiest"].p50 / took["others"].p50)
    ratio = statistics.median(ratios[1:])
    with capsys.disabled():
        print(f"\n  timeline, busiest ÷ others {ratio:.2f}")  # noqa: T201
    assert ratio <= BUSY


def _timeline(served: Served, customer_id: uuid.UUID) -> bytes:
    return request("GET", f"/v1/customers/{customer_id}/timeline?limit=5", key=served.made.director)


def _rep(served: Served, customer: Customer) -> int:
    """The number of the customer's owner among the reps."""
    return list(served.made.keys).index(customer.owner_id)
