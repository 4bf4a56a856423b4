"""What people do with alerts: say that they have seen them. Only facts resolve them."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnCollection,
    ColumnElement,
    Integer,
    Row,
    Select,
    TableValuedAlias,
    Text,
    Uuid,
    all_,
    and_,
    any_,
    column,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from uuid_utils.compat import uuid7

from meridian.alerts import queries
from meridian.alerts.conditions import Moment
from meridian.alerts.events import ALERT_OPENED
from meridian.alerts.models import LIVE, Alert
from meridian.alerts.registry import AlertKind
from meridian.alerts.rules import AlertFacts, AlertReason
from meridian.alerts.schemas import AlertMove
from meridian.alerts.workflow import ALERT
from meridian.calendars.queries import company_zone, time_in_state, today
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Role
from meridian.identity.reporting_line import Seat, reporting_line
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.service import About, event_row
from meridian.kernel.patch import assign
from meridian.kernel.workflow.rules import MoveContext
from meridian.kernel.workflow.service import Batch, Engine
from meridian.policies.queries import snapshot

# Alerts follow facts: opened when one comes about, resolved when it is gone, each once, whoever looks how often.
#
# One worker at a time compares one kind, so that nobody acts on an older look than the last; the live alert's key
# makes sure of it once more.


BATCH = 20_000
"""In one transaction; each looks at all facts anew."""
KEPT_IN_STEP = ("subject_type", "subject_id", "customer_id", "facts")
"""What a live alert takes over from its fact without a word when it changes."""
COPIED = ("cause_id", "since", *KEPT_IN_STEP)


async def _facts(_session: WriteSession, at: MoveContext[Alert]) -> AlertFacts:
    return AlertFacts(own=at.actor is None or at.actor.user_id == at.record.owner_id)


MOVES = Engine(ALERT, Alert, time=time_in_state, facts=_facts)


def turn(kind: AlertKind) -> str:
    """The name under which those take turns who compare the kind with its facts."""
    return f"alerts:{kind.reason}"


async def alerted(session: WriteSession, subject_ids: Collection[uuid.UUID]) -> Mapping[AlertReason, set[uuid.UUID]]:
    """Of which of the subjects somebody is told now, by reason."""
    about = Alert.subject_id == any_(literal(list(subject_ids), ARRAY(Uuid)))
    found = defaultdict[AlertReason, set[uuid.UUID]](set)
    for reason, subject_id in await session.execute(select(Alert.reason, Alert.subject_id).where(about, LIVE)):
        found[reason].add(subject_id)
    return found


class Only(NamedTuple):
    """What is looked at: the rows whose column (`subject_id`, `customer_id`) is one of these."""

    column: str
    ids: Sequence[uuid.UUID]

    def of(
        self, rows: Select[*tuple[Any, ...]], columns: ColumnCollection[str, ColumnElement[Any]]
    ) -> Select[*tuple[Any, ...]]:
        return rows.where(columns[self.column] == any_(literal(list(self.ids), ARRAY(Uuid))))


async def synchronise(session: WriteSession, kind: AlertKind, only: Only | None = None) -> int:
    """Brings a batch of the kind's alerts in line with the facts, some or all. Returns how many it had."""
    found = await _differences(session, kind, only)
    if found:
        await _open(session, kind, [row for row in found if row.alert_id is None])
        await _settle(session, {row.alert_id: row for row in found if row.alert_id is not None})
    return len(found)


async def moment(session: WriteSession) -> Moment:
    """Now, as conditions need it."""
    zone = await company_zone(session)
    return Moment(session.now, await today(session), zone.key, await snapshot(session))


async def _differences(session: WriteSession, kind: AlertKind, only: Only | None) -> Sequence[Row[Any]]:
    """Facts without their alert, alerts without their fact, and alerts that tell what was so before."""
    found = kind.facts(await moment(session))
    line = await reporting_line(session)
    seats = line.seats() if kind.decides is None else line.deciding_seats(kind.decides)
    fact = _addressed(found if only is None else only.of(found, found.selected_columns), seats).subquery("fact")
    told = select(Alert).where(Alert.reason == kind.reason, LIVE)
    live = (told if only is None else only.of(told, told.selected_columns)).subquery("live")
    same = (fact.c.cause_id == live.c.cause_id) & (fact.c.owner_id == live.c.owner_id)
    differs = (fact.c[name].is_distinct_from(live.c[name]) for name in KEPT_IN_STEP)
    compared: Select[*tuple[Any, ...]] = (
        select(fact, live.c.id.label("alert_id"))
        .select_from(fact.join(live, same, full=True))
        .where(or_(live.c.id.is_(None), fact.c.cause_id.is_(None), *differs))
        .limit(BATCH)
    )
    return (await session.execute(compared)).all()


def _addressed(found: Select[*tuple[Any, ...]], seats: Iterable[Seat]) -> Select[*tuple[Any, ...]]:
    """The facts with the persons they need: the one whose it is, if still here, else who has the seat.

    Where all who have it are barred, those who stand in for them.
    """
    fact = found.subquery("found")
    seat = _relation(seats)
    gone = User.id.is_(None)
    free = seat.c.user_id != all_(fact.c.barred_ids)
    in_unit = and_(gone, seat.c.recipient == fact.c.recipient, seat.c.unit_id == fact.c.unit_id, free)
    nearest = func.min(seat.c.step).over(partition_by=(fact.c.cause_id, fact.c.addressee_id))
    addressed = (
        select(
            *(fact.c[name] for name in COPIED),
            func.coalesce(User.id, seat.c.user_id).label("owner_id"),
            seat.c.step,
            nearest.label("nearest"),
        )
        .select_from(fact)
        .outerjoin(User, and_(User.id == fact.c.addressee_id, User.active, User.role != Role.API_CLIENT))
        .outerjoin(seat, in_unit)
        .where(or_(~gone, seat.c.user_id.is_not(None)))
        .subquery("addressed")
    )
    told = select(*(addressed.c[name] for name in (*COPIED, "owner_id")))
    return told.where(addressed.c.step.is_not_distinct_from(addressed.c.nearest))


def _relation(seats: Iterable[Seat]) -> TableValuedAlias:
    """The seats as a relation, in one parameter."""
    rows = literal([seat._asdict() for seat in seats], JSONB)
    columns = (column("recipient", Text), column("unit_id", Uuid), column("user_id", Uuid), column("step", Integer))
    return func.jsonb_to_recordset(rows).table_valued(*columns, name="seat").render_derived(with_types=True)


async def _open(session: WriteSession, kind: AlertKind, found: Sequence[Row[Any]]) -> None:
    if not found:
        return
    same = {"reason": kind.reason, "severity": kind.severity}
    rows = {uuid7(): {name: getattr(row, name) for name in ("owner_id", *COPIED)} | same for row in found}
    opening, telling = Batch(), Batch()
    opening.if_absent(Alert)
    for id, row in rows.items():
        opening.insert(Alert, id=id, **row)
    for opened in (await opening.write(session))["new_alert"]:
        alert = About(uuid.UUID(opened["id"]), Alert.__tablename__)
        telling.insert(Event, **event_row(ALERT_OPENED, alert, rows[alert.id], version=1))
    await telling.write(session)


async def _settle(session: WriteSession, found: dict[uuid.UUID, Row[Any]]) -> None:
    alerts = await session.scalars(select(Alert).where(Alert.id.in_(found), LIVE).order_by(Alert.id).with_for_update())
    gone = []
    for alert in alerts:
        fact = found[alert.id]
        if fact.cause_id is None:
            gone.append(alert)
            continue
        assign(alert, {name: getattr(fact, name) for name in KEPT_IN_STEP})
    await MOVES.make_all(session, gone, "resolve")


async def move(
    session: WriteSession, actor: Actor, alert_id: uuid.UUID, name: str, body: AlertMove, version: int
) -> None:
    """`acknowledge`, by the alert's owner. 404, 412, 409 from another state or `resolve`, 403 for somebody else."""
    alert = await queries.load(session, actor, alert_id)
    await MOVES.make(session, alert, name, actor=actor, body=body, version=version, reason=body.note)
