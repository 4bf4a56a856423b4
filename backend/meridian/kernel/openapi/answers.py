"""What every operation answers beside its success: refusals, headers; what makes a POST repeatable."""

from typing import Any

from meridian.kernel.openapi.problems import LIMITS, REFUSAL, REFUSED, ROWS_READ, SAYS, refer, refusals
from meridian.kernel.openapi.tidy import SCHEMAS, Json
from meridian.kernel.problems import MEDIA_TYPE

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
