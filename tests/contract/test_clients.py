"""Clients made from the committed contract: they are made without a warning, type-check strictly, and do a day's work.

`make contract` sets the tools up beside the contract; what is made from it stays in temporary directories.
"""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from meridian.kernel.clock import SystemClock
from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.main import CONTRACT, create_app
from tests.support.identity import PASSWORD, give_password
from tests.support.live import serving
from tests.support.world import World

OPENAPI = CONTRACT.parent
PYTHON = OPENAPI / "clients" / "python"
TYPESCRIPT = OPENAPI / "clients" / "typescript"
TOOLS = PYTHON / ".venv" / "bin"
NPM = OPENAPI / "node_modules" / ".bin"
PACKAGE = "meridian_client"
# Two journeys side by side take one name each.
PEOPLE = {"python": "rep", "typescript": "rep2"}
# What the TypeScript client may not send in a search of complaints, and what it may.
WRONG = {
    "a field of another list": '{ filter: { field: "grade", value: "A" } }',
    "an operator of another type": '{ filter: { field: "customer_id", op: "contains", value: "x" } }',
    "a choice there is not": '{ filter: { field: "state", value: "Z" } }',
    "a key to sort by there is not": '{ sort: ["reason"] }',
}
RIGHT = '{ filter: { and: [{ field: "state", value: ["registered"] }] }, sort: ["-registered_at"] }'


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What the command says; it must succeed, and its tools must be there."""
    program = Path(command[0])
    assert program.exists() or shutil.which(str(program)), f"{program.name} is missing: run `make contract`"
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout[-8000:]}\n{done.stderr[-8000:]}"
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def python_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the Python client and its journey. Any warning of the generator fails."""
    where = tmp_path_factory.mktemp("python")
    generate = (TOOLS / "openapi-python-client", "generate", "--fail-on-warning", "--meta", "none")
    said = run(
        *generate,
        "--config",
        PYTHON / "generator.yaml",
        "--path",
        CONTRACT,
        "--output-path",
        where / PACKAGE,
        cwd=where,
    )
    assert "Warning" not in said
    shutil.copy(PYTHON / "journey.py", where)
    return where


@pytest.fixture(scope="module")
def typescript_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the TypeScript types, their journey and what must not compile, all compiled at once."""
    where = tmp_path_factory.mktemp("typescript")
    for name in ("journey.ts", "tsconfig.json"):
        shutil.copy(TYPESCRIPT / name, where)
    shutil.copy(OPENAPI / "package.json", where)
    (where / "node_modules").symlink_to(OPENAPI / "node_modules")
    # As `npm run generate` does.
    run(
        NPM / "openapi-typescript", CONTRACT, "--default-non-nullable=false", "--output", where / "schema.ts", cwd=where
    )
    search = "components['schemas']['ComplaintsSearch']"
    lines = [
        f"// @ts-expect-error {why}\nexport const wrong{n}: {search} = {body};"
        for n, (why, body) in enumerate(WRONG.items())
    ]
    lines = ["import type { components } from './schema.js';", *lines, f"export const right: {search} = {RIGHT};"]
    (where / "wrong.ts").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run(NPM / "tsc", "--project", where, cwd=where)
    return where


def test_the_python_client_is_strictly_typed(python_client: Path) -> None:
    said = run(TOOLS / "mypy", "--strict", "--no-incremental", PACKAGE, "journey.py", cwd=python_client)
    assert said.startswith("Success")


def test_the_typescript_client_knows_what_it_may_send(typescript_client: Path) -> None:
    """The types are strict: had something compiled that the contract does not allow, its `@ts-expect-error` had not."""
    compiled = (typescript_client / "wrong.js").read_text(encoding="utf-8")
    assert all(f"export const wrong{n} =" in compiled for n in range(len(WRONG)))


@pytest.fixture(scope="module")
async def people(db: Database, settings: Settings, world: World) -> dict[str, str]:
    """Emails of who may sign in, by client."""
    for who in PEOPLE.values():
        await give_password(db, settings, world.people[who])
    return {client: f"{who}@example.com" for client, who in PEOPLE.items()}


@pytest.fixture(scope="module")
def base(database_url: str, settings: Settings, people: dict[str, str]) -> Iterator[str]:
    with serving(create_app(settings, database_url=database_url, clock=SystemClock())) as base:
        yield base


async def test_a_day_by_the_python_client(base: str, people: dict[str, str], python_client: Path) -> None:
    command = (TOOLS / "python", "journey.py", base, people["python"], PASSWORD)
    await asyncio.to_thread(run, *command, cwd=python_client)


async def test_a_day_by_the_typescript_client(base: str, people: dict[str, str], typescript_client: Path) -> None:
    command = ("node", "journey.js", base, people["typescript"], PASSWORD)
    await asyncio.to_thread(run, *command, cwd=typescript_client)
