"""The hot write stays hot: how many statements a call costs."""

from typing import Any

import pytest

from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import contact_in, customer_in
from tests.support.plans import active_plan
from tests.support.records import follow_up, log_call
from tests.support.statements import recording
from tests.support.world import World


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({}, 2),
        ({"next_step": follow_up()}, 2),
        ({"needs": [{"kind": "current", "description": "Pumps"}], "complaint": {"text": "Leaks"}}, 2),
        ({"source": "pbx", "external_id": "1"}, 3),
    ],
    ids=["plain", "follow-up", "needs and complaint", "from a telephone system"],
)
async def test_a_call_is_read_for_and_written_in_one_statement_each(
    api: Api, db: Database, world: World, extra: dict[str, Any], expected: int
) -> None:
    customer = await customer_in(db, world)
    person = str(await contact_in(db, customer))
    await log_call(api, await customer_in(db, world), next_step=follow_up())  # the running plan is there from now on
    (item,) = await active_plan(api, customer, contact_id=person, due_on="2026-03-10")
    with recording() as seen:
        await log_call(api, customer, contact_id=person, planned_item_id=item["id"], **extra)
    assert len(seen) == expected, "\n".join(statement.sql[:80] for statement in seen)
