"""A prepared row as a customer ready to be written, and the keys it is compared by. Pure.

`entered` holds `customer`, what the row itself says in columns of the table; `derived`, what follows from it for a new
customer; the lists `phones`, `emails`, `messaging`, `external_ids`; and `contacts` with lists of their own.
"""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from uuid_utils.compat import uuid7

from meridian.customers import rules
from meridian.customers.assignment import Assignment
from meridian.imports.codes import Key, Mode, Severity
from meridian.imports.prepare import Finding, Prepared, Values
from meridian.places.domains import website_domain
from meridian.places.names import normalise_name
from meridian.places.zones import ZoneSource, ZoneState, infer_zone

LISTS = ("phones", "emails", "messaging", "external_ids")
_CONTACT_COLUMNS = ("name", "title", "department", "role", "languages", "birthday", "notes")
_NOT_COLUMNS = frozenset(
    {"id", "owner", "zone", "email", "phones", "typed_phones", "messaging", "external_id", "obtained_at"}
)


class Keys(NamedTuple):
    """What a row is compared by with customers and other rows."""

    key: str | None
    name_key: str | None
    country: str | None
    website_domain: str | None
    emails: list[str]
    phones: list[str]


class Staged(NamedTuple):
    """A row as it is kept until it is written."""

    number: int
    cells: list[str]
    rejected: bool
    findings: list[Finding]
    entered: Values
    keys: Keys


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What assembling needs to know of the company.

    whose: the assignment of a new customer by the owner's id as text, None for nobody named. due: when a customer
    obtained at a moment has to have been entered, by the department that owns it (CR-4). required: keys of the
    company's own fields that every customer must have.
    """

    mode: Mode
    key: Key
    owners: Mapping[str | None, Assignment | str]
    markets: Mapping[str, uuid.UUID]
    due: Callable[[uuid.UUID, datetime], datetime | None]
    required: tuple[str, ...] = ()
    zone: str = "UTC"
    external_source: str | None = None


def assemble(prepared: Prepared, around: Surroundings) -> Staged:
    """The row with everything that follows from it, rejected when an error was found."""
    values, findings = prepared.values, prepared.findings
    lists = _lists(values)
    contacts = _contacts(prepared, lists)
    customer = _columns(values)
    keys = _keys(values, lists, around.key)
    entered: Values = {"customer": customer, "contacts": contacts} | lists
    findings += _missing(values, keys, around)
    if around.mode is not Mode.UPDATE:
        entered["derived"] = _derived(values, entered, around, findings)
    rejected = any(finding.severity is Severity.ERROR for finding in findings)
    return Staged(prepared.row.number, prepared.row.cells, rejected, findings, entered, keys)


def _lists(values: Values) -> Values:
    """The company's lists, each entry once."""
    messaging = list(values.get("messaging", ()))
    messaging += [
        {"service": field.removeprefix("messaging."), "handle": handle, "label": None}
        for field, handle in values.items()
        if field.startswith("messaging.")
    ]
    found = {
        "phones": values.get("phones"),
        "emails": values.get("email"),
        "messaging": messaging,
        "external_ids": values.get("external_id"),
    }
    return {name: entries for name, entries in found.items() if entries}


def _contacts(prepared: Prepared, lists: Values) -> list[Values]:
    """People with a name. Ways to reach somebody without one are ways to reach the company."""
    people = []
    for values in prepared.contacts:
        name = values.get("name") or " ".join(filter(None, (values.get("first_name"), values.get("last_name"))))
        reach = _reach(values)
        if not name:
            for listed, entries in reach.items():
                there = lists.setdefault(listed, [])
                there += [entry for entry in entries if entry not in there]
            continue
        columns = {column: values[column] for column in _CONTACT_COLUMNS if values.get(column) is not None}
        people.append({**columns, "id": str(uuid7()), "name": name[:300], **reach})
    return people


def _reach(values: Values) -> Values:
    messaging = [
        {"service": service, "handle": values[service], "label": None}
        for service in ("whatsapp", "wechat")
        if service in values
    ]
    found = {"phones": values.get("phones"), "emails": values.get("email"), "messaging": messaging}
    return {name: entries for name, entries in found.items() if entries}


def _columns(values: Values) -> Values:
    """The row's own values as columns of the customer's table."""
    custom = {field.removeprefix("custom."): value for field, value in values.items() if field.startswith("custom.")}
    plain = {
        field: value
        for field, value in values.items()
        if value is not None and field not in _NOT_COLUMNS and "." not in field
    }
    columns = rules.columns(plain)
    if values.get("zone") is not None:
        columns |= {"zone": values["zone"], "zone_source": ZoneSource.EXPLICIT}
    return columns | ({"custom": custom} if custom else {})


def _keys(values: Values, lists: Values, key: Key) -> Keys:
    name = normalise_name(values["name"]) if "name" in values else None
    domain = website_domain(values["website"]) if "website" in values else None
    emails = [entry["address"] for entry in lists.get("emails", ())]
    phones = [entry["e164"] for entry in lists.get("phones", ())]
    external = [f"{entry['source']}:{entry['value']}" for entry in lists.get("external_ids", ())]
    found: Mapping[Key, str | None] = {
        Key.ID: values.get("id"),
        Key.EXTERNAL_ID: external[0] if external else None,
        Key.NAME_COUNTRY: name and f"{values.get('country') or ''}:{name}",
        Key.WEBSITE: domain,
        Key.EMAIL: emails[0] if emails else None,
        Key.PHONE: phones[0] if phones else None,
    }
    return Keys(found[key], name, values.get("country"), domain, emails, phones)


_KEY_FIELD: Mapping[Key, str] = {
    Key.ID: "id",
    Key.EXTERNAL_ID: "external_id",
    Key.NAME_COUNTRY: "name",
    Key.WEBSITE: "website",
    Key.EMAIL: "email",
    Key.PHONE: "phone",
}


def _missing(values: Values, keys: Keys, around: Surroundings) -> list[Finding]:
    """What the row lacks: its key where only known customers are changed, name and source where it may be new."""
    is_new = around.mode is not Mode.UPDATE
    needed = ["name", "source_channel", *(f"custom.{key}" for key in around.required)] if is_new else []
    if around.mode is Mode.UPDATE and keys.key is None:
        needed.append(_KEY_FIELD[around.key])
    return [
        Finding(field, None, "missing", Severity.ERROR, f"the row has no usable {field.replace('_', ' ')}")
        for field in needed
        if values.get(field) is None
    ]


def _derived(values: Values, entered: Values, around: Surroundings, findings: list[Finding]) -> Values:
    """What follows from the data of a new customer, and whose it is."""
    derived: Values = {}
    whose = around.owners.get(values.get("owner"), "belongs to nobody you may give customers to")
    if isinstance(whose, str):
        findings.append(Finding("owner", None, "owner_out_of_reach", Severity.ERROR, f"the owner {whose}"))
        return derived
    derived |= {name: value and str(value) for name, value in whose._asdict().items()}
    if "obtained_at" in values:
        due = around.due(whose.department_id, datetime.fromisoformat(values["obtained_at"]))
        derived |= {"obtained_at": values["obtained_at"], "entry_due": due and due.isoformat()}
    if "name" not in values:
        return derived
    keys = rules.name_keys(values["name"], values.get("legal_name"), values.get("short_name"))
    market = around.markets.get(values.get("country") or "")
    derived |= {
        "name_key": keys.key,
        "name_search": keys.text,
        "name_terms": keys.terms,
        "website_domain": website_domain(values["website"]) if "website" in values else None,
        "market_id": str(market) if market else None,
        **_zone(values, findings),
    }
    record = dict.fromkeys((*rules.FACTS, *rules.FACT_SOURCES.values())) | entered["customer"] | derived
    derived["completeness"] = rules.completeness(record | _presence(entered)).score
    return derived


def _zone(values: Values, findings: list[Finding]) -> Values:
    inferred = infer_zone(
        values.get("zone"),
        values.get("city"),
        values.get("country"),
        values.get("typed_phones", ()),
        name=values["name"],
        website=values.get("website"),
    )
    if inferred.state is not ZoneState.KNOWN:
        findings.append(Finding("zone", None, f"zone_{inferred.state}", Severity.WARNING, inferred.reason))
    return {
        "zone": inferred.zone,
        "zone_state": inferred.state,
        "zone_source": None if inferred.source is ZoneSource.NONE else inferred.source,
        "zone_candidates": list(inferred.candidates),
    }


def _presence(entered: Values) -> dict[str, bool]:
    contacts = entered["contacts"]
    return {
        "has_phone": bool(entered.get("phones")) or any(contact.get("phones") for contact in contacts),
        "has_email": bool(entered.get("emails")) or any(contact.get("emails") for contact in contacts),
        "has_contact": bool(contacts),
        "has_decision_maker": any(contact.get("role") == "decision_maker" for contact in contacts),
    }
