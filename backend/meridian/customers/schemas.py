"""Customers as clients write and read them."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.customers import fields as f
from meridian.customers.schemas_reach import (
    EmailRead,
    Emails,
    ExternalIdRead,
    ExternalIds,
    Messaging,
    MessagingRead,
    PhoneRead,
    Phones,
)
from meridian.kernel.schemas import Input, Instant, MaskedFields, Output, Sensitive


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
    intent_level: f.IntentLevelField | MISSING = MISSING
    custom: f.Custom | MISSING = MISSING
    phones: Phones | MISSING = MISSING
    emails: Emails | MISSING = MISSING
    messaging: Messaging | MISSING = MISSING
    external_ids: ExternalIds | MISSING = MISSING


class CustomerCreate(CustomerDetails):
    name: f.Name
    source_channel: f.SourceChannelField
    grade: f.GradeField | MISSING = MISSING
    owner_id: f.OwnerId | MISSING = MISSING
    obtained_at: Instant | MISSING = Field(
        default=MISSING, description="When the data was obtained, if not just now (CR-4).", examples=[f.WHEN]
    )
    allow_duplicate: bool = Field(
        default=False, description="Enter it although a similar customer is known.", examples=[False]
    )


class CustomerUpdate(CustomerDetails):
    """A merge: fields left out stay, null clears, lists are replaced, `custom` is merged key by key."""

    name: f.Name | MISSING = MISSING
    source_channel: f.SourceChannelField | MISSING = MISSING
    reason: f.Reason | MISSING = MISSING
    learned_at: f.LearnedAt | MISSING = MISSING


class CustomerLine(Output):
    """A customer in a list."""

    id: f.Id
    version: f.Version
    name: f.Name
    short_name: f.ShortName
    country: f.Country
    region: f.Region
    city: f.City
    zone: f.Zone
    zone_state: f.ZoneStateField
    industry: f.Industry
    market_id: uuid.UUID | None = Field(description="The market its country belongs to.", examples=[f.ID])
    source_channel: f.SourceChannelField
    category: f.CategoryField
    is_key: bool = Field(description="Decided to be a key customer.", examples=[False])
    grade: f.GradeField
    intent_level: f.IntentLevelField
    owner_id: f.OwnerId
    team_id: uuid.UUID | None = Field(description="The owner's team.", examples=[f.ID])
    department_id: uuid.UUID = Field(description="The owning department.", examples=[f.ID])
    verification: f.VerificationField
    completeness: int = Field(description="Share of the file that is filled, 0 to 100 (TS-13).", examples=[65])
    do_not_call: bool = Field(description="The company refused calls (OT-11).", examples=[False])
    last_contact_at: datetime | None = Field(description="Last contact that reached somebody.", examples=[f.WHEN])
    next_contact_at: datetime | None = Field(description="Next contact planned or due.", examples=[f.WHEN])
    archived_at: datetime | None = Field(description="When it was archived.", examples=[None])
    created_at: f.CreatedAt
    updated_at: f.UpdatedAt
    phone: Annotated[str | None, Sensitive("phone")] = Field(description="First phone.", examples=["+494036130"])
    email: Annotated[str | None, Sensitive("email")] = Field(
        description="First email.", examples=["einkauf@hafenwerk.example"]
    )
    masked_fields: MaskedFields


class CustomerRead(Output):
    """The whole record of a customer; its contacts are at `…/contacts`."""

    id: f.Id
    version: f.Version
    name: f.Name
    legal_name: f.LegalName
    short_name: f.ShortName
    country: f.Country
    region: f.Region
    city: f.City
    address: f.Address
    postal_code: f.PostalCode
    website: str | None = Field(description="Web address.", examples=["https://www.hafenwerk.example"])
    market_id: uuid.UUID | None = Field(description="The market its country belongs to.", examples=[f.ID])
    zone: str | None = Field(description="IANA time zone.", examples=["Europe/Berlin"])
    zone_state: f.ZoneStateField
    zone_source: str | None = Field(description="What the zone was determined by.", examples=["city"])
    zone_candidates: list[str] = Field(description="Zones it may be, when ambiguous.", examples=[["America/Chicago"]])
    industry: f.Industry
    business_scope: f.BusinessScope
    legal_representative: f.LegalRepresentative
    management: f.Management
    employee_count: f.EmployeeCount
    languages: list[str] = Field(description="Languages spoken.", examples=[["de", "en"]])
    preferences: f.Preferences
    notes: f.Notes
    demand: f.Demand
    purchase_frequency: f.PurchaseFrequency
    budget: Annotated[f.Budget, Sensitive("budget")]
    expected_annual_sales: Annotated[f.ExpectedSales, Sensitive("budget")]
    decision_process: f.DecisionProcess
    source_channel: f.SourceChannelField
    source_detail: f.SourceDetail
    referrer_id: f.ReferrerId
    category: f.CategoryField
    is_key: bool = Field(description="Decided to be a key customer.", examples=[False])
    grade: f.GradeField
    intent_level: f.IntentLevelField
    owner_id: f.OwnerId
    team_id: uuid.UUID | None = Field(description="The owner's team.", examples=[f.ID])
    department_id: uuid.UUID = Field(description="The owning department.", examples=[f.ID])
    verification: f.VerificationField
    submitted_by: uuid.UUID | None = Field(description="Who submitted it for checking.", examples=[f.ID])
    verified_by: uuid.UUID | None = Field(description="Who verified it last.", examples=[f.ID])
    verified_at: datetime | None = Field(description="When it was verified last.", examples=[f.WHEN])
    allowed_moves: list[str] = Field(description="Moves of the verification possible now.", examples=[["submit"]])
    obtained_at: datetime = Field(description="When the data was obtained.", examples=[f.WHEN])
    entered_late: bool = Field(description="Entered after the time policy allows (CR-4).", examples=[False])
    created_by: uuid.UUID | None = Field(description="Who entered it.", examples=[f.ID])
    edited_by: uuid.UUID | None = Field(description="Who changed its data last.", examples=[f.ID])
    completeness: int = Field(description="Share of the file that is filled, 0 to 100 (TS-13).", examples=[65])
    missing: list[str] = Field(description="What is missing for a complete file.", examples=[["decision_maker"]])
    reviewed_at: datetime | None = Field(description="Last complete review (CR-7).", examples=[f.WHEN])
    do_not_call: bool = Field(description="The company refused calls (OT-11).", examples=[False])
    first_contact_at: datetime | None = Field(description="First contact that reached somebody.", examples=[f.WHEN])
    last_contact_at: datetime | None = Field(description="Last contact that reached somebody.", examples=[f.WHEN])
    next_contact_at: datetime | None = Field(description="Next contact planned or due.", examples=[f.WHEN])
    last_order_on: date | None = Field(description="Date of the last order.", examples=["2026-02-01"])
    custom: f.Custom
    phones: Annotated[list[PhoneRead] | None, Sensitive("phone")] = Field(description="The company's phones.")
    emails: Annotated[list[EmailRead] | None, Sensitive("email")] = Field(description="The company's emails.")
    messaging: Annotated[list[MessagingRead] | None, Sensitive("messaging")] = Field(
        description="The company's messaging ids."
    )
    external_ids: list[ExternalIdRead] = Field(description="Ids in other systems.")
    archived_at: datetime | None = Field(description="When it was archived.", examples=[None])
    created_at: f.CreatedAt
    updated_at: f.UpdatedAt
    masked_fields: MaskedFields
