"""The board agrees with the list, whoever looks at it and however it is filtered."""

import random
from collections import defaultdict
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest

from meridian.kernel.db.session import Database
from meridian.opportunities.board.schemas import CARDS
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.opportunities import open_opportunity
from tests.support.rates import enter_rate
from tests.support.world import World

LOOKERS = ("rep", "rep2", "lead", "other_lead", "foreign_rep", "manager", "deputy", "director", "analyst", "auditor")
FILTERS: tuple[dict[str, Any], ...] = (
    {},
    {"currency": ["USD", "XOF"]},
    {"important": "true"},
    {"expected_purchase_on.gte": "2026-05-01", "expected_purchase_on.lt": "2026-07-01"},
    {"country": "DE"},
)


@pytest.fixture(scope="module")
async def pipeline(api: Api, db: Database, world: World) -> None:
    """Forty opportunities of several people, amounts, days and countries; one currency has no rate."""
    rng = random.Random(1)
    for currency, rate in (("USD", "7.1"), ("EUR", "7.9")):
        await enter_rate(api, currency, "2026-03-01", rate)
    for number in range(40):
        owner = rng.choice(("rep", "rep", "rep2", "other_rep", "foreign_rep"))
        customer = await customer_in(db, world, owner=owner, country=rng.choice(("DE", "AE")))
        amount = {
            "amount": f"{rng.randrange(1, 10**8) / 100:.2f}",
            "currency": rng.choice(("USD", "EUR", "CNY", "XOF")),
        }
        await open_opportunity(
            api,
            customer,
            who=owner,
            title=f"Card {number}",
            amount=amount if rng.random() < 0.9 else None,
            expected_purchase_on=f"2026-0{rng.randrange(4, 9)}-15",
        )


async def listed(api: Api, who: str, **filters: Any) -> list[dict[str, Any]]:
    """Every open opportunity the list shows, page by page."""
    rows: list[dict[str, Any]] = []
    asked = [("outcome", "open"), ("limit", "7"), *_pairs(filters)]
    cursor: str | None = ""
    while cursor is not None:
        query = urlencode(asked + ([("cursor", cursor)] if cursor else []))
        page = (await api.get(f"/v1/opportunities?{query}", who=who, expect=200)).json()
        rows += page["items"]
        cursor = page["next_cursor"]
    return rows


def _pairs(filters: dict[str, Any]) -> list[tuple[str, str]]:
    return [(k, each) for k, v in filters.items() for each in (v if isinstance(v, list) else [v])]


@pytest.mark.parametrize("who", LOOKERS)
@pytest.mark.parametrize("filters", FILTERS, ids=str)
async def test_the_board_adds_up_what_the_list_shows(
    api: Api, pipeline: None, who: str, filters: dict[str, Any]
) -> None:
    rows = await listed(api, who, **filters)
    query = urlencode(_pairs(filters))
    shown = (await api.get(f"/v1/opportunities/board?{query}", who=who, expect=200)).json()
    assert [column["stage"] for column in shown["columns"]][:2] == ["potential", "interested"]
    for column in shown["columns"]:
        own = [row for row in rows if row["stage"] == column["stage"]]
        sums: dict[str, Decimal] = defaultdict(Decimal)
        for row in own:
            if row["amount"]:
                sums[row["amount"]["currency"]] += Decimal(row["amount"]["amount"])
        base = [(Decimal(row["base_amount"]["amount"]), row["probability"]) for row in own if row["base_amount"]]
        assert column["count"] == len(own)
        assert {each["currency"]: Decimal(each["amount"]) for each in column["sums"]} == sums
        assert Decimal(column["base_sum"]["amount"]) == sum(amount for amount, _ in base)
        weighted = sum((amount * chance / 100 for amount, chance in base), Decimal(0))
        assert Decimal(column["weighted_sum"]["amount"]) == weighted.quantize(Decimal("0.0001"))
        assert column["without_rate"] == (["XOF"] if "XOF" in sums else [])
        assert {card["id"] for card in column["cards"]} <= {row["id"] for row in own}
        assert len(column["cards"]) == min(CARDS, len(own))


async def test_a_column_goes_on_as_the_list_in_the_same_order(api: Api, pipeline: None) -> None:
    """Newest on top: the board's cards and the pages after them are the column by rank, each card once."""
    every: tuple[dict[str, Any], ...] = ({}, {"currency": ["USD", "EUR", "CNY"]})
    for filters in every:
        board = (await api.get(f"/v1/opportunities/board?{urlencode(_pairs(filters))}", who="director")).json()
        column = board["columns"][0]
        cards = [card["id"] for card in column["cards"]]
        path = column["next_page"]
        page = (await api.get(path, who="director", expect=200)).json()
        cards += [row["id"] for row in page["items"]]
        by_rank = [row["id"] for row in await listed(api, "director", **filters, stage="potential", sort="rank")]
        assert cards == by_rank[: len(cards)]
        assert len(cards) == min(len(by_rank), 2 * CARDS)
        newest = [row["id"] for row in await listed(api, "director", **filters, stage="potential", sort="-created_at")]
        assert by_rank == newest


async def test_a_board_takes_filters_only(api: Api, pipeline: None) -> None:
    for query in ("limit=5", "sort=rank", "cursor=x", "count=exact", "stage=potential", "outcome=lost", "nonsense=1"):
        await api.get(f"/v1/opportunities/board?{query}", expect=422)
    await api.get("/v1/opportunities/board", who="administrator", expect=403)
