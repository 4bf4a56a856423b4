"""What ten times the customers cost: the middle time of reads and of writes, beside a smaller company.

`make bench` compares 20,000 customers with 200,000; `MERIDIAN_BENCH_GROWTH=10000,1000000 make bench` takes minutes.
Both are served alike from one database server and asked in turns, for pages that both fill.
"""

import os
import statistics
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import cycle, islice
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from meridian.kernel.settings import Settings, libpq_url
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts, servers
from tests.bench.contacts import Made
from tests.bench.goals import GOALS
from tests.bench.load import drive, request
from tests.bench.world import World

pytestmark = pytest.mark.bench

SIZES = tuple(int(size) for size in os.environ.get("MERIDIAN_BENCH_GROWTH", "20000,200000").split(","))
ROUNDS = 9
ASKED = 40  # requests of a round
REPS = 20
READ, WRITE = 1.3, 1.2


class Grown(NamedTuple):
    port: int
    made: Made


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Grown, ...]]:
    """The product, once for each size."""
    data = tmp_path_factory.mktemp("growth")
    settings = Settings(env="test", data_dir=data, secret="only the benchmark knows", rate_limit_per_minute=10**8)
    with temporary_server() as server, ExitStack() as stack:
        grown = []
        for size in SIZES:
            server.create_database(f"bench{size}")
            made = contacts.make(libpq_url(server.url(f"bench{size}")), size, REPS)
            port = stack.enter_context(servers.product(settings, made.url, Path(data, f"log{size}")))
            grown.append(Grown(port, made))
        yield tuple(grown)


def _list(made: Made) -> Iterator[bytes]:
    for owner, key in cycle(made.keys.items()):
        yield request("GET", f"/v1/customers?owner_id={owner}&sort=next_contact_at&limit=20", key=key)


def _search(made: Made) -> Iterator[bytes]:
    for text in cycle(("机械", "閥門", "valves", "bearings")):
        yield request("GET", f"/v1/customers?q={quote(text)}", key=made.director)


def _timeline(made: Made) -> Iterator[bytes]:
    for one in cycle(made.customers[:20]):
        yield request("GET", f"/v1/customers/{one.id}/timeline", key=one.key)


def _as_in_the_goal(name: str) -> Callable[[Made], Iterator[bytes]]:
    (goal,) = (goal for goal in GOALS if goal.name == name)

    def asked(made: Made) -> Iterator[bytes]:
        first_team = made.company.teams[0]
        world = World(made.url, 0, made, lead="", deputy="", team_of_lead=first_team, changed=[])
        return (target.bytes().product for target in goal.targets(world))

    return asked


class Work(NamedTuple):
    """Requests without end, each of a write with a record of its own; the greatest ratio allowed."""

    asked: Callable[[Made], Iterator[bytes]]
    goal: float


WORK = {
    "list": Work(_list, READ),
    "search": Work(_search, READ),
    "timeline": Work(_timeline, READ),
    "newest": Work(_as_in_the_goal("newest customers, director"), READ),
    "call": Work(_as_in_the_goal("log a call"), WRITE),
    "customer": Work(_as_in_the_goal("enter a customer"), WRITE),
}


@pytest.mark.parametrize("name", WORK)
def test_many_times_the_customers(companies: tuple[Grown, ...], name: str, capsys: pytest.CaptureFixture[str]) -> None:
    work = WORK[name]
    asked = [(port, work.asked(made)) for port, made in companies]
    ratios = []
    for _ in range(ROUNDS + 1):
        small, large = (drive(port, islice(requests, ASKED), connections=1).p50 for port, requests in asked)
        ratios.append(large / small)
    ratio = statistics.median(ratios[1:])
    with capsys.disabled():
        print(f"\n  {name:10} of {SIZES[1]:,} customers ÷ of {SIZES[0]:,}: {ratio:.2f}")  # noqa: T201
    assert ratio <= work.goal
