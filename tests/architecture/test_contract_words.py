"""One word for one thing in the contract: verbs, lists, money."""

from typing import Any

import pytest

from meridian import wiring
from tests.support.contract import DOCUMENT, OPERATIONS, resolved

PROBES = {"healthz", "readyz", "metrics"}
# What reads and what keeps a record has one verb each; deeds done by POST have their own names.
VERBS = {
    "GET": {"get", "list", "analyse", "stream"},
    "PATCH": {"update", "correct"},  # what was said by others is corrected, with a reason
    "PUT": {"put", "decide"},  # a person's decision about a grade or a key customer
    "DELETE": {"delete", "deactivate", "revoke", "withdraw", "sign"},  # all but the first leave the record, ended
}
SYNONYMS = {
    "add": "create",
    "begin": "start",
    "close": "complete",
    "done": "complete",
    "edit": "update",
    "enter": "create",
    "fetch": "get",
    "find": "search",
    "finish": "complete",
    "insert": "create",
    "make": "create",
    "new": "create",
    "modify": "update",
    "query": "search",
    "read": "get",
    "reject": "deny",
    "remove": "delete",
    "send_back": "return",
    "set": "put",
    "show": "get",
    "store": "put",
    "upsert": "put",
}
"""Words that mean what another one here says: none of them begins the name of an operation or is a move."""


def test_every_way_to_read_and_to_keep_has_one_verb() -> None:
    for operation in OPERATIONS:
        verb = operation.name.partition("_")[0]
        if operation.name not in PROBES and operation.method in VERBS:
            assert verb in VERBS[operation.method], operation.name
        assert SYNONYMS.get(verb, verb) == verb, f"{operation.name}: say {SYNONYMS.get(verb)}"


@pytest.mark.parametrize("workflow", wiring.WORKFLOWS, ids=lambda workflow: workflow.name)
def test_moves_that_mean_the_same_have_one_name(workflow: Any) -> None:
    asked = {move.name for move in workflow.moves if move.permission is not None}
    assert {name: SYNONYMS[name] for name in asked if SYNONYMS.get(name, name) != name} == {}


def test_no_answer_and_no_body_is_a_bare_list() -> None:
    for operation in OPERATIONS:
        bodies = [operation.raw.get("requestBody", {}), *operation.raw["responses"].values()]
        for body in map(resolved, bodies):
            for content in body.get("content", {}).values():
                assert resolved(content.get("schema", {})).get("type") != "array", operation.name


def test_money_has_one_shape() -> None:
    """An amount of money is an object of the one schema, its amount a decimal string."""
    schemas = DOCUMENT["components"]["schemas"]
    assert resolved(schemas["Money"]["properties"]["amount"])["type"] == "string"
    loose = {name for name, schema in schemas.items() if {"amount", "currency"} <= schema.get("properties", {}).keys()}
    assert loose == {"Money"}
    assert "currency" not in schemas["OrderRead"]["properties"]
