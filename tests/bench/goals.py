"""What is asked of the product and of the yardstick, as whom, and how near the product must come: one row a goal."""

import itertools
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

import orjson

from tests.bench.contacts import Customer
from tests.bench.load import request
from tests.bench.world import World

ASKED = 400  # requests of a round: four of them are its slowest hundredth
WRITTEN = 200  # of a write, each of which needs a record of its own
READ_MS = 20.0  # of the database for a read of a screen
ORDERED_MS = 3.0  # for a page that an index gives in order
WRITE_MS = 30.0
HALF_LOAD_P99, SATURATED_P99 = 1.5, 2.0
WORDS = ("盛德", "永固", "valves", "bearings")


class Asked(NamedTuple):
    """The same question twice: as the product wants it and as the yardstick wants it."""

    product: bytes
    bare: bytes


class Target(NamedTuple):
    """A question in parts: what is recorded inside a process needs them, what goes over a socket their bytes."""

    method: str
    path: str
    key: str
    bare: str
    body: Any = None
    version: int | None = None
    actor: uuid.UUID | None = None

    def bytes(self) -> Asked:
        if self.method == "GET":
            return Asked(request("GET", self.path, key=self.key), request("GET", f"/{self.bare}"))
        more = f"Idempotency-Key: {uuid.uuid4()}\r\n"
        if self.version is not None:
            more += f'If-Match: "{self.version}"\r\n'
        body = orjson.dumps(self.body)
        return Asked(
            request("POST", self.path, key=self.key, body=body, more=more), request("POST", f"/{self.bare}", body=body)
        )


class Goal(NamedTuple):
    """throughput: of the yardstick's at saturation, at least. statements and database_ms: of one request, at most.

    One question of a write serves once, so a goal that `writes` takes new customers for every round and both sides.
    """

    name: str
    targets: Callable[[World], Iterator[Target]]
    throughput: float
    statements: int
    database_ms: float = READ_MS
    writes: bool = False

    @property
    def asked(self) -> int:
        """Requests of a round."""
        return WRITTEN if self.writes else ASKED


def _reps(path: str, bare: str) -> Callable[[World], Iterator[Target]]:
    """Each rep in turn; {} is the rep."""

    def targets(world: World) -> Iterator[Target]:
        for owner, key in itertools.cycle(world.made.keys.items()):
            yield Target("GET", path.format(owner), key, bare.format(owner))

    return targets


def _always(who: str, path: str, bare: str) -> Callable[[World], Iterator[Target]]:
    def targets(world: World) -> Iterator[Target]:
        key = world.made.director if who == "director" else getattr(world, who)
        yield from itertools.repeat(Target("GET", path, key, bare))

    return targets


def _of_the_team(path: str, bare: str) -> Callable[[World], Iterator[Target]]:
    """By the lead; {} is the team."""

    def targets(world: World) -> Iterator[Target]:
        yield from itertools.repeat(Target("GET", path, world.lead, bare.format(world.team_of_lead)))

    return targets


def _customers(path: str, bare: str, some: Callable[[World], Sequence[uuid.UUID]]) -> Callable[..., Iterator[Target]]:
    """Customer after customer, by the director; {} is the customer."""

    def targets(world: World) -> Iterator[Target]:
        for each in itertools.cycle(some(world)):
            yield Target("GET", path.format(each), world.made.director, bare.format(each))

    return targets


def _own_customers(world: World) -> Iterator[Target]:
    for each in itertools.cycle(world.made.customers[1000:2000]):
        yield Target("GET", f"/v1/customers/{each.id}", each.key, f"customer/{each.id}")


def _searches(world: World) -> Iterator[Target]:
    for word in itertools.cycle(WORDS):
        path = f"/v1/customers?q={quote(word)}&limit=20"
        bare = "search" if word.isascii() else "search_pair"
        yield Target("GET", path, world.made.director, f"{bare}/{quote(word)}")


def _call(customer: Customer) -> dict[str, Any]:
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
            "due_on": str((now + timedelta(days=9)).date()),
            "outside_hours_reason": "They asked for that day",
        },
    }


def _calls(world: World) -> Iterator[Target]:
    for each in world.untouched():
        yield Target("POST", "/v1/call-records", each.key, f"call/{each.owner_id}", _call(each))


def _moves(world: World) -> Iterator[Target]:
    for each in reversed(world.untouched()):
        bare = f"cancel/{each.owner_id}/{each.item_id}"
        path = f"/v1/planned-contacts/{each.item_id}/moves/cancel"
        yield Target("POST", path, each.key, bare, {"reason": "They closed for the summer"}, version=1)


def _new_customers(world: World) -> Iterator[Target]:
    """None of them has a phone number that is known, as all of earlier runs are in a kept company."""
    numbers = itertools.count(time.time_ns() // 10**7)  # more pass between two runs than a run takes
    for owner, key in itertools.cycle(world.made.keys.items()):
        name = uuid.uuid4().hex[:12]
        body = {
            "name": f"Hydro {name} GmbH",
            "country": "DE",
            "website": f"https://www.{name}.de",
            "city": "Hamburg",
            "phones": [{"number": f"+4989{next(numbers) % 10**8:08}"}],
            "emails": [{"address": f"info@{name}.de"}],
            "source_channel": "web",
        }
        yield Target("POST", "/v1/customers", key, f"create/{owner}", body)


OWN = "/v1/customers?owner_id={}&sort=next_contact_at&limit=50"
_GRADED = "/v1/customers?grade=B&country=DE&sort=next_contact_at&limit=50"
_NEWEST = "/v1/customers?sort=-created_at&limit=50"

GOALS = (
    Goal("one customer, rep", _own_customers, 0.60, 1),
    Goal("newest customers, director", _always("director", _NEWEST, "newest"), 0.80, 1),
    Goal("own queue, rep", _reps(OWN, "queue/{}"), 0.50, 1),
    Goal("grade and country, director", _always("director", _GRADED, "graded/B/DE"), 0.50, 1, ORDERED_MS),
    Goal("grade and country, deputy", _always("deputy", _GRADED, "graded/B/DE"), 0.50, 1, ORDERED_MS),
    Goal("grade and country, lead", _of_the_team(_GRADED, "graded_team/B/DE/{}"), 0.50, 1),
    Goal("search, director", _searches, 0.50, 6),
    Goal("latest calls, rep", _reps("/v1/call-records?author_id={}&limit=50", "calls/{}"), 0.50, 1, ORDERED_MS),
    Goal(
        "what is due, rep",
        _reps("/v1/planned-contacts?assignee_id={}&state=planned&sort=due_from&limit=50", "due/{}"),
        0.50,
        1,
    ),
    Goal("opportunities, director", _always("director", "/v1/opportunities?limit=50", "deals"), 0.50, 1),
    Goal("opportunities, rep", _reps("/v1/opportunities?limit=50", "deals_seen/{}"), 0.50, 1),
    Goal("complaints, director", _always("director", "/v1/complaints?limit=50", "complaints"), 0.50, 1),
    Goal("alerts, rep", _reps("/v1/alerts?limit=50", "alerts/{}"), 0.50, 1),
    Goal(
        "timeline, director",
        _customers("/v1/customers/{}/timeline?limit=20", "timeline/{}", lambda world: world.made.busiest),
        0.50,
        1,
        ORDERED_MS,
    ),
    Goal(
        "history, director",
        _customers("/v1/history?customer_id={}&limit=50", "history/{}", lambda world: world.changed),
        0.50,
        1,
    ),
    Goal("me, rep", _reps("/v1/me", "me/{}"), 0.50, 1),
    Goal("log a call", _calls, 0.70, 4, WRITE_MS, writes=True),
    Goal("enter a customer", _new_customers, 0.45, 5, WRITE_MS, writes=True),
    Goal("cancel a planned contact", _moves, 0.45, 7, WRITE_MS, writes=True),
)
