"""What happens to exchange rates."""

from datetime import date

from pydantic import Field

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import Data, EventType


class RateChange(Data):
    currency: str = Field(description="The currency.", examples=["USD"])
    base_currency: str = Field(description="What its rate is stated in.", examples=["CNY"])
    since: date = Field(description="First day whose rate may have changed.", examples=["2026-03-10"])


RATE_CHANGED = EventType(
    "rate.changed",
    "Rates of a currency were entered, corrected or taken out; one event a currency.",
    RateChange,
    subject="exchange_rate",
    permission=Permission.RATE_READ,
)
EVENTS = (RATE_CHANGED,)
