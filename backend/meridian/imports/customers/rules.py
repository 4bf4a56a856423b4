"""A row as a customer ready to be written, and what it changes in one that is known. Pure."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from uuid_utils import uuid7

from meridian.customers import rules
from meridian.customers.rules import Assignment
from meridian.imports.mapping.fields import TARGETS
from meridian.imports.rows.rules import Finding, ImportContext, Keys, Prepared, Staged, Values
from meridian.imports.rules import Fill, FindingSeverity, ImportKind, Key, Mode
from meridian.kernel.language import Message, msg
from meridian.places.countries import resolve_country
from meridian.places.domains import website_domain
from meridian.places.names import normalise_name
from meridian.places.text import fold, words
from meridian.places.zone_inference import ZoneInference, ZoneSource, ZoneState, infer_zone

# `entered` holds `customer`, what the row itself says in columns of the table; `derived`, what follows from it for a
# new customer; the lists `phones`, `emails`, `messaging`, `external_ids`; and `contacts` with lists of their own.


LISTS = ("phones", "emails", "messaging", "external_ids")
_CONTACT_COLUMNS = ("name", "title", "department", "role", "languages", "birthday", "notes")
_NOT_COLUMNS = frozenset(
    {"id", "owner", "zone", "email", "phones", "typed_phones", "messaging", "external_id", "obtained_at"}
)


def assemble(prepared: Prepared, around: ImportContext) -> Staged:
    """The row with everything that follows from it, rejected when an error was found."""
    values, findings = prepared.values, prepared.findings
    lists = _lists(values)
    contacts = _contacts(prepared, lists)
    customer = _columns(values)
    keys = _keys(values, lists, around.key)
    entered: Values = {"customer": customer, "contacts": contacts} | lists
    findings += _missing(values, keys, around)
    if is_no_customer(values, entered):
        detail = msg("“{name}” is a line of the list's own, no customer", name=values["name"][:60])
        findings.append(Finding("name", None, "no_customer", FindingSeverity.ERROR, detail))
    if around.mode is not Mode.UPDATE:
        entered["derived"] = _derived(values, entered, around, findings)
    rejected = any(finding.severity is FindingSeverity.ERROR for finding in findings)
    return Staged(prepared.row.number, prepared.row.cells, rejected, findings, entered, keys)


_TOTALS = frozenset(
    words(
        """
        total totals subtotal subtotals sum gesamt gesamtsumme summe zwischensumme insgesamt suma somme totale totaal
        итого всего razem celkem spolu osszesen toplam ukupno yhteensa totalt summa samtals kokku kopa разом загалом
        σύνολο tổng 合计 总计 小计 共计 总和 总数 汇总 累计 计 总合计 本页合计 本页小计 총계 합계 총합계 소계 المجموع
        الاجمالي اجمالي الكلي
        סה״כ รวม รวมทั้งหมด कुल jumlah gesamtzahl average mean median mittelwert durchschnitt promedio
        moyenne 平均 平均值
        """
    )
)
# What may stand beside a total or a count without making a name of it.
_COUNTED = frozenset(
    words(
        """
    count counts number of customer customers client clients company companies account accounts record records row rows
    entry entries lead leads anzahl kunden kunde firmen datensatze zeilen clientes empresas registros entreprises
    clienti generale general generales generaal klienten клиентов записей строк
        家 条 个 位 户 名 行 项 共 有 客户 公司 记录
        """
    )
)
_COUNTING = frozenset(
    words("count counts number anzahl records rows entries registros datensatze записей строк 共 条 行")
)
_OWN_LINE = re.compile(
    r"(?:report\s+)?(?:generated|printed|exported|created|downloaded|report)\s+(?:by|on|at|from)\b.*"
    r"|(?:page|seite|pagina|strana|strona|стр|страница)\.?\s*\d+(?:\s*(?:of|von|de|di|z|из|/)\s*\d+)?"
    r"|(?:erstellt|gedruckt|stand|exportiert)\s*(?:am|:)\s*\d.*|(?:sub\s?total|zwischensumme|小计)\b.*"
    r"|i alt|is viso|סך הכל|סך הכול"
    r"|(?:end of (?:list|file|report)|grand totals?|sub totals?|total(?:es)? general(?:es)?|tong cong)\b.*"
    r"|第\s*\d+\s*页.*|(?:制表|打印|导出|制单)(?:人|时间|日期).*",
    re.IGNORECASE,
)
_OF_A_CUSTOMER = ("phones", "emails", "messaging", "external_ids", "contacts")


def is_no_customer(values: Values, entered: Values) -> bool:
    """Whether the row is a total or a note of who made the list: named so, and nothing else a customer would have."""
    name = values.get("name")
    if name is None or any(entered.get(each) for each in _OF_A_CUSTOMER):
        return False
    if values.get("country") or values.get("city") or values.get("website"):
        return False
    if _OWN_LINE.fullmatch(fold(name)) is not None:
        return True
    said = [word for word in words(re.sub(r"\d+", " ", name)) if not word.isdigit()]
    if not said:
        return False
    if said[0] in _TOTALS:
        # `Total customers: 25`, `Total Germany`
        return (_TOTALS | _COUNTED).issuperset(said) or resolve_country(" ".join(said[1:])) is not None
    is_joined = "".join(said) in _TOTALS  # `合 计`
    has_number = any(map(str.isdigit, name))
    return is_joined or (has_number and _COUNTED.issuperset(said) and not _COUNTING.isdisjoint(said))


_HANDLES = frozenset(code for code in TARGETS[ImportKind.CUSTOMERS] if code.startswith("messaging."))


def _lists(values: Values) -> Values:
    """The company's lists, each entry once."""
    messaging = list(values.get("messaging", ()))
    if not _HANDLES.isdisjoint(values):
        messaging += [
            {"service": field.removeprefix("messaging."), "handle": handle, "label": None}
            for field, handle in values.items()
            if field in _HANDLES
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
    custom: Values = {}
    plain: Values = {}
    for name, value in values.items():
        if "." in name:
            if name.startswith("custom."):
                custom[name.removeprefix("custom.")] = value
        elif value is not None and name not in _NOT_COLUMNS:
            plain[name] = value
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


def _missing(values: Values, keys: Keys, around: ImportContext) -> list[Finding]:
    """What the row lacks: its key where only known customers are changed, name and source where it may be new."""
    is_new = around.mode is not Mode.UPDATE
    needed = ["name", "source_channel", *(f"custom.{key}" for key in around.required)] if is_new else []
    if around.mode is Mode.UPDATE and keys.key is None:
        needed.append(_KEY_FIELD[around.key])
    return [
        Finding(
            field,
            None,
            "missing",
            FindingSeverity.ERROR,
            msg("the row has no usable {field}", field=field),
        )
        for field in needed
        if values.get(field) is None
    ]


_NOBODY = msg("is nobody you may give customers to")


@lru_cache(maxsize=1024)
def _in_writing(whose: Assignment) -> Mapping[str, str | None]:
    return {name: value and str(value) for name, value in whose._asdict().items()}


def _derived(values: Values, entered: Values, around: ImportContext, findings: list[Finding]) -> Values:
    """What follows from the data of a new customer, and whose it is."""
    derived: Values = {}
    whose = around.owners.get(values.get("owner"), _NOBODY)
    if isinstance(whose, str):
        findings.append(
            Finding("owner", None, "owner_out_of_reach", FindingSeverity.ERROR, msg("the owner {whose}", whose=whose))
        )
        return derived
    derived |= _in_writing(whose)
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
    derived["completeness"] = rules.completeness_score(entered["customer"] | derived | _presence(entered))
    return derived


def _zone_words(inferred: ZoneInference) -> Message:
    if inferred.candidates:
        return msg("several time zones are possible: {zones}", zones=inferred.candidates)
    return msg("the time zone cannot be told from place, phones or website")


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
        findings.append(Finding("zone", None, f"zone_{inferred.state}", FindingSeverity.WARNING, _zone_words(inferred)))
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


# What a row changes in a customer that is known already.


ON_ENTERING = frozenset({"grade", "zone_source"})
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
    if "zone" in found.fields:
        found.columns["zone_source"] = ZoneSource.EXPLICIT
    for listed in LIST_KEYS:
        _extend(listed, None, entered.get(listed, ()), known, found)
    for contact in entered["contacts"]:
        _meet(contact, known, fill, found)
    if found.fields:
        found.columns |= _changed_derived(known, found, markets)
    return found


def _compare(column: str, value: Any, now: Mapping[str, Any], fill: Fill, found: Difference) -> None:
    old = now[column]
    if column == "custom":
        value = {**old, **value} if fill is Fill.OVERWRITE else {**value, **old}
    elif fill is Fill.FILL_EMPTY and not _is_empty(column, old):
        return
    if not _same(_plain(old), value):
        found.columns[column] = value
        found.fields.add(_MONEY.get(column, column))


def _same(old: Any, value: Any) -> bool:
    """Whether they say the same: a file may hold other line ends and runs of blanks."""
    if isinstance(old, str) and isinstance(value, str):
        return old == value or old.split() == value.split()
    return bool(old == value)


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


def _changed_derived(known: Known, found: Difference, markets: Mapping[str, uuid.UUID]) -> Values:
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
    if rules.ZONE_INPUTS & found.fields:
        derived |= _changed_zone(
            now, known, explicit="zone" in found.fields or now["zone_source"] == ZoneSource.EXPLICIT
        )
    has = {
        "has_phone": any(entries for (listed, _), entries in known.lists.items() if listed == "phones"),
        "has_email": any(entries for (listed, _), entries in known.lists.items() if listed == "emails"),
        "has_contact": bool(known.contacts),
        "has_decision_maker": any(
            contact.get("role") == "decision_maker" for contact in (*known.contacts.values(), *found.contacts)
        ),
    }
    return derived | {"completeness": rules.completeness({**now, **derived, **has}).score}


def _changed_zone(now: Mapping[str, Any], known: Known, *, explicit: bool) -> Values:
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
