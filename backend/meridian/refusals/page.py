"""`docs/problems.md`: every code with its meaning and cure, made from the tables alone."""

from collections.abc import Iterable, Mapping

from meridian.kernel.openapi.problems import SAYS
from meridian.refusals.problems import Refused

PREFACE = """# Problems

Every refusal is an RFC 9457 problem document (`application/problem+json`):

```json
{
  "type": "urn:meridian:problem:wrong_state",
  "title": "The record's state does not allow this",
  "status": 409,
  "detail": "“agree” is not possible from “registered”",
  "code": "wrong_state",
  "reason": "wrong_state",
  "allowed_moves": ["contact", "withdraw"],
  "trace_id": "0199d3a4c5f27b6e8d1f2a3b4c5d6e7f"
}
```

Branch on `code`: it is stable, and new codes only join. `detail` is for people. `errors` names each fault with a JSON
Pointer into the body, or `/query/…` and `/header/…` for the other parts of the request. `reason` is the code again, or
a finer one where a code comprises several. `trace_id` finds the request in the logs. Written by `make papers` from
the code.
"""
WORDS = {**{status: words for status, (_, words) in SAYS.items()}, 405: "The path does not know the method."}
FAULTS_PREFACE = """## Faults of a request

What `errors[].code` of a 409 or 422 says of the value that `pointer` names. The cure is always to send another value
there. Codes that are not listed are pydantic's (`string_too_short`, `greater_than`, `date_parsing`, …): their `detail`
says what is expected.

| code | meaning |
|---|---|
"""


def page(refusals: Mapping[str, Refused], faults: Mapping[str, str]) -> str:
    """The page as it is committed."""
    statuses = sorted({refused.status for refused in refusals.values()})
    chapters = [_chapter(status, refusals.items()) for status in statuses]
    rows = "".join(f"| `{code}` | {meaning} |\n" for code, meaning in faults.items())
    return "\n".join((PREFACE, *chapters, FAULTS_PREFACE + rows))


def _chapter(status: int, refusals: Iterable[tuple[str, Refused]]) -> str:
    rows = "".join(
        f"| `{code}` | {refused.meaning} | {refused.cure} |\n" for code, refused in refusals if refused.status == status
    )
    words = f"{WORDS[status]}\n\n" if status in WORDS else ""
    return f"## {status}\n\n{words}| code | meaning | cure |\n|---|---|---|\n{rows}"
