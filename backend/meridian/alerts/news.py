"""What is new since the last look, in two short statements that are written and compiled once.

What was changed is in history; what comes about without a change, each kind says itself (`coming`). A look that finds
neither costs no more than this.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Table, literal_column, select, union_all
from sqlalchemy.sql import visitors

from meridian.alerts import coming
from meridian.alerts.coming import SPAN, Coming
from meridian.alerts.conditions import Moment
from meridian.alerts.models import Alert, AlertLook
from meridian.alerts.registry import KINDS, AlertKind
from meridian.calendars.models import Calendar
from meridian.calendars.queries import company_zone, today
from meridian.identity.models import Department, Team, User
from meridian.kernel.db.compiled import Compiled
from meridian.kernel.db.session import Session
from meridian.kernel.history.models import History
from meridian.policies.models import PolicyVersion, PolicyWithdrawal
from meridian.policies.rules import History as PolicyHistory

DOWN_FOR = timedelta(hours=1)
"""Nobody having looked for so long, everything is looked at."""
NOTED_EVERY = timedelta(minutes=10)
"""How long looks that find nothing leave it to the next to begin where they began."""
OVERLAP = timedelta(minutes=2)
"""How long a change may take from its instant to its commit and still be seen by the next look."""
MANY = 5000
"""With more changed than this, looking at everything costs less."""
_ENOUGH: Any = literal_column(str(MANY + 1))
# Whoever is told, and what is a fact at all, follows from these.
_EVERYBODY = frozenset(
    model.__tablename__ for model in (User, Team, Department, PolicyVersion, PolicyWithdrawal, Calendar)
)


class News(NamedTuple):
    """The instant of the look; whether anything may be new; and what is, by table changed and hour come: the
    customers it is about, None for what is about none. to_note: the next look is to begin here."""

    now: datetime
    everything: bool
    found: Mapping[str, set[uuid.UUID | None]]
    to_note: bool

    def of(self, kind: AlertKind) -> set[uuid.UUID | None]:
        """What concerns the kind; where it is looked at by customers, all of these: what is kept with them follows from
        more than its tables."""
        every = kind.of_customers or kind.of_people
        named = self.found if every else (_called(kind.comes), *tables_of(kind))
        return set[uuid.UUID | None]().union(*(self.found.get(each, ()) for each in named))


async def news(session: Session) -> News:
    """What the clock has to look at."""
    now, connection = session.now, await session.connection()
    looks = await _look().read(connection, {})
    if not looks:
        return News(now, True, {}, True)
    (looked_at, swept_at), zone = looks[0], await company_zone(session)
    another_day = swept_at.astimezone(zone).date() != await today(session)
    if another_day or not swept_at <= looked_at <= now < looked_at + DOWN_FOR:
        return News(now, True, {}, True)
    since = {"since": looked_at, "now": now, "changed": looked_at - OVERLAP}
    rows = await _news().read(connection, since)
    found = defaultdict[str, set[uuid.UUID | None]](set)
    for customer_id, what in rows:
        found[what].add(customer_id)
    everything = len(rows) > MANY or not _EVERYBODY.isdisjoint(found)
    return News(now, everything, found, bool(rows) or now >= looked_at + NOTED_EVERY)


async def may_have_changed(session: Session, kind: AlertKind) -> bool:
    """Whether something came about of which the kind says so itself, at this moment."""
    at = dict.fromkeys(SPAN._fields, session.now)
    return bool(await _comes(kind).read(await session.connection(), at))


@cache
def tables_of(kind: AlertKind) -> frozenset[str]:
    """The tables its facts are read from."""
    now = datetime.max.replace(tzinfo=UTC)
    facts = kind.facts(Moment(now, now.date(), "UTC", PolicyHistory(()).at(now)))
    return frozenset(str(each.name) for each in visitors.iterate(facts) if isinstance(each, Table))


@cache
def _look() -> Compiled:
    return Compiled(select(AlertLook.looked_at, AlertLook.swept_at))


@cache
def _comes(kind: AlertKind) -> Compiled:
    assert kind.comes is not None
    return Compiled(kind.comes(SPAN).limit(1))


@cache
def _news() -> Compiled:
    told = Alert.__tablename__  # what a look did itself is no news
    changed = select(History.customer_id, History.entity.label("what")).where(
        History.at >= SPAN.changed, History.entity != told
    )
    saying = {kind.comes: _called(kind.comes) for kind in KINDS if kind.comes is not None}
    saying |= {coming.policy_began: PolicyVersion.__tablename__}
    come = (comes(SPAN).add_columns(literal_column(f"'{what}'").label("what")) for comes, what in saying.items())
    return Compiled(union_all(*(each.limit(_ENOUGH) for each in (changed.distinct(), *come))))


def _called(comes: Coming | None) -> str:
    return "" if comes is None else comes.__name__
