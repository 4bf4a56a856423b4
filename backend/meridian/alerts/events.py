"""What happens to alerts: told to their owner alone."""

import uuid

from pydantic import BaseModel, Field

from meridian.alerts.rules import Reason, Severity
from meridian.kernel.events.rules import EventType


class AlertData(BaseModel):
    reason: Reason = Field(description="Why.", examples=["milestone_overdue"])
    severity: Severity = Field(description="How bad it is.", examples=["warning"])
    subject_type: str = Field(description="The kind of record to open.", examples=["opportunity"])
    subject_id: uuid.UUID = Field(description="That record.")
    customer_id: uuid.UUID | None = Field(description="The customer it is about.")


ALERT_OPENED = EventType("alert.opened", "Something needs its owner now (MC-27).", AlertData)
ALERT_ACKNOWLEDGED = EventType("alert.acknowledged", "Its owner has seen an alert.", AlertData)
ALERT_RESOLVED = EventType(
    "alert.resolved", "What an alert told is so no more, or somebody else's to deal with.", AlertData
)
EVENTS = (ALERT_OPENED, ALERT_ACKNOWLEDGED, ALERT_RESOLVED)
