"""What ten times the customers cost: the middle time of a list, a search and a timeline, beside a smaller company.

`make bench` compares 20,000 customers with 200,000; `MERIDIAN_BENCH_GROWTH=100000,1000000 make bench` takes minutes.
Both are served alike from one database server and asked in turns.
"""

import os
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

import pytest

from meridian.kernel.settings import Settings, libpq_url
from meridian_local.postgres.server import temporary_server
from tests.bench import contacts, servers
from tests.bench.contacts import Made
from tests.bench.load import drive, request

pytestmark = pytest.mark.bench

SIZES = tuple(int(size) for size in os.environ.get("MERIDIAN_BENCH_GROWTH", "20000,200000").split(","))
GOAL = 1.3
ROUNDS = 7
REPS = 20


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


def _list(made: Made) -> list[bytes]:
    return [
        request("GET", f"/v1/customers?owner_id={owner}&sort=next_contact_at&limit=50", key=key)
        for owner, key in made.keys.items()
    ]


def _search(made: Made) -> list[bytes]:
    return [
        request("GET", f"/v1/customers?q={quote(text)}", key=made.director) for text in ("华威", "盛德", "永固", "凱旋")
    ]


def _timeline(made: Made) -> list[bytes]:
    return [request("GET", f"/v1/customers/{one.id}/timeline", key=one.key) for one in made.customers[:20]]


ASKED = {"list": _list, "search": _search, "timeline": _timeline}


@pytest.mark.parametrize("work", ASKED)
def test_ten_times_the_customers(companies: tuple[Grown, ...], work: str, capsys: pytest.CaptureFixture[str]) -> None:
    ratios = []
    for _ in range(ROUNDS + 1):
        small, large = (drive(port, ASKED[work](made), connections=1).p50 for port, made in companies)
        ratios.append(large / small)
    ratio = statistics.median(ratios[1:])
    with capsys.disabled():
        print(f"\n  {work:10} of {SIZES[1]:,} customers ÷ of {SIZES[0]:,}: {ratio:.2f}")  # noqa: T201
    assert ratio <= GOAL
