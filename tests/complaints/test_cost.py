"""Moves stay cheap: how many statements each of a complaint's moves costs, on the straight way and off it."""

from collections import defaultdict
from typing import Any

import pytest

from meridian.complaints.workflow import COMPLAINT
from meridian.kernel.clock import SettableClock
from meridian.kernel.db.session import Database
from tests.support import complaints
from tests.support.api import Api
from tests.support.complaints import SCORES, find, move, offer, propose, register
from tests.support.statements import recording
from tests.support.world import World

AT_MOST = 10
"""Settings; turn; the complaint with all that is looked at; its clocks; the reason; two rows that the move changes;
what is kept of it, with the clocks; the answer in two."""


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """How many statements each request for a move of a complaint sent, by the move's name."""
    found: dict[str, list[int]] = defaultdict(list)
    original = Api.post

    async def counted(self: Api, path: str, **sent: Any) -> Any:
        with recording() as seen:
            answer = await original(self, path, **sent)
        if path.startswith("/v1/complaints/") and path.count("/") == 5 and "/moves/" in path:
            found[path.rpartition("/")[2]].append(len(seen))
        return answer

    monkeypatch.setattr(Api, "post", counted)
    return found


async def _every_move(api: Api, db: Database, world: World, clock: SettableClock) -> None:
    complaint = await register(api, db, world)
    done: dict[str, Any] = {"who": "specialist", "done": "Fitted", "done_at": clock.now().isoformat()}
    await complaints.contact(api, complaint, clock)
    await complaints.dispatch(api, world, complaint)
    await move(api, complaint, "start_investigation", who="specialist")
    await propose(api, complaint)
    await move(api, complaint, "refuse", reason="Too little")
    await offer(api, complaint, solution="Another pump")
    await move(api, complaint, "propose", who="specialist", told_channel="phone")
    await move(api, complaint, "agree", note="Fine")
    await move(api, complaint, "escalate", who="manager", reason="It takes long")
    await complaints.dispatch(api, world, complaint, "reassign", who="manager", reason="On leave")
    await move(api, complaint, "resolve", **done)
    await complaints.dispatch(api, world, complaint, "reopen", reason="It leaks again")
    await find(api, complaint)
    await propose(api, complaint)
    await move(api, complaint, "agree", note="Fine")
    await move(api, complaint, "resolve", **done)
    await move(api, complaint, "confirm", satisfaction=SCORES)
    await move(
        api, complaint, "archive", who="specialist", root_cause_category="production", no_prevention_reason="A slip"
    )
    for name in ("registered", "agreed"):
        await move(api, await complaints.walk(api, db, world, clock, name), "withdraw", reason="They found the cause")


async def test_no_move_costs_more_than_ten_statements(
    api: Api, db: Database, world: World, clock: SettableClock, costs: dict[str, list[int]]
) -> None:
    await _every_move(api, db, world, clock)  # calendars, policies and fields are kept from now on
    costs.clear()
    await _every_move(api, db, world, clock)
    needed = {name: max(each) for name, each in costs.items()}
    assert needed.keys() == {each.name for each in COMPLAINT.moves} - {"hand_over"}  # its responder has left
    assert max(needed.values()) <= AT_MOST, needed
    assert min(needed.values()) > 0
