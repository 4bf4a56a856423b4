"""The customer's fields as clients write and read them: one place for their types, descriptions and examples."""

import re
import uuid
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from meridian.calendars.rules import zones
from meridian.customers.codes import Category, ContactRole, Grade, IntentLevel, SourceChannel, Verification, ZoneState
from meridian.kernel.schemas import Code, CountryCode, Instant, Line, Money, Text

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
MAX_LIST = 50


def _known_zone(value: str) -> str:
    if value not in zones():
        raise ValueError("must be an IANA time zone such as Europe/Madrid")
    return value


def _web_address(value: str) -> str:
    if not re.fullmatch(r"(?i)(https?://)?[^\s/@?#:]+\.[^\s/@?#:.]{2,}(:\d{1,5})?([/?#]\S*)?", value):
        raise ValueError("must be a web address such as https://example.com")
    return value


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


# Basics (CR-3)
Name = Annotated[Line, Field(description="The name the company goes by.", examples=["Hafenwerk Pumpen GmbH"])]
LegalName = Annotated[
    Line | None, Field(description="Registered name.", examples=["Hafenwerk Pumpen Gesellschaft mbH"])
]
ShortName = Annotated[Line | None, Field(description="Short or Chinese name.", examples=["港工泵业"])]
Country = Annotated[CountryCode | None, Field(description="ISO 3166 alpha-2 code.", examples=["DE"])]
Region = Annotated[Line | None, Field(description="State or province.", examples=["Hamburg"])]
City = Annotated[Line | None, Field(description="City.", examples=["Hamburg"])]
Address = Annotated[Text | None, Field(description="Street address.", examples=["Am Sandtorkai 1"])]
PostalCode = Annotated[Line | None, Field(description="Postal code.", examples=["20457"])]
Website = Annotated[
    Annotated[Line, AfterValidator(_web_address)] | None,
    Field(description="Web address.", examples=["https://www.hafenwerk.example"]),
]
Zone = Annotated[
    Annotated[str, StringConstraints(max_length=60), AfterValidator(_known_zone)] | None,
    Field(description="IANA time zone. Set it to settle an ambiguous one; null infers it.", examples=["Europe/Berlin"]),
]
Industry = Annotated[Line | None, Field(description="Line of business.", examples=["Water treatment"])]
BusinessScope = Annotated[Text | None, Field(description="What the company does.", examples=["Pump distribution"])]
LegalRepresentative = Annotated[Line | None, Field(description="Legal representative.", examples=["Anna Petersen"])]
Management = Annotated[Text | None, Field(description="Who runs the company.", examples=["A. Petersen, J. Brandt"])]
EmployeeCount = Annotated[
    Annotated[int, Field(ge=0, le=10_000_000)] | None, Field(description="People employed.", examples=[120])
]
Languages = Annotated[
    list[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]],
    Field(max_length=20, description="Languages spoken, BCP 47 tags.", examples=[["de", "en"]]),
    AfterValidator(_distinct),
]
Preferences = Annotated[Text | None, Field(description="Preferences.", examples=["Prefers calls before noon"])]
Notes = Annotated[Text | None, Field(description="Notes.", examples=["Met at the Hannover fair"])]

# Business and decision (CR-3)
Demand = Annotated[Text | None, Field(description="What it needs.", examples=["Dosing pumps for two plants"])]
PurchaseFrequency = Annotated[Line | None, Field(description="How often it buys.", examples=["twice a year"])]
Budget = Annotated[Money | None, Field(description="Its budget.")]
ExpectedSales = Annotated[Money | None, Field(description="Sales expected with it per year (MC-9).")]
DecisionProcess = Annotated[Text | None, Field(description="How it decides.", examples=["Technical check, then CFO"])]
SourceChannelField = Annotated[
    SourceChannel, Field(description="Where the customer came from (CR-2).", examples=["exhibition"])
]
SourceDetail = Annotated[Line | None, Field(description="The fair, campaign or site.", examples=["IFAT 2026"])]
ReferrerId = Annotated[uuid.UUID | None, Field(description="The customer that referred it (TS-11).", examples=[ID])]
IntentLevelField = Annotated[IntentLevel, Field(description="How clear the intent to buy is.", examples=["medium"])]
GradeField = Annotated[Grade, Field(description="Grade, A best (MC-9).", examples=["B"])]
Custom = Annotated[
    dict[Code, Any],
    Field(max_length=200, description="Values of the company's own fields by key.", examples=[{"fair_year": 2026}]),
]

# Derived and decided
CategoryField = Annotated[Category, Field(description="Derived from facts; key by decision.", examples=["interested"])]
ZoneStateField = Annotated[
    ZoneState, Field(description="Known, ambiguous (to be settled) or unknown.", examples=["known"])
]
VerificationField = Annotated[
    Verification, Field(description="Whether the file has been checked.", examples=["verified"])
]
OwnerId = Annotated[uuid.UUID | None, Field(description="The person who looks after it.", examples=[ID])]
LearnedAt = Annotated[
    Instant, Field(description="When the change was learned, if not just now (MC-6).", examples=[WHEN])
]
Reason = Annotated[
    Line, Field(description="Why. Needed to correct a verified record (CR-6).", examples=["Moved to a new office"])
]

# Contacts
ContactRoleField = Annotated[ContactRole, Field(description="Part in the decision.", examples=["decision_maker"])]
Birthday = Annotated[date | None, Field(description="Birthday.", examples=["1980-05-17"])]

Id = Annotated[uuid.UUID, Field(description="Its id.", examples=[ID])]
Version = Annotated[int, Field(description="Its version, also the ETag.", examples=[3])]
CreatedAt = Annotated[datetime, Field(description="When it was entered.", examples=[WHEN])]
UpdatedAt = Annotated[datetime, Field(description="When it last changed.", examples=[WHEN])]
