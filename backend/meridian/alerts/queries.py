"""Every SELECT on alerts that somebody reads, and on who may be alerted."""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, case, null, select
from sqlalchemy.orm import aliased, join, outerjoin

from meridian.alerts.models import Alert
from meridian.alerts.registry import DEMANDS, KINDS
from meridian.alerts.rules import AlertFacts, AlertReason, AlertSeverity, AlertState, Demand
from meridian.alerts.schemas import AlertRead
from meridian.alerts.workflow import ALERT
from meridian.customers.models import Customer
from meridian.customers.visibility import CUSTOMER_VISIBILITY
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.identity.scopes import WIDER, Gate
from meridian.identity.visibility import Visibility, all_of, any_of, company, department, one_of, own, team, through
from meridian.kernel.db.session import Session
from meridian.kernel.listing import Field, ListQuery, ListSpec, columns_of, page_of
from meridian.kernel.problems import NotFound
from meridian.kernel.schemas import Page

Owner = aliased(User)
RESOLVED = Alert.state == AlertState.RESOLVED
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


ALERT_VISIBILITY = Visibility(
    Alert.id,
    Permission.ALERT_READ,
    any_of(
        own(Alert.owner_id),
        all_of(
            one_of(Alert.reason, lambda actor: [kind.reason for kind in KINDS if actor.may(kind.permission)]),
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
        .where(visible_to(actor))
    )


def _adds(row: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    moves = ALERT.allowed(AlertState(row["state"]), actor.may, AlertFacts(row["own"]))
    return {"demand": DEMANDS[AlertReason(row["reason"])], "allowed_moves": moves}


async def page(session: Session, actor: Actor, query: ListQuery) -> Page[AlertRead]:
    """Alerts the actor may see."""
    return await page_of(
        session,
        actor,
        ALERTS,
        query,
        lambda actor: _with_names(actor),
        shows=AlertRead,
        adds=lambda row: _adds(row, actor),
    )


async def waiting(session: Session, actor: Actor, query: ListQuery) -> Page[AlertRead]:
    """What waits for the actor: their own live alerts."""
    return await page_of(
        session,
        actor,
        WAITING,
        query,
        lambda actor: _with_names(actor).where(Alert.owner_id == actor.user_id, ~RESOLVED),
        shows=AlertRead,
        adds=lambda row: _adds(row, actor),
    )


async def read(session: Session, actor: Actor, alert_id: uuid.UUID) -> AlertRead:
    """One alert; 404 outside the actor's scope."""
    row = (await session.execute(_with_names(actor).where(Alert.id == alert_id))).mappings().one_or_none()
    if row is None:
        raise NotFound()
    return AlertRead.of({**row, **_adds(row, actor)}, masked=actor.masked)


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
