"""The import contracts see what they are for: violations planted in a copy of the house are all named."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# file: an import it may not have. Each file is one of a sub-folder, of another depth, or of a name of its own.
PLANTED = {
    "customers/contacts/router.py": "sqlalchemy",
    "customers/contacts/service.py": "fastapi",
    "customers/custom_fields/rules.py": "sqlalchemy",
    "calendars/deadlines/rules.py": "meridian.calendars.deadlines.models",
    "imports/mapping/rules.py": "meridian.imports.rows.queries",
    "complaints/rules.py": "meridian.calendars.deadlines.service",
    "complaints/rounds/schemas.py": "meridian.complaints.models",
    "complaints/analysis/queries.py": "meridian.complaints.service",
    "complaints/models.py": "meridian.complaints.schemas",
    "opportunities/milestones/workflow.py": "sqlalchemy",
    "opportunities/board/service.py": "meridian.opportunities.board.router",
    "plans/changes.py": "starlette.requests",
    "places/text.py": "meridian.kernel.clock",
    "policies/service.py": "meridian.customers.service",
    "kernel/clock.py": "meridian.identity.actor",
    "rates/service.py": "meridian_local.seed",
    # Folders that are not there yet.
    "handoffs/answers/router.py": "sqlalchemy.orm",
    "handoffs/answers/rules.py": "asyncpg",
    "handoffs/answers/late/rules.py": "meridian.handoffs.service",
    "handoffs/answers/late/service.py": "fastapi",
}
NAMED = re.compile(r"(meridian[\w.]*) -> ([\w.]+) \(l\.")


def linted(copy: Path) -> tuple[int, set[tuple[str, str]]]:
    """How the contracts judge the copy, and every import they name."""
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(
        [*command, "--no-cache"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy / "backend"), "COLUMNS": "1000"},
        capture_output=True,
        text=True,
    )
    return done.returncode, set(NAMED.findall(done.stdout))


def plant(copy: Path, planted: Mapping[str, str]) -> None:
    for name, imported in planted.items():
        path = copy / "backend" / "meridian" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for folder in path.parents[: name.count("/")]:
            (folder / "__init__.py").touch()
        with path.open("a") as file:
            # Inside a function: no import hides there.
            file.write(f"\n\ndef _planted() -> None:\n    import {imported}\n")


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", copy)
    shutil.copytree(ROOT / "backend", copy / "backend", ignore=shutil.ignore_patterns("__pycache__"))
    return copy


def test_planted_violations_are_all_named(copy: Path) -> None:
    assert linted(copy) == (0, set())
    plant(copy, PLANTED)
    status, named = linted(copy)
    assert status == 1
    assert {(importer(name), imported) for name, imported in PLANTED.items()} - seen(named) == set()


def importer(name: str) -> str:
    return "meridian." + name.removesuffix(".py").replace("/", ".")


def seen(named: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """The planted imports among those named; what is not of the house is named by its top alone."""
    planted = {(importer(name), imported) for name, imported in PLANTED.items()}
    top = {(each, imported.split(".")[0]): (each, imported) for each, imported in planted}
    return {top.get(pair, pair) for pair in named}


HEAVY = ("sqlalchemy", "asyncpg", "psycopg", "fastapi", "procrastinate")


@pytest.mark.parametrize("module", ["meridian.files.rules", "meridian.imports.staging"])
def test_who_reads_what_strangers_sent_knows_no_database(module: str) -> None:
    """A child process starts for every file: what it does not need would cost more than the reading."""
    asked = f"import sys, {module}; print(*sorted(set({HEAVY}) & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert told.stdout.split() == []
