"""Refusals and headers, each described once under `components`."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from meridian.kernel.openapi.tidy import SCHEMAS, Json
from meridian.kernel.problems import MEDIA_TYPE

SAYS: Mapping[int, tuple[str, str]] = {
    400: ("BadRequest", "The request cannot be read."),
    401: ("NotSignedIn", "Nobody is signed in, or the key is wrong or expired."),
    403: ("Forbidden", "The role does not permit this."),
    404: ("NotFound", "There is no such record in your scope."),
    409: ("Conflict", "The record's state, or another record, does not allow this."),
    412: ("VersionMismatch", "The record has changed since you read it; `current_version` says what it is now."),
    413: ("TooLarge", "The body is too large."),
    415: ("UnsupportedMedia", "The media type is not understood."),
    416: ("RangeNotSatisfiable", "The file has no such part; Content-Range says how long it is."),
    422: ("Invalid", "Some of what was sent is not valid; `errors` names each fault."),
    428: ("VersionRequired", "Send If-Match with the version you read."),
    429: ("TooManyRequests", "Too many requests; see Retry-After."),
    503: ("Unavailable", "The database cannot be reached; try again."),
}
HEADERS: Mapping[str, Json] = {
    "ETag": {
        "description": "The record's version; in an answer to GET, what stands in it follows after a point. Send it as "
        "If-Match with a change, or as If-None-Match to hear 304 while nothing is different.",
        "schema": {"type": "string"},
        "example": '"3"',
    },
    "Location": {
        "description": "Path of the record made.",
        "schema": {"type": "string"},
        "example": "/v1/customers/0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f",
    },
    "Retry-After": {
        "description": "Seconds to wait before the request is worth repeating.",
        "schema": {"type": "string"},
        "example": "2",
    },
    "RateLimit-Policy": {
        "description": "How many requests (`q`) a window of `w` seconds allows.",
        "schema": {"type": "string"},
        "example": '"minute";q=600;w=60',
    },
    "RateLimit": {
        "description": "How many requests remain (`r`), and after how many seconds there is one more (`t`).",
        "schema": {"type": "string"},
        "example": '"minute";r=599;t=12',
    },
    "Meridian-Rows-Read": {
        "description": "How many rows of people's data you have read page after page in so many `days`: they take as "
        "much from the `limit` of what you may export (CR-10). Not sent for a list's beginning of up to 100 rows.",
        "schema": {"type": "string"},
        "example": "340;limit=1000;days=7",
    },
    "Idempotency-Replayed": {
        "description": "`true` when this is the answer of an earlier request under the same Idempotency-Key.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
ROWS_READ = "Meridian-Rows-Read"
LIMITS = ("RateLimit", "RateLimit-Policy")
_OF_STATUS: Mapping[int, tuple[str, ...]] = {
    409: ("Retry-After",),
    412: ("ETag",),
    429: ("Retry-After", *LIMITS),
    503: ("Retry-After",),
}
SCHEMA = "Problem"


EVERYWHERE = (400, 401, 403, 404, 413, 415, 422, 428, 429, 503)
"""What any operation that asks for a sign-in may answer: the contract says it once, as the `default` answer."""
REFUSAL = (
    "Refused",
    "Any other refusal. " + " ".join(f"{status}: {SAYS[status][1]}" for status in EVERYWHERE),
)


def problem_responses(statuses: Iterable[int]) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route: these statuses are answered with a problem document."""
    return {int(status): answer for status, answer in refusals(statuses).items()}


def refusals(statuses: Iterable[int]) -> Json:
    """Answers by status."""
    return {str(status): _answer(SAYS[status][1], _OF_STATUS.get(status, ())) for status in sorted(statuses)}


def _answer(words: str, headers: tuple[str, ...]) -> dict[str, Any]:
    described = {"headers": refer(*headers)} if headers else {}
    content = {MEDIA_TYPE: {"schema": {"$ref": SCHEMAS + SCHEMA}}}
    return {"description": words, **described, "content": content}


def refer(*names: str) -> Json:
    """Headers of a response."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


REFUSED = {"default": _answer(REFUSAL[1], ("Retry-After", *LIMITS))}


def shared_responses(codes: Mapping[str, int]) -> Json:
    """The refusals by name, each with the codes that come with its status."""
    by_status: dict[int, list[str]] = defaultdict(list)
    for code, status in codes.items():
        by_status[status].append(code)
    answers = refusals(SAYS)
    named = {
        name: answers[str(status)] | {"description": f"{words} {_codes(by_status[status])}"}
        for status, (name, words) in SAYS.items()
    }
    others = [code for status in EVERYWHERE for code in by_status[status]]
    name, words = REFUSAL
    return named | {name: REFUSED["default"] | {"description": f"{words} {_codes(others)}"}}


def _codes(codes: Iterable[str]) -> str:
    return "Codes: " + ", ".join(f"`{code}`" for code in codes) + "."


def problem_schemas(problem: type[BaseModel], codes: Iterable[str]) -> Json:
    """The schemas of a problem document, whose code is one of `codes`."""
    _, definitions = models_json_schema([(problem, "validation")], ref_template=SCHEMAS + "{model}")
    schemas: Json = definitions["$defs"]
    code = schemas[problem.__name__]["properties"]["code"]
    code |= {"enum": sorted(codes), "title": "ProblemCode"}
    return schemas


# What every operation answers beside its success: refusals, headers; what makes a POST repeatable.


IDEMPOTENCY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "Makes a retry safe: the same key and body get the first answer again, within seven days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
    "example": "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f",
}
JSON = "application/json"
WRITES = "x-writes"
"""Mark of an operation in the making: it works in the request's write transaction."""
MAKES = "x-makes"
"""Mark of an operation in the making: a record that it makes is found at a path of its own."""

COUNTS = "x-counts"
"""Mark of an operation in the making: its rows are counted, and the sum is told."""
COUNTED = "counts_rows"
"""What a handler is that does so."""


def complete_answers(path: str, method: str, operation: Json, schemas: Json) -> None:
    """Adds the refusals that every operation of its kind may answer, and the headers of its answers."""
    writes, makes = bool(operation.pop(WRITES, False)), bool(operation.pop(MAKES, False))
    counts = bool(operation.pop(COUNTS, False))
    answers: Json = {
        status: response
        for status, response in operation["responses"].items()
        if not (status == "422" and MEDIA_TYPE not in response.get("content", {}))
    }
    for parameter in operation.get("parameters", ()):
        parameter.setdefault("description", parameter["name"].replace("_", " ").capitalize() + ".")
        if parameter["name"] == "If-Match":
            parameter |= {"required": True, "schema": {"type": "string"}}  # without it the answer is 428
    if operation.get("security") != []:
        repeatable = writes and method == "post"
        if repeatable:
            operation.setdefault("parameters", []).append(IDEMPOTENCY_PARAMETER)
        answers = {status: _described(response, repeatable, schemas) for status, response in answers.items()}
        answers |= refusals(_statuses(path, writes, operation)) | REFUSED
    if makes:
        answers["201"]["headers"] = refer("Location") | answers["201"].get("headers", {})
    if counts:
        answers["200"]["headers"] |= refer(ROWS_READ)
    operation["responses"] = answers


def _statuses(path: str, changes: bool, operation: Json) -> set[int]:
    """The refusals that say something of their own about this operation; the others are the same for all."""
    guarded = any(parameter.get("name") == "If-Match" for parameter in operation.get("parameters", ()))
    absent = path.endswith("/file")  # not made yet, or gone
    return ({409} if changes or absent else set()) | ({412} if guarded else set())


def _described(response: Json, repeatable: bool, schemas: Json) -> Json:
    """A success with its headers."""
    if MEDIA_TYPE in response.get("content", {}):
        return response
    schema = _schema(response)
    versioned = "version" in schemas.get(schema or "", {}).get("properties", {})
    names = [*(["ETag"] if versioned else []), *(["Idempotency-Replayed"] if repeatable else []), *LIMITS]
    words = "Done." if response["description"] == "Successful Response" else response["description"]
    return response | {"description": words, "headers": {**response.get("headers", {}), **refer(*names)}}


def _schema(response: Json) -> str | None:
    """The schema of its JSON, by name."""
    ref = response.get("content", {}).get(JSON, {}).get("schema", {}).get("$ref")
    return None if ref is None else str(ref).removeprefix(SCHEMAS)


_PROBLEMS = {words: name for name, words in (*SAYS.values(), REFUSAL)}


def answer_name(response: Json) -> str | None:
    """What an answer is called under `components`: a refusal by its kind, a success by what it gives and tells."""
    if MEDIA_TYPE in response.get("content", {}):
        return _PROBLEMS.get(response["description"])
    headers: dict[str, Any] = response.get("headers", {})
    suffix = "Made" if "Location" in headers else "Done" if "Idempotency-Replayed" in headers else ""
    if "content" not in response:
        return "Nothing" + suffix if headers else None
    schema = _schema(response)
    return None if schema is None else schema + suffix
