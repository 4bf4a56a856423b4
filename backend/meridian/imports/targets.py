"""Where a column can go: the fields of a customer or a contact record, how each is read, and what it discloses."""

from collections.abc import Mapping
from typing import NamedTuple

from meridian.imports.codes import ImportKind
from meridian.sheets.headings import CUSTOMER, RECORD, Heading

CUSTOM = "custom."


class Target(NamedTuple):
    """A field rows can fill. reader: the name of its reader (readers.py). several: more than one column may fill it.

    group: the sensitive group it belongs to, which roles may be hidden from (CR-10).
    """

    code: str
    reader: str
    several: bool = False
    group: str | None = None


_CUSTOMER = (
    Target("id", "uuid"),
    Target("external_id", "external_ids", several=True),
    Target("name", "line"),
    Target("legal_name", "line"),
    Target("short_name", "line"),
    Target("country", "country"),
    Target("region", "line"),
    Target("city", "line"),
    Target("address", "text", several=True),
    Target("postal_code", "line"),
    Target("website", "website"),
    Target("zone", "zone"),
    Target("phone", "phones", several=True, group="phone"),
    Target("email", "emails", several=True, group="email"),
    Target("messaging", "messaging", several=True, group="messaging"),
    Target("messaging.whatsapp", "handle", group="messaging"),
    Target("messaging.wechat", "handle", group="messaging"),
    Target("messaging.telegram", "handle", group="messaging"),
    Target("messaging.line", "handle", group="messaging"),
    Target("messaging.skype", "handle", group="messaging"),
    Target("messaging.qq", "handle", group="messaging"),
    Target("industry", "line"),
    Target("business_scope", "text"),
    Target("legal_representative", "line"),
    Target("management", "text"),
    Target("employee_count", "count"),
    Target("languages", "languages"),
    Target("preferences", "text"),
    Target("notes", "text", several=True),
    Target("demand", "text"),
    Target("purchase_frequency", "line"),
    Target("budget", "money", group="budget"),
    Target("expected_annual_sales", "money", group="budget"),
    Target("decision_process", "text"),
    Target("source_channel", "source_channel"),
    Target("source_detail", "line"),
    Target("intent_level", "intent_level"),
    Target("grade", "grade"),
    Target("owner", "person"),
    Target("obtained_at", "instant"),
    Target("contact.name", "line"),
    Target("contact.first_name", "line"),
    Target("contact.last_name", "line"),
    Target("contact.title", "line"),
    Target("contact.department", "line"),
    Target("contact.role", "contact_role"),
    Target("contact.phone", "phones", several=True, group="phone"),
    Target("contact.email", "emails", several=True, group="email"),
    Target("contact.whatsapp", "handle", group="messaging"),
    Target("contact.wechat", "handle", group="messaging"),
    Target("contact.languages", "languages"),
    Target("contact.birthday", "date"),
    Target("contact.notes", "text"),
)
_RECORD = (
    Target("customer", "line"),
    Target("customer_external_id", "line"),
    Target("phone", "phones", group="phone"),
    Target("contact_name", "line"),
    Target("external_id", "line"),
    Target("method", "method"),
    Target("direction", "direction"),
    Target("disposition", "disposition"),
    Target("started_at", "instant"),
    Target("started_time", "time"),
    Target("ended_at", "instant"),
    Target("talk_seconds", "duration"),
    Target("author", "person"),
    Target("outcome", "line"),
    Target("key_points", "text", several=True),
    Target("intent_level", "intent_level"),
    Target("next_step", "text"),
)
TARGETS: Mapping[ImportKind, Mapping[str, Target]] = {
    ImportKind.CUSTOMERS: {target.code: target for target in _CUSTOMER},
    ImportKind.RECORDS: {target.code: target for target in _RECORD},
}
HEADINGS: Mapping[ImportKind, Mapping[str, Heading]] = {ImportKind.CUSTOMERS: CUSTOMER, ImportKind.RECORDS: RECORD}


def target_of(kind: ImportKind, code: str) -> Target | None:
    """The target with that code; `custom.<key>` are fields of the company's own, which are looked up later."""
    if kind is ImportKind.CUSTOMERS and code.startswith(CUSTOM) and len(code) > len(CUSTOM):
        return Target(code, "custom")
    return TARGETS[kind].get(code)
