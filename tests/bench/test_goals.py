"""The product beside the yardstick (`bare/`), goal by goal (`goals.py`): throughput, p99, and what the database does.

`make bench` asks of 200,000 customers, `make bench-full` of a million, kept between runs. Both are served alike and
asked the same in turns by one client over loopback: as fast as they can, then at half of what the product can bear.
Ratios are medians over seven rounds: a machine that stands still for 5 ms decides the slowest hundredth of a round, and
does so in one round of three. The product signs its callers in, limits, masks, counts and logs as it always does. What
one request costs the database is read from the plans of its own statements, run once more.
"""

import os
import statistics
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import asyncpg
import httpx
import orjson
import psycopg
import pytest

from meridian.identity.credentials import Passwords
from meridian.kernel.settings import Settings
from meridian.main import create_app
from tests.bench import servers, tables
from tests.bench.goals import ASKED, GOALS, OWN, Asked, Goal, Target
from tests.bench.load import Measured, ask, drive, pace, request
from tests.bench.tables import Result
from tests.bench.world import World, company_of
from tests.support.statements import recording

pytestmark = pytest.mark.bench

CUSTOMERS = int(os.environ.get("MERIDIAN_BENCH_CUSTOMERS", "200000"))
ROUNDS = int(os.environ.get("MERIDIAN_BENCH_ROUNDS", "7"))
CONNECTIONS = 16
SIZE_ALIKE = (0.6, 1.7)  # bytes of an answer beside the yardstick's
PASSWORD = "of somebody who measures"
COOKIE = 1.15
AS_THE_PRODUCT = {"jit": "off", "enable_memoize": "off"}  # so plans are those of its own connections
BUSY = 1.3
TIMELINE = "/v1/customers/{}/timeline?limit=5"


class Served(NamedTuple):
    product: int
    bare: int
    world: World


class Cost(NamedTuple):
    """Of one request in the database: statements, milliseconds of carrying them out, pages touched."""

    statements: int
    milliseconds: float
    pages: int


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """As in earnest, but for the limit of requests and of rows read."""
    return Settings(
        env="test",
        data_dir=tmp_path_factory.mktemp("data"),
        secret="a secret that only the benchmark knows",
        rate_limit_per_minute=100_000_000,
    )


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with company_of(CUSTOMERS) as made:
        yield made


@pytest.fixture(scope="module")
def served(world: World, settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    logs = tmp_path_factory.mktemp("logs")
    with (
        servers.product(settings, world.url, logs / "product") as product,
        servers.bare(settings, world.url, logs / "bare") as bare,
    ):
        yield Served(product, bare, world)


@pytest.fixture(scope="module")
async def inside(world: World, settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    """The product in this process, where its statements can be seen."""
    app = create_app(settings, database_url=world.url)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
            yield client


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest) -> Iterator[list[Result]]:
    """Of all goals, for the table that is printed and written at the end."""
    found: list[Result] = []
    yield found
    capture = request.config.pluginmanager.getplugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        tables.tell(CUSTOMERS, found)


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
async def test_goal(goal: Goal, served: Served, inside: httpx.AsyncClient, results: list[Result]) -> None:
    targets = goal.targets(served.world)
    cost = await _cost(inside, served.world.url, _thrice(targets, goal))
    first, second = (target.bytes() for target in islice(targets, 2))
    ours = ask(served.product, first.product)
    theirs = ask(served.bare, (second if goal.writes else first).bare)
    _alike(ours, theirs)
    throughput, half, full = _compare(served, targets, goal)
    result = Result(goal, throughput, half, full, *cost)
    results.append(result)
    assert not result.short, result.short


def _thrice(targets: Iterator[Target], goal: Goal) -> Sequence[Target]:
    """The same asker's, who is known by the third time: the same question, or three, as a write serves once."""
    if not goal.writes:
        return [next(targets)] * 3
    asked: defaultdict[str, list[Target]] = defaultdict(list)
    for target in targets:
        asked[target.key].append(target)
        if len(asked[target.key]) == 3:
            return asked[target.key]
    raise AssertionError("no planned contacts are left: make the company anew")


def _alike(ours: bytes, theirs: bytes) -> None:
    """The yardstick tells as much: the same records in the same order, in about as many bytes."""
    fewest, most = SIZE_ALIKE
    assert fewest <= len(ours) / len(theirs) <= most, (ours, theirs)
    said, known = orjson.loads(ours), orjson.loads(theirs)
    if "items" in said:
        assert said["items"], "nothing was found to compare"
        assert [item["id"] for item in said["items"]] == [item["id"] for item in known["items"]]


def _compare(served: Served, targets: Iterator[Target], goal: Goal) -> tuple[float, float, float]:
    """Throughput ÷ the yardstick's; our p99 ÷ its, at the same half load and at saturation."""
    driven: list[tuple[Measured, Measured]] = []
    paced: list[tuple[Measured, Measured]] = []
    for number in range(ROUNDS + 1):
        driven.append(_turns(served, number, _asked(targets, goal), partial(drive, connections=CONNECTIONS)))
        at_ease = partial(pace, connections=CONNECTIONS, per_second=driven[-1][0].per_second / 2)
        paced.append(_turns(served, number, _asked(targets, goal), at_ease))
    return (
        statistics.median(ours.per_second / theirs.per_second for ours, theirs in driven[1:]),
        statistics.median(ours.p99 / theirs.p99 for ours, theirs in paced[1:]),
        statistics.median(ours.p99 / theirs.p99 for ours, theirs in driven[1:]),
    )


def _asked(targets: Iterator[Target], goal: Goal) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """The product's requests and the yardstick's: of other records when they write."""
    ours: list[Asked] = [target.bytes() for target in islice(targets, goal.asked)]
    theirs = [target.bytes() for target in islice(targets, goal.asked)] if goal.writes else ours
    assert len(ours) == len(theirs) == goal.asked, "no planned contacts are left: make the company anew"
    return [each.product for each in ours], [each.bare for each in theirs]


def _turns(
    served: Served, number: int, pair: tuple[Sequence[bytes], Sequence[bytes]], ask_all: Any
) -> tuple[Measured, Measured]:
    turns = [(served.product, pair[0]), (served.bare, pair[1])]
    measured = {port: ask_all(port, asked) for port, asked in turns[:: (-1) ** number]}
    return measured[served.product], measured[served.bare]


async def _cost(client: httpx.AsyncClient, url: str, targets: Sequence[Target]) -> Cost:
    """Two requests fill the caches; the third one's statements are explained, each in what the ones before it did."""
    for target in targets[:-1]:
        await _ask(client, target)
    with recording() as sent:
        await _ask(client, targets[-1], kept=False)
    connection = await asyncpg.connect(url, server_settings=AS_THE_PRODUCT)
    try:
        milliseconds, pages = 0.0, 0
        await connection.execute("BEGIN")
        await connection.execute("SET LOCAL session_replication_role = replica")  # it was written already
        for sql, values in sent:
            if not sql.lstrip().upper().startswith(("SELECT", "INSERT", "UPDATE", "WITH", "DELETE")):
                continue
            await connection.execute("SAVEPOINT before")
            try:
                plan = await _plan(connection, sql, values)
                milliseconds += plan["Execution Time"]
                pages += plan["Plan"]["Shared Hit Blocks"] + plan["Plan"]["Shared Read Blocks"]
            except asyncpg.IntegrityConstraintViolationError:  # what was written once cannot be written twice
                await connection.execute("ROLLBACK TO SAVEPOINT before")
        return Cost(len(sent), milliseconds, pages)
    finally:
        await connection.close()


async def _plan(connection: Any, sql: str, values: Sequence[Any]) -> dict[str, Any]:
    """The quickest of two runs for what only reads: the first one may have found the pages cold."""
    answers = []
    for _ in range(2):
        answers.append(
            orjson.loads(await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", *values))
        )
        if not sql.lstrip().upper().startswith("SELECT"):
            break
    return min((answer[0] for answer in answers), key=lambda plan: float(plan["Execution Time"]))


async def _ask(client: httpx.AsyncClient, target: Target, *, kept: bool = True) -> None:
    headers = {"Authorization": f"Bearer {target.key}"}
    if target.version is not None:
        headers["If-Match"] = f'"{target.version}"'
    if kept and target.method == "POST":
        headers["Idempotency-Key"] = os.urandom(8).hex()
    answer = await client.request(target.method, target.path, headers=headers, json=target.body)
    assert answer.is_success, answer.text


def test_a_cookie_costs_no_more_than_a_key(served: Served, settings: Settings) -> None:
    """A rep who is signed in in a browser is answered as quickly as the same rep's key."""
    owner, key = next(iter(served.world.made.keys.items()))
    passwords = Passwords(settings)
    with psycopg.connect(served.world.url) as connection:
        connection.execute(
            "UPDATE app_user SET password_hash = %s WHERE id = %s", (passwords.hash_now(PASSWORD), owner)
        )
        found = connection.execute("SELECT email FROM app_user WHERE id = %s", (owner,)).fetchone()
    passwords.close()
    assert found is not None
    url = f"http://127.0.0.1:{served.product}/v1/session"
    answer = httpx.post(url, json={"email": found[0], "password": PASSWORD}, timeout=30)
    assert answer.is_success, answer.text
    cookie = "; ".join(f"{name}={value}" for name, value in answer.cookies.items())
    asked = {
        "key": [request("GET", OWN.format(owner), key=key)] * ASKED,
        "cookie": [request("GET", OWN.format(owner), cookie=cookie)] * ASKED,
    }
    ratios = []
    for number in range(ROUNDS + 1):
        turns = list(asked.items())[:: (-1) ** number]
        took = {name: drive(served.product, messages, connections=CONNECTIONS).seconds for name, messages in turns}
        ratios.append(took["cookie"] / took["key"])
    assert statistics.median(ratios[1:]) <= COOKIE


def test_timeline_of_the_busiest(served: Served) -> None:
    """A thousand calls cost a timeline no more than five do."""
    made = served.world.made
    asked = {
        "busiest": [request("GET", TIMELINE.format(each), key=made.director) for each in made.busiest],
        "others": [request("GET", TIMELINE.format(each.id), key=made.director) for each in made.customers[1000:1050]],
    }
    ratios = []
    for number in range(ROUNDS + 1):
        turns = list(asked.items())[:: (-1) ** number]
        took = {name: drive(served.product, messages, connections=1).p50 for name, messages in turns}
        ratios.append(took["busiest"] / took["others"])
    assert statistics.median(ratios[1:]) <= BUSY
