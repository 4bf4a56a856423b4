"""What happens to scripts: told to everybody who reads them."""

import uuid

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType


class VersionData(Data):
    script_id: uuid.UUID = Field(description="The script.")
    state: str = Field(description="The version's state now.", examples=["approved"])


_READ = Permission.SCRIPT_READ
SCRIPT_CHANGED = EventType(
    "script.changed", "A script was entered, or for whom it is was changed (TS-21).", permission=_READ
)
SCRIPT_VERSION_CHANGED = EventType(
    "script_version.changed", "A version of a script was written or changed.", VersionData, permission=_READ
)
SCRIPT_VERSION_MOVED = EventType(
    "script_version.moved", "A version was submitted, returned, approved or retired.", VersionData, permission=_READ
)
OBJECTION_CHANGED = EventType("objection.changed", "The catalogue of objections changed.", permission=_READ)
EVENTS = (SCRIPT_CHANGED, SCRIPT_VERSION_CHANGED, SCRIPT_VERSION_MOVED, OBJECTION_CHANGED)
