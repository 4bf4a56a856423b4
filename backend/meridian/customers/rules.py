"""The customer's vocabulary, what follows from its data, and the guards of its verification. Pure."""

import re
import uuid
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from meridian.kernel.language import msg
from meridian.kernel.schemas import money_columns
from meridian.kernel.workflow.rules import MoveContext, Refusal
from meridian.places.domains import parse_email, website_domain, website_host
from meridian.places.names import normalise_name, plain_name, search_spellings, search_terms, search_text
from meridian.places.phone_search import endings
from meridian.places.text import clean
from meridian.policies.rules import CustomerField, Grade

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

_WEIGHTIEST_FIRST = [(fact, FACT_SOURCES.get(fact, fact)) for fact in sorted(FACTS, key=lambda fact: -FACTS[fact])]
_WEIGHTS = [(source, FACTS[fact]) for fact, source in _WEIGHTIEST_FIRST]

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
FIRST_GRADE = Grade.D
"""Of whoever is entered; any other is decided (MC-9)."""
SENSITIVE_FIELDS: Mapping[str, str] = {
    "phones": "phone",
    "emails": "email",
    "messaging": "messaging",
    "budget": "budget",
    "expected_annual_sales": "budget",
}
# Fields of the API that stand in two columns, `…_amount` and `…_currency`.
MONEY_FIELDS = ("budget", "expected_annual_sales")


# The fields of the API from which a customer's zone is inferred.
ZONE_INPUTS = frozenset({"zone", "country", "city", "phones", "name", "website"})


class Assignment(NamedTuple):
    """Whose a customer is: a person's with that person's team and department, or a department's alone."""

    owner_id: uuid.UUID | None
    team_id: uuid.UUID | None
    department_id: uuid.UUID


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
        text=" | ".join(dict.fromkeys(spelling for each in names for spelling in search_spellings(each))),
        terms=list(dict.fromkeys(term for each in names for term in search_terms(each))),
    )


def completeness(record: Mapping[str, Any]) -> Completeness:
    """From the customer's columns and the `has_…` flags about its phones, emails and contacts (CR-1, TS-13)."""
    found = ((fact, record[source]) for fact, source in _WEIGHTIEST_FIRST)
    missing = [fact for fact, value in found if value is None or not _present(value)]
    return Completeness(100 - sum(map(FACTS.__getitem__, missing)), missing)


def completeness_score(record: Mapping[str, Any]) -> int:
    """The same score of a record that may lack columns: what is not there is missing."""
    found = ((weight, record.get(source)) for source, weight in _WEIGHTS)
    return sum(weight for weight, value in found if value is not None and _present(value))


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
    for name in values.keys() & MONEY_FIELDS:
        values = money_columns(values, name, amount=f"{name}_amount", currency=f"{name}_currency")
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


# Codes.


# Follows from facts by trigger (computed_fields/triggers.py), right whoever writes the row.
class Category(StrEnum):
    POTENTIAL = "potential"
    INTERESTED = "interested"
    CLOSED = "closed"
    KEY = "key"


class ContactRole(StrEnum):
    DECISION_MAKER = "decision_maker"
    PURCHASER = "purchaser"
    TECHNICAL = "technical"
    USER = "user"
    OTHER = "other"


class Channel(StrEnum):
    """Ways to reach somebody, which somebody may refuse one by one."""

    PHONE = "phone"
    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"
    WHATSAPP = "whatsapp"
    OTHER = "other"


class Verification(StrEnum):
    UNVERIFIED = "unverified"
    PENDING = "pending"
    VERIFIED = "verified"


class NeedKind(StrEnum):
    CURRENT = "current"
    FUTURE = "future"
    LATENT = "latent"


class NeedState(StrEnum):
    OPEN = "open"
    MET = "met"
    DROPPED = "dropped"


class OrderOrigin(StrEnum):
    """What an entry of the purchase history stands on: an order, or a signed contract no order of which has come."""

    CONTRACT = "contract"
    ORDER = "order"


class InstalledState(StrEnum):
    RUNNING = "running"
    FAULTY = "faulty"
    UNDER_REPAIR = "under_repair"
    RETIRED = "retired"


class CustomType(StrEnum):
    """What a field of the company's own holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    CHOICE = "choice"


class ContactRule(StrEnum):
    """By which rule a customer is owed a contact: its grade's cadence (MC-17), the revisit after closing (MC-12),
    nurture of who means nothing yet (OT-16), a progress report to who means to buy (MC-11)."""

    CADENCE = "cadence"
    AFTER_CLOSING = "after_closing"
    NURTURE = "nurture"
    PROGRESS_REPORT = "progress_report"


class MemberKind(StrEnum):
    """`share`: may work on the customer; `account_team`: belongs to the team that serves it (MC-13, MC-25)."""

    SHARE = "share"
    ACCOUNT_TEAM = "account_team"


class Access(StrEnum):
    """What somebody on a customer may do with it: read, or also what they may with customers of their own."""

    READ = "read"
    WRITE = "write"


class ShareState(StrEnum):
    REQUESTED = "requested"
    ACTIVE = "active"
    DENIED = "denied"
    ENDED = "ended"


def not_ones_own_share(own: bool) -> Refusal | None:
    """Nobody approves what they asked for (MC-25)."""
    if own:
        return Refusal("four_eyes", msg("another person decides than the one who asked"))
    return None


def decided(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Who approved or denied it, and when."""
    return {"decided_by": at.actor_id, "decided_at": at.now}


# What somebody who types into the search box may mean: a name, a part of one, a phone, an email, a website.


SHORTEST_ENDING = 4  # digits: fewer fit too many numbers
SHORTEST_TRIGRAM = 3
SHORTEST_MISSPELT = 4
_ASCII = re.compile("[a-z0-9]+")


class NameSought(NamedTuple):
    """Parts of a name.

    key: the normal form. fragments: its ASCII words. terms: its pairs of other characters.
    misspelt: the fragments long enough to be recognised with a fault in them. misspelt_terms: sets of terms, each of
    which leaves out what one wrong, missing or additional character would change.
    """

    key: str
    fragments: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    misspelt: tuple[str, ...] = ()
    misspelt_terms: tuple[tuple[str, ...], ...] = ()


def name_sought(text: str) -> NameSought | None:
    """The text as a name or part of one; None when it holds an address of email or no letter or digit."""
    key = normalise_name(text)
    if not key or "@" in text:
        return None
    spoken = frozenset(_ASCII.findall(search_text(text)))  # initials joined in the key are not written so in names
    fragments = tuple(word for word in dict.fromkeys(_ASCII.findall(plain_name(text))) if word in spoken)
    terms = tuple(term for term in search_terms(key) if len(term) > 1)
    return NameSought(
        key,
        fragments,
        terms,
        tuple(word for word in fragments if len(word) >= SHORTEST_MISSPELT and not word.isdigit()),
        _with_a_gap(terms),
    )


def _with_a_gap(terms: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """A wrong character spoils two neighbouring pairs at most; what is left must still tell names apart."""
    gaps = (terms[: max(at, 0)] + terms[at + 2 :] for at in range(-1, len(terms)))
    return tuple(dict.fromkeys(rest for rest in gaps if len(rest) > 1))


def phone_endings(text: str) -> list[str]:
    """Digits with which the numbers meant end, likeliest reading first; empty when the text is no phone."""
    return endings(text, SHORTEST_ENDING)


def email_beginning(text: str) -> str | None:
    """An address or the beginning of one; `@domain` stands for all addresses there."""
    text = clean(text).lower()
    if "@" not in text:
        return None
    parsed = parse_email(text)
    return parsed.address if parsed else re.sub(r"[\s,;<>%]", "", text.removeprefix("mailto:"))


def domains_sought(text: str) -> list[str]:
    """Beginnings of domains: the company's domain behind the address, and the host as far as it was typed."""
    text = clean(text).lower()
    if "@" in text or "." not in text or re.search(r"\s", text):
        return []
    typed = re.sub(r"^(?:[a-z]+://)?(?:www\d?\.)?", "", text).partition("/")[0]
    found = (website_domain(text), website_host(text), typed)
    return list(dict.fromkeys(each for each in found if each and "." in each))


class VerificationFacts(NamedTuple):
    """What the guards look at.

    double_check: policy wants a second person for this customer, for it is a key one. involved: the actor submitted the
    file, or entered or changed a fact of it since it was verified last, however long ago and whoever changed it after.
    """

    state: Verification
    double_check: bool = False
    involved: bool = False


def another_person(facts: VerificationFacts) -> Refusal | None:
    """Nobody verifies a key customer's facts that are one's own."""
    if facts.double_check and facts.involved:
        return Refusal("four_eyes", msg("another person must verify what you submitted or changed"))
    return None


def submitted(facts: VerificationFacts) -> Refusal | None:
    if facts.double_check and facts.state is not Verification.PENDING:
        return Refusal("not_submitted", msg("a key customer is submitted before it is verified"))
    return None


def by_whom_submitted(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"submitted_by": at.actor_id}


def by_whom_edited(at: MoveContext[Any]) -> Mapping[str, Any]:
    """Whoever changed the file last has submitted it by that."""
    return {"submitted_by": at.record.edited_by}


def by_whom_verified(at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"verified_by": at.actor_id, "verified_at": at.now}


def verified_no_more(_at: MoveContext[Any]) -> Mapping[str, Any]:
    return {"verified_by": None, "verified_at": None}
