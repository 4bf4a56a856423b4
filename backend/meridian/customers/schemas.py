"""Customers as clients write and read them; sharing, transfers, opt-outs, consents and reviews."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import MISSING, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator

from meridian.customers import fields as f
from meridian.customers.contact_points.schemas import (
    EmailRead,
    Emails,
    ExternalIdRead,
    ExternalIds,
    Messaging,
    MessagingRead,
    PhoneRead,
    Phones,
)
from meridian.customers.rules import Access, Category, Channel, ContactRule, MemberKind, ShareState, Verification
from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Code, Input, Instant, Line, Money, ProblemDocument, Text
from meridian.kernel.workflow.schemas import MoveBody
from meridian.places.zone_inference import ZoneState
from meridian.policies.rules import Grade, IntentLevel, SourceChannel


class CustomerDetails(Input):
    """What may be given on entering and changed afterwards; fields left out stay as they are."""

    legal_name: f.LegalName | MISSING = MISSING
    short_name: f.ShortName | MISSING = MISSING
    country: f.Country | MISSING = MISSING
    region: f.Region | MISSING = MISSING
    city: f.City | MISSING = MISSING
    address: f.Address | MISSING = MISSING
    postal_code: f.PostalCode | MISSING = MISSING
    website: f.Website | MISSING = MISSING
    zone: f.Zone | MISSING = MISSING
    industry: f.Industry | MISSING = MISSING
    business_scope: f.BusinessScope | MISSING = MISSING
    legal_representative: f.LegalRepresentative | MISSING = MISSING
    management: f.Management | MISSING = MISSING
    employee_count: f.EmployeeCount | MISSING = MISSING
    languages: f.Languages | MISSING = MISSING
    preferences: f.Preferences | MISSING = MISSING
    notes: f.Notes | MISSING = MISSING
    demand: f.Demand | MISSING = MISSING
    purchase_frequency: f.PurchaseFrequency | MISSING = MISSING
    budget: f.Budget | MISSING = MISSING
    expected_annual_sales: f.ExpectedSales | MISSING = MISSING
    decision_process: f.DecisionProcess | MISSING = MISSING
    source_detail: f.SourceDetail | MISSING = MISSING
    referrer_id: f.ReferrerId | MISSING = MISSING
    campaign_id: f.CampaignId | MISSING = MISSING
    intent_level: f.Intent | MISSING = MISSING
    custom: f.Custom | MISSING = MISSING
    phones: Phones | MISSING = MISSING
    emails: Emails | MISSING = MISSING
    messaging: Messaging | MISSING = MISSING
    external_ids: ExternalIds | MISSING = MISSING


class CustomerCreate(CustomerDetails):
    name: f.Name
    source_channel: f.Source
    grade: f.GradeField | MISSING = MISSING
    owner_id: f.OwnerId | MISSING = MISSING
    obtained_at: f.ObtainedAt | MISSING = MISSING
    allow_duplicate: bool = Field(
        default=False,
        description="Enter it although a similar customer is known; `reason` then says why.",
        examples=[False],
    )
    reason: f.Reason | MISSING = MISSING


class CustomerUpdate(CustomerDetails):
    """A merge: fields left out stay, null clears, lists are replaced, `custom` is merged key by key."""

    name: f.Name | MISSING = MISSING
    source_channel: f.Source | MISSING = MISSING
    reason: f.Reason | MISSING = MISSING
    learned_at: f.LearnedAt | MISSING = MISSING


class CustomerLine(Output):
    """A customer in a list."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    name: str = f.about("name")
    short_name: str | None = f.about("short_name")
    country: str | None = f.about("country")
    region: str | None = f.about("region")
    city: str | None = f.about("city")
    zone: str | None = f.about("zone")
    zone_state: ZoneState = f.about("zone_state")
    industry: str | None = f.about("industry")
    market_id: uuid.UUID | None = f.about("market_id")
    source_channel: SourceChannel = f.about("source_channel")
    category: Category = f.about("category")
    is_key: bool = f.about("is_key")
    grade: Grade = f.about("grade")
    intent_level: IntentLevel = f.about("intent_level")
    owner_id: uuid.UUID | None = f.about("owner_id")
    team_id: uuid.UUID | None = f.about("team_id")
    department_id: uuid.UUID = f.about("department_id")
    verification: Verification = f.about("verification")
    completeness: int = f.about("completeness")
    expected_annual_sales: Annotated[Money | None, Sensitive("budget")] = f.about("expected_annual_sales")
    do_not_call: bool = f.about("do_not_call")
    last_contact_at: datetime | None = f.about("last_contact_at")
    next_contact_at: datetime | None = f.about("next_contact_at")
    contact_due_at: datetime | None = f.about("contact_due_at")
    contact_due_rule: ContactRule | None = f.about("contact_due_rule")
    last_order_on: date | None = f.about("last_order_on")
    lead_score: int | None = f.about("lead_score")
    archived_at: datetime | None = f.about("archived_at")
    created_at: datetime = f.about("created_at")
    updated_at: datetime = f.about("updated_at")
    phone: Annotated[str | None, Sensitive("phone")] = Field(description="First phone.", examples=["+494036130"])
    email: Annotated[str | None, Sensitive("email")] = Field(
        description="First email.", examples=["einkauf@hafenwerk.example"]
    )
    masked_fields: MaskedFields


class CustomerRead(Output):
    """The whole record of a customer; its contacts are at `…/contacts`."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    name: str = f.about("name")
    legal_name: str | None = f.about("legal_name")
    short_name: str | None = f.about("short_name")
    country: str | None = f.about("country")
    region: str | None = f.about("region")
    city: str | None = f.about("city")
    address: str | None = f.about("address")
    postal_code: str | None = f.about("postal_code")
    website: str | None = f.about("website")
    market_id: uuid.UUID | None = f.about("market_id")
    zone: str | None = f.about("zone")
    zone_state: ZoneState = f.about("zone_state")
    zone_source: str | None = f.about("zone_source")
    zone_candidates: list[str] = f.about("zone_candidates")
    industry: str | None = f.about("industry")
    business_scope: str | None = f.about("business_scope")
    legal_representative: str | None = f.about("legal_representative")
    management: str | None = f.about("management")
    employee_count: int | None = f.about("employee_count")
    languages: list[str] = f.about("languages")
    preferences: str | None = f.about("preferences")
    notes: str | None = f.about("notes")
    demand: str | None = f.about("demand")
    purchase_frequency: str | None = f.about("purchase_frequency")
    budget: Annotated[Money | None, Sensitive("budget")] = f.about("budget")
    expected_annual_sales: Annotated[Money | None, Sensitive("budget")] = f.about("expected_annual_sales")
    decision_process: str | None = f.about("decision_process")
    source_channel: SourceChannel = f.about("source_channel")
    source_detail: str | None = f.about("source_detail")
    referrer_id: uuid.UUID | None = f.about("referrer_id")
    campaign_id: uuid.UUID | None = f.about("campaign_id")
    category: Category = f.about("category")
    is_key: bool = f.about("is_key")
    grade: Grade = f.about("grade")
    intent_level: IntentLevel = f.about("intent_level")
    owner_id: uuid.UUID | None = f.about("owner_id")
    team_id: uuid.UUID | None = f.about("team_id")
    department_id: uuid.UUID = f.about("department_id")
    verification: Verification = f.about("verification")
    submitted_by: uuid.UUID | None = f.about("submitted_by")
    verified_by: uuid.UUID | None = f.about("verified_by")
    verified_at: datetime | None = f.about("verified_at")
    allowed_moves: list[str] = f.about("allowed_moves")
    obtained_at: datetime = f.about("obtained_at")
    entered_late: bool = f.about("entered_late")
    created_by: uuid.UUID | None = f.about("created_by")
    edited_by: uuid.UUID | None = f.about("edited_by")
    completeness: int = f.about("completeness")
    missing: list[str] = f.about("missing")
    reviewed_at: datetime | None = f.about("reviewed_at")
    do_not_call: bool = f.about("do_not_call")
    first_contact_at: datetime | None = f.about("first_contact_at")
    last_contact_at: datetime | None = f.about("last_contact_at")
    next_contact_at: datetime | None = f.about("next_contact_at")
    contact_due_at: datetime | None = f.about("contact_due_at")
    contact_due_rule: ContactRule | None = f.about("contact_due_rule")
    last_order_on: date | None = f.about("last_order_on")
    custom: dict[str, Any] = f.about("custom")
    phones: Annotated[list[PhoneRead] | None, Sensitive("phone")] = Field(description="The company's phones.")
    emails: Annotated[list[EmailRead] | None, Sensitive("email")] = Field(description="The company's emails.")
    messaging: Annotated[list[MessagingRead] | None, Sensitive("messaging")] = Field(
        description="The company's messaging ids."
    )
    external_ids: list[ExternalIdRead] = Field(description="Ids in other systems.")
    archived_at: datetime | None = f.about("archived_at")
    created_at: datetime = f.about("created_at")
    updated_at: datetime = f.about("updated_at")
    masked_fields: MaskedFields


# Refusals, consents, people on a customer, transfers and reviews.


MAX_BULK = 200
ChannelField = Annotated[Channel, Field(description="Way to reach somebody.", examples=["phone"])]
ContactId = Annotated[uuid.UUID | None, f.about("contact_id")]
UserId = Annotated[uuid.UUID, Field(description="The person.", examples=[f.ID])]
Why = Annotated[Line, Field(description="Why.", examples=["Asked in an email to be called again"])]


class OptOutCreate(Input):
    channel: ChannelField
    contact_id: ContactId = None
    reason: Why
    at: Instant | None = Field(default=None, description="When it was said, if not just now.", examples=[f.WHEN])


class Because(Input):
    reason: Why


class LiftRequest(Input):
    reason: Why
    consent_id: uuid.UUID | None = Field(
        default=None,
        description="Their own wish on record, given after the refusal: it is lifted at once. Without it another "
        "person approves first.",
        examples=[None],
    )


class OptOutRead(Output):
    """A refusal of one channel by the company or one person there (OT-11)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    contact_id: uuid.UUID | None = f.about("contact_id")
    channel: ChannelField
    reason: str = Field(description="Why.", examples=["Asked not to be called"])
    at: datetime = Field(description="Since when.", examples=[f.WHEN])
    set_by: uuid.UUID | None = Field(description="Who noted it.", examples=[f.ID])
    contact_record_id: uuid.UUID | None = Field(description="The call or message it was said in.", examples=[f.ID])
    lifted_at: datetime | None = Field(description="When the channel was opened again.", examples=[None])
    lifted_by: uuid.UUID | None = Field(description="Who opened it again.", examples=[None])
    lifted_reason: str | None = Field(description="Why it was opened again.", examples=[None])
    consent_id: uuid.UUID | None = Field(description="The customer's own wish it was lifted by.", examples=[None])
    lift_requested_at: datetime | None = Field(
        description="When somebody asked to lift it; another person decides.", examples=[None]
    )
    lift_requested_by: uuid.UUID | None = Field(description="Who asked.", examples=[None])
    lift_reason: str | None = Field(description="Why.", examples=[None])


class ConsentCreate(Input):
    contact_id: ContactId = None
    purpose: Line = Field(description="What the data may be used for.", examples=["Newsletter"])
    evidence: Text = Field(min_length=1, description="What shows the consent.", examples=["Signed form of 2026-03-01"])
    given_at: Instant | None = Field(default=None, description="When, if not just now.", examples=[f.WHEN])


class ConsentRead(Output):
    """Consent to a use of the customer's data (MC-8)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    contact_id: uuid.UUID | None = f.about("contact_id")
    purpose: str = Field(description="What the data may be used for.", examples=["Newsletter"])
    evidence: str = Field(description="What shows the consent.", examples=["Signed form of 2026-03-01"])
    given_at: datetime = Field(description="When it was given.", examples=[f.WHEN])
    recorded_by: uuid.UUID | None = Field(description="Who noted it.", examples=[f.ID])
    withdrawn_at: datetime | None = Field(description="When it was withdrawn.", examples=[None])


class MemberCreate(Input):
    user_id: UserId
    kind: MemberKind = Field(
        default=MemberKind.SHARE, description="Sharing, or a place in the account team.", examples=["account_team"]
    )
    role: Code | None = Field(default=None, description="Part in the account team.", examples=["executive_sponsor"])
    note: Line | None = Field(default=None, description="A note.", examples=["Covers March"])
    access: Access = Field(default=Access.WRITE, description="To read, or also to write.", examples=["read"])
    expires_at: Instant | None = Field(
        default=None,
        description="When it ends. A share always ends: after `share_default_days` unless given. "
        "A place in the account team stays.",
        examples=["2026-06-30T16:00:00Z"],
    )


class ShareMove(MoveBody):
    """`deny` asks for a reason."""

    reason: Line | None = Field(default=None, description="Why.", examples=["Not a case for the south"])


class MemberRead(Output):
    """A person who works on the customer besides its owner."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    user_id: UserId
    user_name: str = Field(description="The person's name.", examples=["王芳"])
    kind: MemberKind = Field(description="Sharing, or a place in the account team.", examples=["share"])
    role: str | None = Field(description="Part in the account team.", examples=["executive_sponsor"])
    note: str | None = Field(description="A note.", examples=["Covers March"])
    version: int = f.about("version")
    access: Access = Field(description="To read, or also to write.", examples=["read"])
    state: ShareState = Field(
        description="Only `active` opens the customer; beyond its department somebody approves first.",
        examples=["active"],
    )
    state_since: datetime = Field(description="Since when.", examples=[f.WHEN])
    expires_at: datetime | None = Field(description="When it ends.", examples=["2026-06-30T16:00:00Z"])
    decided_by: uuid.UUID | None = Field(description="Who approved or denied it.", examples=[None])
    decided_at: datetime | None = Field(description="When.", examples=[None])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["approve", "deny"]])
    added_by: uuid.UUID | None = Field(description="Who added the person.", examples=[f.ID])
    added_at: datetime = Field(description="When.", examples=[f.WHEN])


class Handover(Input):
    to_user_id: uuid.UUID = Field(description="The new owner.", examples=[f.ID])
    note: Annotated[Text, Field(min_length=1)] = Field(
        description="Handover note: where things stand, what was promised.", examples=["Offer sent, decision in May"]
    )
    keep_access: bool = Field(default=False, description="Share it with the old owner.", examples=[True])


class BulkHandover(Handover):
    customer_ids: Annotated[list[uuid.UUID], Field(min_length=1, max_length=MAX_BULK)] = Field(
        description="The customers, each once.", examples=[[f.ID]]
    )


class TransferRead(Output):
    """A change of owner (MC-25)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    from_user_id: uuid.UUID | None = Field(description="The owner before.", examples=[f.ID])
    to_user_id: uuid.UUID = Field(description="The new owner.", examples=[f.ID])
    note: str = Field(description="Handover note.", examples=["Offer sent, decision in May"])
    by_user_id: uuid.UUID | None = Field(description="Who decided.", examples=[f.ID])
    at: datetime = Field(description="When.", examples=[f.WHEN])


class ItemResult(Output):
    """What became of one item of a bulk request."""

    index: int = Field(description="Place of the item in the request, from 0.", examples=[0])
    status: int = Field(description="The HTTP status it would have had by itself.", examples=[200])
    id: uuid.UUID | None = Field(description="The customer.", examples=[f.ID])
    version: int | None = Field(description="Its version now.", examples=[4])
    problem: ProblemDocument | None = Field(description="Why nothing was done; pointers are into the item's data.")


class BulkResult(Output):
    results: list[ItemResult] = Field(description="One result per item, in order.")
    succeeded: int = Field(description="How many items were carried out.", examples=[199])
    failed: int = Field(description="How many were not.", examples=[1])


class ReviewRead(Output):
    """The review of one customer in one cycle (CR-7, MC-5)."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    customer_id: uuid.UUID = f.about("customer_id")
    customer_name: str = f.about("name")
    owner_id: uuid.UUID | None = Field(description="Who owes it.", examples=[f.ID])
    due_on: date = Field(description="Last day to do it.", examples=["2026-04-01"])
    overdue: bool = Field(description="Not done by its last day.", examples=[False])
    done_at: datetime | None = Field(description="When it was done.", examples=[f.WHEN])
    done_by: uuid.UUID | None = Field(description="Who did it.", examples=[f.ID])
    attestation: str | None = Field(description="What was attested.", examples=["All data checked by phone"])
    corrections: int | None = Field(description="Changes made to the file while under review.", examples=[2])
    created_at: datetime = f.about("created_at")


class Attestation(Input):
    attestation: Annotated[Text, Field(min_length=1)] = Field(
        description="What was checked, in one's own words.", examples=["All data checked by phone with Ms Petersen"]
    )


class ImportantChangeRead(Output):
    """A change of facts that policy calls important (MC-6)."""

    id: uuid.UUID = f.about("id")
    customer_id: uuid.UUID = f.about("customer_id")
    customer_name: str = f.about("name")
    fields: list[str] = Field(description="Names of the fields that changed.", examples=[["phones"]])
    learned_at: datetime = Field(description="When the change was learned.", examples=[f.WHEN])
    entered_at: datetime = Field(description="When it was entered.", examples=[f.WHEN])
    due_at: datetime | None = Field(description="When it should have been entered at the latest.", examples=[f.WHEN])
    late: bool = Field(description="Entered later than that.", examples=[False])
    actor_id: uuid.UUID | None = Field(description="Who entered it.", examples=[f.ID])


# Decisions about a customer, and moves of its verification.


DecisionReason = Annotated[
    Line, Field(description="Why; kept in the history.", examples=["Signed a frame contract for 2026"])
]


class KeyDecision(Input):
    is_key: bool = Field(description="Whether it is a key customer.", examples=[True])
    reason: DecisionReason


class GradeDecision(Input):
    grade: f.GradeField
    reason: DecisionReason


class VerificationMove(MoveBody):
    reason: Line | None = Field(default=None, description="Why.", examples=["The address is outdated"])


# Many customers in one request, and customers by their id elsewhere.


class BulkCreate(Input):
    op: Literal["create"] = Field(description="Enter a customer.", examples=["create"])
    data: CustomerCreate = Field(description="As for POST /v1/customers.")


class BulkUpdate(Input):
    op: Literal["update"] = Field(description="Change a customer.", examples=["update"])
    id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    version: int = Field(ge=0, lt=2**63, description="The version you read, as If-Match.", examples=[3])
    data: CustomerUpdate = Field(description="As for PATCH /v1/customers/{id}.")


class Unreadable:
    """An item that does not fit the contract: it fails alone."""

    def __init__(self, error: ValidationError) -> None:
        self.errors = error.errors(include_url=False, include_input=False)


def _read_alone(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    try:
        return read(value)
    except ValidationError as error:
        return Unreadable(error)


Item = Annotated[BulkCreate | BulkUpdate, Field(discriminator="op"), WrapValidator(_read_alone)]


class Bulk(Input):
    items: Annotated[list[Item], Field(min_length=1, max_length=MAX_BULK)] = Field(
        description="What to do, in order; each item succeeds or fails by itself."
    )


class CustomerUpsert(CustomerDetails):
    """Entered when unknown, else merged: fields left out stay. Owner, grade and obtained_at count on entering only."""

    name: f.Name
    source_channel: f.Source
    grade: f.GradeField | MISSING = MISSING
    owner_id: f.OwnerId | MISSING = MISSING
    obtained_at: f.ObtainedAt | MISSING = MISSING
    allow_duplicate: bool = Field(
        default=False, description="Enter it although a similar one is known.", examples=[True]
    )
    reason: f.Reason | MISSING = MISSING
    learned_at: f.LearnedAt | MISSING = MISSING
