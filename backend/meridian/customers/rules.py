"""What follows from a customer's data, and which changes of it weigh more. Pure: no I/O.

The category follows from facts by trigger (migration 0006), so that it is right whoever wrote the row.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from meridian.places.names import normalise_name, search_terms, search_text
from meridian.policies.codes import CustomerField

# The facts of a complete file and their weights, which sum to 100 (TS-13, CR-3).
FACTS: Mapping[str, int] = {
    "country": 6,
    "city": 4,
    "address": 4,
    "zone": 6,
    "website": 4,
    "phone": 10,
    "email": 8,
    "industry": 6,
    "business_scope": 6,
    "legal_representative": 4,
    "management": 4,
    "languages": 2,
    "preferences": 2,
    "demand": 6,
    "purchase_frequency": 4,
    "budget": 4,
    "expected_annual_sales": 4,
    "decision_process": 6,
    "contact": 6,
    "decision_maker": 4,
}
# Facts that stand in other columns or tables than one of their own name.
FACT_SOURCES: Mapping[str, str] = {
    "phone": "has_phone",
    "email": "has_email",
    "contact": "has_contact",
    "decision_maker": "has_decision_maker",
    "budget": "budget_amount",
    "expected_annual_sales": "expected_annual_sales_amount",
}

# Facts that a verification vouches for: correcting one of them afterwards needs a reason (CR-6).
VERIFIED_FIELDS = frozenset(
    {
        "name",
        "legal_name",
        "short_name",
        "country",
        "region",
        "city",
        "address",
        "postal_code",
        "website",
        "industry",
        "business_scope",
        "legal_representative",
        "management",
        "employee_count",
        "budget",
        "purchase_frequency",
        "decision_process",
        "source_channel",
        "phones",
        "emails",
        "messaging",
    }
)
# The fields of the API behind each fact that policy may call important (MC-6).
IMPORTANT_FIELDS: Mapping[CustomerField, frozenset[str]] = {
    CustomerField.NAME: frozenset({"name", "legal_name"}),
    CustomerField.ADDRESS: frozenset({"address", "city", "region", "postal_code"}),
    CustomerField.COUNTRY: frozenset({"country"}),
    CustomerField.WEBSITE: frozenset({"website"}),
    CustomerField.PHONE: frozenset({"phones"}),
    CustomerField.EMAIL: frozenset({"emails"}),
    CustomerField.MESSAGING: frozenset({"messaging"}),
    CustomerField.BUSINESS_SCOPE: frozenset({"business_scope"}),
    CustomerField.LEGAL_REPRESENTATIVE: frozenset({"legal_representative"}),
    CustomerField.MANAGEMENT: frozenset({"management"}),
    CustomerField.INDUSTRY: frozenset({"industry"}),
    CustomerField.BUDGET: frozenset({"budget"}),
    CustomerField.PURCHASE_FREQUENCY: frozenset({"purchase_frequency"}),
    CustomerField.DECISION_PROCESS: frozenset({"decision_process"}),
}
# The group of sensitive fields each field of the API belongs to (CR-10, MC-8).
SENSITIVE_FIELDS: Mapping[str, str] = {
    "phones": "phone",
    "emails": "email",
    "messaging": "messaging",
    "budget": "budget",
    "expected_annual_sales": "budget",
}
# Fields of the API that stand in two columns, `…_amount` and `…_currency`.
MONEY_FIELDS = ("budget", "expected_annual_sales")


class Completeness(NamedTuple):
    """Share of the file that is filled, 0 to 100, and the facts that are missing, weightiest first."""

    score: int
    missing: list[str]


class NameKeys(NamedTuple):
    """Under which a customer is found: the name's normal form, words of all its names, pairs of Chinese characters."""

    key: str
    text: str
    terms: list[str]


def name_keys(name: str, legal_name: str | None, short_name: str | None) -> NameKeys:
    """The same function serves single writes and imports."""
    names = [each for each in (name, legal_name, short_name) if each]
    return NameKeys(
        key=normalise_name(name),
        text=" | ".join(dict.fromkeys(map(search_text, names))),
        terms=list(dict.fromkeys(term for each in names for term in search_terms(each))),
    )


def completeness(record: Mapping[str, Any]) -> Completeness:
    """From the customer's columns and the `has_…` flags about its phones, emails and contacts (CR-1, TS-13)."""
    missing = [fact for fact in FACTS if not _present(record[FACT_SOURCES.get(fact, fact)])]
    score = 100 - sum(FACTS[fact] for fact in missing)
    return Completeness(score, sorted(missing, key=lambda fact: -FACTS[fact]))


def _present(value: Any) -> bool:
    """Zero is a fact; false, blank, empty and null are not."""
    return bool(value.strip()) if isinstance(value, str) else value is not None and value is not False and value != []


def important(changed: Iterable[str], declared: tuple[CustomerField, ...]) -> list[str]:
    """Those changed fields that policy declares important, in alphabetical order (MC-6)."""
    wanted = frozenset[str]().union(*(IMPORTANT_FIELDS[field] for field in declared))
    return sorted(wanted.intersection(changed))


def columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Fields of the API as columns: money stands in two."""
    values = dict(fields)
    for name in MONEY_FIELDS:
        if name in values:
            money = values.pop(name) or {"amount": None, "currency": None}
            values |= {f"{name}_amount": money["amount"], f"{name}_currency": money["currency"]}
    return values


def fields(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `columns`."""
    values = dict(columns)
    for name in MONEY_FIELDS:
        amount, currency = values.pop(f"{name}_amount"), values.pop(f"{name}_currency")
        values[name] = None if amount is None else {"amount": amount, "currency": currency}
    return values


def merged(old: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`old` with each key of `changes` set, or removed where it is null (RFC 7396, one level)."""
    both = {**old, **changes}
    return {key: value for key, value in both.items() if value is not None}
