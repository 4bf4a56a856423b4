"""`meridian export` on the server."""

from pathlib import Path

import pytest

from meridian.exports import jobs
from meridian.exports.rules import ExportFormat
from meridian.kernel.db.session import Database
from meridian.kernel.problems import Invalid
from meridian.kernel.settings import Settings
from tests.support.api import Api
from tests.support.customers import customer_in
from tests.support.exports import table
from tests.support.world import World

COLUMNS = ("name", "phones")


async def _run(settings: Settings, url: str, wanted: jobs.Wanted) -> int:
    return await jobs.export(settings, url, wanted, lambda _: None, lambda _: None)


async def test_the_whole_company_masked_as_for_the_person_and_logged(
    api: Api, db: Database, world: World, settings: Settings, database_url: str, tmp_path: Path
) -> None:
    for owner in ("rep", "foreign_rep"):
        await customer_in(db, world, owner=owner, name=f"Works of {owner}", phone="+4915112345")
    await customer_in(db, world, name="Elsewhere", country="FR")
    out = tmp_path / "out.csv"
    chosen = '{"field": "name", "op": "starts", "value": "Works of"}'
    wanted = jobs.Wanted("Lead@example.com", chosen, COLUMNS, ExportFormat.CSV, "A move", out)
    assert await _run(settings, database_url, wanted) == 2
    assert [row[:2] for row in table(out.read_bytes())[1:]] == [
        ["Works of rep", "+4915112345"],
        ["Works of foreign_rep", "+4915112345"],
    ]
    administrator = jobs.Wanted("administrator@example.com", None, COLUMNS, ExportFormat.CSV, "A move", out)
    assert await _run(settings, database_url, administrator) == 3
    assert {row[1] for row in table(out.read_bytes())[1:]} == {""}
    logged = (await api.get("/v1/exports?state=produced", who="auditor", expect=200)).json()["items"]
    assert [(entry["requested_by_name"], entry["on_server"], entry["downloads"]) for entry in logged] == [
        ("administrator", True, 1),
        ("lead", True, 1),
    ]


@pytest.mark.parametrize(("email", "selection"), [("nobody@example.com", None), ("lead@example.com", "{")])
async def test_what_is_wrong_is_told(
    settings: Settings, database_url: str, world: World, tmp_path: Path, email: str, selection: str | None
) -> None:
    assert world.people
    wanted = jobs.Wanted(email, selection, COLUMNS, ExportFormat.CSV, "A move", tmp_path / "out.csv")
    with pytest.raises(Invalid):
        await _run(settings, database_url, wanted)
