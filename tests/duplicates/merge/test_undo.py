"""Whatever two customers have: after a merge it is all at one of them, and after its undo as it was."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as proving
from hypothesis import strategies as st

from meridian.duplicates.merge.row_diff import FOREIGN_KEYS, OF_OPPORTUNITY, OF_ORDER
from meridian.duplicates.rules import FIELDS, Side
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.children import Rows, rows_of, two_customers

CHOICES = st.dictionaries(st.sampled_from(sorted(FIELDS)), st.sampled_from(sorted(Side)), max_size=6)
WHOLE = {
    "contact",
    "need",
    "installed_product",
    "external_id",
    "contact_record",
    "handoff",
    "consent",
    "deadline",
    "complaint",
    "opportunity",
    "milestone",
    "contract",
}

PARTS = {move.table for move in FOREIGN_KEYS if move.belongs in (OF_ORDER, OF_OPPORTUNITY)}  # not counted by themselves


async def state(db: Database, *customers: UUID) -> Rows:
    async with db.read() as session:
        return await rows_of(session, *customers)


def belonging(rows: Rows, customer_id: UUID) -> set[str]:
    return {
        key
        for key, row in rows.items()
        if key.partition("/")[0] != "customer" and row["customer_id"] == str(customer_id)
    }


@proving(
    max_examples=20,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),  # what fails is large, and a smaller one takes minutes to find
)
@given(seed=st.integers(0, 10**6), chosen=CHOICES)
async def test_a_merge_moves_everything_and_its_undo_restores_it(
    api: Api, db: Database, seed: int, chosen: Mapping[str, Any]
) -> None:
    winner, loser = await two_customers(db, api.world, seed)
    before = await state(db, winner, loser)
    path = f"/v1/customers/{winner}/merge"
    preview = (await api.post(f"{path}/preview", who="lead", json={"other_id": str(loser), "fields": chosen})).json()
    assert await state(db, winner, loser) == before, "a preview changes nothing"

    body = {
        "other_id": str(loser), "other_version": preview["other_version"], "fields": chosen, "reason": "one company",
    }  # fmt: skip
    merged = (await api.post(path, who="lead", version=preview["version"], json=body, expect=201)).json()
    after = await state(db, winner, loser)
    left = belonging(after, loser)
    assert belonging(after, winner) == (belonging(before, winner) | belonging(before, loser)) - left
    assert not WHOLE & {key.partition("/")[0] for key in left}
    kinds = {move.table for move in FOREIGN_KEYS}
    moved = {kind: sum(key.startswith(f"{kind}/") for key in belonging(before, loser) - left) for kind in kinds}
    assert {kind: count for kind, count in merged["moved"].items() if kind != "customer"} == {
        kind: count for kind, count in moved.items() if count
    }
    promised = {count["table"]: count for count in preview["rows"]}
    for kind, count in merged["moved"].items():
        assert kind in PARTS | {"customer"} or promised[kind]["moves"] == count
    one, two = before[f"customer/{winner}"], before[f"customer/{loser}"]
    now = after[f"customer/{winner}"]
    assert now["do_not_call"] == (one["do_not_call"] or two["do_not_call"])
    assert now["is_key"] == (one["is_key"] or two["is_key"])
    assert (
        sum(row["is_primary"] for key, row in after.items() if key in belonging(after, winner) and "is_primary" in row)
        <= 1
    )

    await api.post(f"/v1/customer-merges/{merged['id']}/undo", who="lead", expect=200)
    assert await state(db, winner, loser) == before
