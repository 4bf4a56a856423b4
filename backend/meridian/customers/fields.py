"""The customer's fields: what each means, and what clients may write into it.

Writing is strict (`f.City`); reading trusts what is stored and only describes it (`f.about("city")`).
"""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

from meridian.calendars.rules import zones
from meridian.customers.rules import ContactRole
from meridian.kernel.language import msg
from meridian.kernel.schemas import Code, CountryCode, Day, Instant, Line, Money, Text
from meridian.places.countries import country, is_currency
from meridian.places.domains import website_host
from meridian.policies.rules import Grade, IntentLevel, SourceChannel

ID = "0199d3a4-c5f2-7b6e-8d1f-2a3b4c5d6e7f"
WHEN = "2026-03-10T02:00:00Z"
MAX_LIST = 50
# name → what it means, an example
ABOUT: Mapping[str, tuple[str, Any]] = {
    # Basics (CR-3)
    "name": ("The name the company goes by.", "Hafenwerk Pumpen GmbH"),
    "legal_name": ("Registered name.", "Hafenwerk Pumpen Gesellschaft mbH"),
    "short_name": ("Short or Chinese name.", "港工泵业"),
    "country": ("ISO 3166 alpha-2 code.", "DE"),
    "region": ("State or province.", "Hamburg"),
    "city": ("City.", "Hamburg"),
    "address": ("Street address.", "Am Sandtorkai 1"),
    "postal_code": ("Postal code.", "20457"),
    "website": ("Web address.", "https://www.hafenwerk.example"),
    "zone": ("IANA time zone. Sent, it is explicit; sent as null, it is inferred from the place.", "Europe/Berlin"),
    "zone_state": ("Known, ambiguous (to be settled by sending `zone`) or unknown.", "known"),
    "zone_source": ("What determined the zone.", "city"),
    "zone_candidates": ("Zones it may be, when ambiguous.", ["America/Chicago", "America/Denver"]),
    "industry": ("Line of business.", "Water treatment"),
    "business_scope": ("What the company does.", "Pump distribution"),
    "legal_representative": ("Legal representative.", "Anna Petersen"),
    "management": ("Who runs the company.", "A. Petersen, J. Brandt"),
    "employee_count": ("People employed.", 120),
    "languages": ("Languages spoken, BCP 47 tags.", ["de", "en"]),
    "preferences": ("Preferences.", "Prefers calls before noon"),
    "notes": ("Notes.", "Met at the Hannover fair"),
    # Business and decision (CR-3)
    "demand": ("What it needs.", "Dosing pumps for two plants"),
    "purchase_frequency": ("How often it buys.", "twice a year"),
    "budget": ("Its budget.", {"amount": "120000.00", "currency": "EUR"}),
    "expected_annual_sales": ("Sales expected with it per year (MC-9).", {"amount": "80000.00", "currency": "EUR"}),
    "decision_process": ("How it decides.", "Technical check, then CFO"),
    "source_channel": ("Where the customer came from (CR-2).", "exhibition"),
    "source_detail": ("The fair, campaign or site.", "IFAT 2026"),
    "campaign_id": ("The campaign that brought it (TS-4).", ID),
    "referrer_id": ("The customer that referred it (TS-11).", ID),
    "intent_level": ("How clear the intent to buy is.", "medium"),
    "custom": ("Values of the company's own fields by key.", {"fair_year": 2026}),
    # Derived and decided
    "category": ("Potential, interested or closed by facts; key by decision (MC-3).", "interested"),
    "is_key": ("Decided to be a key customer.", False),
    "grade": ("Grade, A best (MC-9).", "B"),
    "market_id": ("The market its country belongs to.", ID),
    "owner_id": ("The person who looks after it.", ID),
    "team_id": ("The owner's team.", ID),
    "department_id": ("The owning department.", ID),
    "verification": ("Whether the file has been checked (CR-5).", "verified"),
    "submitted_by": ("Who submitted it for checking.", ID),
    "verified_by": ("Who verified it last.", ID),
    "verified_at": ("When it was verified last.", WHEN),
    "allowed_moves": ("Moves of the verification possible now.", ["submit"]),
    "obtained_at": ("When the data was obtained (CR-4).", WHEN),
    "entered_late": ("Entered later than policy allows (CR-4).", False),
    "created_by": ("Who entered it.", ID),
    "edited_by": ("Who changed its data last.", ID),
    "completeness": ("Share of the file that is filled, 0 to 100 (TS-13).", 65),
    "missing": ("What is missing for a complete file, weightiest first.", ["decision_maker"]),
    "reviewed_at": ("Last complete review (CR-7).", WHEN),
    "do_not_call": ("Calls were refused (OT-11).", False),
    "first_contact_at": ("First contact that reached somebody.", WHEN),
    "last_contact_at": ("Last contact that reached somebody.", WHEN),
    "next_contact_at": ("Next contact planned or due.", WHEN),
    "contact_due_at": ("When a contact is owed by rule, counted from the last one, else from entry (MC-17).", WHEN),
    "contact_due_rule": (
        "The rule: the grade's cadence, or the revisit after closing where that is sooner.",
        "cadence",
    ),
    "last_order_on": ("Date of the last order.", "2026-02-01"),
    "lead_score": ("How promising it is while it has not bought, 0 to 100 (MC-10).", 65),
    "archived_at": ("When it was archived.", None),
    # Contacts
    "contact_name": ("The person's name.", "Anna Petersen"),
    "title": ("Position.", "Head of purchasing"),
    "contact_department": ("Department there.", "Purchasing"),
    "role": ("Part in the decision.", "decision_maker"),
    "is_primary": ("The person to ask for first.", True),
    "birthday": ("Birthday.", "1980-05-17"),
    "contact_zone": ("IANA time zone, if not the company's.", "Europe/Berlin"),
    "active": ("False once the person has left.", True),
    # Every record
    "id": ("Its id.", ID),
    "customer_id": ("The customer.", ID),
    "contact_id": ("The person there; null for the whole company.", ID),
    "version": ("Its version, also the ETag.", 3),
    "created_at": ("When it was entered.", WHEN),
    "updated_at": ("When it last changed.", WHEN),
}


def about(name: str) -> Any:
    """Description and example of a field."""
    description, example = ABOUT[name]
    return Field(description=description, examples=[example])


def _known_zone(value: str) -> str:
    if value not in zones():
        raise ValueError(msg("must be an IANA time zone such as {example}", example="Europe/Madrid"))
    return value


def _known_country(value: str) -> str:
    if country(value) is None:
        raise ValueError(msg("must be an ISO 3166 alpha-2 code in use"))
    return value


def _web_address(value: str) -> str:
    if website_host(value) is None:
        raise ValueError(msg("must be a web address such as https://example.com"))
    return value


def _money_in_use(value: Money) -> Money:
    if not is_currency(value.currency):
        raise ValueError(msg("must be in an ISO 4217 currency"))
    if value.amount < 0:
        raise ValueError(msg("must not be negative"))
    return value


def _distinct(values: list[str]) -> list[str]:
    return list(dict.fromkeys(values))


KnownZone = Annotated[str, StringConstraints(max_length=60), AfterValidator(_known_zone)]
KnownCountry = Annotated[CountryCode, AfterValidator(_known_country)]
WebAddress = Annotated[Line, AfterValidator(_web_address)]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Funds = Annotated[Money, AfterValidator(_money_in_use)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]

Name = Annotated[Line, about("name")]
LegalName = Annotated[Line | None, about("legal_name")]
ShortName = Annotated[Line | None, about("short_name")]
Country = Annotated[KnownCountry | None, about("country")]
Region = Annotated[Line | None, about("region")]
City = Annotated[Line | None, about("city")]
Address = Annotated[Text | None, about("address")]
PostalCode = Annotated[Line | None, about("postal_code")]
Website = Annotated[WebAddress | None, about("website")]
Zone = Annotated[KnownZone | None, about("zone")]
Industry = Annotated[Line | None, about("industry")]
BusinessScope = Annotated[Text | None, about("business_scope")]
LegalRepresentative = Annotated[Line | None, about("legal_representative")]
Management = Annotated[Text | None, about("management")]
EmployeeCount = Annotated[Count | None, about("employee_count")]
Languages = Annotated[list[LanguageTag], Field(max_length=20), AfterValidator(_distinct), about("languages")]
Preferences = Annotated[Text | None, about("preferences")]
Notes = Annotated[Text | None, about("notes")]
Demand = Annotated[Text | None, about("demand")]
PurchaseFrequency = Annotated[Line | None, about("purchase_frequency")]
Budget = Annotated[Funds | None, about("budget")]
ExpectedSales = Annotated[Funds | None, about("expected_annual_sales")]
DecisionProcess = Annotated[Text | None, about("decision_process")]
Source = Annotated[SourceChannel, about("source_channel")]
SourceDetail = Annotated[Line | None, about("source_detail")]
CampaignId = Annotated[uuid.UUID | None, about("campaign_id")]
ReferrerId = Annotated[uuid.UUID | None, about("referrer_id")]
Intent = Annotated[IntentLevel, about("intent_level")]
GradeField = Annotated[Grade, about("grade")]
Custom = Annotated[dict[Code, Any], Field(max_length=200), about("custom")]
OwnerId = Annotated[uuid.UUID | None, about("owner_id")]
ObtainedAt = Annotated[Instant, about("obtained_at")]
LearnedAt = Annotated[
    Instant, Field(description="When the change was learned, if not just now (MC-6).", examples=[WHEN])
]
Reason = Annotated[
    Line, Field(description="Why. Needed to correct a verified record (CR-6).", examples=["Moved to a new office"])
]

ContactName = Annotated[Line, about("contact_name")]
Title = Annotated[Line | None, about("title")]
ContactDepartment = Annotated[Line | None, about("contact_department")]
RoleField = Annotated[ContactRole, about("role")]
IsPrimary = Annotated[bool, about("is_primary")]
Birthday = Annotated[Day | None, about("birthday")]
ContactZone = Annotated[KnownZone | None, about("contact_zone")]
Active = Annotated[bool, about("active")]
