"""Alerts as clients see them."""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from meridian.alerts.rules import AlertReason, AlertSeverity, AlertState, Demand
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Text
from meridian.kernel.workflow.schemas import Fields, MoveBody

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class AlertMove(MoveBody):
    """What moves may carry."""

    always: ClassVar[Fields] = ("note",)

    note: Text | None = Field(default=None, description="What its owner has to say.", examples=["Calling at ten"])


class AlertRead(Output):
    id: uuid.UUID = Field(description="The alert.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    reason: AlertReason = Field(description="Why, as a code.", examples=["milestone_overdue"])
    severity: AlertSeverity = Field(description="How bad it is.", examples=["warning"])
    demand: Demand = Field(
        description="What it wants of its owner: to decide what waits for them, or to act.", examples=["decide"]
    )
    owner_id: uuid.UUID = Field(description="Who has to act.", examples=[ID])
    owner_name: str = Field(description="That person's name.", examples=["李雷"])
    subject_type: str = Field(description="The kind of record to open.", examples=["opportunity"])
    subject_id: uuid.UUID = Field(description="That record.", examples=[ID])
    customer_id: uuid.UUID | None = Field(description="The customer it is about.", examples=[ID])
    customer_name: str | None = Field(
        description="The customer's name, where you may read the customer.", examples=["Hafenwerk Pumpen GmbH"]
    )
    since: datetime = Field(description="Since when it is so.", examples=[WHEN])
    facts: dict[str, Any] = Field(
        description="What is so, by reason: ids, codes and dates.",
        examples=[{"milestone_id": ID, "kind": "payment", "due_on": "2026-03-09"}],
    )
    state: AlertState = Field(description="Where it stands; facts resolve it.", examples=["open"])
    state_since: datetime = Field(description="Since when.", examples=[WHEN])
    acknowledged_at: datetime | None = Field(description="When its owner had seen it.", examples=[None])
    resolved_at: datetime | None = Field(description="When it was no longer so.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["acknowledge"]])
    created_at: datetime = Field(description="When it was told.", examples=[WHEN])
    updated_at: datetime = Field(description="When it last changed.", examples=[WHEN])
