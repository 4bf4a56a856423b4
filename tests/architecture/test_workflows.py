"""Every workflow table: each state can be reached, final states are closed, what moves name exists."""

import importlib
import pkgutil
from enum import StrEnum
from typing import Any

import pytest

import meridian
from meridian import wiring
from meridian.identity.permissions import GRANTS, Permission
from meridian.kernel.workflow.rules import Workflow
from meridian_local.papers import mermaid
from tests.support.contract import OPERATIONS

TABLES = pytest.mark.parametrize("workflow", wiring.WORKFLOWS, ids=lambda workflow: workflow.name)


def _states(workflow: Workflow[Any]) -> list[StrEnum]:
    states: type[StrEnum] = workflow.states
    return list(states)


def test_the_house_has_its_workflows() -> None:
    names = [workflow.name for workflow in wiring.WORKFLOWS]
    assert len(set(names)) == len(names)
    assert {"contact_plan", "planned_contact", "customer_verification"} <= set(names)


def test_every_table_is_registered() -> None:
    modules = [found.name for found in pkgutil.walk_packages(meridian.__path__, "meridian.")]
    tables = [
        value
        for name in modules
        if name.endswith(".workflow")
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, Workflow)
    ]
    assert {table.name for table in tables} == {table.name for table in wiring.WORKFLOWS}


@TABLES
def test_every_state_can_be_reached(workflow: Workflow[Any]) -> None:
    reached = {workflow.start}
    while more := {m.leads_to(s) for m in workflow.moves for s in m.sources & reached} - reached:
        reached |= more
    assert reached == set(_states(workflow))


@TABLES
def test_final_states_are_closed_and_no_other_state_is_a_dead_end(workflow: Workflow[Any]) -> None:
    left = {source for move in workflow.moves for source in move.sources if move.leads_to(source) != source}
    assert left.isdisjoint(workflow.final)
    assert left | workflow.final == set(_states(workflow))


@TABLES
def test_moves_have_names_labels_and_permissions_that_somebody_holds(workflow: Workflow[Any]) -> None:
    names = [move.name for move in workflow.moves]
    assert len(set(names)) == len(names)
    for move in workflow.moves:
        assert move.label_zh, f"{workflow.name}.{move.name} has no Chinese label"
        if move.permission is not None:
            assert any(Permission(move.permission) in grants for grants in GRANTS.values())


@TABLES
def test_the_diagram_shows_every_move(workflow: Workflow[Any]) -> None:
    drawn = mermaid(workflow)
    arrows = [f"{source} --> {m.leads_to(source)}: {m.name}" for m in workflow.moves for source in m.sources]
    assert all(arrow in drawn for arrow in arrows)


def _written() -> set[str]:
    """Every field that some request of the contract can carry."""
    bodies = (operation.body_schema for operation in OPERATIONS if operation.body_schema is not None)
    return {name for body in bodies for name in body.get("properties", {})}


@TABLES
def test_what_moves_need_are_fields_that_requests_carry(workflow: Workflow[Any]) -> None:
    needed = {need for move in workflow.moves for need in move.needs}
    assert needed <= _written(), f"{workflow.name} needs what no request can give: {needed - _written()}"
    assert [move.name for move in workflow.moves if not move.ways.keys() <= set(move.needs)] == []
