"""A prepared row of a call log as a contact record ready to be written, and by what its customer is found. Pure.

`entered` holds `record`, the record's fields; `find`, what names the customer; and the name of the person there. Its
key is the record's own identity, so that a log sent twice is entered once.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from meridian.imports.mapping.dates import at
from meridian.imports.rows.rules import Finding, ImportContext, Keys, Prepared, Staged, Values
from meridian.imports.rules import FindingSeverity, Unusable
from meridian.kernel.language import msg
from meridian.places.names import normalise_name
from meridian.plans.rules import Method
from meridian.records.rules import Disposition

SOURCE = "import"
_PLAIN = ("method", "direction", "disposition", "talk_seconds", "outcome", "intent_level")
_NEEDED = ("method", "started_at", "author")


def assemble(prepared: Prepared, around: ImportContext) -> Staged:
    """The row as a record, rejected when an error was found."""
    values, findings = prepared.values, prepared.findings
    findings += _missing(values, around)
    record = {name: values[name] for name in _PLAIN if values.get(name) is not None}
    record |= _times(values, around.zone, findings)
    if values.get("method") == Method.PHONE:
        record["disposition"] = _disposition(values, findings)
    else:
        record.pop("disposition", None)
    record["author_id"] = values.get("author")
    record["key_points"] = _key_points(values)
    phones = [phone["e164"] for phone in values.get("phones", ())]
    record["phone"] = phones[0] if phones else None
    record["source"] = around.external_source or SOURCE
    record["external_id"] = values.get("external_id") or _fingerprint(values)
    name = normalise_name(values["customer"]) if "customer" in values else None
    find = {"external_id": values.get("customer_external_id"), "name_key": name or None, "phones": phones}
    rejected = any(finding.severity is FindingSeverity.ERROR for finding in findings)
    key = f"{record['source']}:{record['external_id']}"
    entered = {"record": record, "find": find, "contact_name": values.get("contact_name")}
    return Staged(
        prepared.row.number,
        prepared.row.cells,
        rejected,
        findings,
        entered,
        Keys(key, None, None, None, [], []),
    )


def _missing(values: Values, around: ImportContext) -> list[Finding]:
    findings = [
        Finding(
            field,
            None,
            "missing",
            FindingSeverity.ERROR,
            msg("the row has no usable {field}", field=field),
        )
        for field in _NEEDED
        if values.get(field) is None
    ]
    if not (values.get("customer") or values.get("customer_external_id") or values.get("phones")):
        findings.append(Finding("customer", None, "missing", FindingSeverity.ERROR, msg("the row names no customer")))
    whose = around.owners.get(values.get("author"))
    if isinstance(whose, str):
        findings.append(
            Finding(
                "author", None, "author_out_of_reach", FindingSeverity.ERROR, msg("the author {whose}", whose=whose)
            )
        )
    return findings


def _times(values: Values, zone: str, findings: list[Finding]) -> Values:
    """When it began and ended: a time of day in a column of its own belongs to the date beside it."""
    if values.get("started_at") is None:
        return {}
    started = datetime.fromisoformat(values["started_at"])
    if values.get("started_time") is not None:
        day = started.astimezone(ZoneInfo(zone)).date()
        try:
            started = at(day, time.fromisoformat(values["started_time"]), zone)
        except Unusable as unusable:
            code, detail, severity = unusable.trouble
            findings.append(Finding("started_time", None, code, severity, detail))
    ended = datetime.fromisoformat(values["ended_at"]) if values.get("ended_at") else None
    if ended is None and values.get("talk_seconds") is not None:
        ended = started + timedelta(seconds=values["talk_seconds"])
    if ended is not None and ended < started:
        detail = msg("ends before it begins")
        findings.append(Finding("ended_at", None, "ends_before_start", FindingSeverity.ERROR, detail))
    return {"started_at": started.isoformat(), "ended_at": ended and ended.isoformat()}


def _disposition(values: Values, findings: list[Finding]) -> str | None:
    """What came of a call: as stated, else whether anybody talked."""
    if values.get("disposition") is not None:
        return str(values["disposition"])
    if values.get("talk_seconds") is not None:
        return Disposition.CONNECTED if values["talk_seconds"] > 0 else Disposition.NO_ANSWER
    detail = msg("a call needs its result, or how long it lasted")
    findings.append(Finding("disposition", None, "missing", FindingSeverity.ERROR, detail))
    return None


def _key_points(values: Values) -> str | None:
    parts: Sequence[str | None] = (values.get("key_points"), values.get("next_step"))
    return "\n".join(part for part in parts if part) or None


def _fingerprint(values: Values) -> str:
    """The identity of a record that has no id of its own: whose, with whom, how and when."""
    what = ("customer", "customer_external_id", "author", "method", "direction", "started_at", "started_time")
    parts = [*(str(values.get(name)) for name in what), *(phone["e164"] for phone in values.get("phones", ()))]
    return "row-" + hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
