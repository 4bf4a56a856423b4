"""Contact records as clients write and read them, and the revisit form (RV-7..12)."""

import uuid
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import MISSING, Field, StringConstraints, field_validator, model_validator

from meridian.customers.business.schemas import InstalledRead, NeedRead, OrderRead
from meridian.customers.rules import Category, Channel, ContactRole, NeedKind
from meridian.handoffs.schemas import HandoffAsk
from meridian.kernel.language import msg
from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Code, Day, Input, Instant, Line, PositiveAmount, Text
from meridian.plans.rules import Method, PlanKind
from meridian.plans.schemas import ID, OUTSIDE_HOURS, OVERRIDE, WHEN, DueOn
from meridian.policies.rules import Grade, IntentLevel
from meridian.records.rules import OTHER_METHODS, Direction, Disposition, MarketTopic, NextStepKind

# As clients write them.


MAX_LIST = 50
OURS = "meridian"

Score = Annotated[int, Field(ge=1, le=5)]
Phone = Annotated[str, StringConstraints(pattern=r"^\+[1-9]\d{4,14}$")]
BranchTaken = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}\.[a-z][a-z0-9_]{0,59}$")]
ExternalId = Annotated[Line, StringConstraints(max_length=200)]
Objections = Annotated[
    list[Code], Field(max_length=MAX_LIST, description="Objections heard, by their codes.", examples=[["price_high"]])
]


class Satisfaction(Input):
    """The four scores, 1 to 5 (RV-10)."""

    product_quality: Score = Field(description="Product quality.", examples=[4])
    service_attitude: Score = Field(description="Service attitude.", examples=[5])
    response_speed: Score = Field(description="Response speed.", examples=[3])
    problem_solving: Score = Field(description="Problem solving.", examples=[4])


class MarketNote(Input):
    """Something learned about the market (RV-11)."""

    topic: MarketTopic = Field(description="What it is about.", examples=["competitors"])
    text: Text = Field(min_length=1, description="What was learned.", examples=["A rival offers free spare parts"])


class NeedNoted(Input):
    """A need heard in the contact (OT-12, RV-8)."""

    kind: NeedKind = Field(description="Current, future or latent.", examples=["current"])
    description: Text = Field(min_length=1, description="What is needed.", examples=["Two dosing pumps for brine"])
    product_id: uuid.UUID | None = Field(default=None, description="The product that meets it.", examples=[ID])
    quantity: PositiveAmount | None = Field(default=None, description="How many.", examples=["2"])
    expected_on: Day | None = Field(default=None, description="When.", examples=["2026-06-30"])


class NoNextStep(Input):
    """Nothing follows, for a reason."""

    kind: Literal[NextStepKind.NONE] = Field(description="Nothing follows.", examples=["none"])
    reason: Line = Field(description="Why.", examples=["They buy from their parent company only"])


class FollowUp(Input):
    """Another contact, planned with this record."""

    kind: Literal[NextStepKind.FOLLOW_UP] = Field(description="Another contact is planned.", examples=["follow_up"])
    method: Method = Field(description="How.", examples=["phone"])
    aim: Line = Field(description="What it is to achieve.", examples=["Hear what they think of the offer"])
    due_on: DueOn | None = Field(default=None, description="The date, at the customer.", examples=["2026-03-17"])
    due_at: Instant | None = Field(default=None, description="The exact time, instead.", examples=[WHEN])
    contact_id: uuid.UUID | None = Field(
        default=None, description="The person; the one of this record unless named.", examples=[ID]
    )
    assignee_id: uuid.UUID | None = Field(
        default=None, description="Who is to make it; the author unless named.", examples=[ID]
    )
    outside_hours_reason: Line | None = OUTSIDE_HOURS
    override_reason: Line | None = OVERRIDE
    plan_id: uuid.UUID | None = Field(
        default=None,
        description="The plan to put it in; the assignee's running follow-up plan unless named.",
        examples=[ID],
    )

    @model_validator(mode="after")
    def _when(self) -> Self:
        if self.due_on is None and self.due_at is None:
            raise ValueError(msg("give due_on or due_at"))
        return self


class CallBack(Input):
    """They asked to be called back: a promised call (OT-15)."""

    kind: Literal[NextStepKind.CALL_BACK] = Field(description="They are called back.", examples=["call_back"])
    due_at: Instant | None = Field(
        default=None, description="When they asked for; without it, their next calling hours.", examples=[WHEN]
    )
    aim: Line | None = Field(
        default=None, description="What it is to achieve; as planned before unless given.", examples=["Prices for 2027"]
    )
    contact_id: uuid.UUID | None = Field(
        default=None, description="The person; the one of this record unless named.", examples=[ID]
    )
    assignee_id: uuid.UUID | None = Field(
        default=None, description="Who is to call; the author unless named.", examples=[ID]
    )
    outside_hours_reason: Line | None = OUTSIDE_HOURS
    override_reason: Line | None = OVERRIDE


class Nurture(Input):
    """They are kept warm by periodic contact (OT-16)."""

    kind: Literal[NextStepKind.NURTURE] = Field(description="Contact them periodically.", examples=["nurture"])
    reason: Line | None = Field(default=None, description="Why.", examples=["Budget next year"])


NextStep = Annotated[NoNextStep | FollowUp | CallBack | Nurture, Field(discriminator="kind")]


class ComplaintReported(Input):
    """A complaint heard in the contact (OT-6, RV-11, CR-22)."""

    text: Text = Field(min_length=1, description="What they complain about.", examples=["Seal leaks after a month"])
    product: Line | None = Field(default=None, description="Product or service.", examples=["X200-B"])
    product_id: uuid.UUID | None = Field(default=None, description="Our product.", examples=[ID])
    wanted_solution: Text | None = Field(default=None, description="What they want.", examples=["A new seal, free"])


class ChannelRefused(Input):
    """A channel refused in the contact (OT-11)."""

    channel: Channel = Field(default=Channel.PHONE, description="The channel refused.", examples=["phone"])
    whole_company: bool = Field(
        default=False, description="For everybody there, not only the person spoken to.", examples=[True]
    )
    reason: Line = Field(description="What they said.", examples=["Please take us off your list"])


class MaterialSent(Input):
    """A brochure or case sent to the person from the call, by the name it had then."""

    file_id: uuid.UUID = Field(description="The script's file.", examples=[ID])
    name: Line = Field(description="Its name.", examples=["Brochure X200.pdf"])


class ScriptUse(Input):
    """What of a script was used in the conversation."""

    version_id: uuid.UUID = Field(description="The version spoken by.", examples=[ID])
    adapted: bool = Field(default=False, description="In one's own wording.", examples=[False])
    language: Code | None = Field(default=None, description="In which language, ISO 639.", examples=["en"])
    sections: list[Code] = Field(
        default=[], max_length=MAX_LIST, description="Parts come to, in order.", examples=[["opening", "payment"]]
    )
    branches: list[BranchTaken] = Field(
        default=[], max_length=MAX_LIST, description="Answers heard: part and branch.", examples=[["payment.discuss"]]
    )
    objections: list[Code] = Field(
        default=[], max_length=MAX_LIST, description="Objections answered by it.", examples=[["price"]]
    )
    checks: list[Code] = Field(
        default=[], max_length=MAX_LIST, description="Points of conduct kept (OT-11).", examples=[["introduced"]]
    )
    answers: dict[Code, Annotated[Text, Field(min_length=1, max_length=1000)]] = Field(
        default={},
        max_length=MAX_LIST,
        description="Answers to its questions, by the question's key: each becomes the need or the field it fills.",
        examples=[{"who_signs": "The CFO, above 50 000"}],
    )
    materials_sent: list[MaterialSent] = Field(
        default=[], max_length=MAX_LIST, description="Materials of the script that were sent by mail (TS-6)."
    )


class WhatWasSaid(Input):
    """What came of a contact, as only who made it can tell."""

    contact_id: uuid.UUID | None = Field(default=None, description="The person there.", examples=[ID])
    planned_item_id: uuid.UUID | None = Field(
        default=None, description="The planned contact it carries out, which is then done.", examples=[ID]
    )
    method_reason: Line | None = Field(
        default=None,
        description="Why by another method than the planned contact says; needed then.",
        examples=["Answered our call at once, so no mail was sent"],
    )
    occasion: PlanKind | None = Field(
        default=None, description="The kind of contact; the planned one's unless given.", examples=["follow_up"]
    )
    outcome: Line | None = Field(default=None, description="What came of it.", examples=["Wants a quotation"])
    key_points: Text | None = Field(
        default=None, description="What was said.", examples=["Two lines to be equipped by July; price matters"]
    )
    intent_level: IntentLevel | None = Field(default=None, description="How clear the intent is.", examples=["medium"])
    needs: list[NeedNoted] = Field(default=[], max_length=MAX_LIST, description="Needs heard.")
    objections: Objections = []
    satisfaction: Satisfaction | None = Field(default=None, description="Scores; owed on every revisit.")
    market_information: list[MarketNote] = Field(default=[], max_length=MAX_LIST, description="Market information.")
    next_step: NextStep | None = Field(
        default=None, description="What follows: nothing, another contact, the call-back they asked for, nurture."
    )
    handoff: HandoffAsk | None = Field(default=None, description="A question for a department (OT-13).")
    complaint: ComplaintReported | None = Field(default=None, description="A complaint heard.")
    override_reason: Line | None = Field(
        default=None,
        description="Why they were contacted although they refused; that of the planned contact unless given. Such a "
        "contact is marked and reported (OT-11).",
        examples=[None],
    )
    opt_out: ChannelRefused | None = Field(
        default=None, description="A channel refused; later plans by it end at once."
    )
    opportunity_id: uuid.UUID | None = Field(
        default=None,
        description="The open opportunity it was about; its next step is then that opportunity's follow-up (CR-14).",
        examples=[None],
    )
    script: ScriptUse | None = Field(default=None, description="The script spoken by, and what of it was used (TS-7).")


class RecordCreate(WhatWasSaid):
    """What every contact record has. One request writes it with all that follows from it, or nothing."""

    customer_id: uuid.UUID = Field(description="With whom.", examples=[ID])
    author_id: uuid.UUID | None = Field(
        default=None, description="Who made it; only programs log for others.", examples=[ID]
    )
    started_at: Instant = Field(description="When it began.", examples=[WHEN])
    ended_at: Instant | None = Field(default=None, description="When it ended.", examples=["2026-03-10T02:04:30Z"])
    source: Code | None = Field(
        default=None, description="The system it comes from; with external_id.", examples=["pbx_shanghai"]
    )
    external_id: ExternalId | None = Field(
        default=None, description="Its id there: the same one is logged once.", examples=["call-20260310-0001"]
    )

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.source is None) != (self.external_id is None):
            raise ValueError(msg("source and external_id come together"))
        if self.source == OURS:
            raise ValueError(msg("the source {source} is ours", source=OURS))
        if self.ended_at is not None and self.ended_at < self.started_at:
            raise ValueError(msg("ended_at must not be before started_at"))
        return self


class CallRecordCreate(RecordCreate):
    """A call, also one that reached nobody."""

    direction: Direction = Field(default=Direction.OUTBOUND, description="Who called.", examples=["outbound"])
    disposition: Disposition = Field(description="How it ended.", examples=["connected"])
    talk_seconds: int | None = Field(default=None, ge=0, le=86_400, description="Time talked.", examples=[270])
    phone: Phone | None = Field(
        default=None,
        description="The number used, E.164; needed of a wrong number when they have several.",
        examples=["+97145551234"],
    )
    outside_hours_reason: Line | None = Field(
        default=None,
        description="Why it was made outside their calling hours; that of the planned call unless given.",
        examples=[None],
    )


class CallCompletion(WhatWasSaid):
    """What its author tells of a call that the switch began to log (OT-15)."""

    disposition: Disposition = Field(
        default=Disposition.CONNECTED, description="How it ended, seen by who was on the line.", examples=["connected"]
    )
    outside_hours_reason: Line | None = Field(
        default=None, description="Why it was made outside their calling hours.", examples=[None]
    )


class ContactRecordCreate(RecordCreate):
    """A visit, meeting, mail or message."""

    method: Method = Field(description="How; calls are logged as call records.", examples=["visit"])
    direction: Direction = Field(default=Direction.OUTBOUND, description="Who began it.", examples=["outbound"])

    @field_validator("method")
    @classmethod
    def _not_a_call(cls, method: Method) -> Method:
        if method not in OTHER_METHODS:
            raise ValueError(msg("a call is logged at /v1/call-records"))
        return method


NewRecord = CallRecordCreate | ContactRecordCreate


class ContactRecordCorrect(Input):
    """Corrections of what was written, with a reason; when, how and with whom it was stay as they were."""

    reason: Line = Field(description="Why it is corrected (CR-6).", examples=["Mixed up with the call before"])
    contact_id: uuid.UUID | MISSING | None = Field(
        default=MISSING, description="The person it was with.", examples=[ID]
    )
    outcome: Line | MISSING | None = Field(
        default=MISSING, description="What came of it.", examples=["Wants a quotation"]
    )
    key_points: Text | MISSING | None = Field(default=MISSING, description="What was said.", examples=["Price matters"])
    intent_level: IntentLevel | MISSING | None = Field(
        default=MISSING, description="How clear the intent was.", examples=["low"]
    )
    objections: Objections | MISSING = MISSING
    satisfaction: Satisfaction | MISSING | None = Field(default=MISSING, description="The four scores.")
    market_information: list[MarketNote] | MISSING = Field(
        default=MISSING, max_length=MAX_LIST, description="Market information; replaces what was there."
    )


# As clients read them.


class SatisfactionRead(Output):
    product_quality: int = Field(description="Product quality, 1 to 5.", examples=[4])
    service_attitude: int = Field(description="Service attitude, 1 to 5.", examples=[5])
    response_speed: int = Field(description="Response speed, 1 to 5.", examples=[3])
    problem_solving: int = Field(description="Problem solving, 1 to 5.", examples=[4])


class MarketNoteRead(Output):
    topic: MarketTopic = Field(description="What it is about.", examples=["competitors"])
    text: str = Field(description="What was learned.", examples=["A rival offers free spare parts"])


class ComplaintHeard(Output):
    text: str = Field(description="What they complain about.", examples=["Seal leaks after a month"])
    product: str | None = Field(description="Product or service.", examples=["X200-B"])
    product_id: uuid.UUID | None = Field(description="Our product.", examples=[None])
    wanted_solution: str | None = Field(description="What they want.", examples=["A new seal, free"])


class MaterialSentRead(Output):
    """A brochure or case that was sent from the call."""

    file_id: uuid.UUID = Field(description="The script's file.", examples=[ID])
    name: str = Field(description="Its name then.", examples=["Brochure X200.pdf"])


class ScriptUsed(Output):
    """What of a script was used; answers stand where they belong, at the customer."""

    version_id: uuid.UUID = Field(description="The version spoken by.", examples=[ID])
    adapted: bool = Field(description="In the author's own wording.", examples=[False])
    language: str | None = Field(description="In which language.", examples=["en"])
    sections: list[str] = Field(description="Parts come to, in order.", examples=[["opening", "payment"]])
    branches: list[str] = Field(description="Answers heard: part and branch.", examples=[["payment.discuss"]])
    objections: list[str] = Field(description="Objections answered by it.", examples=[["price"]])
    checks: list[str] = Field(description="Points of conduct kept.", examples=[["introduced"]])
    answered: list[str] = Field(description="Questions answered, by their keys.", examples=[["who_signs"]])
    materials_sent: list[MaterialSentRead] = Field(default=[], description="Materials sent by mail (TS-6).")


class ContactRecordRead(Output):
    """A contact made with a customer."""

    id: uuid.UUID = Field(description="The record.", examples=[ID])
    version: int = Field(description="Its version, also the ETag.", examples=[1])
    customer_id: uuid.UUID = Field(description="With whom.", examples=[ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    contact_id: uuid.UUID | None = Field(description="The person there.", examples=[ID])
    contact_name: str | None = Field(description="That person's name.", examples=["Anna Petersen"])
    author_id: uuid.UUID = Field(description="Who made it.", examples=[ID])
    author_name: str = Field(description="That person's name.", examples=["李雷"])
    team_id: uuid.UUID | None = Field(description="The author's team then.", examples=[ID])
    method: Method = Field(description="How.", examples=["phone"])
    occasion: PlanKind | None = Field(description="The kind of contact.", examples=["follow_up"])
    direction: Direction = Field(description="Who began it.", examples=["outbound"])
    disposition: Disposition | None = Field(description="How a call ended.", examples=["connected"])
    reached: bool = Field(description="Somebody there was reached.", examples=[True])
    started_at: datetime = Field(description="When it began.", examples=[WHEN])
    ended_at: datetime | None = Field(description="When it ended.", examples=["2026-03-10T02:04:30Z"])
    talk_seconds: int | None = Field(description="Time talked.", examples=[270])
    phone: Annotated[str | None, Sensitive("phone")] = Field(
        description="The number used, E.164.", examples=["+97145551234"]
    )
    source: str = Field(description="The system it comes from; `meridian` for our own.", examples=["meridian"])
    external_id: str | None = Field(description="Its id there.", examples=[None])
    logged_late: bool = Field(description="Logged after the time policy gives (OT-15).", examples=[False])
    outside_hours: bool = Field(description="We called outside their calling hours (OT-10).", examples=[False])
    outside_hours_reason: str | None = Field(description="Why.", examples=[None])
    against_refusal: bool = Field(
        description="We contacted them although they had refused that (OT-11).", examples=[False]
    )
    override_reason: str | None = Field(description="Why although they had refused.", examples=[None])
    to_be_completed: bool = Field(
        description="The switch began it: its author still owes what was said (OT-15).", examples=[False]
    )
    complete_by: datetime | None = Field(
        description="By when, of a call that the switch began: `call_log_deadline_minutes` after hanging up.",
        examples=[None],
    )
    opportunity_id: uuid.UUID | None = Field(description="The opportunity it was about.", examples=[None])
    outcome: str | None = Field(description="What came of it.", examples=["Wants a quotation"])
    key_points: str | None = Field(description="What was said.", examples=["Price matters"])
    intent_level: IntentLevel | None = Field(description="How clear the intent was.", examples=["medium"])
    objections: list[str] = Field(description="Objections heard.", examples=[["price_high"]])
    satisfaction: SatisfactionRead | None = Field(description="Scores given.")
    market_information: list[MarketNoteRead] = Field(description="Market information.")
    next_step: NextStepKind | None = Field(description="What follows.", examples=["follow_up"])
    next_step_reason: str | None = Field(description="Why nothing follows, or why nurture.", examples=[None])
    next_item_id: uuid.UUID | None = Field(description="The contact planned with it.", examples=[ID])
    next_attempt_at: datetime | None = Field(
        description="When they may be called again, after a call that reached nobody (OT-10).", examples=[None]
    )
    planned_item_id: uuid.UUID | None = Field(description="The planned contact it carried out.", examples=[None])
    handoff_id: uuid.UUID | None = Field(description="The question passed on with it.", examples=[None])
    complaint: ComplaintHeard | None = Field(description="The complaint heard in it.")
    script: ScriptUsed | None = Field(description="The script spoken by, and what of it was used.")
    created_by: uuid.UUID | None = Field(description="Who entered it.", examples=[ID])
    created_at: datetime = Field(description="When it was logged.", examples=[WHEN])
    updated_at: datetime = Field(description="When it was last corrected.", examples=[WHEN])
    masked_fields: MaskedFields


class CustomerAfter(Output):
    """What the record changed at the customer."""

    version: int = Field(description="The customer's version now.", examples=[4])
    category: Category = Field(description="Its category now.", examples=["interested"])
    intent_level: IntentLevel = Field(description="Its intent level now.", examples=["medium"])
    do_not_call: bool = Field(description="The company refuses calls.", examples=[False])
    last_contact_at: datetime | None = Field(description="Last contact that reached somebody.", examples=[WHEN])
    next_contact_at: datetime | None = Field(description="When the next one is due.", examples=[WHEN])


class ContactRecordLogged(ContactRecordRead):
    """The record, and what followed from it."""

    customer: CustomerAfter = Field(description="The customer now.")
    cancelled_items: int = Field(description="Planned contacts ended by a refusal.", examples=[0])


REVISIT_REQUIRED = ("method", "key_points", "outcome", "satisfaction")


class RevisitBasics(Output):
    id: uuid.UUID = Field(description="The customer.", examples=[ID])
    name: str = Field(description="Its name.", examples=["Hafenwerk Pumpen GmbH"])
    country: str | None = Field(description="ISO 3166 code.", examples=["DE"])
    city: str | None = Field(description="City.", examples=["Hamburg"])
    address: str | None = Field(description="Address.", examples=["Am Sandtorkai 1"])
    zone: str | None = Field(description="IANA time zone.", examples=["Europe/Berlin"])
    industry: str | None = Field(description="Line of business.", examples=["Water treatment"])
    category: Category = Field(description="Category.", examples=["closed"])
    grade: Grade = Field(description="Grade.", examples=["A"])
    preferences: str | None = Field(description="Preferences.", examples=["Prefers calls before noon"])


class RevisitPerson(Output):
    """Somebody there: buyers, technical leads and users (RV-2)."""

    id: uuid.UUID = Field(description="The person.", examples=[ID])
    name: str = Field(description="Name.", examples=["Anna Petersen"])
    title: str | None = Field(description="Title.", examples=["Head of purchasing"])
    role: ContactRole = Field(description="Part in the decision.", examples=["purchaser"])
    do_not_call: bool = Field(description="Refuses calls.", examples=[False])


class RevisitForm(Output):
    """What is known, and what the revisit's record must have."""

    customer: RevisitBasics = Field(description="Basics.")
    people: list[RevisitPerson] = Field(description="People there who can be asked.")
    installed: list[InstalledRead] = Field(description="Products in use: model, purchase date, state (RV-7, RV-9).")
    orders: list[OrderRead] = Field(description="The latest orders with their lines.")
    needs: list[NeedRead] = Field(description="Open needs: current, future, latent (RV-8).")
    last_revisit: ContactRecordRead | None = Field(description="The last revisit that reached somebody.")
    planned_item_id: uuid.UUID | None = Field(description="The next planned revisit, if there is one.", examples=[ID])
    required: list[str] = Field(description="What its record must have (RV-12).", examples=[[*REVISIT_REQUIRED]])


class CallDay(Output):
    day: date = Field(description="The day.", examples=["2026-03-10"])
    calls: int = Field(description="Calls that began on it.", examples=[4120])
    reached: int = Field(description="Those of them that reached somebody.", examples=[1310])


class CallDays(Output):
    """Calls of each day, those with customers in your scope."""

    zone: str = Field(description="On whose clock.", examples=["Asia/Shanghai"])
    items: list[CallDay] = Field(description="Every day of the period, the first in front.")
