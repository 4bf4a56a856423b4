"""What is committed but made from the code is what the code makes; the contract is fit to make clients from."""

import builtins
import collections.abc
import copy
import json
import re
import typing
from typing import Any

from meridian import wiring
from meridian.kernel.openapi import tidy
from meridian.kernel.openapi.problems import answer_name
from meridian.kernel.openapi.tidy import mapped
from meridian.main import CONTRACT, contract_text
from meridian.reference.pages import reference_page as permissions_page
from meridian_local.papers import workflows_page
from tests.support.contract import DOCUMENT, resolved

WORKFLOWS = CONTRACT.parents[1] / "docs" / "workflows.md"
PERMISSIONS = WORKFLOWS.with_name("permissions.md")
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
NAME = re.compile(r"^[A-Z][A-Za-z0-9]{0,59}$")
# What a language calls its own. A client would have to call ours something else.
PYTHONS = {name for of in (builtins, typing, collections.abc) for name in vars(of) if NAME.match(name)}
OTHERS = """
Array ArrayBuffer Awaited BigInt Blob Boolean DataView Date Document Element Error Event EventTarget Exclude Extract
File FormData Function Headers Infinity Intl Iterator JSON Location Map Math NaN Node NonNullable Number Object Omit
Parameters Partial Performance Pick Promise Proxy Readonly Record Reflect RegExp Request Required Response
ReturnType Set String Symbol URL WeakMap Window Worker

Action Byte Character Class Comparable Convert Currency DateOnly DateTime Decimal Double Duration Enum Exception
Float Guid Instant Int Integer Iterable List LocalDate Long Nothing Optional Override Pair Process Result Runnable
Short Task Thread Throwable Tuple Type Unit Uri Void
"""  # JavaScript and TypeScript; Java, Kotlin, Swift, C#
LARGEST, LONGEST = 3_400, 70  # bytes and lines of the committed document for each of its operations


def test_the_committed_contract_has_not_drifted() -> None:
    assert CONTRACT.read_text(encoding="utf-8") == contract_text(), "run `make openapi` and commit the change"


def test_the_operating_guide_draws_the_workflows_as_they_are() -> None:
    assert WORKFLOWS.read_text(encoding="utf-8") == workflows_page(wiring.WORKFLOWS), "run `make papers` and commit"


def test_the_page_of_permissions_has_not_drifted() -> None:
    assert PERMISSIONS.read_text(encoding="utf-8") == permissions_page(DOCUMENT), "run `make papers` and commit"


def test_names_are_plain_and_no_languages_own() -> None:
    assert [name for name in SCHEMAS if not NAME.match(name)] == []
    assert SCHEMAS.keys() & (PYTHONS | set(OTHERS.split())) == set()
    assert len({name.lower() for name in SCHEMAS}) == len(SCHEMAS), "files of a client are not told apart by case"


def test_a_schema_is_named_by_its_place_alone() -> None:
    """Titles would be second names; those of fields would repeat the field's."""
    titled: list[str] = []

    def note(node: dict[str, Any]) -> dict[str, Any]:
        if isinstance(node.get("title"), str) and ({"type", "anyOf", "allOf", "$ref"} & node.keys()):
            titled.append(node["title"])
        return node

    mapped(DOCUMENT, note)
    assert titled == []


def test_every_reference_leads_somewhere_and_nothing_is_left_over() -> None:
    used: set[str] = set()

    def note(node: dict[str, Any]) -> dict[str, Any]:
        if "$ref" in node:
            used.add(node["$ref"])
            resolved(node)
        return node

    mapped(DOCUMENT, note)
    there = {f"#/components/{kind}/{name}" for kind, named in DOCUMENT["components"].items() for name in named}
    assert {ref for ref in there - used if "securitySchemes" not in ref} == set()


def test_the_document_stays_small() -> None:
    text = CONTRACT.read_text(encoding="utf-8")
    operations = len(list(tidy.operations(json.loads(text))))
    assert len(text.encode()) < LARGEST * operations
    assert text.count("\n") < LONGEST * operations


def inlined(spec: dict[str, Any]) -> dict[str, Any]:
    """With parameters and answers where they are used."""
    spec = copy.deepcopy(spec)
    for _, _, operation in tidy.operations(spec):
        operation["responses"] = {status: resolved(answer) for status, answer in operation["responses"].items()}
        if "parameters" in operation:
            operation["parameters"] = [resolved(parameter) for parameter in operation["parameters"]]
    for kind in ("parameters", "responses"):
        spec["components"].pop(kind)
    return spec


def test_what_is_shared_loses_nothing() -> None:
    whole = inlined(DOCUMENT)
    shared = copy.deepcopy(whole)
    tidy.share_parameters(shared)
    tidy.share_responses(shared, answer_name)
    assert len(str(shared)) < len(str(whole))
    for _, _, operation in tidy.operations(shared):
        for kind in ("parameters", "responses"):
            part = operation.get(kind, [])
            for node in part.values() if isinstance(part, dict) else part:
                assert "$ref" not in node or node["$ref"].split("/")[3] in shared["components"][kind]
    for _, _, operation in tidy.operations(shared):
        operation["responses"] = {s: _of(shared, answer) for s, answer in operation["responses"].items()}
        if "parameters" in operation:
            operation["parameters"] = [_of(shared, parameter) for parameter in operation["parameters"]]
    del shared["components"]["parameters"], shared["components"]["responses"]
    assert shared == whole


def _of(spec: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: dict[str, Any] = spec["components"][kind][name]
    return found
