"""Every code that the source refuses with stands in the tables that the contract and `docs/problems.md` are made of."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import meridian
from meridian import wiring
from meridian.kernel.listing import Code
from meridian.kernel.problems import Problem
from meridian.main import CONTRACT
from meridian.policies.rules import Criterion
from meridian.refusals.faults import FAULTS
from meridian.refusals.problems import REFUSALS, page
from tests.support.contract import DOCUMENT, resolved

SOURCE = Path(meridian.__file__).parent
PAGE = CONTRACT.parents[1] / "docs" / "problems.md"
# Codes of bodies that pydantic refuses; the tables say what they mean, nothing of ours raises them.
PYDANTICS = {"extra_forbidden"}


def kinds_of_problem(kind: type[Problem] = Problem) -> Iterator[type[Problem]]:
    yield kind
    for more in kind.__subclasses__():
        yield from kinds_of_problem(more)


KINDS = {kind.__name__: kind for kind in kinds_of_problem()}


class Said(NamedTuple):
    """A code in the source: of a problem of that status, or of a single fault (None)."""

    code: str
    status: int | None
    where: str


def text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def said_by(call: ast.Call, where: str) -> Iterator[Said]:
    name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    given = {keyword.arg: text(keyword.value) for keyword in call.keywords}
    if name in KINDS and (code := given.get("kind") or given.get("reason")):
        yield Said(code, KINDS[name].status, where)
    if name == "Refusal" and call.args and (code := given.get("kind") or text(call.args[0])):
        yield Said(code, 403 if "forbids" in given else 409, where)
    if name in ("Fault", "fault") and len(call.args) > 1 and (code := text(call.args[1])):
        yield Said(code, None, where)


def said() -> list[Said]:
    found = [
        Said(kind.code, kind.status, kind.__module__)
        for kind in KINDS.values()
        if kind.__module__.startswith("meridian") and "code" in vars(kind)
    ]
    for file in sorted(SOURCE.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
        for node in nodes:
            if isinstance(node, ast.Call):
                found += said_by(node, f"{file.name}:{node.lineno}")
            elif isinstance(node, ast.ClassDef) and node.name in KINDS:
                found += said_by_class(node, file.name)
    return found


def said_by_class(defined: ast.ClassDef, file: str) -> Iterator[Said]:
    """`super().__init__(…, reason=…)` of a subclass speaks for its class."""
    keywords = (node for node in ast.walk(defined) if isinstance(node, ast.keyword) and node.arg == "reason")
    for keyword in keywords:
        if code := text(keyword.value):
            yield Said(code, KINDS[defined.name].status, f"{file}:{defined.lineno}")


SAID = said()


def test_the_source_is_read() -> None:
    assert {"possible_duplicate", "four_eyes", "stage_criteria", "wrong_state", "last_administrator"} <= {
        each.code for each in SAID if each.status is not None
    }
    assert {"unknown_contact", "not_taken"} <= {each.code for each in SAID if each.status is None}
    assert wiring.ROUTERS, "the domains' problems are loaded"


def test_every_problem_is_explained_under_its_status() -> None:
    unexplained = [
        each
        for each in SAID
        if each.status and (each.code not in REFUSALS or REFUSALS[each.code].status != each.status)
    ]
    assert unexplained == []


def test_every_fault_is_explained() -> None:
    known = FAULTS.keys() | REFUSALS.keys()
    assert [each for each in SAID if each.status is None and each.code not in known] == []
    assert {str(code) for code in Code} <= FAULTS.keys()


def test_nothing_is_explained_that_nobody_says() -> None:
    problems = {each.code for each in SAID if each.status is not None}
    faults = {each.code for each in SAID if each.status is None} | {str(code) for code in Code} | PYDANTICS
    assert REFUSALS.keys() - problems == set()
    assert FAULTS.keys() - faults == set()


def test_the_contract_names_every_code() -> None:
    code = resolved(DOCUMENT["components"]["schemas"]["Problem"]["properties"]["code"])
    assert set(code["enum"]) == REFUSALS.keys()
    assert REFUSALS.keys().isdisjoint(Criterion), "a criterion is the reason of `stage_criteria`, not a code"


def test_the_page_has_not_drifted() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(REFUSALS, FAULTS), "run `make papers` and commit the change"
