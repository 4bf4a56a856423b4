"""What one must be permitted to read of the history, table by table, and which of its columns can be masked. Pure."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from meridian.identity.actor import Actor, sees_all
from meridian.identity.permissions import Permission

P = Permission
# Whoever may read the records of a table may read their history; a table that is not listed is nobody's.
READERS: Mapping[str, Permission] = {
    "customer": P.CUSTOMER_READ,
    "contact": P.CUSTOMER_READ,
    "phone": P.CUSTOMER_READ,
    "email": P.CUSTOMER_READ,
    "messaging_id": P.CUSTOMER_READ,
    "external_id": P.CUSTOMER_READ,
    "need": P.CUSTOMER_READ,
    "product_interest": P.CUSTOMER_READ,
    "installed_product": P.CUSTOMER_READ,
    "customer_order": P.CUSTOMER_READ,
    "order_line": P.CUSTOMER_READ,
    "customer_member": P.CUSTOMER_READ,
    "opt_out": P.CUSTOMER_READ,
    "consent": P.CUSTOMER_READ,
    "contact_plan": P.PLAN_READ,
    "plan_amendment": P.PLAN_READ,
    "planned_contact": P.PLAN_READ,
    "contact_record": P.RECORD_READ,
    "reported_contact": P.RECORD_READ,
    "own_hours": P.CUSTOMER_READ,
    "declined_prompt": P.CUSTOMER_READ,
    "grade_proposal": P.CUSTOMER_DECIDE,
    "dial_plan": P.HISTORY_SYSTEM,
    "roster": P.HISTORY_SYSTEM,
    "month_target": P.HISTORY_SYSTEM,
    "campaign": P.HISTORY_SYSTEM,
    "script": P.HISTORY_SYSTEM,
    "script_version": P.HISTORY_SYSTEM,
    "script_adaptation": P.HISTORY_SYSTEM,
    "objection": P.HISTORY_SYSTEM,
    "handoff": P.HANDOFF_READ,
    "opportunity": P.OPPORTUNITY_READ,
    "opportunity_member": P.OPPORTUNITY_READ,
    "opportunity_line": P.OPPORTUNITY_READ,
    "opportunity_competitor": P.OPPORTUNITY_READ,
    "solution_proposal": P.OPPORTUNITY_READ,
    "contract": P.OPPORTUNITY_READ,
    "milestone": P.OPPORTUNITY_READ,
    "opportunity_review": P.OPPORTUNITY_READ,
    "review_action": P.OPPORTUNITY_READ,
    "complaint": P.COMPLAINT_READ,
    "complaint_round": P.COMPLAINT_READ,
    "complaint_proposal": P.COMPLAINT_READ,
    "compensation": P.COMPLAINT_READ,
    "preventive_action": P.COMPLAINT_READ,
    "stored_file": P.COMPLAINT_READ,  # the narrower of the records that files belong to
    "change_proposal": P.HISTORY_SYSTEM,  # its fields may be hidden from who sees the customer
    "customer_follower": P.CUSTOMER_READ,
    "note": P.NOTE_READ,
    "alert": P.ALERT_READ,
    "import": P.IMPORT_RUN,
    "export": P.EXPORT_RUN,
    "saved_view": P.HISTORY_SYSTEM,
    "deadline": P.CUSTOMER_READ,
    "exchange_rate": P.HISTORY_SYSTEM,
    "custom_field": P.HISTORY_SYSTEM,
    "product": P.HISTORY_SYSTEM,
    "market": P.HISTORY_SYSTEM,
    "working_calendar": P.HISTORY_SYSTEM,
    "policy_version": P.HISTORY_SYSTEM,
    "policy_withdrawal": P.HISTORY_SYSTEM,
    "policy_proposal": P.HISTORY_SYSTEM,
    "department": P.HISTORY_SYSTEM,
    "team": P.HISTORY_SYSTEM,
    "app_user": P.HISTORY_SYSTEM,
    "api_key": P.HISTORY_SYSTEM,
}
# Columns whose values belong to a group of sensitive fields (policies: sensitive_fields).
SENSITIVE: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "budget_amount": "budget",
        "budget_currency": "budget",
        "expected_annual_sales_amount": "budget",
        "expected_annual_sales_currency": "budget",
    },
    "phone": {"raw": "phone", "e164": "phone", "extension": "phone"},
    "email": {"address": "email"},
    "messaging_id": {"handle": "messaging"},
    "customer_order": {"cost": "profit"},
    "order_line": {"cost": "profit"},
    "contact_record": {"phone": "phone"},
}


class Readable(NamedTuple):
    """The tables whose history an actor may read: of customers they see, and of records of no customer."""

    of_customers: tuple[str, ...]
    of_no_customer: tuple[str, ...]


def readable(actor: Actor) -> Readable:
    """What belongs to no customer is readable by those whose permission reaches the whole company."""
    return Readable(
        tuple(table for table, permission in READERS.items() if actor.may(permission)),
        tuple(table for table, permission in READERS.items() if sees_all(actor, permission)),
    )


def masked_changes(
    entity: str, changes: Mapping[str, list[Any]], masked: frozenset[str]
) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """Each changed field with its old and new value, and the fields whose values are hidden from the reader."""
    groups = SENSITIVE.get(entity, {})
    hidden = sorted(name for name in changes if groups.get(name) in masked)
    shown = {
        name: {"old": None, "new": None} if name in hidden else {"old": old, "new": new}
        for name, (old, new) in sorted(changes.items())
    }
    return shown, hidden
