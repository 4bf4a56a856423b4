"""The entries of a timeline, each kind with its own facts."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field
from typing_extensions import TypeAliasType

from meridian.kernel.listing.shown import shown
from meridian.kernel.masking import Output
from meridian.kernel.schemas import Money
from meridian.records.schemas import MaterialSentRead

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"


class Entry(Output):
    """What every entry has."""

    id: uuid.UUID = Field(description="The record it stands for.", examples=[ID])
    at: datetime = Field(description="When it happened, or is due.", examples=[WHEN])
    person_id: uuid.UUID | None = Field(description="Who did it, or is to do it.", examples=[ID])


class ContactRecordEntry(Entry):
    kind: Literal["contact_record"] = Field(description="A call, visit, mail or message.")
    method: str = Field(description="How.", examples=["phone"])
    direction: str = Field(description="Inbound or outbound.", examples=["outbound"])
    disposition: str | None = Field(description="A call's result.", examples=["connected"])
    reached: bool = Field(description="Whether somebody was spoken or written to.", examples=[True])
    outcome: str | None = Field(description="What came of it.", examples=["Sample requested"])
    key_points: str | None = Field(description="What was said.", examples=["Compares with two rivals"])
    intent_level: str | None = Field(description="Intent found.", examples=["medium"])
    talk_seconds: int | None = Field(description="Seconds talked.", examples=[184])
    contact_id: uuid.UUID | None = Field(description="The person spoken to.", examples=[ID])
    materials_sent: list[MaterialSentRead] | None = Field(description="Materials sent by mail from the call (TS-6).")


class PlannedContactEntry(Entry):
    kind: Literal["planned_contact"] = Field(description="A contact planned.")
    method: str = Field(description="How.", examples=["phone"])
    aim: str = Field(description="What for.", examples=["Confirm the sample arrived"])
    state: str = Field(description="Planned, done, missed, rescheduled or cancelled.", examples=["planned"])
    due_on: date = Field(description="The day, where the customer is.", examples=["2026-03-12"])
    plan_id: uuid.UUID = Field(description="Its plan.", examples=[ID])


class HandoffEntry(Entry):
    kind: Literal["handoff"] = Field(description="A question passed to a department.")
    question: str = Field(description="What was asked.", examples=["Is the seal fit for acid?"])
    state: str = Field(description="Open, answered or told to the customer.", examples=["answered"])
    department_id: uuid.UUID = Field(description="Who answers.", examples=[ID])
    answer: str | None = Field(description="The answer.", examples=["Yes, up to 20 %"])


class ComplaintEntry(Entry):
    kind: Literal["complaint"] = Field(description="A complaint, on the day it was registered.")
    number: str = Field(description="What people call it.", examples=["C-2026-00042"])
    state: str = Field(description="Where it stands.", examples=["investigating"])
    reason: str | None = Field(description="What they complain about.", examples=["The seal leaks"])
    product: str | None = Field(description="Product or service.", examples=["X200-B"])
    round: int = Field(description="The round it is in.", examples=[1])
    escalation_level: int = Field(description="The rung of the ladder it has reached.", examples=[0])


class OpportunityEntry(Entry):
    kind: Literal["opportunity"] = Field(description="An opportunity, on the day it was opened.")
    title: str = Field(description="What the sale is about.", examples=["Dosing pumps"])
    stage: str = Field(description="The stage it is in, or ended in.", examples=["negotiation"])
    outcome: str = Field(description="Open, or how it ended.", examples=["open"])
    amount: Money | None = Field(description="What it may bring.", examples=[{"amount": "48000.00", "currency": "USD"}])


class OpportunityMoveEntry(Entry):
    kind: Literal["opportunity_move"] = Field(description="An opportunity entered another stage, or ended.")
    subject_id: uuid.UUID = Field(description="The opportunity.", examples=[ID])
    move: str = Field(description="What was done.", examples=["negotiate"])
    from_state: str = Field(description="State before.", examples=["needs_defined"])
    to_state: str = Field(description="State after.", examples=["negotiation"])
    reason: str | None = Field(description="Why, where a reason was given.", examples=[None])


class OrderEntry(Entry):
    kind: Literal["order"] = Field(description="An order.")
    number: str = Field(description="Order number.", examples=["PO-2026-017"])
    amount: Money = Field(description="Sum of its lines.", examples=[{"amount": "2500.00", "currency": "USD"}])


class NeedEntry(Entry):
    kind: Literal["need"] = Field(description="A need found.")
    need_kind: str = Field(description="Current, future or latent.", examples=["current"])
    description: str = Field(description="What is needed.", examples=["Two dosing pumps"])
    state: str = Field(description="Open, met or dropped.", examples=["open"])


class TransferEntry(Entry):
    kind: Literal["transfer"] = Field(description="A change of owner.")
    from_user_id: uuid.UUID | None = Field(description="From whom.", examples=[ID])
    to_user_id: uuid.UUID = Field(description="To whom.", examples=[ID])
    note: str = Field(description="Handover note.", examples=["Prefers mornings"])


class OptOutEntry(Entry):
    kind: Literal["opt_out"] = Field(description="A channel refused.")
    channel: str = Field(description="Which.", examples=["phone"])
    reason: str = Field(description="Why.", examples=["Asked on the phone"])
    contact_id: uuid.UUID | None = Field(description="By whom; null for the company.", examples=[ID])
    lifted_at: datetime | None = Field(description="When it was lifted.", examples=[None])


class VerificationEntry(Entry):
    kind: Literal["verification"] = Field(description="A step of the customer's verification.")
    move: str = Field(description="What was done.", examples=["verify"])
    from_state: str = Field(description="State before.", examples=["pending"])
    to_state: str = Field(description="State after.", examples=["verified"])
    reason: str | None = Field(description="Why.", examples=[None])


class ImportantChangeEntry(Entry):
    kind: Literal["important_change"] = Field(description="An important field changed.")
    fields: list[str] = Field(description="Which fields.", examples=[["phone"]])
    learned_at: datetime = Field(description="When it was learned.", examples=[WHEN])
    late: bool = Field(description="Whether it was entered too late.", examples=[False])


class NoteEntry(Entry):
    kind: Literal["note"] = Field(description="A note about the customer: of its market, or what it says of us.")
    topic: str = Field(description="`market`, or `feedback`.", examples=["feedback"])
    category: str = Field(description="What it is about.", examples=["product"])
    text: str = Field(description="What was learned.", examples=["Likes the new seal"])
    observed_on: date | None = Field(description="The day it was so.", examples=["2026-03-09"])


TimelineEntry = TypeAliasType(
    "TimelineEntry",
    Annotated[
        ContactRecordEntry
        | PlannedContactEntry
        | HandoffEntry
        | ComplaintEntry
        | OpportunityEntry
        | OpportunityMoveEntry
        | OrderEntry
        | NeedEntry
        | TransferEntry
        | OptOutEntry
        | VerificationEntry
        | ImportantChangeEntry
        | NoteEntry,
        Field(discriminator="kind"),
    ],
)
ENTRIES: Mapping[str, type[Entry]] = {
    "contact_record": ContactRecordEntry,
    "planned_contact": PlannedContactEntry,
    "handoff": HandoffEntry,
    "complaint": ComplaintEntry,
    "opportunity": OpportunityEntry,
    "opportunity_move": OpportunityMoveEntry,
    "order": OrderEntry,
    "need": NeedEntry,
    "transfer": TransferEntry,
    "opt_out": OptOutEntry,
    "verification": VerificationEntry,
    "important_change": ImportantChangeEntry,
    "note": NoteEntry,
}


def entry_of(row: Any, masked: frozenset[str]) -> dict[str, Any]:
    """What the entry of a row shows, its facts being JSON; a need's own kind travels as `need_kind`."""
    kind, facts = row.kind, orjson.loads(row.facts)
    if "kind" in facts:
        facts[f"{kind}_kind"] = facts.pop("kind")
    common = {"id": row.id, "at": row.at, "person_id": row.person_id, "kind": kind}
    return shown(ENTRIES[kind], masked).of(facts | common)


# The overview of one customer.


class TimelineCount(Output):
    """Entries of one kind on the timeline."""

    kind: str = Field(description="Kind of entry.", examples=["contact_record"])
    method: str | None = Field(description="How, for contacts made and planned.", examples=["phone"])
    count: int = Field(description="How many.", examples=[61])


class OrderMonth(Output):
    """The orders of one month in one currency."""

    month: date = Field(description="The month's first day.", examples=["2026-03-01"])
    count: int = Field(description="How many orders.", examples=[2])
    amount: Money = Field(description="What they come to.", examples=[{"amount": "9640.00", "currency": "EUR"}])


class CustomerOverview(Output):
    """How much there is of what you may see; null for what you may not."""

    timeline: list[TimelineCount] = Field(description="By kind and method, what is planned included.")
    contacts: int = Field(description="People there who are active.", examples=[4])
    needs: int = Field(description="Open needs.", examples=[3])
    installed_products: int = Field(description="Products it runs.", examples=[14])
    orders: list[OrderMonth] = Field(description="Orders by month and currency, the latest first.")
    opportunities: int | None = Field(description="Opportunities, closed ones included.", examples=[2])
    complaints: int | None = Field(description="Complaints, archived ones included.", examples=[1])
    members: int = Field(description="People who work on it besides its owner.", examples=[2])
    opt_outs: int = Field(description="Channels refused at present.", examples=[1])
    consents: int = Field(description="Consents that stand.", examples=[1])
