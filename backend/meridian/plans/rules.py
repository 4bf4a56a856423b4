"""Due windows, what makes an amendment material, and what people refused. Pure; the workflows are in workflows.py."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from meridian.plans.codes import Method
from meridian.policies.values import MaterialChange

MISSED_GRACE = timedelta(hours=2)
"""How long after the end of the due day, in the customer's zone, a contact may still be logged as made in time."""


@dataclass(frozen=True, slots=True)
class DueWindow:
    """When a contact is due: a local date in `zone`, or an instant on it; and the instants that follow from them."""

    zone: str
    due_on: date
    due_at: datetime | None
    due_from: datetime  # the exact instant, else the start of the day
    missed_after: datetime


def due_window(zone: str, due_on: date | None, due_at: datetime | None) -> DueWindow:
    """The window of a date or an instant (at least one of them) at a customer in `zone`; a given date must agree.

    ValueError when the instant falls on another local date.
    """
    if due_at is not None:
        local = due_at.astimezone(ZoneInfo(zone)).date()
        if due_on is not None and due_on != local:
            raise ValueError(f"the instant falls on {local} in {zone}")
        due_on = local
    if due_on is None:
        raise ValueError("a date or an instant is needed")
    return DueWindow(
        zone=zone,
        due_on=due_on,
        due_at=due_at,
        due_from=due_at or start_of_day(due_on, zone),
        missed_after=start_of_day(due_on + timedelta(days=1), zone) + MISSED_GRACE,
    )


def start_of_day(day: date, zone: str) -> datetime:
    """The first instant of a local date, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


# Amendments of an approved plan (RV-5)


@dataclass(frozen=True, slots=True)
class Amended:
    """What a change does to one item, as the policy's rule sees it."""

    method_changed: bool = False
    days_moved: int = 0
    customer_added: bool = False
    customer_removed: bool = False


def material_reasons(rule: MaterialChange, change: Amended) -> list[str]:
    """Why the change needs a new approval; empty when it does not."""
    moved_far = rule.date_shift_days is not None and change.days_moved > rule.date_shift_days
    found = {
        "method": rule.method and change.method_changed,
        "date": moved_far,
        "customer_added": rule.customer_added and change.customer_added,
        "customer_removed": rule.customer_removed and change.customer_removed,
    }
    return [name for name, holds in found.items() if holds]


# Who may not be contacted


@dataclass(frozen=True, slots=True)
class Refusals:
    """What a customer and the people there refused: methods refused by all, and by one contact."""

    by_all: frozenset[Method] = frozenset()
    by_contact: Mapping[uuid.UUID, frozenset[Method]] = field(default_factory=dict)

    def refuse(self, method: Method, contact_id: uuid.UUID | None) -> bool:
        """Whether a contact by `method` with this person (None: with the company) was refused (OT-11)."""
        return method in self.by_all or (contact_id is not None and method in self.by_contact.get(contact_id, ()))
