"""The papers people work by name only what there is: commands, targets, settings, metrics, checks."""

import re
from pathlib import Path

import pytest
from fastapi import FastAPI
from typer.main import get_command

from meridian.kernel.settings import Settings
from meridian_local import cli
from tests.support.api import Api

ROOT = Path(__file__).resolve().parents[2]
PAPERS = (
    "README.md",
    "README.zh-CN.md",
    "CONTRIBUTING.md",
    "docs/developing.md",
    "docs/operating.md",
    "docs/problems.md",
    "docs/permissions.md",
    "frontend/README.md",
)
GUIDE = (ROOT / "docs" / "operating.md").read_text()


@pytest.mark.parametrize("paper", PAPERS)
def test_commands_and_targets_that_are_named_exist(paper: str) -> None:
    text = (ROOT / paper).read_text()
    commands = set(get_command(cli.app).commands)  # type: ignore[attr-defined]
    named = set(re.findall(r"(?:`|bin/)meridian ([a-z][a-z-]*)", text))
    assert named <= commands, named - commands
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    made = set(re.findall(r"`make ([a-z-]+)|^make ([a-z-]+)", text, re.MULTILINE))
    assert {first or second for first, second in made} <= targets


def test_every_command_is_in_the_guide_or_the_readme() -> None:
    told = (ROOT / "README.md").read_text() + GUIDE
    commands = get_command(cli.app).commands  # type: ignore[attr-defined]
    made_from_code = {"openapi", "workflows", "problems", "requirements"}
    for_people = [name for name, command in commands.items() if not command.hidden]
    untold = {name for name in for_people if f"meridian {name}" not in told and f"make {name}" not in told}
    assert untold <= made_from_code


def test_the_guide_has_every_setting_and_no_other() -> None:
    table = GUIDE.partition("## Settings")[2].partition("\n## ")[0]
    named = set(re.findall(r"`MERIDIAN_([A-Z0-9_]+)`", table))
    assert named == {name.upper() for name in Settings.model_fields}


async def test_metrics_and_checks_that_the_guide_names_exist(app: FastAPI, api: Api) -> None:
    text = (await api.get("/metrics", who=None, expect=200)).text
    with_replica = {"meridian_replica_behind_seconds"}
    assert {name for name in re.findall(r"`(meridian_[a-z_]+)", GUIDE) if f"# HELP {name} " not in text} <= with_replica
    checks = (await api.get("/readyz", who=None, expect=200)).json()["checks"]
    assert {"worker", "files", "disk"} <= checks.keys()
