"""What speaks for two records being one company, and which of them each merged field is from. Pure."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.customers.rules import MONEY_FIELDS
from meridian.kernel.workflow.rules import MoveContext

# Evidence adds up: two records are likely the same from `MEDIUM` points on and almost certainly from `STRONG` on.


class DuplicateReason(StrEnum):
    """What two records have in common."""

    NAME = "name"
    WEBSITE = "website"
    EMAIL = "email"
    MOBILE = "mobile"
    PHONE = "phone"
    SIMILAR_NAME = "similar_name"


class Strength(StrEnum):
    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"


class Weight(NamedTuple):
    """Points for a reason, and for the same between records that name different countries."""

    here: int
    elsewhere: int


# A switchboard is shared by a whole building, a name by companies of many countries, a website by a group's branches.
WEIGHTS: Mapping[DuplicateReason, Weight] = {
    DuplicateReason.NAME: Weight(100, 60),
    DuplicateReason.WEBSITE: Weight(100, 60),
    DuplicateReason.EMAIL: Weight(100, 100),
    DuplicateReason.MOBILE: Weight(60, 60),
    DuplicateReason.PHONE: Weight(40, 40),
    DuplicateReason.SIMILAR_NAME: Weight(60, 20),
}
# The sensitive group without whose sight a reason must not be told, nor used.
SENSITIVE: Mapping[DuplicateReason, str] = {
    DuplicateReason.EMAIL: "email",
    DuplicateReason.MOBILE: "phone",
    DuplicateReason.PHONE: "phone",
}
POINTS: Mapping[Strength, int] = {Strength.STRONG: 100, Strength.MEDIUM: 60, Strength.WEAK: 20}
SIMILAR = 0.8


def score(reasons: Iterable[DuplicateReason], *, elsewhere: bool) -> int:
    """Points of the reasons together. elsewhere: the two name different countries."""
    return sum(WEIGHTS[reason].elsewhere if elsewhere else WEIGHTS[reason].here for reason in reasons)


def strength(points: int) -> Strength | None:
    """None when there is too little to speak of."""
    return next((strength for strength, least in POINTS.items() if points >= least), None)


def similar(key: str, other: str) -> bool:
    """Whether two normal forms of names differ by little: a letter or two in a usual name."""
    return key != other and SequenceMatcher(None, key, other, autojunk=False).ratio() >= SIMILAR


class PairState(StrEnum):
    OPEN = "open"
    DISMISSED = "dismissed"
    MERGED = "merged"


def decided(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who judged the pair, and why."""
    return {"decided_by": at.actor_id, "decision_reason": at.reason}


# Which of two records each field of a merged customer comes from.


Record = Mapping[str, Any]


class Side(StrEnum):
    """The record that stays, or the one that goes."""

    OWN = "own"
    OTHER = "other"


# Fields of the API that can be chosen, and the columns each stands in.
FIELDS: Mapping[str, tuple[str, ...]] = {
    **{
        name: (name,)
        for name in [
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
            "languages",
            "preferences",
            "notes",
            "demand",
            "purchase_frequency",
            "decision_process",
            "source_channel",
            "source_detail",
            "referrer_id",
            "campaign_id",
            "intent_level",
            "grade",
            "custom",
        ]
    },
    **{name: (f"{name}_amount", f"{name}_currency") for name in MONEY_FIELDS},
    "zone": ("zone", "zone_state", "zone_source", "zone_candidates"),
    "owner": ("owner_id", "team_id", "department_id"),
}


def _earliest(*values: Any) -> Any:
    return min((value for value in values if value is not None), default=None)


def _latest(*values: Any) -> Any:
    return max((value for value in values if value is not None), default=None)


def _either(*values: Any) -> bool:
    return any(values)


# Facts about the company that nobody chooses: both records hold a part of them.
COMBINED: Mapping[str, Callable[..., Any]] = {
    "is_key": _either,
    "do_not_call": _either,
    "obtained_at": _earliest,
    "first_contact_at": _earliest,
    "last_contact_at": _latest,
    "next_step_at": _earliest,
    "last_order_on": _latest,
}


def sides(own: Record, other: Record, chosen: Mapping[str, Side]) -> dict[str, Side]:
    """Where each field in which the two differ comes from: as chosen, else its own value unless that says nothing."""
    return {
        name: chosen.get(name, Side.OTHER if _silent(name, own) and not _silent(name, other) else Side.OWN)
        for name, columns in FIELDS.items()
        if any(own[column] != other[column] for column in columns)
    }


def _silent(name: str, record: Record) -> bool:
    if name == "zone":
        return bool(record["zone_state"] != "known")
    return record[FIELDS[name][0]] in (None, "", "none", [], {})


def columns(own: Record, other: Record, wanted: Mapping[str, Side], ids: tuple[uuid.UUID, uuid.UUID]) -> dict[str, Any]:
    """The columns of the customer that stays which change. ids: of the two; neither can have referred the other."""
    values = {column: combine(own[column], other[column]) for column, combine in COMBINED.items()}
    for name, side in wanted.items():
        if side is Side.OTHER:
            values |= {column: other[column] for column in FIELDS[name]}
    first, last = (own, other) if wanted.get("custom") is Side.OTHER else (other, own)
    values["custom"] = {**first["custom"], **last["custom"]}
    if values.get("referrer_id", own["referrer_id"]) in ids:
        values["referrer_id"] = None
    return {column: value for column, value in values.items() if value != own[column]}


def names(changed: Mapping[str, Any]) -> set[str]:
    """The fields of the API whose columns changed."""
    return {name for name, columns in FIELDS.items() if changed.keys() & set(columns)}
