"""Finding customers by what people type: the conditions behind `q` of the list (`places/names.py` reads it).

Every arm has its index, so that a search of a million takes milliseconds (tests/bench/test_search.py). They are read
as tiers, each by a statement of its own: exact name, beginning of the name, part of a name, website, email, phone, and
last what is nearly the name. Where one condition is wanted (counts, exports, other orders) they are joined with OR;
rows of other tables are then gathered into an array first, as only that lets the planner join index scans.

What is sought stands in the statement as a literal. A plan made for any value would read the list in its order until
the page is full, which is right for a common word and takes seconds for a rare one.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, ColumnElement, Select, Text, Uuid, and_, any_, bindparam, cast, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import Grouping

from meridian.customers.models import Customer, Email, Phone
from meridian.customers.rules import (
    SHORTEST_TRIGRAM,
    NameSought,
    domains_sought,
    email_beginning,
    name_sought,
    phone_endings,
)
from meridian.kernel.listing import Tier

Condition = ColumnElement[bool]
NEAR_AT_MOST = 500  # rows that nearly have the name; more of them help nobody


class Arm(NamedTuple):
    """One way to find customers.

    alone: the condition where it stands by itself; joined: where it is joined with others by OR.
    rank: orders its rows among themselves.
    """

    alone: Condition
    joined: Condition
    rank: ColumnElement[Any] | None = None


def condition(text: str, masked: frozenset[str]) -> Condition:
    """Customers that the text may mean. Nothing is found by fields of the sensitive groups `masked`."""
    return or_(false(), *(arm.joined for arm in _arms(text, masked)))


def tiers(text: str, masked: frozenset[str]) -> list[Tier]:
    """The same customers, likeliest first."""
    arms = list(_arms(text, masked))
    found = [
        Tier(and_(arm.alone, *(_fails(earlier.alone) for earlier in arms[:number])), arm.rank)
        for number, arm in enumerate(arms)
    ]
    return found or [Tier(false())]


def _fails(condition: Condition) -> Condition:
    """The complement; a website that is unknown is none."""
    return Grouping(condition).is_not(True)


def _arms(text: str, masked: frozenset[str]) -> Iterator[Arm]:
    name = name_sought(text)
    if name is not None:
        yield _own(Customer.name_key == _literal(name.key))
        yield _own(begins(Customer.name_key, [name.key]))
        if (part := _contains(name)) is not None:
            yield _own(part)
    domains = domains_sought(text)
    if domains:
        yield _own(begins(Customer.website_domain, domains))
        if "email" not in masked:
            yield _of(Email, begins(Email.domain, domains))
    if (address := email_beginning(text)) and "email" not in masked:
        at_domain = address.startswith("@")
        yield _of(Email, begins(Email.domain if at_domain else Email.address, [address.removeprefix("@")]))
    if (endings := phone_endings(text)) and "phone" not in masked:
        yield _of(Phone, begins(Phone.digits_reversed, [ending[::-1] for ending in endings]))
    if name is not None and not domains and (near := nearly(text)) is not None:
        yield Arm(near, near, rank=_similarity(name))


def _own(condition: Condition) -> Arm:
    return Arm(condition, condition)


def _of(model: type[Email] | type[Phone], condition: Condition) -> Arm:
    rows = select(model.customer_id).where(condition)
    return Arm(rows.where(model.customer_id == Customer.id).exists(), _among(rows))


def _among(ids: Select[Any]) -> Condition:
    return Customer.id == any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid())))


def begins(column: InstrumentedAttribute[Any], beginnings: Sequence[str]) -> Condition:
    """The text begins with one of these: by the column's index, whatever they are."""
    return or_(*(column.like(_literal(_escaped(beginning) + "%")) for beginning in beginnings))


def _contains(name: NameSought) -> Condition | None:
    """Every part stands somewhere in the names; None when the parts are too short for any index."""
    parts = [_has_text(fragment) for fragment in name.fragments]
    if name.terms:
        parts.append(_has_terms(name.terms))
    elif all(len(fragment) < SHORTEST_TRIGRAM for fragment in name.fragments):
        if len(name.fragments) != 1 or len(name.fragments[0]) == 1:
            return None
        # Two letters make a trigram with the blank before them: where a word begins.
        parts = [_has_text(f" {name.fragments[0]}")]
    return and_(*parts)


def nearly(text: str) -> Condition | None:
    """Customers whose name is that but for a fault in it, at most `NEAR_AT_MOST`; None when the text is too short."""
    name = name_sought(text)
    near = None if name is None else _near(name)
    # Gathered once: the similarity is dear to compute.
    return None if near is None else _among(select(Customer.id).where(near).limit(NEAR_AT_MOST))


def _near(name: NameSought) -> Condition | None:
    exact_terms = [_has_terms(name.terms)] if name.terms else []
    readings = []
    if name.misspelt:
        similar = [Customer.name_search.op("%>", is_comparison=True)(_literal(word)) for word in name.misspelt]
        readings.append(and_(*similar, *exact_terms))
    readings += [_has_terms(rest) for rest in name.misspelt_terms]
    return or_(*readings) if readings else None


def _has_terms(terms: Sequence[str]) -> Condition:
    return Customer.name_terms.contains(_texts(terms))


def _has_text(fragment: str) -> Condition:
    return Customer.name_search.like(_literal(f"%{_escaped(fragment)}%"))


def _similarity(name: NameSought) -> ColumnElement[Any]:
    """The better, the more of the text stands in the names: 0 to 2."""
    words = func.word_similarity(_literal(" ".join(name.fragments)), Customer.name_search)
    if not name.terms:
        return words
    term = func.unnest(_texts(name.terms)).column_valued("term")
    there = select(func.count()).where(term == any_(Customer.name_terms)).scalar_subquery()
    return words + there / float(len(name.terms))


def _texts(terms: Sequence[str]) -> ColumnElement[Any]:
    """The terms as an array; they hold letters beyond ASCII only."""
    return cast(_literal("{" + ",".join(terms) + "}"), ARRAY(Text()))


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _literal(value: str) -> ColumnElement[str]:
    return bindparam(None, value, Text(), unique=True, literal_execute=True)
