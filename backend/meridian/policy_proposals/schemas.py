"""Proposed changes of policy as clients make, read and decide them."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from pydantic import ConfigDict, Field, JsonValue, model_validator

from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.kernel.workflow.schemas import MoveBody
from meridian.policies.schemas import NOON, TIGHTER, ChangeRead, EffectiveFrom
from meridian.policy_proposals.rules import PolicyProposalState

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
WHY = "Grade A customers asked for closer contact."


class PolicyProposalCreate(Input):
    """Another value for the setting, or a version of it to withdraw."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"value": 60, "reason": WHY}]})

    value: JsonValue = Field(
        default=None, description="A value as the setting's `value_schema` describes it.", examples=[TIGHTER]
    )
    effective_from: EffectiveFrom = None
    withdraws: int | None = Field(
        default=None,
        ge=1,
        le=2**31,
        description="Or the number of a version not yet in force that is to be taken back.",
        examples=[3],
    )
    reason: Line = Field(description="Why; kept with what comes of it.", examples=[WHY])

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.value is None) == (self.withdraws is None):
            raise ValueError(msg("either a value is proposed or a version to withdraw"))
        if self.withdraws is not None and self.effective_from is not None:
            raise ValueError(msg("a withdrawal takes no effective date"))
        return self


class PolicyProposalMove(MoveBody):
    """What moves of a proposal carry."""

    reason: Line | None = Field(default=None, description="Why; needed to deny.", examples=["Not before the fair"])
    takes: ClassVar[dict[str, tuple[str, ...]]] = {}


class ConfirmerRead(Output):
    """Somebody who may decide about it."""

    id: uuid.UUID = Field(description="The person.", examples=[ID])
    name: str = Field(description="Their name.", examples=["王敏"])


class PolicyProposalRead(Output):
    """A change of a setting that waits for a second person, or what became of it."""

    id: uuid.UUID = Field(description="The proposal.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    key: str = Field(description="Key of the setting.", examples=["contact_cadence_days"])
    value: JsonValue = Field(description="The value proposed; null: a version is to be withdrawn.", examples=[TIGHTER])
    effective_from: datetime | None = Field(
        description="From when it is to hold; null, or past when it is confirmed: at once.", examples=[NOON]
    )
    withdraws: int | None = Field(description="Number of the version to be withdrawn.", examples=[None])
    changes: list[ChangeRead] = Field(description="What differs with it from what holds then without it.")
    reason: str = Field(description="Why it is proposed.", examples=[WHY])
    proposed_by: uuid.UUID = Field(description="Who proposed it.", examples=[ID])
    proposed_by_name: str = Field(description="Their name.", examples=["王敏"])
    state: PolicyProposalState = Field(description="Where it stands.", examples=["proposed"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    decided_by: uuid.UUID | None = Field(description="Who confirmed, denied or withdrew it.", examples=[None])
    decided_by_name: str | None = Field(description="Their name.", examples=[None])
    decided_at: datetime | None = Field(description="When.", examples=[None])
    decision_reason: str | None = Field(description="Why.", examples=[None])
    number: int | None = Field(description="The version it became once confirmed.", examples=[None])
    confirmers: list[ConfirmerRead] = Field(description="While it waits: who may decide about it, by name.")
    allowed_moves: list[str] = Field(description="Moves you may make.", examples=[["confirm", "deny"]])
    created_at: datetime = Field(description="When it was proposed.", examples=[WHEN])
