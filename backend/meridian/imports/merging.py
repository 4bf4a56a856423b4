"""What a row changes in a customer that is known already. Pure."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from meridian.customers import rules
from meridian.customers.derivation import ZONE_INPUTS
from meridian.imports.codes import Fill
from meridian.places.domains import website_domain
from meridian.places.zones import ZoneSource, infer_zone

Values = dict[str, Any]
ON_ENTERING = frozenset({"grade"})
"""Columns that change by a decision of their own once the customer is known."""
LIST_KEYS: Mapping[str, tuple[str, ...]] = {
    "phones": ("e164", "extension"),
    "emails": ("address",),
    "messaging": ("service", "handle"),
    "external_ids": ("source", "value"),
}
_UNSAID = {"intent_level": "none", "role": "other"}
_MONEY = {f"{name}_{part}": name for name in rules.MONEY_FIELDS for part in ("amount", "currency")}


class Entry(NamedTuple):
    """An entry to add to a list of the company (`contact_id` null) or of a person there."""

    listed: str
    contact_id: str | None
    position: int
    values: Values


@dataclass(slots=True)
class Known:
    """A customer as it is: columns, list entries by (list, contact), people by folded name."""

    columns: Mapping[str, Any]
    lists: dict[tuple[str, str | None], list[tuple[Any, ...]]] = field(default_factory=dict)
    contacts: dict[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Difference:
    """What has to be written so that the customer agrees with the row. Empty `fields`: nothing."""

    columns: Values = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    new_contacts: list[Values] = field(default_factory=list)
    contacts: list[Values] = field(default_factory=list)
    fields: set[str] = field(default_factory=set)


def difference(entered: Mapping[str, Any], known: Known, fill: Fill, markets: Mapping[str, uuid.UUID]) -> Difference:
    """Columns by `fill`; lists and people only grow: what a file leaves out is no reason to forget it."""
    found = Difference()
    for column, value in entered["customer"].items():
        if column not in ON_ENTERING:
            _compare(column, value, known.columns, fill, found)
    for listed in LIST_KEYS:
        _extend(listed, None, entered.get(listed, ()), known, found)
    for contact in entered["contacts"]:
        _meet(contact, known, fill, found)
    if found.fields:
        found.columns |= _derived(known, found, markets)
    return found


def _compare(column: str, value: Any, now: Mapping[str, Any], fill: Fill, found: Difference) -> None:
    old = now[column]
    if column == "custom":
        value = {**old, **value} if fill is Fill.OVERWRITE else {**value, **old}
    elif fill is Fill.FILL_EMPTY and not _is_empty(column, old):
        return
    if _plain(old) != value:
        found.columns[column] = value
        if column != "zone_source":
            found.fields.add(_MONEY.get(column, column))


def _is_empty(column: str, value: Any) -> bool:
    return value is None or value in ("", []) or value == _UNSAID.get(column)


def _plain(value: Any) -> Any:
    """A database value as its JSON form, in which rows keep theirs."""
    if value is None or isinstance(value, str | int | list | dict):
        return value
    return f"{value:f}" if hasattr(value, "as_tuple") else str(value)


def _extend(listed: str, contact_id: str | None, entries: Sequence[Values], known: Known, found: Difference) -> None:
    there = known.lists.setdefault((listed, contact_id), [])
    for entry in entries:
        key = tuple(entry[name] for name in LIST_KEYS[listed])
        if key not in there:
            found.entries.append(Entry(listed, contact_id, len(there), entry))
            found.fields.add(listed if contact_id is None else "contacts")
            there.append(key)


def _meet(contact: Values, known: Known, fill: Fill, found: Difference) -> None:
    """The person of that name there, changed; else a new one."""
    columns = {name: value for name, value in contact.items() if name not in ("id", *LIST_KEYS)}
    there = known.contacts.get(contact["name"].casefold())
    if there is None:
        contact_id = contact["id"]
        found.new_contacts.append({"id": contact_id, "is_primary": not known.contacts, **columns})
        found.fields.add("contacts")
        known.contacts[contact["name"].casefold()] = {"id": contact_id, **columns}
    else:
        contact_id = str(there["id"])
        changed = {
            name: value
            for name, value in columns.items()
            if name != "name"
            and _plain(there.get(name)) != value
            and (fill is Fill.OVERWRITE or _is_empty(name, there.get(name)))
        }
        if changed:
            found.contacts.append({**there, **changed, "id": contact_id})
            found.fields.add("contacts")
    for listed in ("phones", "emails", "messaging"):
        _extend(listed, contact_id, contact.get(listed, ()), known, found)


def _derived(known: Known, found: Difference, markets: Mapping[str, uuid.UUID]) -> Values:
    """What follows from the data, as in `customers.derivation`, for a whole batch without asking the database."""
    now: Values = {**known.columns, **found.columns}
    keys = rules.name_keys(now["name"], now["legal_name"], now["short_name"])
    market = markets.get(now["country"] or "") if "country" in found.fields else now["market_id"]
    derived: Values = {
        "name_key": keys.key,
        "name_search": keys.text,
        "name_terms": keys.terms,
        "website_domain": website_domain(now["website"]) if now["website"] else None,
        "market_id": market and str(market),
    }
    if ZONE_INPUTS & found.fields:
        derived |= _zone(now, known, explicit="zone" in found.fields or now["zone_source"] == ZoneSource.EXPLICIT)
    has = {
        "has_phone": any(entries for (listed, _), entries in known.lists.items() if listed == "phones"),
        "has_email": any(entries for (listed, _), entries in known.lists.items() if listed == "emails"),
        "has_contact": bool(known.contacts),
        "has_decision_maker": any(
            contact.get("role") == "decision_maker" for contact in (*known.contacts.values(), *found.contacts)
        ),
    }
    return derived | {"completeness": rules.completeness({**now, **derived, **has}).score}


def _zone(now: Mapping[str, Any], known: Known, *, explicit: bool) -> Values:
    numbers = tuple(number for number, *_ in known.lists.get(("phones", None), ()) if number)
    inferred = infer_zone(
        now["zone"] if explicit else None,
        now["city"],
        now["country"],
        numbers,
        name=now["name"],
        website=now["website"],
    )
    return {
        "zone": inferred.zone,
        "zone_state": inferred.state,
        "zone_source": None if inferred.source is ZoneSource.NONE else inferred.source,
        "zone_candidates": list(inferred.candidates),
    }
