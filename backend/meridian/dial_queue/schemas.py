"""What the live queue answers and takes."""

import uuid
from datetime import date, datetime
from typing import Self

from pydantic import Field, model_validator

from meridian.customers.rules import ContactRule
from meridian.dial_queue.rules import Held, SkipReason, WhyNow
from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Input, Line
from meridian.plans.rules import PlanKind
from meridian.plans.schemas import ID, WHEN, CallTimeRead
from meridian.policies.rules import Grade, IntentLevel
from meridian.scripts.matching.schemas import ScriptMatch
from meridian.timeline.call_card.schemas import CallCard


class DialNext(Input):
    """Whom to be given: the best one, or somebody in particular, or the best in one zone."""

    item_id: uuid.UUID | None = Field(default=None, description="This planned contact, chosen by hand.", examples=[ID])
    customer_id: uuid.UUID | None = Field(
        default=None, description="This customer of your queue, chosen by hand.", examples=[None]
    )
    zone: str | None = Field(default=None, description="Only customers in this IANA zone.", examples=["Asia/Dubai"])


class DialSkip(Input):
    """Why somebody is not called now."""

    lease_id: uuid.UUID = Field(description="The lease that `next` gave.", examples=[ID])
    reason: SkipReason = Field(description="Why.", examples=["prepare_first"])
    note: Line | None = Field(default=None, description="In words; needed for `other`.", examples=["Read the claim"])

    @model_validator(mode="after")
    def _said(self) -> Self:
        if self.reason is SkipReason.OTHER and self.note is None:
            raise ValueError(msg("say why in words"))
        return self


class DialWhy(Output):
    """Why somebody stands in the queue, and stands there."""

    kind: WhyNow = Field(description="Promised, agreed for a time, planned for a day, or owed by policy.")
    due_from: datetime = Field(description="When it became due.", examples=[WHEN])
    due_on: date | None = Field(description="The day it is planned for, there.", examples=["2026-03-17"])
    aim: str | None = Field(description="What the planned contact is to achieve.", examples=["Agree on a trial order"])
    occasion: PlanKind | None = Field(description="The kind of planned contact.", examples=["follow_up"])
    rule: ContactRule | None = Field(description="By which rule policy owes them a contact.", examples=["cadence"])
    owed_at: datetime | None = Field(description="When policy owes them one.", examples=[WHEN])
    days_overdue: int = Field(description="Whole days since then.", examples=[3])
    last_contact_at: datetime | None = Field(description="When somebody there was last reached.", examples=[WHEN])
    attempts: int = Field(description="Calls of this planned contact that reached nobody.", examples=[0])


class DialEntry(Output):
    """Somebody of the queue."""

    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    customer_name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    item_id: uuid.UUID | None = Field(
        description="The planned contact; null where policy owes one, which is planned once you are given it.",
        examples=[ID],
    )
    contact_id: uuid.UUID | None = Field(description="The person planned with.", examples=[ID])
    contact_name: str | None = Field(description="Their name.", examples=["Anna Petersen"])
    grade: Grade = Field(description="The customer's grade.", examples=["A"])
    is_key: bool = Field(description="A key customer.", examples=[False])
    intent_level: IntentLevel = Field(description="How much they mean to buy.", examples=["medium"])
    country: str | None = Field(description="Where they are.", examples=["DE"])
    city: str | None = Field(description="Their city.", examples=["Hamburg"])
    zone: str | None = Field(description="The IANA zone they live by.", examples=["Europe/Berlin"])
    call_time: CallTimeRead = Field(description="Their time, and whether they may be called now.")
    why: DialWhy = Field(description="Why they stand here.")
    held: Held | None = Field(description="Why they are not offered now; null for those who are.", examples=["closed"])
    joins_at: datetime | None = Field(description="When they may be called; null when not known.", examples=[WHEN])


class DialLeaseRead(Output):
    """Whom you were given, and until when nobody else is."""

    id: uuid.UUID = Field(description="The lease.", examples=[ID])
    item_id: uuid.UUID = Field(description="The planned contact.", examples=[ID])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[ID])
    taken_at: datetime = Field(description="Since when.", examples=[WHEN])
    expires_at: datetime = Field(description="Until when, unless you ask for them again.", examples=[WHEN])


class DialDay(Output):
    """How far the day has gone, and the rest that is owed (OT-17)."""

    calls_made: int = Field(description="Calls you made today, by your clock.", examples=[38])
    calls_connected: int = Field(description="How many of them reached somebody.", examples=[14])
    talk_seconds: int = Field(description="How long you talked today, in calls of either direction.", examples=[3760])
    daily_call_cap: int = Field(description="How many there may be (`rep_daily_call_cap`).", examples=[80])
    rest_minutes_per_hour: int = Field(description="The pause in an hour (`rep_rest_minutes_per_hour`).", examples=[5])
    rest_from: datetime | None = Field(description="When it is next owed, if you go on.", examples=[WHEN])
    resting_until: datetime | None = Field(description="Until when you rest now.", examples=[None])
    shift_from: datetime | None = Field(
        description="When your next shift begins, where your roster says that you are off now.", examples=[None]
    )


class DialQueue(Output):
    """Your queue: whom you may be given now, in order, and who joins later."""

    day: DialDay = Field(description="Calls made, and rest.")
    lease: DialLeaseRead | None = Field(description="Whom you have now.")
    now: list[DialEntry] = Field(description="Who may be called now, the first one first.")
    later: list[DialEntry] = Field(description="Who waits and joins by themselves, the soonest first.")


class DialGiven(Output):
    """Whom you call, with everything the call needs."""

    lease: DialLeaseRead = Field(description="Nobody else is given them meanwhile.")
    why: DialWhy = Field(description="Why they come now.")
    card: CallCard = Field(description="Whom to ask for under which numbers, whether now, and what is known of them.")
    script: ScriptMatch | None = Field(
        description="What to say and the files to have at hand; null to who may not read scripts."
    )
