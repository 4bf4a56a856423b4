"""Contacts, the people at a customer, as clients write and read them."""

import uuid
from datetime import date, datetime
from typing import Annotated

from pydantic import MISSING, Field

from meridian.customers import fields as f
from meridian.customers.contact_points.schemas import EmailRead, Emails, Messaging, MessagingRead, PhoneRead, Phones
from meridian.customers.rules import ContactRole
from meridian.kernel.masking import MaskedFields, Output, Sensitive
from meridian.kernel.schemas import Input


class ContactDetails(Input):
    """Fields left out stay, null clears, lists are replaced."""

    title: f.Title | MISSING = MISSING
    department: f.ContactDepartment | MISSING = MISSING
    role: f.RoleField | MISSING = MISSING
    is_primary: f.IsPrimary | MISSING = MISSING
    languages: f.Languages | MISSING = MISSING
    birthday: f.Birthday | MISSING = MISSING
    preferences: f.Preferences | MISSING = MISSING
    zone: f.ContactZone | MISSING = MISSING
    notes: f.Notes | MISSING = MISSING
    phones: Phones | MISSING = MISSING
    emails: Emails | MISSING = MISSING
    messaging: Messaging | MISSING = MISSING
    reason: f.Reason | MISSING = MISSING
    learned_at: f.LearnedAt | MISSING = MISSING


class ContactCreate(ContactDetails):
    name: f.ContactName


class ContactUpdate(ContactDetails):
    name: f.ContactName | MISSING = MISSING
    active: f.Active | MISSING = MISSING


class ContactRead(Output):
    """A person at a customer."""

    id: uuid.UUID = f.about("id")
    version: int = f.about("version")
    customer_id: uuid.UUID = f.about("customer_id")
    name: str = f.about("contact_name")
    title: str | None = f.about("title")
    department: str | None = f.about("contact_department")
    role: ContactRole = f.about("role")
    is_primary: bool = f.about("is_primary")
    languages: list[str] = f.about("languages")
    birthday: date | None = f.about("birthday")
    preferences: str | None = f.about("preferences")
    zone: str | None = f.about("contact_zone")
    notes: str | None = f.about("notes")
    do_not_call: bool = f.about("do_not_call")
    active: bool = f.about("active")
    phones: Annotated[list[PhoneRead] | None, Sensitive("phone")] = Field(description="The person's phones.")
    emails: Annotated[list[EmailRead] | None, Sensitive("email")] = Field(description="The person's emails.")
    messaging: Annotated[list[MessagingRead] | None, Sensitive("messaging")] = Field(
        description="The person's messaging ids."
    )
    created_at: datetime = f.about("created_at")
    updated_at: datetime = f.about("updated_at")
    masked_fields: MaskedFields


class ContactLine(ContactRead):
    """A person at one of the customers."""

    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
