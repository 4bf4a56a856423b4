"""Customers as clients write and read them."""

import uuid
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import MISSING, Field

from meridian.customers import fields as f
from meridian.customers.codes import Category, Grade, IntentLevel, SourceChannel, Verification, ZoneState
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
from meridian.kernel.schemas import Input, MaskedFields, Money, Output, Sensitive


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
    do_not_call: bool = f.about("do_not_call")
    last_contact_at: datetime | None = f.about("last_contact_at")
    next_contact_at: datetime | None = f.about("next_contact_at")
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
