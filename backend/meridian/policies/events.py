"""What policies tell the rest of the house and the world."""

from datetime import datetime

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType


class PolicyChanged(Data):
    """Which version of which setting."""

    key: str = Field(description="Key of the setting.", examples=["contact_cadence_days"])
    number: int = Field(description="Number of the version.", examples=[3])
    effective_from: datetime = Field(
        description="When the version comes, or would have come, into force.", examples=["2026-04-01T00:00:00Z"]
    )


POLICY_CHANGED = EventType(
    "policy.changed",
    "A setting of the company's policy was given a new value, now or for a later time.",
    PolicyChanged,
    subject="policy_version",
    permission=Permission.POLICY_READ,
)
POLICY_WITHDRAWN = EventType(
    "policy.withdrawn",
    "A decided value was taken back before it came into force.",
    PolicyChanged,
    subject="policy_version",
    permission=Permission.POLICY_READ,
)
EVENTS = (POLICY_CHANGED, POLICY_WITHDRAWN)
