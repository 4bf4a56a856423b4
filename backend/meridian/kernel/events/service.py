"""Publishing an event in the transaction that made it happen; the order of what has happened."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import insert, text

from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.events.models import Event
from meridian.kernel.events.rules import EventType

CHANNEL = "meridian_event"
AT_ONCE = 10_000
_NUMBER = text("SELECT number_events(:at_once)")


@dataclass(frozen=True, slots=True)
class About:
    """A record of which no more is at hand than its id, and what it is called where the event does not say so."""

    id: uuid.UUID
    type: str | None = None


async def publish(
    session: WriteSession,
    kind: EventType,
    record: Any,
    /,
    *parents: Any,
    to: uuid.UUID | None = None,
    version: int | None = None,
    **data: Any,
) -> None:
    """Writes an event about the record in the session's transaction, after all that is pending: it names the version
    the record has then. It says what `data` gives, else what the record has by that name, else what its parents have.

    to: the person told, where no attribute names them. version: where the record is not at hand as it is now.
    TypeError for data that this kind of event does not carry.
    """
    await session.flush()
    row = event_row(kind, record, *parents, to=to, version=version, **data)
    await session.execute(insert(Event).values(row))


def event_row(
    kind: EventType,
    record: Any,
    /,
    *parents: Any,
    to: uuid.UUID | None = None,
    version: int | None = None,
    **data: Any,
) -> dict[str, Any]:
    """The event as a row of its table, for statements that write many. Arguments as for `publish`; a record or parent
    may also be a mapping of columns."""
    if unknown := data.keys() - kind.data.model_fields.keys():
        raise TypeError(f"{kind.name} carries no {', '.join(sorted(unknown))}")
    about = [_reader(each) for each in (record, *parents)]
    known = {name: value for name in kind.data.model_fields if (value := _found(name, about, _ABSENT)) is not _ABSENT}
    return {
        "type": kind.name,
        "subject_type": kind.subject or (record.type if isinstance(record, About) else record.__tablename__),
        "subject_id": _found("id", about[:1]),
        "subject_version": version if version is not None else _found("version", about[:1]),
        "customer_id": _found(kind.customer, about) if kind.customer else None,
        "audience_user_id": to or (_found(kind.audience, about) if kind.audience else None),
        "permission": kind.permission,
        "data": kind.data.model_validate(known | data).model_dump(mode="json"),
    }


_ABSENT: Any = object()
Reader = Callable[[str, Any], Any]
"""What a record or a mapping of columns has by a name, else what is given besides."""


def _reader(each: Any) -> Reader:
    return each.get if isinstance(each, Mapping) else partial(getattr, each)


def _found(name: str, about: Sequence[Reader], otherwise: Any = None) -> Any:
    """The attribute or column of the first that has it."""
    for read in about:
        if (value := read(name, _ABSENT)) is not _ABSENT:
            return value
    return otherwise


async def number(db: Database) -> None:
    """Gives every event that has been committed by now its position. Cheap when there is none without."""
    while await db.call(_NUMBER, {"at_once": AT_ONCE}) == AT_ONCE:
        pass
