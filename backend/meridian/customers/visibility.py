"""Who sees a customer: its owner, those it is shared with, its account team, and by scope its team and department."""

import uuid
from collections.abc import Awaitable, Callable, Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select, tablesample, text, true
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.util import ClauseAdapter

from meridian.customers.models import Customer, CustomerMember
from meridian.customers.rules import Access, ShareState
from meridian.identity.actor import HELD, Actor, Gate, units_within
from meridian.identity.permissions import Permission
from meridian.identity.visibility import Rule, Visibility, any_of, company, department, member, own, team
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Condition, ListQuery, filtered
from meridian.kernel.listing.query import is_of_one

T = TypeVar("T")
READING = frozenset(permission for permission in Permission if permission.endswith(":read"))
_ACTIVE = CustomerMember.state == ShareState.ACTIVE


def by_sharing(customer_id: InstrumentedAttribute[Any]) -> Rule:
    """Those on the customer named by the column: for reading all of them, for the rest those who were given it."""
    named = (customer_id, CustomerMember.customer_id, CustomerMember.user_id)
    others = frozenset(Permission) - READING
    return any_of(
        member(*named, _ACTIVE, name="customer_readers", gate=Gate(HELD, only=READING)),
        member(
            *named,
            _ACTIVE,
            CustomerMember.access == Access.WRITE,
            name="customer_members",
            gate=Gate(HELD, only=others),
        ),
    )


_OF_LINE = (company(), own(Customer.owner_id), team(Customer.team_id), department(Customer.department_id))
CUSTOMER_VISIBILITY = Visibility(Customer.id, Permission.CUSTOMER_READ, any_of(*_OF_LINE, by_sharing(Customer.id)))
WITHOUT_SHARING = Visibility(Customer.id, Permission.CUSTOMER_READ, any_of(*_OF_LINE))
"""Whose it is for the actor by owner and scope: there one may do all that one's role may."""
SHARED = Visibility(Customer.id, Permission.CUSTOMER_READ, by_sharing(Customer.id))
"""Those they were given, or are on the account team of."""
visible_to = CUSTOMER_VISIBILITY.visible_to


def seen_row_by_row(
    actor: Actor, permission: Permission, customer_id: InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """Whether the actor sees the customer a row names, asked of each row when its turn comes: what one person did or
    has to do is read in its index's order until the page is full, where a scope that is joined has all of it sorted."""
    scope = CUSTOMER_VISIBILITY.condition(actor, permission)
    if isinstance(scope, bool):
        return visible_to(actor, permission)
    return select(scope).where(Customer.id == customer_id).correlate(customer_id.class_).scalar_subquery()


# A list of few customers beside all that there are is gathered: they may lie anywhere in an order of all, perhaps all
# at its end (`gathers` of a page).


FEW = 5000
LOOKED_AT_AGAIN = timedelta(minutes=10)
MAX_KEPT = 1000


class Looked(Generic[T]):
    """What is looked at now and then, in the process: it decides on how rows are found alone."""

    def __init__(self) -> None:
        self._found: dict[Hashable, tuple[T, datetime]] = {}

    async def at(self, key: Hashable, now: datetime, look: Callable[[], Awaitable[T]]) -> T:
        """What a look gave in the last ten minutes, else gives now."""
        found = self._found.get(key)
        if found is None or not found[1] <= now < found[1] + LOOKED_AT_AGAIN:
            if len(self._found) >= MAX_KEPT:
                self._found.clear()
            self._found[key] = found = await look(), now
        return found[0]


_ARE_FEW = Looked[bool]()


async def are_few(session: Session, actor: Actor, query: ListQuery) -> bool:
    """Whether the list is about one person's customers, or about those in sight of who sees a small part of all."""
    return is_of_one(query, "owner_id") or await sees_few(session, actor)


async def sees_few(session: Session, actor: Actor) -> bool:
    """Whether the actor sees a small part of all customers."""
    units = units_within(actor, Permission.CUSTOMER_READ)
    if not units:
        return units is not None

    async def have_few() -> bool:
        some = select(Customer.id).where(of_units(units)).limit(FEW + 1).subquery()
        return (await session.scalar(select(func.count()).select_from(some)) or 0) <= FEW

    return await _ARE_FEW.at(units, session.now, have_few)


def of_units(units: Sequence[uuid.UUID]) -> ColumnElement[bool]:
    """Customers of these teams or departments."""
    return or_(Customer.team_id.in_(units), Customer.department_id.in_(units))


# What few names hold is gathered, what many do is read in the list's order, or looked for among the few who are asked
# for. The planner cannot tell them apart: of a million names it remembers a hundred, and when one of these holds what
# thirty do, it reads the list to its end; and of a frequent text it takes all names from the index, for some customers.


FREQUENT = 5  # of a thousand
_A_THOUSAND = text(
    "(SELECT least(100, 100 * 1000 / greatest(reltuples, 1)) FROM pg_class WHERE oid = 'customer'::regclass)"
)


class Frequent(NamedTuple):
    """Whether many names hold a text: at all; of the customers that the rest of the filter keeps and the actor sees."""

    at_all: bool
    here: bool


_FREQUENT = Looked[Frequent]()


async def frequent(
    session: Session, actor: Actor, query: ListQuery, sought: Condition, named: ColumnElement[bool]
) -> Frequent:
    """Of the text of the condition `sought`, which the names that meet `named` hold, as a sample of them shows."""
    units = units_within(actor, Permission.CUSTOMER_READ)
    kept = filtered(select(Customer.id), query, masked=actor.masked, besides=sought).whereclause
    here = and_(*(each for each in (kept, of_units(units) if units else true()) if each is not None))

    async def counted() -> Frequent:
        sample = tablesample(Customer.__table__, func.system(_A_THOUSAND))
        holding, shown = map(ClauseAdapter(sample).traverse, (named, here))
        found = await session.execute(
            select(func.count(), func.count().filter(shown)).select_from(sample).where(holding)
        )
        return Frequent(*(each >= FREQUENT for each in found.one()))

    return await _FREQUENT.at((query.where, actor.masked, units), session.now, counted)
