"""Every SELECT on alerts that somebody reads, and on who may be alerted."""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, Table, any_, case, literal_column, null, or_, select, union_all
from sqlalchemy.orm import aliased, join, outerjoin
from sqlalchemy.sql import visitors

from meridian.alerts import conditions
from meridian.alerts.conditions import SPAN, Coming, Moment
from meridian.alerts.models import Alert, AlertLook
from meridian.alerts.registry import DEMANDS, KINDS, AlertKind
from meridian.alerts.rules import AlertFacts, AlertReason, AlertSeverity, AlertState, Demand
from meridian.alerts.schemas import AlertRead
from meridian.alerts.workflow import ALERT
from meridian.calendars.models import Calendar
from meridian.calendars.queries import company_zone, today
from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY, sees_few
from meridian.identity.actor import WIDER, Actor, Asked, Gate, is_open
from meridian.identity.models import Department, Team, User
from meridian.identity.permissions import Permission
from meridian.identity.visibility import (
    PEOPLE,
    Visibility,
    all_of,
    any_of,
    array_of,
    company,
    department,
    one_of,
    own,
    team,
    through,
)
from meridian.kernel.db.compiled import Compiled
from meridian.kernel.db.session import Session
from meridian.kernel.history.models import History
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.listing.shown import Adds
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page
from meridian.policies.models import PolicyVersion, PolicyWithdrawal
from meridian.policies.rules import History as PolicyHistory

Owner = aliased(User)
RESOLVED = Alert.state == literal_column(f"'{AlertState.RESOLVED}'")  # written out, for the indexes of live ones
ALERTS = ListSpec(
    "alerts",
    fields=(
        Field("state", Alert.state, "code", choices=AlertState, description="Where it stands", example="open"),
        Field(
            "live",
            None,
            "boolean",
            description="Not resolved yet",
            example=True,
            compile=lambda value: ~RESOLVED if value else RESOLVED,
        ),
        Field("reason", Alert.reason, "code", choices=AlertReason, description="Why", example="milestone_overdue"),
        Field(
            "severity", Alert.severity, "code", choices=AlertSeverity, description="How bad it is", example="warning"
        ),
        Field(
            "demand",
            None,
            "code",
            choices=Demand,
            description="What it wants of its owner",
            example="decide",
            compile=lambda value: Alert.reason.in_([reason for reason, demand in DEMANDS.items() if demand == value]),
        ),
        Field("owner_id", Alert.owner_id, "uuid", person=True, description="Who has to act"),
        Field("customer_id", Alert.customer_id, "uuid", description="The customer it is about"),
        Field("subject_id", Alert.subject_id, "uuid", description="The record to open"),
        Field("since", Alert.since, "instant", sortable=True, description="Since when it is so"),
        Field("created_at", Alert.created_at, "instant", sortable=True, description="When it was told"),
        Field("resolved_at", Alert.resolved_at, "instant", description="When it was no longer so"),
    ),
    default_sort=("-created_at",),
    id_column=Alert.id,
)
WAITING = ListSpec(
    "waiting_for_me",
    fields=tuple(field for name, field in ALERTS.fields.items() if name not in ("live", "owner_id")),
    default_sort=("since",),
    id_column=Alert.id,
)


_OF_READABLE_KINDS = one_of(Alert.reason, lambda actor: [kind.reason for kind in KINDS if actor.may(kind.permission)])
ALERT_VISIBILITY = Visibility(
    Alert.id,
    Permission.ALERT_READ,
    any_of(
        own(Alert.owner_id),
        all_of(
            _OF_READABLE_KINDS,
            any_of(
                company(),
                team(Owner.team_id),
                through(CUSTOMER_VISIBILITY, "customer", gate=Gate(WIDER)),
                department(Owner.department_id),
            ),
        ),
    ),
    outerjoin(join(Alert, Owner, Owner.id == Alert.owner_id), Customer, Customer.id == Alert.customer_id),
)
"""Of an alert joined with its `Owner` and, if any, its `Customer`: one's own; and by scope those of one's team's or
department's people and customers, of the kinds one may read.
"""
visible_to = ALERT_VISIBILITY.visible_to
OF_PEOPLE = Visibility(
    Alert.id,
    Permission.ALERT_READ,
    any_of(own(Alert.owner_id), all_of(_OF_READABLE_KINDS, through(PEOPLE, "owner", column=Alert.owner_id))),
    join(Alert, User, User.id == Alert.owner_id),
)
"""Of an alert alone: what the actor sees of it because of the person whose it is, whoever the customer is."""


def _with_names(actor: Actor) -> Select[*tuple[Any, ...]]:
    name = case((CUSTOMER_VISIBILITY.visible_to(actor), Customer.name), else_=null()).label("customer_name")
    return (
        select(
            *columns_of(Alert, AlertRead),
            Owner.name.label("owner_name"),
            name,
            (Alert.owner_id == actor.user_id).label("own"),
        )
        .select_from(Alert)
        .join(Owner, Owner.id == Alert.owner_id)
        .outerjoin(Customer, Customer.id == Alert.customer_id)
    )


def _seen(actor: Actor) -> Select[*tuple[Any, ...]]:
    return _with_names(actor).where(visible_to(actor))


def _adds(actor: Actor) -> Adds:
    """What an alert shows besides its columns: the same for all that are alike in three of them."""

    @cache
    def added(reason: str, state: str, own: bool) -> dict[str, Any]:
        moves = ALERT.allowed(AlertState(state), actor.may, AlertFacts(own))
        return {"demand": DEMANDS[AlertReason(reason)], "allowed_moves": moves}

    return lambda row: added(row["reason"], row["state"], row["own"])


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[AlertRead]:
    """Alerts the actor may see."""
    sees_others = is_open((Gate(WIDER),), Asked.of(actor, Permission.ALERT_READ))
    of_few = sees_others and await sees_few(session, actor)
    return await page_of(
        session,
        actor,
        ALERTS,
        query,
        _of_few if of_few else _seen,
        shows=AlertRead,
        adds=_adds(actor),
        gathers=of_few or not sees_others,
    )


def _of_few(actor: Actor) -> Select[*tuple[Any, ...]]:
    """The same of who sees few people and customers: found by these."""
    people, customers = (
        array_of(each.visible_ids(actor, Permission.ALERT_READ)) for each in (PEOPLE, CUSTOMER_VISIBILITY)
    )
    return _seen(actor).where(or_(Alert.owner_id == any_(people), Alert.customer_id == any_(customers)))


async def waiting(session: Session, actor: Actor, query: ListQuery) -> Page[AlertRead]:
    """What waits for the actor: their own live alerts, which nobody has to look through others for."""
    return await page_of(
        session,
        actor,
        WAITING,
        query,
        lambda actor: _with_names(actor).where(Alert.owner_id == actor.user_id, ~RESOLVED),
        shows=AlertRead,
        adds=_adds(actor),
    )


async def read(session: Session, actor: Actor, alert_id: uuid.UUID) -> AlertRead:
    """One alert; 404 outside the actor's scope."""
    row = (await session.execute(_seen(actor).where(Alert.id == alert_id))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return AlertRead.of({**row, **_adds(actor)(dict(row))}, masked=actor.masked)


async def load(session: Session, actor: Actor, alert_id: uuid.UUID) -> Alert:
    """The alert, locked; 404 outside the actor's scope."""
    statement = (
        select(Alert)
        .join(Owner, Owner.id == Alert.owner_id)
        .outerjoin(Customer, Customer.id == Alert.customer_id)
        .where(Alert.id == alert_id, visible_to(actor))
    )
    alert = await session.scalar(statement.with_for_update(of=Alert))
    if alert is None:
        raise NotFound()
    return alert


# What is new since the last look, in two short statements that are written and compiled once.
#
# What was changed is in history; what comes about without a change, each kind says itself (`coming`). A look that
# finds neither costs no more than this.


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
    saying |= {conditions.policy_began: PolicyVersion.__tablename__}
    come = (comes(SPAN).add_columns(literal_column(f"'{what}'").label("what")) for comes, what in saying.items())
    return Compiled(union_all(*(each.limit(_ENOUGH) for each in (changed.distinct(), *come))))


def _called(comes: Coming | None) -> str:
    return "" if comes is None else comes.__name__
