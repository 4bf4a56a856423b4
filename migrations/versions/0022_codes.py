"""Every column of codes knows its codes: a CHECK each, made from the Enum of that day."""

import sqlalchemy as sa
from alembic import op
from migrations import concurrently

CODES: dict[str, dict[str, tuple[str, ...]]] = {
    "alert": {
        "reason": (
            "intent_without_follow_up",
            "stage_without_next_step",
            "milestone_overdue",
            "review_owed",
            "review_action_overdue",
            "preventive_action_overdue",
            "complaint_escalated",
            "deadline_due_soon",
            "deadline_overdue",
            "deadline_escalated",
        ),
        "severity": ("notice", "warning", "critical"),
    },
    "compensation": {
        "needed_role": (
            "rep",
            "team_lead",
            "sales_manager",
            "deputy_director",
            "director",
            "service_agent",
            "market_analyst",
            "product_specialist",
            "administrator",
            "auditor",
            "api_client",
        ),
    },
    "complaint": {
        "channel": ("phone", "visit", "online_meeting", "email", "sms", "wechat", "whatsapp", "other"),
        "origin": ("contact_record", "ticket", "email", "direct"),
        "priority": ("urgent", "high", "normal", "low"),
        "acknowledged_channel": ("phone", "visit", "online_meeting", "email", "sms", "wechat", "whatsapp", "other"),
        "root_cause_category": (
            "product_quality",
            "design",
            "production",
            "packaging_transport",
            "late_delivery",
            "wrong_delivery",
            "installation",
            "documentation",
            "service",
            "communication",
            "price_contract",
            "customer_use",
            "other",
        ),
    },
    "complaint_proposal": {
        "told_channel": ("phone", "visit", "online_meeting", "email", "sms", "wechat", "whatsapp", "other"),
    },
    "complaint_round": {
        "cause_category": (
            "product_quality",
            "design",
            "production",
            "packaging_transport",
            "late_delivery",
            "wrong_delivery",
            "installation",
            "documentation",
            "service",
            "communication",
            "price_contract",
            "customer_use",
            "other",
        ),
    },
    "complaint_satisfaction_try": {
        "channel": ("phone", "visit", "online_meeting", "email", "sms", "wechat", "whatsapp", "other"),
    },
    "contact": {
        "role": ("decision_maker", "purchaser", "technical", "user", "other"),
    },
    "contact_plan": {
        "state": ("draft", "submitted", "returned", "approved", "active", "completed", "cancelled"),
    },
    "contact_record": {
        "method": ("phone", "visit", "online_meeting", "email", "sms", "wechat", "whatsapp", "other"),
        "occasion": ("dial", "follow_up", "revisit", "care"),
        "direction": ("inbound", "outbound"),
        "disposition": (
            "connected",
            "no_answer",
            "busy",
            "voicemail",
            "wrong_number",
            "refused",
            "callback_requested",
            "do_not_call",
            "failed",
        ),
        "intent_level": ("none", "low", "medium", "high", "committed"),
        "next_step": ("none", "follow_up", "nurture"),
    },
    "custom_field": {
        "type": ("text", "integer", "decimal", "boolean", "date", "choice"),
    },
    "customer": {
        "zone_state": ("known", "ambiguous", "unknown"),
        "zone_source": ("explicit", "city", "phone", "website", "name", "country", "none"),
        "source_channel": (
            "sales",
            "exhibition",
            "campaign",
            "referral",
            "web",
            "social",
            "market_research",
            "inbound",
            "other",
        ),
        "category": ("potential", "interested", "closed", "key"),
        "grade": ("A", "B", "C", "D"),
        "intent_level": ("none", "low", "medium", "high", "committed"),
        "verification": ("unverified", "pending", "verified"),
    },
    "customer_member": {
        "kind": ("share", "account_team"),
    },
    "deadline_step": {
        "recipient": ("owner", "first_responder", "department_manager", "sales_manager", "deputy_director", "director"),
    },
    "duplicate_pair": {
        "strength": ("strong", "medium", "weak"),
    },
    "export": {
        "state": ("requested", "approved", "produced", "expired", "denied"),
        "format": ("csv", "xlsx"),
    },
    "handoff": {
        "state": ("open", "answered", "told_to_customer"),
        "origin_type": ("contact_record", "opportunity", "ticket", "complaint"),
    },
    "import": {
        "kind": ("customers", "records"),
        "state": ("uploaded", "mapped", "checked", "running", "finished", "cancelled", "failed"),
    },
    "import_row": {
        "state": ("to_create", "to_update", "created", "updated", "unchanged", "rejected", "screening", "skipped"),
        "twin_signal": ("key", "name", "website", "email", "phone"),
    },
    "installed_product": {
        "state": ("running", "faulty", "under_repair", "retired"),
    },
    "need": {
        "kind": ("current", "future", "latent"),
        "state": ("open", "met", "dropped"),
    },
    "opportunity": {
        "source": (
            "sales",
            "exhibition",
            "campaign",
            "referral",
            "web",
            "social",
            "market_research",
            "inbound",
            "other",
        ),
        "stage": ("potential", "interested", "needs_defined", "negotiation", "contract_signed", "execution"),
        "outcome": ("open", "completed", "lost", "cancelled"),
        "lost_reason": (
            "price",
            "product_fit",
            "quality",
            "delivery_time",
            "payment_terms",
            "service",
            "relationship",
            "budget_cut",
            "no_decision",
            "other",
        ),
    },
    "opportunity_follow_up": {
        "stage": (
            "potential",
            "interested",
            "needs_defined",
            "negotiation",
            "contract_signed",
            "execution",
            "completed",
            "lost",
            "cancelled",
        ),
    },
    "opt_out": {
        "channel": ("phone", "sms", "email", "wechat", "whatsapp", "other"),
    },
    "phone": {
        "kind": (
            "fixed",
            "mobile",
            "fixed_or_mobile",
            "toll_free",
            "premium",
            "shared_cost",
            "voip",
            "personal",
            "pager",
            "company",
            "voicemail",
            "unknown",
        ),
    },
    "plan_amendment": {
        "state": ("pending", "approved", "returned", "applied"),
    },
    "planned_contact": {
        "method": ("phone", "visit", "online_meeting", "email", "sms", "wechat", "whatsapp", "other"),
        "state": ("planned", "pending_approval", "done", "missed", "rescheduled", "cancelled"),
    },
    "preventive_action": {
        "category": (
            "product_quality",
            "design",
            "production",
            "packaging_transport",
            "late_delivery",
            "wrong_delivery",
            "installation",
            "documentation",
            "service",
            "communication",
            "price_contract",
            "customer_use",
            "other",
        ),
    },
    "solution_proposal": {
        "answer": ("accepted", "changes_wanted", "rejected"),
    },
}
LISTS: dict[str, dict[str, tuple[str, ...]]] = {
    "api_key": {
        "permissions": (
            "customer:read",
            "customer:write",
            "customer:verify",
            "customer:decide",
            "customer:share",
            "customer:transfer",
            "customer:merge",
            "import:run",
            "import:screen",
            "export:run",
            "export:approve",
            "plan:read",
            "plan:write",
            "plan:approve",
            "record:read",
            "record:write",
            "handoff:read",
            "handoff:write",
            "handoff:answer",
            "opportunity:read",
            "opportunity:write",
            "opportunity:manage",
            "complaint:read",
            "complaint:write",
            "complaint:handle",
            "complaint:escalate",
            "compensation:approve",
            "alert:read",
            "file:read",
            "file:write",
            "rate:read",
            "rate:write",
            "product:read",
            "product:write",
            "field:read",
            "field:write",
            "user:read",
            "user:write",
            "organisation:write",
            "api_key:write",
            "policy:read",
            "policy:write",
            "calendar:write",
            "history:read",
            "history:system",
            "event:read",
        ),
    },
    "duplicate_pair": {
        "reasons": ("name", "website", "email", "mobile", "phone", "similar_name"),
    },
    "export": {
        "shown_groups": ("phone", "email", "messaging", "budget", "profit"),
    },
}
# These had their CHECK already; it takes the common name.
NAMED = {
    "alert": ("state",),
    "app_user": ("role", "locale"),
    "compensation": ("state",),
    "complaint": ("state",),
    "complaint_proposal": ("answer",),
    "contact_plan": ("kind",),
    "deadline_step": ("kind",),
    "duplicate_pair": ("state",),
    "history": ("operation",),
    "milestone": ("kind",),
    "preventive_action": ("state",),
}

# Until here the naming convention was applied twice, to names that followed it already.
DOUBLED = sa.text(
    "SELECT relname, conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid"
    " WHERE contype = 'c' AND starts_with(conname, relname || '_' || relname || '_') AND conname LIKE '%\\_check\\_check'"
    " ORDER BY relname, conname"
)

revision = "codes"
down_revision = "visible_to_ids"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table, name in op.get_bind().execute(DOUBLED).all():
        column = name.removeprefix(f"{table}_{table}_").removesuffix("_check_check")
        kind = "code_check" if column in NAMED.get(table, ()) else "check"
        concurrently.rename_check(table, name, f"{table}_{column}_{kind}")
    for table in sorted({*CODES, *LISTS}):
        concurrently.set_codes(table, CODES.get(table, {}), lists=LISTS.get(table, {}))


def downgrade() -> None:
    """Names other than those of code columns stay as they should always have been."""
    for table in sorted({*CODES, *LISTS}):
        concurrently.drop_codes(table, [*CODES.get(table, {}), *LISTS.get(table, {})])
    for table, columns in NAMED.items():
        for column in columns:
            concurrently.rename_check(table, f"{table}_{column}_code_check", f"{table}_{table}_{column}_check_check")
