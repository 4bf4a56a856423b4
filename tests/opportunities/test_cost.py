"""Moves stay cheap: how many statements each of an opportunity's moves costs, by what it brings and causes."""

import uuid
from collections import defaultdict
from typing import Any

import pytest
from sqlalchemy import update

from meridian.kernel.db.session import Database
from meridian.opportunities.models import Milestone
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from tests.opportunities.pipeline.test_moves import brought_to
from tests.support.api import Api
from tests.support.opportunities import LOSS, move
from tests.support.statements import recording
from tests.support.world import World

AT_MOST = {
    **dict.fromkeys(
        (
            "start_execution",
            "return_to_contract_signed",
            "return_to_needs_defined",
            "return_to_interested",
            "return_to_potential",
        ),
        8,
    ),
    "define_needs": 13,  # fields of its own, which are told and valued, and lines
    "negotiate": 15,  # a proposal and a decision maker too
    "confirm_interest": 18,  # a contact planned
    "lose": 15,  # contacts called off
    "return_to_negotiation": 15,  # a purchase undone
    "cancel": 21,  # both
    "sign_contract": 26,  # a contract with its file, and a purchase
    "complete": 26,  # a revisit planned, and contacts called off
}
"""Settings; the opportunity with what may be done; the reason or the criteria; contacts that took another's place; the
new state; what it is worth; what is kept and told of the move; the answer. Besides, what each brings and causes."""


@pytest.fixture
def costs(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[int]]:
    """How many statements each request for a move of an opportunity sent, by the move's name."""
    found: dict[str, list[int]] = defaultdict(list)
    original = Api.post

    async def counted(self: Api, path: str, **sent: Any) -> Any:
        with recording() as seen:
            answer = await original(self, path, **sent)
        if path.startswith("/v1/opportunities/") and "/moves/" in path:
            found[path.rpartition("/")[2]].append(len(seen))
        return answer

    monkeypatch.setattr(Api, "post", counted)
    return found


async def _every_move(api: Api, db: Database, world: World) -> None:
    opportunity = await brought_to(api, db, world, "execution")
    for name in ("return_to_contract_signed", "return_to_negotiation"):
        await move(api, opportunity, name, who="manager", reason="Too early")
    for name in ("return_to_needs_defined", "return_to_interested", "return_to_potential"):
        await move(api, opportunity, name, reason="Too early")
    await move(api, opportunity, "lose", **LOSS)
    opportunity = await brought_to(api, db, world, "execution")
    async with db.write() as session:
        done = update(Milestone).where(Milestone.opportunity_id == uuid.UUID(opportunity["id"]))
        await session.execute(done.values(done_on=session.now.date()))
    await move(api, opportunity, "complete")
    opportunity = await brought_to(api, db, world, "contract_signed")
    await move(api, opportunity, "cancel", who="manager", reason="They closed")


async def test_no_move_costs_more_than_it_did(
    api: Api, db: Database, world: World, costs: dict[str, list[int]]
) -> None:
    await _every_move(api, db, world)  # calendars, policies and fields are kept from now on
    costs.clear()
    await _every_move(api, db, world)
    needed = {name: max(each) for name, each in costs.items()}
    assert needed.keys() == {each.name for each in OPPORTUNITY.moves} == AT_MOST.keys()
    assert {name: many for name, many in needed.items() if many > AT_MOST[name]} == {}
    assert min(needed.values()) > 0
