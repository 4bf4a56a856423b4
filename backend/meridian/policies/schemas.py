"""What the API says and hears about policy settings."""

import uuid
from typing import Annotated, Any

from pydantic import Field, JsonValue

from meridian.identity.permissions import Role
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Instant, Line
from meridian.policies.rules import SettingUnit, VersionState

CADENCE = {"A": 7, "B": 14, "C": 30, "D": 90}
TIGHTER = {"A": 5, "B": 14, "C": 30, "D": 90}
NOON = "2026-04-01T04:00:00Z"

Value = Annotated[
    JsonValue, Field(description="A value as the setting's `value_schema` describes it.", examples=[TIGHTER])
]
EffectiveFrom = Annotated[
    Instant | None, Field(description="When it comes into force; not in the past. Null is at once.", examples=[NOON])
]


class Moment(Input):
    """Query of the readings for a moment."""

    at: Instant | None = Field(
        default=None, description="The moment to answer for, past or future; default: now.", examples=[NOON]
    )


class InForce(Output):
    """The version in force."""

    number: int = Field(description="Number of the version; 0 is the default that ships.", examples=[2])
    value: JsonValue = Field(description="Its value.", examples=[CADENCE])
    effective_from: Instant | None = Field(
        description="When it came into force; null for the default that ships.", examples=[NOON]
    )


class Pending(Output):
    """A version that is not yet in force."""

    number: int = Field(description="Number of the version.", examples=[3])
    value: JsonValue = Field(description="Its value.", examples=[TIGHTER])
    effective_from: Instant = Field(description="When it comes into force.", examples=[NOON])


class PolicyRead(Output):
    """A setting: what it means, what it may be, what it is."""

    key: str = Field(description="Stable name of the setting.", examples=["contact_cadence_days"])
    label_en: str = Field(description="Name in English.", examples=["Contact cadence by grade"])
    label_zh: str = Field(description="Name in Chinese.", examples=["各等级联系频率"])
    description: str = Field(
        description="What the setting governs.", examples=["Longest allowed gap between contacts with a customer."]
    )
    unit: SettingUnit = Field(description="What its numbers count.", examples=["days"])
    pinned: bool = Field(description="True: work keeps the version it began under.", examples=[False])
    not_in_use: bool = Field(
        description="True: nothing in the product reads it yet. A decision is kept, but changes nothing.",
        examples=[False],
    )
    second_person: bool = Field(
        description="True: nobody decides on it alone. A change is proposed, and another person confirms it.",
        examples=[False],
    )
    rules: list[str] = Field(description="Rules of the written policies it carries out.", examples=[["MC-17"]])
    value_schema: dict[str, Any] = Field(
        description="JSON Schema of its values.", examples=[{"type": "integer", "minimum": 1, "maximum": 3650}]
    )
    default: JsonValue = Field(description="The value that ships with the product.", examples=[CADENCE])
    in_force: InForce = Field(description="The version in force at the moment asked about.")
    pending: list[Pending] = Field(
        description="Versions that come into force after the moment asked about, soonest first."
    )
    revision: int = Field(
        description="The setting's ETag: grows with every version and every withdrawal.", examples=[2]
    )


class WithdrawalRead(Output):
    """How a version was taken back before it came into force."""

    at: Instant = Field(description="When.", examples=["2026-03-20T08:15:00Z"])
    author_id: uuid.UUID = Field(description="Who did it.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    author_name: str = Field(description="Their name.", examples=["王敏"])
    confirmed_by: uuid.UUID | None = Field(
        description="Who confirmed it, where it was proposed first.", examples=[None]
    )
    confirmed_by_name: str | None = Field(description="Their name.", examples=[None])
    reason: str = Field(description="Why.", examples=["The works council asked for more time."])


class PolicyVersionRead(Output):
    """One decision about a setting."""

    key: str = Field(description="Key of the setting.", examples=["contact_cadence_days"])
    number: int = Field(description="Counts up from 1 per setting.", examples=[3])
    value: JsonValue = Field(description="The value decided on.", examples=[TIGHTER])
    effective_from: Instant = Field(description="When it comes or came into force.", examples=[NOON])
    state: VersionState = Field(description="What has become of it by now.", examples=["pending"])
    author_id: uuid.UUID = Field(description="Who decided.", examples=["0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"])
    author_name: str = Field(description="Their name.", examples=["王敏"])
    confirmed_by: uuid.UUID | None = Field(
        description="Who confirmed it, where it was proposed first.", examples=[None]
    )
    confirmed_by_name: str | None = Field(description="Their name.", examples=[None])
    reason: str = Field(description="Why.", examples=["Grade A customers asked for closer contact."])
    created_at: Instant = Field(description="When it was decided.", examples=["2026-03-10T02:00:00Z"])
    withdrawal: WithdrawalRead | None = Field(description="How it was taken back; null unless it was.", examples=[None])


class PolicyVersionCreate(Input):
    """A decision about a setting."""

    value: Value
    effective_from: EffectiveFrom = None
    reason: Line = Field(
        description="Why; kept with the version.", examples=["Grade A customers asked for closer contact."]
    )


class Withdrawal(Input):
    """Query of a withdrawal."""

    reason: Line = Field(
        description="Why the version is taken back; kept with it.", examples=["The works council asked for more time."]
    )


class PolicyPreviewRequest(Input):
    """A decision that is only considered."""

    value: Value
    effective_from: EffectiveFrom = None


class ChangeRead(Output):
    """One part of the value that differs."""

    pointer: str = Field(description="JSON Pointer into the value; empty for the whole.", examples=["/A"])
    before: JsonValue = Field(description="What it would otherwise be; null where absent.", examples=[7])
    after: JsonValue = Field(description="What it would become; null where removed.", examples=[5])


class RoleCount(Output):
    """How many people of a role are affected."""

    role: Role = Field(description="The role.", examples=["rep"])
    people: int = Field(description="Active people in it.", examples=[42])


class PolicyPreview(Output):
    """What deciding on a value would do."""

    value: JsonValue = Field(description="The value as it would be kept.", examples=[TIGHTER])
    effective_from: Instant = Field(description="When it would come into force.", examples=[NOON])
    replaced_number: int = Field(description="The version otherwise in force then; 0 is the default.", examples=[2])
    replaced_value: JsonValue = Field(description="Its value.", examples=[CADENCE])
    changes: list[ChangeRead] = Field(description="Each part that would differ from it; empty when nothing would.")
    until: Instant | None = Field(
        description="When a version already decided would take over again; null when there is none.", examples=[None]
    )
    affected: list[RoleCount] = Field(
        description="For settings kept per role: active people in the roles whose entry changes."
    )
