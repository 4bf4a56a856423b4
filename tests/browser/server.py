"""Starts for the browser tests what they run against; each command ends when its standard input does.

    python -m tests.browser.server company          one database server with the demo company, to be cloned
    python -m tests.browser.server site SERVER      a clone of it with an API and a worker of its own
    python -m tests.browser.server site --empty SERVER   the same of an installation with one administrator and no more

A parent that is killed closes the pipe too, so nothing outlives a test run. Each command prints one line of JSON when
it is ready; a site then answers each line it reads (`stop`, `start`: the API process) with another.
"""

import argparse
import asyncio
import gc
import json
import os
import select
import shutil
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from meridian.identity.permissions import Role
from meridian.kernel.clock import SettableClock
from meridian.kernel.db import migrate
from meridian.kernel.settings import Settings, libpq_url
from meridian_local import listening
from meridian_local.cli import claim_store
from meridian_local.demo import company
from meridian_local.postgres.server import temporary_server
from meridian_local.supervisor import LIFELINE_VARIABLE, Child
from tests.support.servers import in_memory
from tests.support.world import migrated_at

START = datetime(2026, 3, 10, 8, 30, tzinfo=UTC)  # a Tuesday; half past four in Shanghai, half past nine in Berlin
TEMPLATE = "demo"
EMPTY = "empty"
FIRST = ("first", Role.ADMINISTRATOR)
"""Whom an empty installation has, by mailbox."""
HOST = "127.0.0.1"
# What makes the company is loaded where it is made: a site is up the sooner.
COMMAND = (sys.executable, "-m", "meridian_local.cli")
READY_SECONDS = 120
STOP_SECONDS = 10
SETTINGS = {
    "ENV": "test",
    "DEMO": "false",
    "TEST_CLOCK": "true",
    "SECRET": "of a database that is gone in a minute",
    "ARGON2_TIME_COST": "1",
    "ARGON2_MEMORY_KIB": "8",
    "RATE_LIMIT_PER_MINUTE": "1000000",
    "POOL_SIZE": "5",
    "LOG_LEVEL": "warning",
}


def say(message: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def nobody_waits() -> bool:
    """Whether the parent is gone. It waits for an answer before it sends more, so what can be read now is the end."""
    return bool(select.select([sys.stdin], [], [], 0)[0])


def database_url(server: str, name: str) -> str:
    return server.replace("/postgres?", f"/{name}?", 1)


def company_dir(server: str) -> Path:
    """Where the demo company's files lie: beside the socket of its database server, and gone with it."""
    return Path(str(conninfo_to_dict(server)["host"])).parent / "company"


def run_company(customers: int) -> None:
    """The template: the demo company as it was at START, and as many more customers as a measurement wants."""
    from meridian_local import seed
    from meridian_local.demo import loading

    with temporary_server(None if customers else in_memory()) as server:
        url = libpq_url(server.url("postgres"))
        template = database_url(url, TEMPLATE)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE}")
        migrate.upgrade(template)
        migrated_at(template, START - timedelta(days=1))
        settings = Settings(
            env="test",
            argon2_time_cost=1,
            argon2_memory_kib=8,
            log_level="warning",
            secret=SETTINGS["SECRET"],
            data_dir=company_dir(url),
        )
        _make_empty(settings, url)
        company_dir(url).mkdir()
        claim_store(settings, template)  # before the demo names files, which are names alone
        with redirect_stdout(sys.stderr):  # standard output is what the parent reads
            asyncio.run(loading.ensure_loaded(settings, template, clock=SettableClock(START)))
        if customers:
            plan = seed.Plan(customers, calls=0, users=max(5, customers // 5_000))
            seed.seed(settings, template, plan, lambda _ready: None, clock=SettableClock(START))
        say({"server": url})
        sys.stdin.read()


def _make_empty(settings: Settings, url: str) -> None:
    """The template of an installation as `meridian create-admin` leaves it."""
    from meridian.identity.users.service import ensure_administrator

    database = database_url(url, EMPTY)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {EMPTY} TEMPLATE {TEMPLATE}")
    email = f"{FIRST[0]}@{company.DOMAIN}"
    asyncio.run(ensure_administrator(settings, database, email=email, name=email, password=company.PASSWORD))


@contextmanager
def clone(server: str, template: str = TEMPLATE) -> Iterator[str]:
    """A database of its own, in which the product's clock stands at START and goes on from there."""
    name = f"site_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    url = database_url(server, name)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("UPDATE clock_shift SET shift = %s - clock_timestamp()", (START,))
    yield url


class Site:
    """An API process and a worker on one database. The socket stays open while the API is stopped: callers wait."""

    def __init__(self, database: str, data_dir: Path, people: Mapping[str, Role]) -> None:
        self._people = people
        self._socket = listening.listen(HOST, 0)
        theirs, self._ours = os.pipe()
        self._descriptors = [theirs, self._socket.fileno()]
        self._port: int = self._socket.getsockname()[1]
        self._environment = os.environ | {f"MERIDIAN_{name}": value for name, value in SETTINGS.items()}
        self._environment |= {
            "MERIDIAN_DATABASE_URL": database,
            "MERIDIAN_DATA_DIR": str(data_dir),
            LIFELINE_VARIABLE: str(theirs),
        }
        self._api = Child("API", [*COMMAND, "serve"])
        self._worker = Child("worker", [*COMMAND, "work"])

    def start(self) -> None:
        """Returns when the API calls itself ready; gives up when it ends instead, or when nobody waits any more."""
        environment = self._environment | {listening.LISTENER_VARIABLE: str(self._socket.fileno())}
        self._api.keep_running(environment, self._descriptors)
        deadline = time.monotonic() + READY_SECONDS
        while not listening.answers_ready(HOST, self._port):
            if ended := self._api.keep_running(environment, self._descriptors):
                raise RuntimeError(ended)
            if time.monotonic() > deadline or nobody_waits():
                raise TimeoutError("the API does not become ready")

    def stop(self) -> None:
        self._api.stop(STOP_SECONDS)

    def run(self) -> None:
        self._worker.keep_running(self._environment, self._descriptors)
        self.start()
        say(
            {
                "url": listening.base_url(HOST, self._port),
                "now": START.isoformat(),
                "domain": company.DOMAIN,
                "password": company.PASSWORD,
                "people": dict(self._people),
            }
        )
        orders: dict[str, Callable[[], None]] = {"start": self.start, "stop": self.stop}
        for line in sys.stdin:
            orders[line.strip()]()
            say({"done": line.strip()})

    def close(self) -> None:
        for child in (self._api, self._worker):
            child.stop(STOP_SECONDS)
        os.close(self._ours)


def run_site(server: str, *, empty: bool) -> None:
    people = dict([FIRST]) if empty else {who: role for who, role, *_ in company.PEOPLE if role is not Role.API_CLIENT}
    template = EMPTY if empty else TEMPLATE
    with tempfile.TemporaryDirectory(prefix="meridian-site-") as data_dir, clone(server, template) as database:
        if not empty:
            shutil.copytree(company_dir(server), data_dir, dirs_exist_ok=True)
        site = Site(database, Path(data_dir), people)
        try:
            site.run()
        finally:
            site.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    whole = commands.add_parser("company")
    whole.add_argument("--customers", type=int, default=0, help="more customers than the demo company has")
    site = commands.add_parser("site")
    site.add_argument("server")
    site.add_argument("--empty", action="store_true", help="an installation without a company")
    for each in commands.choices.values():
        each.add_argument("--log", type=Path, help="file for what this and its processes say; default: standard error")
    arguments = parser.parse_args()
    if arguments.log:
        log = os.open(arguments.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(log, sys.stderr.fileno())
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
    if arguments.command == "company":
        run_company(arguments.customers)
    else:
        run_site(arguments.server, empty=arguments.empty)


if __name__ == "__main__":
    main()
