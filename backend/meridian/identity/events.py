"""What happens to people and the organisation, and the channel that tells every process to forget who may do what."""

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.db.notify import notify
from meridian.kernel.db.session import WriteSession
from meridian.kernel.events.rules import Data, EventType, NoData

CHANNEL = "meridian_identity"


class Changed(Data):
    """What changed, without the values."""

    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["team_id"]])


def _kind(name: str, description: str, data: type[Data] = NoData) -> EventType:
    """Told to everybody who may read users."""
    return EventType(name, description, data, subject=name.partition(".")[0], permission=Permission.USER_READ)


USER_CREATED = _kind("user.created", "Somebody joined.")
USER_CHANGED = _kind("user.changed", "A user's name, role, place or settings changed.", Changed)
USER_DEACTIVATED = _kind("user.deactivated", "Somebody left: sessions and keys are revoked, posts are vacant.")
TEAM_CHANGED = _kind("team.changed", "A team was founded or changed.", Changed)
DEPARTMENT_CHANGED = _kind("department.changed", "A department was founded or changed.", Changed)
EVENTS = (USER_CREATED, USER_CHANGED, USER_DEACTIVATED, TEAM_CHANGED, DEPARTMENT_CHANGED)


async def forget_actors(session: WriteSession) -> None:
    """Tells every process, on commit, that what it knows of who may do what is outdated."""
    await notify(session, CHANNEL)
