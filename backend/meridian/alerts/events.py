"""What happens to alerts: told to their owner alone."""

import uuid

from pydantic import Field

from meridian.alerts.rules import AlertReason, AlertSeverity
from meridian.kernel.events.rules import Data, EventType


class AlertData(Data):
    reason: AlertReason = Field(description="Why.", examples=["milestone_overdue"])
    severity: AlertSeverity = Field(description="How bad it is.", examples=["warning"])
    subject_type: str = Field(description="The kind of record to open.", examples=["opportunity"])
    subject_id: uuid.UUID = Field(description="That record.")
    customer_id: uuid.UUID | None = Field(description="The customer it is about.")


def _to_owner(name: str, description: str) -> EventType:
    return EventType(name, description, AlertData, customer=None, audience="owner_id")


ALERT_OPENED = _to_owner("alert.opened", "Something needs its owner now (MC-27).")
ALERT_ACKNOWLEDGED = _to_owner("alert.acknowledged", "Its owner has seen an alert.")
ALERT_RESOLVED = _to_owner("alert.resolved", "What an alert told is so no more, or somebody else's to deal with.")
EVENTS = (ALERT_OPENED, ALERT_ACKNOWLEDGED, ALERT_RESOLVED)
