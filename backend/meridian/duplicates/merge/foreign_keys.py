"""What becomes of every table that refers to a customer when two customers become one. Data, read by row_diff.py.

In the SQL, `r` is a row of the customer that goes, `w` any row of the one that stays, `:winner` the latter's id.
A test fails when a table refers to customers and stands neither in FOREIGN_KEYS nor in STAYS.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Rows that go over to the customer that stays.

    only: those it is about. twin: `w` says the same already, so `r` stays where it is, out of sight, for an undo.
    set: what changes on the way besides `column`. belongs: (column, table) of the row it is a part of; when an undo
    takes that row back, what was added to it since goes with it. workflow: whose state `set` may change.
    """

    table: str
    column: str = "customer_id"
    only: str = "true"
    twin: str = "false"
    set: Mapping[str, str] = field(default_factory=dict)
    belongs: tuple[str, str] | None = None
    workflow: str | None = None


OF_CONTACT = ("contact_id", "contact")
OF_ORDER = ("order_id", "customer_order")
OF_OPPORTUNITY = ("opportunity_id", "opportunity")
_COMPANYS = "r.contact_id IS NULL AND w.contact_id IS NULL"
_OPEN = "('planned', 'pending_approval')"
# A contact planned twice for one day; the constraint allows one (planned_contact_open_key).
_PLANNED_TWICE = (
    f"r.state IN {_OPEN} AND NOT r.promised AND EXISTS (SELECT FROM planned_contact AS w WHERE w.customer_id = :winner"
    f" AND w.state IN {_OPEN} AND NOT w.promised AND w.method = r.method AND w.due_on = r.due_on"
    " AND w.contact_id IS NOT DISTINCT FROM r.contact_id)"
)
_FREE_NUMBER = (
    "(SELECT min(n) FROM generate_series(2, 1000) AS n WHERE NOT EXISTS (SELECT FROM customer_order AS o"
    " WHERE o.customer_id IN (:winner, :loser) AND o.number = r.number || ' (' || n || ')'))"
)
_NUMBER_TAKEN = "EXISTS (SELECT FROM customer_order AS w WHERE w.customer_id = :winner AND w.number = r.number)"


def _behind(table: str) -> Mapping[str, str]:
    """The company's own list goes on after the last entry there."""
    last = f"SELECT max(w.position) + 1 FROM {table} AS w WHERE w.customer_id = :winner AND w.contact_id IS NULL"
    return {"position": f"r.position + CASE WHEN r.contact_id IS NULL THEN coalesce(({last}), 0) ELSE 0 END"}


FOREIGN_KEYS: tuple[ForeignKey, ...] = (
    ForeignKey(
        "contact",
        set={
            "is_primary": "r.is_primary AND NOT EXISTS"
            " (SELECT FROM contact AS w WHERE w.customer_id = :winner AND w.is_primary)"
        },
    ),
    ForeignKey(
        "phone",
        twin=f"{_COMPANYS} AND coalesce(w.e164, w.raw) = coalesce(r.e164, r.raw)"
        " AND w.extension IS NOT DISTINCT FROM r.extension",
        set=_behind("phone"),
        belongs=OF_CONTACT,
    ),
    ForeignKey("email", twin=f"{_COMPANYS} AND w.address = r.address", set=_behind("email"), belongs=OF_CONTACT),
    ForeignKey(
        "messaging_id",
        twin=f"{_COMPANYS} AND w.service = r.service AND w.handle = r.handle",
        set=_behind("messaging_id"),
        belongs=OF_CONTACT,
    ),
    ForeignKey("external_id"),
    ForeignKey("need"),
    ForeignKey("product_interest", twin="w.product_id = r.product_id"),
    ForeignKey("installed_product"),
    ForeignKey(  # one order entered at both, or two orders under one number
        "customer_order",
        twin="(w.number, w.ordered_on, w.currency, w.amount) = (r.number, r.ordered_on, r.currency, r.amount)",
        set={"number": f"CASE WHEN {_NUMBER_TAKEN} THEN r.number || ' (' || {_FREE_NUMBER} || ')' ELSE r.number END"},
    ),
    ForeignKey(
        "order_line",
        only="EXISTS (SELECT FROM customer_order AS o WHERE o.id = r.order_id AND o.customer_id = :winner)",
        belongs=OF_ORDER,
    ),
    ForeignKey("customer_member", twin="w.user_id = r.user_id AND w.kind = r.kind"),
    ForeignKey("customer_transfer"),
    ForeignKey(  # refusals of both stand
        "opt_out",
        twin=f"{_COMPANYS} AND w.channel = r.channel AND r.lifted_at IS NULL AND w.lifted_at IS NULL",
        belongs=OF_CONTACT,
    ),
    ForeignKey("consent", belongs=OF_CONTACT),
    ForeignKey("note"),
    ForeignKey("change_proposal"),
    ForeignKey(
        "customer_follower",
        twin="w.user_id IS NOT DISTINCT FROM r.user_id AND w.department_id IS NOT DISTINCT FROM r.department_id",
    ),
    ForeignKey("customer_review", twin="r.done_at IS NULL AND w.done_at IS NULL"),  # one open review is enough
    ForeignKey("important_change"),
    ForeignKey(
        "planned_contact",
        set={
            "state": f"CASE WHEN {_PLANNED_TWICE} THEN 'cancelled' ELSE r.state END",
            "state_since": f"CASE WHEN {_PLANNED_TWICE} THEN meridian_now() ELSE r.state_since END",
            "state_reason": f"CASE WHEN {_PLANNED_TWICE} THEN 'merged' ELSE r.state_reason END",
        },
        belongs=OF_CONTACT,
        workflow="planned_contact",
    ),
    ForeignKey("dial_tally", belongs=OF_CONTACT),
    ForeignKey("own_hours", twin=_COMPANYS, belongs=OF_CONTACT),
    ForeignKey("dial_slot"),
    ForeignKey("duty_breach", twin="r.ended_at IS NULL AND w.ended_at IS NULL"),
    ForeignKey(
        "care_duty",
        twin=f"{_COMPANYS} AND (w.occasion, w.holiday, w.year) = (r.occasion, r.holiday, r.year)",
        belongs=OF_CONTACT,
    ),
    ForeignKey("declined_prompt", twin="(w.product_id = r.product_id OR w.product_line = r.product_line)"),
    ForeignKey("grade_proposal", twin="r.state = 'open' AND w.state = 'open'"),
    ForeignKey(  # a customer is in one campaign at a time, and in each once
        "campaign_customer",
        twin="(w.campaign_id = r.campaign_id OR w.left_at IS NULL AND r.left_at IS NULL)",
    ),
    ForeignKey("contact_record", belongs=OF_CONTACT),
    ForeignKey("reported_contact", belongs=OF_CONTACT),
    ForeignKey("handoff"),
    ForeignKey("opportunity", belongs=("decision_maker_id", "contact")),
    ForeignKey("opportunity_member", belongs=OF_OPPORTUNITY),
    ForeignKey("opportunity_line", belongs=OF_OPPORTUNITY),
    ForeignKey("opportunity_competitor", belongs=OF_OPPORTUNITY),
    ForeignKey("solution_proposal", belongs=OF_OPPORTUNITY),
    ForeignKey("contract", belongs=OF_OPPORTUNITY),
    ForeignKey("milestone", belongs=OF_OPPORTUNITY),
    ForeignKey("opportunity_review", belongs=OF_OPPORTUNITY),
    ForeignKey("review_action", belongs=OF_OPPORTUNITY),
    ForeignKey("complaint", belongs=OF_CONTACT),
    ForeignKey("deadline"),
    ForeignKey("stored_file"),
    ForeignKey("customer", "referrer_id", only="r.id <> :winner"),
    ForeignKey("customer", "merged_into_id"),
)
STAYS: Mapping[tuple[str, str], str] = {
    ("history", "customer_id"): "what happened to a record happened to it; nobody rewrites history",
    ("transition", "customer_id"): "as history",
    ("event", "customer_id"): "as history; customer.merged tells the rest",
    ("alert", "customer_id"): "alerts follow the facts: the next sweep moves what is still so",
    ("dial_lease", "customer_id"): "who had them to call at the time; it ends within minutes",
    ("dial_left_out", "customer_id"): "what a plan said of them when it was made",
    ("import_row", "customer_id"): "what an import made or changed at the time",
    ("customer_merge", "winner_id"): "a merge is about these two",
    ("customer_merge", "loser_id"): "a merge is about these two",
    ("duplicate_pair", "a_id"): "a pair of which one is gone is not listed, and is there again after an undo",
    ("duplicate_pair", "b_id"): "as a_id",
}

# Columns that follow from other facts or only arrange them: changed since a merge, they are no obstacle to its undo and
# keep their new value.
SOFT: Mapping[str, frozenset[str]] = {
    "customer": frozenset(
        [
            "category",
            "completeness",
            "first_contact_at",
            "last_contact_at",
            "next_contact_at",
            "next_step_at",
            "contact_due_at",
            "contact_due_rule",
            "last_order_on",
            "lead_score",
            "reviewed_at",
            "edited_by",
            "name_key",
            "name_search",
            "name_terms",
            "website_domain",
            "market_id",
        ]
    ),
    **{table: frozenset({"position"}) for table in ("phone", "email", "messaging_id")},
    "contact": frozenset({"is_primary"}),
    "complaint": frozenset({"visible_to_ids"}),
    "opportunity": frozenset({"visible_to_ids"}),
    "planned_contact": frozenset({"state_since"}),
}
