"""What happens to people and the organisation, and the channel that tells every process to forget who may do what."""

from pydantic import BaseModel, Field

from meridian.identity.permissions import Permission
from meridian.kernel.db.models import Versioned
from meridian.kernel.db.notify import notify
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import EventType
from meridian.kernel.events.service import publish

CHANNEL = "meridian_identity"


class Changed(BaseModel):
    """What changed, without the values."""

    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["team_id"]])


USER_CREATED = EventType("user.created", "Somebody joined.")
USER_CHANGED = EventType("user.changed", "A user's name, role, place or settings changed.", Changed)
USER_DEACTIVATED = EventType("user.deactivated", "Somebody left: sessions and keys are revoked, posts are vacant.")
TEAM_CHANGED = EventType("team.changed", "A team was founded or changed.", Changed)
DEPARTMENT_CHANGED = EventType("department.changed", "A department was founded or changed.", Changed)
EVENTS = (USER_CREATED, USER_CHANGED, USER_DEACTIVATED, TEAM_CHANGED, DEPARTMENT_CHANGED)


async def publish_change(
    session: WriteSession, kind: EventType, subject_type: str, row: Versioned, data: BaseModel | None = None
) -> None:
    """The event, for everyone who may read users, and the word to all processes that cached actors are outdated."""
    await session.flush()
    await publish(
        session,
        kind,
        subject_type=subject_type,
        subject_id=row.id,
        version=row.version,
        permission=Permission.USER_READ,
        data=data,
    )
    await notify(session, CHANNEL)
