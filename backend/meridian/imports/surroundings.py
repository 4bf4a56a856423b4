"""What of the company an import is read and checked against, gathered once per job."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import select

from meridian.calendars.arithmetic import NoWorkingTimeError, add_working
from meridian.calendars.queries import calendar_for
from meridian.calendars.stored import working_calendar
from meridian.customers.assignment import SELLING, Assignment, within
from meridian.customers.models_care import CustomField
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.identity.roles import Permission
from meridian.imports.assemble import Surroundings
from meridian.imports.codes import ImportKind
from meridian.imports.mapping import Mapping as ImportMapping
from meridian.imports.readers import Setup
from meridian.kernel.db import Session
from meridian.places.text import clean
from meridian.policies.definitions import CUSTOMER_ENTRY_HOURS
from meridian.policies.queries import snapshot
from meridian.products.models import Market


@dataclass(frozen=True, slots=True)
class Gathered:
    """For the readers, and for assembling customers."""

    setup: Setup
    around: Surroundings


async def gather(session: Session, actor: Actor, mapping: ImportMapping, kind: ImportKind) -> Gathered:
    """Everything needed to read the file as `actor`."""
    people = (await session.execute(select(User.id, User.email, User.name, User.name_en).where(User.active))).all()
    definitions = await session.scalars(select(CustomField).where(CustomField.active))
    setup = Setup(
        now=session.now,
        zone=mapping.zone or actor.zone,
        date_order=mapping.date_order,
        currency=mapping.currency,
        external_source=mapping.external_source,
        people=_by_name([(row.id, (row.email, row.name, row.name_en)) for row in people]),
        definitions={definition.key: definition for definition in definitions},
    )
    around = Surroundings(
        mode=mapping.mode,
        key=mapping.key,
        owners=await _people(session, actor, _REACH[kind]),
        markets=await markets(session),
        due=await _entry_due(session),
        zone=setup.zone,
        external_source=mapping.external_source,
        required=tuple(key for key, definition in setup.definitions.items() if definition.required),
    )
    return Gathered(setup, around)


async def markets(session: Session) -> Mapping[str, uuid.UUID]:
    """The market in use of each country that has one."""
    rows = await session.execute(select(Market.id, Market.countries).where(Market.active))
    return {country: market for market, countries in rows for country in countries}


def _by_name(people: list[tuple[uuid.UUID, tuple[str | None, ...]]]) -> Mapping[str, uuid.UUID | None]:
    """Ids by every name people go by; None where several go by it."""
    found: dict[str, uuid.UUID | None] = {}
    for user_id, names in people:
        for name in {clean(name).casefold() for name in names if name}:
            found[name] = None if name in found and found[name] != user_id else user_id
    return found


# Whom new customers may be given to, and whose contacts may be entered.
_REACH = {ImportKind.CUSTOMERS: Permission.IMPORT_RUN, ImportKind.RECORDS: Permission.RECORD_WRITE}


async def _people(session: Session, actor: Actor, permission: Permission) -> Mapping[str | None, Assignment | str]:
    """Whose the rows may be (OT-1): the assignment by the person's id, or in words why not; None for nobody named."""
    scope = actor.scope(permission)
    owners: dict[str | None, Assignment | str] = {}
    for row in await session.execute(select(User.id, User.team_id, User.department_id).where(User.active)):
        if row.department_id is None:
            owners[str(row.id)] = "belongs to no department"
        elif not within(scope, actor, row.id, row.team_id, row.department_id):
            owners[str(row.id)] = "is somebody beyond your reach"
        else:
            owners[str(row.id)] = Assignment(row.id, row.team_id, row.department_id)
    if actor.role in SELLING:
        owners[None] = owners[str(actor.user_id)]
    elif actor.department_id is not None:
        owners[None] = Assignment(None, None, actor.department_id)
    else:
        owners[None] = "is not named, and you belong to no department that could own the customer"
    return owners


async def _entry_due(session: Session) -> Callable[[uuid.UUID, datetime], datetime | None]:
    """When a customer obtained at a moment has to be entered, by the working time of each department (CR-4)."""
    allowed = timedelta(hours=(await snapshot(session)).get(CUSTOMER_ENTRY_HOURS))
    departments = {row for row in await session.scalars(select(User.department_id).distinct()) if row is not None}
    calendars = {each: working_calendar(await calendar_for(session, each)) for each in departments}

    @lru_cache(maxsize=8192)
    def due(department_id: uuid.UUID, obtained_at: datetime) -> datetime | None:
        """None for a department that never works, which is never late."""
        try:
            return add_working(calendars[department_id], obtained_at, allowed)
        except NoWorkingTimeError:
            return None

    return due
