"""Finding customers by what people type: the conditions behind `q` of the list (`places/names.py` reads it).

Every arm has its index, so that a search of a million takes milliseconds (tests/bench/test_search.py). They are read
as tiers, each by a statement of its own: exact name, beginning of the name, part of a name, website, email, phone, and
last what is nearly the name. Where one condition is wanted (counts, exports, other orders) they are joined with OR;
rows of other tables are then gathered into an array first, as only that lets the planner join index scans.

What is sought stands in the statement as a literal. A plan made for any value would read the list in its order until
the page is full, which is right for a common word and takes seconds for a rare one. So a text is read first (`sought`),
and the conditions are made of the texts that are compared alone, which may be slots for them.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Double,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
)
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


class Common(str):
    """A text that stands in many names of all: it is looked for among the few customers that something else finds."""


Texts = tuple[str, ...]
Sought = tuple[tuple[Any, ...], ...]
"""Arms by what makes them, each with its texts."""
NEAR_AT_MOST = 500  # rows that nearly have the name; more of them help nobody


class Arm(NamedTuple):
    """One way to find customers.

    alone: the condition where it stands by itself; joined: where it is joined with others by OR.
    rank: orders its rows among themselves.
    """

    alone: Condition
    joined: Condition
    rank: ColumnElement[Any] | None = None


def condition(text: str | Sought, masked: frozenset[str]) -> Condition:
    """Customers that the text may mean. Nothing is found by fields of the sensitive groups `masked`."""
    return or_(false(), *(arm.joined for arm in _arms(text, masked)))


def tiers(text: str | Sought, masked: frozenset[str]) -> list[Tier]:
    """The same customers, likeliest first."""
    arms = _arms(text, masked)
    found = [
        Tier(and_(arm.alone, *(_fails(earlier.alone) for earlier in arms[:number])), arm.rank)
        for number, arm in enumerate(arms)
    ]
    return found or [Tier(false())]


def named(text: str) -> Condition | None:
    """Customers in whose names the text stands, or whose names begin with it where it is too short for more; None where
    it is no name."""
    name = name_sought(text)
    if name is None:
        return None
    parts = _parts(name)
    return (_name_begins(_beginnings([name.key])) if parts is None else _name_holds(*parts)).alone


def _fails(condition: Condition) -> Condition:
    """The complement; a website that is unknown is none."""
    return Grouping(condition).is_not(True)


def _arms(text: str | Sought, masked: frozenset[str]) -> list[Arm]:
    return [find(*texts) for find, *texts in (sought(text, masked) if isinstance(text, str) else text)]


def sought(text: str, masked: frozenset[str]) -> Sought:
    """The arms by which the text is found, each with the texts that it compares."""
    return tuple(_sought(text, masked))


def _sought(text: str, masked: frozenset[str]) -> Iterator[tuple[Any, ...]]:
    name = name_sought(text)
    if name is not None:
        yield _named, name.key
        yield _name_begins, _beginnings([name.key])
        if (parts := _parts(name)) is not None:
            yield _name_has if isinstance(text, Common) else _name_holds, *parts
    domains = domains_sought(text)
    if domains:
        yield _at_website, _beginnings(domains)
        if "email" not in masked:
            yield _at_domain, _beginnings(domains)
    if (address := email_beginning(text)) and "email" not in masked:
        yield _at_domain if address.startswith("@") else _at_address, _beginnings([address.removeprefix("@")])
    if (endings := phone_endings(text)) and "phone" not in masked:
        yield _by_phone, _beginnings([ending[::-1] for ending in endings])
    if name is not None and not domains and _can_be_near(name):
        yield _nearly_named, *_near_texts(name), " ".join(name.fragments)


def _named(key: str) -> Arm:
    return _own(Customer.name_key == _literal(key))


def _name_begins(beginnings: Texts) -> Arm:
    return _own(_like_any(Customer.name_key, beginnings))


def _name_holds(patterns: Texts, terms: Texts) -> Arm:
    return _own(and_(*map(_has_text, patterns), *map(_has_terms, terms)))


def _name_has(patterns: Texts, terms: Texts) -> Arm:
    """The same, which no index finds: reading so many from it takes longer than to look at the few."""
    text, words = (func.coalesce(column, column) for column in (Customer.name_search, Customer.name_terms))
    has = (*(text.like(_literal(each)) for each in patterns), *(words.contains(_texts(each)) for each in terms))
    return _own(and_(*has))


def _at_website(beginnings: Texts) -> Arm:
    return _own(_like_any(Customer.website_domain, beginnings))


def _at_domain(beginnings: Texts) -> Arm:
    return _of(Email, _like_any(Email.domain, beginnings))


def _at_address(beginnings: Texts) -> Arm:
    return _of(Email, _like_any(Email.address, beginnings))


def _by_phone(beginnings: Texts) -> Arm:
    return _of(Phone, _like_any(Phone.digits_reversed, beginnings))


def _nearly_named(words: Texts, terms: Texts, rests: Texts, fragments: str) -> Arm:
    near = _nearly(words, terms, rests)
    return Arm(near, near, rank=_similarity(fragments, terms))


def _own(condition: Condition) -> Arm:
    return Arm(condition, condition)


def _of(model: type[Email] | type[Phone], condition: Condition) -> Arm:
    rows = select(model.customer_id).where(condition)
    return Arm(rows.where(model.customer_id == Customer.id).exists(), _among(rows))


def _among(ids: Select[Any]) -> Condition:
    return Customer.id == any_(func.array(ids.scalar_subquery(), type_=ARRAY(Uuid())))


def begins(column: InstrumentedAttribute[Any], beginnings: Sequence[str]) -> Condition:
    """The text begins with one of these: by the column's index, whatever they are."""
    return _like_any(column, _beginnings(beginnings))


def _beginnings(texts: Sequence[str]) -> Texts:
    return tuple(_escaped(text) + "%" for text in texts)


def _like_any(column: InstrumentedAttribute[Any], patterns: Texts) -> Condition:
    return or_(*(column.like(_literal(pattern)) for pattern in patterns))


def _parts(name: NameSought) -> tuple[Texts, Texts] | None:
    """Patterns and terms that stand somewhere in the names; None when all are too short for any index."""
    patterns = tuple(f"%{_escaped(fragment)}%" for fragment in name.fragments)
    if name.terms:
        return patterns, (_array(name.terms),)
    if any(len(fragment) >= SHORTEST_TRIGRAM for fragment in name.fragments):
        return patterns, ()
    if len(name.fragments) != 1 or len(name.fragments[0]) == 1:
        return None
    # Two letters make a trigram with the blank before them: where a word begins.
    return (f"% {_escaped(name.fragments[0])}%",), ()


def nearly(text: str) -> Condition | None:
    """Customers whose name is that but for a fault in it, at most `NEAR_AT_MOST`; None when the text is too short."""
    name = name_sought(text)
    return _nearly(*_near_texts(name)) if name is not None and _can_be_near(name) else None


def _can_be_near(name: NameSought) -> bool:
    return bool(name.misspelt or name.misspelt_terms)


def _near_texts(name: NameSought) -> tuple[Texts, Texts, Texts]:
    """Words that may be misspelt, the terms, and sets of terms that leave some out."""
    terms = (_array(name.terms),) if name.terms else ()
    return name.misspelt, terms, tuple(map(_array, name.misspelt_terms))


def _nearly(words: Texts, terms: Texts, rests: Texts) -> Condition:
    readings = []
    if words:
        similar = [Customer.name_search.op("%>", is_comparison=True)(_literal(word)) for word in words]
        readings.append(and_(*similar, *map(_has_terms, terms)))
    readings += map(_has_terms, rests)
    # Gathered once: the similarity is dear to compute.
    return _among(select(Customer.id).where(or_(*readings)).limit(NEAR_AT_MOST))


def _has_terms(terms: str) -> Condition:
    return Customer.name_terms.contains(_texts(terms))


def _has_text(pattern: str) -> Condition:
    return Customer.name_search.like(_literal(pattern))


def _similarity(fragments: str, terms: Texts) -> ColumnElement[Any]:
    """The better, the more of the text stands in the names: 0 to 2."""
    similarity: ColumnElement[Any] = func.word_similarity(_literal(fragments), Customer.name_search)
    for each in terms:
        term = func.unnest(_texts(each)).column_valued("term")
        there = select(func.count()).where(term == any_(Customer.name_terms)).scalar_subquery()
        similarity = similarity + there / cast(func.cardinality(_texts(each)), Double())
    return similarity


def _array(terms: Sequence[str]) -> str:
    """The terms as PostgreSQL writes an array; they hold letters beyond ASCII only."""
    return "{" + ",".join(terms) + "}"


def _texts(array: str) -> ColumnElement[Any]:
    return cast(_literal(array), ARRAY(Text()))


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


def _literal(value: str) -> ColumnElement[str]:
    return bindparam(None, value, Text(), unique=True, literal_execute=True)
