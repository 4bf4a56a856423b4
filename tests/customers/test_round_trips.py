"""Hot paths stay hot: how many statements a customer entered, a timeline and a planned contact called off cost."""

import uuid
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from meridian.kernel.db.compiled import Compiled
from meridian.kernel.db.session import Database
from meridian.kernel.listing import statements
from meridian.kernel.settings import connect
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.plans import active_plan
from tests.support.records import log_call
from tests.support.statements import Statement, recording
from tests.support.world import World

CLOCK = "SELECT set_config('meridian.now', $1, false)"
"""What reading at a time of the tests' own costs besides."""


def _company() -> dict[str, Any]:
    """A company that nobody knows yet."""
    name = uuid.uuid4().hex[:12]
    return {
        "name": f"Hydro {name} GmbH",
        "country": "DE",
        "website": f"https://www.{name}.de",
        "city": "Hamburg",
        "phones": [{"number": f"+4940{int(name, 16) % 10**7:07}"}],
        "emails": [{"address": f"info@{name}.de"}, {"address": f"sales@{name}.de"}],
        "source_channel": "web",
    }


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ({}, 5),
        ({"external_ids": [{"source": "erp", "value": "1"}], "messaging": [{"service": "whatsapp", "handle": "x"}]}, 5),
        ({"allow_duplicate": True, "reason": "Another works of theirs"}, 6),
    ],
    ids=["plain", "ids and messaging", "known already"],
)
async def test_a_customer_is_looked_for_once_and_written_at_once(
    api: Api, extra: dict[str, Any], expected: int
) -> None:
    """The transaction's settings, turns, why (if said), who is known already, all rows, the answer."""
    await api.post("/v1/customers", json=_company(), expect=201)  # markets, calendars and fields are kept from now on
    body = _company() | extra
    with recording() as seen:
        made = (await api.post("/v1/customers", json=body, expect=201)).json()
    assert len(seen) <= expected, "\n".join(statement.sql[:80] for statement in seen)
    assert [each["address"] for each in made["emails"]] == [each["address"] for each in body["emails"]]
    assert made["version"] == 1


@pytest.mark.parametrize("who", ["rep", "lead", "director"])
async def test_a_timeline_is_one_statement(api: Api, db: Database, world: World, who: str) -> None:
    customer = await customer_in(db, world)
    await log_call(api, customer)
    path = f"/v1/customers/{customer}/timeline"
    await api.get(path, who=who, expect=200)
    with recording() as seen:
        page = (await api.get(path, who=who, expect=200)).json()
    assert [entry["kind"] for entry in page["items"]] == ["contact_record"]
    assert len([each for each in seen if each.sql != CLOCK]) == 1


async def test_texts_of_one_kind_share_a_search_s_statements(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is compiled for the second; what is found is read at once, by whichever tier it was found."""
    names = [f"{word} Werke GmbH" for word in ("Quellenhof", "Lindenhof")]
    for name in names:
        await api.post("/v1/customers", json=_company() | {"name": name}, expect=201)
    await api.get("/v1/customers", params={"q": "Quellenhof"}, expect=200)
    made: list[Compiled] = []
    compile_once = Compiled.__init__

    def counted(self: Compiled, *given: Any, **more: Any) -> None:
        made.append(self)
        compile_once(self, *given, **more)

    monkeypatch.setattr(statements, "Compiled", type("Counted", (Compiled,), {"__init__": counted}))
    with recording() as seen:
        page = (await api.get("/v1/customers", params={"q": "Lindenhof"}, expect=200)).json()
    assert [item["name"] for item in page["items"]] == names[1:]
    assert not made
    assert sum(" AS _id" in each.sql for each in seen) == 1


async def test_a_planned_contact_is_called_off_in_six_statements(api: Api, db: Database, world: World) -> None:
    """Settings, plan, item and reason; the item with what is kept and told of the move; the answer."""
    for _ in range(2):
        (item,) = await active_plan(api, await customer_in(db, world), due_on="2026-03-10")
        path = f"/v1/planned-contacts/{item['id']}/moves/cancel"
        with recording() as seen:
            await api.post(path, json={"reason": "They closed"}, version=item["version"], expect=200)
    assert len(seen) <= 6, "\n".join(statement.sql[:80] for statement in seen)


@pytest.mark.parametrize(
    ("path", "index"),
    [
        (
            "/v1/customers?grade=B&country=DE&sort=next_contact_at&limit=50",
            "customer_country_grade_next_contact_at_id_idx",
        ),
        ("/v1/call-records?author_id=me&limit=50", "contact_record_author_id_started_at_id_idx"),
        ("/v1/complaints?state.ne=archived&sort=due_at&limit=60", "complaint_due_at_id_idx"),
        (
            "/v1/opportunities?outcome=lost&closed_at.gte=2026-01-01T00:00:00Z&sort=-base_amount",
            "opportunity_outcome_base_amount_id_closed_at_idx",
        ),
    ],
    ids=["grade and country", "latest calls", "complaints by what is due", "the largest lost lately"],
)
@pytest.mark.parametrize("who", ["rep", "lead", "deputy", "director"])
async def test_a_page_is_read_in_order_by_an_index(api: Api, db: Database, who: str, path: str, index: str) -> None:
    """Whoever asks: nothing is sorted, and scope is looked at row by row until the page is full."""
    nodes = await _plan(api, db, who, path, "enable_sort")
    assert index in [node.get("Index Name") for node in nodes], nodes[0]
    assert not any("Sort" in node["Node Type"] and node.get("Parent Relationship") != "SubPlan" for node in nodes[:3])


@pytest.mark.parametrize(
    ("path", "index"),
    [
        ("/v1/customers", "customer_created_at_id_idx"),
        ("/v1/customers?sort=name", "customer_name_id_idx"),
        ("/v1/customers?owner_id=me", "customer_created_at_id_idx"),
        ("/v1/contacts", "contact_created_at_id_idx"),
        ("/v1/duties", "customer_contact_due_at_id_idx"),
        ("/v1/duties/breaches", "duty_breach_due_at_id_idx"),
        ("/v1/contact-records", "contact_record_started_at_id_idx"),
        ("/v1/call-records", "contact_record_started_at_id_idx"),
        ("/v1/opportunities", "opportunity_created_at_id_idx"),
        ("/v1/alerts", "alert_created_at_id_idx"),
        ("/v1/review-actions", "review_action_due_on_id_idx"),
        ("/v1/preventive-actions", "preventive_action_due_on_id_idx"),
    ],
)
@pytest.mark.parametrize("who", ["rep", "lead"])
async def test_few_are_gathered_not_looked_for_in_the_order_of_all(
    api: Api, db: Database, who: str, path: str, index: str
) -> None:
    """Whoever sees few of many: theirs may all lie at the end of the order."""
    assert index not in [node.get("Index Name") for node in await _plan(api, db, who, path)]
    if "=me" not in path:
        assert index in [node.get("Index Name") for node in await _plan(api, db, "director", path, "enable_sort")]


@pytest.mark.parametrize(
    "path",
    [
        *(
            f"/v1/opportunities?outcome={outcome}&sort={direction}{by}"
            for outcome in ("open", "completed", "lost")
            for by in ("base_amount", "closed_at", "stage_since", "expected_purchase_on", "review_due_on", "created_at")
            for direction in ("", "-")
        ),
        *(
            f"/v1/customers?sort={direction}{by}"
            for by in ("grade", "completeness", "lead_score", "last_contact_at", "next_contact_at", "contact_due_at")
            for direction in ("", "-")
        ),
    ],
)
async def test_each_order_of_a_screen_s_list_is_read_from_an_index(api: Api, db: Database, path: str) -> None:
    """Rows with a value there and rows without: a company has hundreds of thousands."""
    with recording() as seen:
        await api.get(path, who="director", expect=200)
    pages = [each for each in seen if "_sort_0" in each.sql]
    assert pages
    for page in pages:
        (plan, *_) = await _explained(db, page, "enable_sort")
        assert not any("Sort" in node["Node Type"] for node in _nodes(plan, besides=("InitPlan", "SubPlan"))), page.sql


@pytest.fixture(scope="module")
async def many(db: Database, world: World) -> None:
    """To read a table of some pages costs the same by any of its indexes."""
    for _ in range(100):
        await customer_in(db, world)


@pytest.mark.parametrize(
    ("path", "table", "times", "shown"),
    [
        ("/v1/complaints/analysis/stages?priority=high", "transition", 1, 0),
        ("/v1/duties?overdue=true&count=exact", "customer", 1, 0),
        ("/v1/complaints?count=exact", "complaint", 1, 0),
        ("/v1/duties/preview", "customer", 2, 1),
    ],
)
async def test_what_looks_over_a_whole_company_is_read_from_indexes_alone(
    api: Api, db: Database, many: None, path: str, table: str, times: int, shown: int
) -> None:
    """However many rows the table has: so many times, and of the table itself only the rows that are shown."""
    with recording() as seen:
        if path.endswith("preview"):
            await api.post(path, who="director", json={"contact_cadence_days": {"A": 5}}, expect=200)
        else:
            await api.get(path, who="director", expect=200)
    connection = await connect(db.url)
    try:
        await connection.execute(f"VACUUM ANALYZE {table}")
    finally:
        await connection.close()
    asked = [each for each in seen if f" {table}" in each.sql and "_sort_0" not in each.sql]
    nodes = [node for each in asked for node in await _explained(db, each)]
    scans = [node["Node Type"] for node in nodes if node.get("Relation Name") == table]
    assert scans.count("Index Only Scan") == times
    assert len(scans) - times == shown


@pytest.mark.parametrize(
    "path", ["/v1/milestones", "/v1/review-actions", "/v1/preventive-actions", "/v1/waiting-for-me"]
)
async def test_what_is_next_is_read_in_its_order(api: Api, db: Database, path: str) -> None:
    """A company's list is not sorted to show its first page."""
    nodes = await _plan(api, db, "director", path, "enable_sort")
    assert not any("Sort" in node["Node Type"] for node in nodes), nodes[0]


@pytest.mark.parametrize(
    ("path", "table", "shown"),
    [
        ("/v1/team-days", "alert", ("JOIN",)),
        ("/v1/waiting-for-me?count=exact", "alert", ("JOIN",)),
        ("/v1/complaints?count=exact", "complaint", ("JOIN", "deadline", "compensation")),
    ],
)
async def test_what_is_joined_to_be_shown_is_not_counted(
    api: Api, path: str, table: str, shown: tuple[str, ...]
) -> None:
    """Nor what is joined to say who sees it, where the row itself says that."""
    with recording() as seen:
        await api.get(path, who="deputy", expect=200)
    (counted,) = (each.sql for each in seen if f"FROM {table}" in each.sql and "_sort_0" not in each.sql)
    assert not [each for each in shown if each in counted], counted


async def _plan(api: Api, db: Database, who: str, path: str, *without: str) -> list[dict[str, Any]]:
    """The nodes of the plan that the page is read by where there are many rows: an index gives an order it can give."""
    with recording() as seen:
        await api.get(path, who=who, expect=200)
    read = next(each for each in seen if "LIMIT" in each.sql and "ORDER BY" in each.sql and "_sort_0" in each.sql)
    return await _explained(db, read, *without)


async def _explained(db: Database, read: Statement, *without: str) -> list[dict[str, Any]]:
    connection = await connect(db.url)
    try:
        for setting in ("enable_seqscan", "enable_bitmapscan", "enable_hashjoin", "enable_mergejoin", *without):
            await connection.execute(f"SET {setting} = off")
        plan = orjson.loads(await connection.fetchval(f"EXPLAIN (FORMAT JSON) {read.sql}", *read.values))[0]["Plan"]
    finally:
        await connection.close()
    return list(_nodes(plan))


def _nodes(plan: dict[str, Any], besides: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        if child["Parent Relationship"] not in besides:
            yield from _nodes(child, besides)
