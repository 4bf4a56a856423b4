"""RFC 9457 problem documents: the only shape in which Meridian says no."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from meridian.kernel.language import Message, in_words, msg

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request; `pointer` is a JSON Pointer such as `/phones/0/number`.

    facts: what a program needs to know to put it right, by name.
    """

    pointer: str
    code: str
    detail: Message
    facts: Mapping[str, str] | None = None

    def under(self, pointer: str) -> "Fault":
        """The same in what stands at `pointer`."""
        return replace(self, pointer=pointer + self.pointer)

    def document(self) -> dict[str, Any]:
        """As a problem document names it."""
        document: dict[str, Any] = {"pointer": self.pointer, "code": self.code, "detail": in_words(self.detail)}
        return document if self.facts is None else document | {"facts": dict(self.facts)}


class Problem(Exception):
    """Base of every refusal. Subclasses fix `status`, `title` and the `code`, unless a `reason` is a finer one.

    Every code stands in `meridian/refusals/problems.py`.
    """

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[Message] = msg("Something went wrong on our side")

    def __init__(
        self,
        detail: Message | None = None,
        *,
        errors: Sequence[Fault] = (),
        headers: dict[str, str] | None = None,
        kind: str | None = None,
        **extra: Any,
    ) -> None:
        """kind: the problem's code when it is not told by `reason`, of which it may comprise several."""
        super().__init__(detail or self.title)
        self.kind: str = kind or extra.get("reason") or self.code
        self.detail = detail or self.title
        self.errors = tuple(errors)
        self.headers = headers or {}
        self.extra = extra

    def document(self, trace_id: str) -> dict[str, Any]:
        document: dict[str, Any] = {
            "type": f"urn:meridian:problem:{self.kind}",
            "title": in_words(self.title),
            "status": self.status,
            "detail": in_words(self.detail),
            "code": self.kind,
            "trace_id": trace_id,
        }
        if self.errors:
            document["errors"] = [fault.document() for fault in self.errors]
        return document | self.extra


class BadRequest(Problem):
    status, code, title = 400, "bad_request", msg("The request cannot be read")


class NotSignedIn(Problem):
    status, code, title = 401, "not_signed_in", msg("Sign in first")


class Forbidden(Problem):
    status, code, title = 403, "forbidden", msg("You may not do this")


class NotFound(Problem):
    """Absent, or outside the actor's scope: the two are not told apart."""

    status, code, title = 404, "not_found", msg("No such record")


class MethodNotAllowed(Problem):
    status, code, title = 405, "method_not_allowed", msg("This path does not know that method")


class Conflict(Problem):
    status, code, title = 409, "conflict", msg("The record's state does not allow this")


class RequestInFlight(Problem):
    status, code, title = 409, "request_in_flight", msg("The same request is still being worked on")


class VersionMismatch(Problem):
    """Somebody changed the record since it was read; `current_version` says what it is now."""

    status, code, title = 412, "version_mismatch", msg("The record has changed since you read it")


class TooLarge(Problem):
    status, code, title = 413, "too_large", msg("The request is too large")


class RangeNotSatisfiable(Problem):
    status, code, title = 416, "range_not_satisfiable", msg("There is no such part of it")


class UnsupportedMedia(Problem):
    status, code, title = 415, "unsupported_media", msg("This media type is not understood")


class Invalid(Problem):
    status, code, title = 422, "invalid", msg("Some of what was sent is not valid")


class IdempotencyMismatch(Problem):
    status, code, title = 422, "idempotency_mismatch", msg("This Idempotency-Key was used with another request")


class VersionRequired(Problem):
    status, code, title = 428, "version_required", msg("Send If-Match with the version you read")


class TooManyRequests(Problem):
    status, code, title = 429, "too_many_requests", msg("Too many requests")


class Unavailable(Problem):
    status, code, title = 503, "unavailable", msg("Try again in a moment")


def fault(pointer: str, code: str, detail: Message) -> Invalid:
    """A 422 with a single fault."""
    return Invalid(errors=[Fault(pointer, code, detail)])


def etag(version: int) -> str:
    return f'"{version}"'


UNSAID = -1
"""The version of who sent no If-Match. It is no record's."""


def require_version(expected: int | None) -> None:
    """428 for a change without If-Match. Called when it is known that the actor may make the change at all."""
    if expected == UNSAID:
        raise VersionRequired()


def check_version(current: int, expected: int) -> None:
    """428, or 412 with the current version when somebody else was faster. Call it with the row locked."""
    require_version(expected)
    if current != expected:
        raise VersionMismatch(current_version=current, headers={"ETag": etag(current)})
