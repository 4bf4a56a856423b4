"""SELECTs on people's own wording. Whoever reads scripts reads it: it is how colleagues learn from each other."""

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from meridian.identity.models import User
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing.prepared import Prepared
from meridian.scripts.adaptations.schemas import AdaptationRead
from meridian.scripts.models import ScriptAdaptation


def _of(version_id: uuid.UUID | Slot) -> Select[*tuple[Any, ...]]:
    return (
        select(ScriptAdaptation, User.name.label("user_name"))
        .join(User, User.id == ScriptAdaptation.user_id)
        .where(ScriptAdaptation.version_id == version_id)
    )


def _read(row: Any) -> AdaptationRead:
    columns = {name: getattr(row[0], name) for name in AdaptationRead.model_fields if hasattr(row[0], name)}
    return AdaptationRead.of(columns | {"user_name": row.user_name}, masked=())


async def of_version(session: Session, version_id: uuid.UUID) -> Sequence[AdaptationRead]:
    """Everybody's, by name."""
    return [_read(row) for row in await session.execute(_of(version_id).order_by(User.name, ScriptAdaptation.id))]


_THEIRS = Prepared(lambda _: _of(Slot("version")).where(ScriptAdaptation.user_id == Slot("user")))


async def of_person(session: Session, version_id: uuid.UUID, user_id: uuid.UUID) -> AdaptationRead | None:
    """One person's, if there is any."""
    row = await _THEIRS.first(session, version=version_id, user=user_id)
    return None if row is None else _read(row)


async def load(session: Session, version_id: uuid.UUID, user_id: uuid.UUID) -> ScriptAdaptation | None:
    """The person's row, locked, if there is one."""
    mine = select(ScriptAdaptation).where(
        ScriptAdaptation.version_id == version_id, ScriptAdaptation.user_id == user_id
    )
    found: ScriptAdaptation | None = await session.scalar(mine.with_for_update())
    return found
