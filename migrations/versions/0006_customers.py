"""Customers and all that belongs to one."""

import sqlalchemy as sa
from alembic import op
from migrations import frozen_0001 as frozen
from sqlalchemy.dialects import postgresql

VERSIONED = (
    "customer",
    "contact",
    "need",
    "product_interest",
    "installed_product",
    "customer_order",
    "customer_review",
    "custom_field",
)
DERIVED = ("name_key", "name_terms", "website_domain", "completeness", "next_contact_at", "last_contact_at")
# table → (column that names the customer, columns not worth a history)
HISTORY = {
    "customer": ("id", DERIVED),
    "contact": ("customer_id", ()),
    "phone": ("customer_id", ("digits_reversed",)),
    "email": ("customer_id", ("domain",)),
    "messaging_id": ("customer_id", ()),
    "external_id": ("customer_id", ()),
    "need": ("customer_id", ()),
    "product_interest": ("customer_id", ()),
    "installed_product": ("customer_id", ()),
    "customer_order": ("customer_id", ()),
    "order_line": ("customer_id", ()),
    "customer_member": ("customer_id", ()),
    "opt_out": ("customer_id", ()),
    "consent": ("customer_id", ()),
    "custom_field": ("", ()),
}

# The category follows from facts (MC-3); kept by trigger, so that it is right whoever writes the row, bulk paths too.
CATEGORY = (
    """
CREATE FUNCTION customer_category(
  is_key boolean, last_order_on date, intent_level text, first_contact_at timestamptz
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN is_key THEN 'key'
              WHEN last_order_on IS NOT NULL THEN 'closed'
              WHEN intent_level <> 'none' AND first_contact_at IS NOT NULL THEN 'interested'
              ELSE 'potential' END
$$""",
    """
CREATE FUNCTION derive_customer_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.category := customer_category(NEW.is_key, NEW.last_order_on, NEW.intent_level, NEW.first_contact_at);
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER customer_category_insert BEFORE INSERT ON customer FOR EACH ROW
WHEN (NEW.category <> 'potential' OR NEW.is_key OR NEW.last_order_on IS NOT NULL OR NEW.intent_level <> 'none')
EXECUTE FUNCTION derive_customer_category()""",
    """
CREATE TRIGGER customer_category_update
BEFORE UPDATE OF category, is_key, last_order_on, intent_level, first_contact_at ON customer FOR EACH ROW
EXECUTE FUNCTION derive_customer_category()""",
)

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "custom_field",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_zh", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("choices", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("required", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="custom_field_pkey"),
        sa.UniqueConstraint("key", name="custom_field_key_key"),
    )
    op.create_table(
        "customer",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=True),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("name_search", sa.Text(), server_default="", nullable=False),
        sa.Column("name_terms", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("website_domain", sa.Text(), nullable=True),
        sa.Column("market_id", sa.Uuid(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("zone_state", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("zone_source", sa.Text(), nullable=True),
        sa.Column("zone_candidates", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("industry", sa.Text(), nullable=True),
        sa.Column("business_scope", sa.Text(), nullable=True),
        sa.Column("legal_representative", sa.Text(), nullable=True),
        sa.Column("management", sa.Text(), nullable=True),
        sa.Column("employee_count", sa.BigInteger(), nullable=True),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("preferences", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("demand", sa.Text(), nullable=True),
        sa.Column("purchase_frequency", sa.Text(), nullable=True),
        sa.Column("budget_amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("budget_currency", sa.Text(), nullable=True),
        sa.Column("expected_annual_sales_amount", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("expected_annual_sales_currency", sa.Text(), nullable=True),
        sa.Column("decision_process", sa.Text(), nullable=True),
        sa.Column("source_channel", sa.Text(), nullable=False),
        sa.Column("source_detail", sa.Text(), nullable=True),
        sa.Column("referrer_id", sa.Uuid(), nullable=True),
        sa.Column("category", sa.Text(), server_default="potential", nullable=False),
        sa.Column("is_key", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("grade", sa.Text(), server_default="D", nullable=False),
        sa.Column("intent_level", sa.Text(), server_default="none", nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("department_id", sa.Uuid(), nullable=False),
        sa.Column("verification", sa.Text(), server_default="unverified", nullable=False),
        sa.Column(
            "verification_since",
            postgresql.TIMESTAMP(timezone=True),
            server_default=sa.text("meridian_now()"),
            nullable=False,
        ),
        sa.Column("submitted_by", sa.Uuid(), nullable=True),
        sa.Column("verified_by", sa.Uuid(), nullable=True),
        sa.Column("verified_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("obtained_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("entered_late", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("edited_by", sa.Uuid(), nullable=True),
        sa.Column("completeness", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("reviewed_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("do_not_call", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("first_contact_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_contact_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("next_contact_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("last_order_on", sa.Date(), nullable=True),
        sa.Column("custom", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("archived_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("merged_into_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["app_user.id"], name="customer_created_by_fkey"),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name="customer_department_id_fkey"),
        sa.ForeignKeyConstraint(["edited_by"], ["app_user.id"], name="customer_edited_by_fkey"),
        sa.ForeignKeyConstraint(["market_id"], ["market.id"], name="customer_market_id_fkey"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["customer.id"], name="customer_merged_into_id_fkey"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="customer_owner_id_fkey"),
        sa.ForeignKeyConstraint(["referrer_id"], ["customer.id"], name="customer_referrer_id_fkey"),
        sa.ForeignKeyConstraint(["submitted_by"], ["app_user.id"], name="customer_submitted_by_fkey"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="customer_team_id_fkey"),
        sa.ForeignKeyConstraint(["verified_by"], ["app_user.id"], name="customer_verified_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="customer_pkey"),
    )
    op.create_index("customer_country_id_idx", "customer", ["country", "id"], unique=False)
    op.create_index("customer_created_at_id_idx", "customer", ["created_at", "id"], unique=False)
    op.create_index("customer_department_id_id_idx", "customer", ["department_id", "id"], unique=False)
    op.create_index("customer_last_contact_at_id_idx", "customer", ["last_contact_at", "id"], unique=False)
    op.create_index("customer_market_id_id_idx", "customer", ["market_id", "id"], unique=False)
    op.create_index(
        "customer_merged_into_id_idx",
        "customer",
        ["merged_into_id"],
        unique=False,
        postgresql_where=sa.text("merged_into_id IS NOT NULL"),
    )
    op.create_index("customer_name_id_idx", "customer", ["name", "id"], unique=False)
    op.create_index(
        "customer_name_key_idx", "customer", ["name_key"], unique=False, postgresql_ops={"name_key": "text_pattern_ops"}
    )
    op.create_index(
        "customer_name_search_idx",
        "customer",
        ["name_search"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"name_search": "gin_trgm_ops"},
    )
    op.create_index("customer_name_terms_idx", "customer", ["name_terms"], unique=False, postgresql_using="gin")
    op.create_index("customer_next_contact_at_id_idx", "customer", ["next_contact_at", "id"], unique=False)
    op.create_index(
        "customer_owner_id_next_contact_at_id_idx", "customer", ["owner_id", "next_contact_at", "id"], unique=False
    )
    op.create_index(
        "customer_referrer_id_idx",
        "customer",
        ["referrer_id"],
        unique=False,
        postgresql_where=sa.text("referrer_id IS NOT NULL"),
    )
    op.create_index("customer_team_id_id_idx", "customer", ["team_id", "id"], unique=False)
    op.create_index(
        "customer_website_domain_idx",
        "customer",
        ["website_domain"],
        unique=False,
        postgresql_ops={"website_domain": "text_pattern_ops"},
    )
    op.create_table(
        "contact",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("department", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), server_default="other", nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("preferences", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("do_not_call", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="contact_customer_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="contact_pkey"),
    )
    op.create_index("contact_customer_id_id_idx", "contact", ["customer_id", "id"], unique=False)
    op.create_table(
        "customer_member",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("added_by", sa.Uuid(), nullable=True),
        sa.Column(
            "added_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["added_by"], ["app_user.id"], name="customer_member_added_by_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="customer_member_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name="customer_member_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="customer_member_pkey"),
    )
    op.create_index("customer_member_key", "customer_member", ["customer_id", "user_id", "kind"], unique=True)
    op.create_index(
        "customer_member_user_id_customer_id_idx", "customer_member", ["user_id", "customer_id"], unique=False
    )
    op.create_table(
        "customer_order",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="customer_order_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="customer_order_pkey"),
    )
    op.create_index(
        "customer_order_customer_id_ordered_on_idx", "customer_order", ["customer_id", "ordered_on"], unique=False
    )
    op.create_index("customer_order_number_key", "customer_order", ["customer_id", "number"], unique=True)
    op.create_table(
        "customer_review",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("attestation", sa.Text(), nullable=True),
        sa.Column("corrections", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="customer_review_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["done_by"], ["app_user.id"], name="customer_review_done_by_fkey"),
        sa.ForeignKeyConstraint(["owner_id"], ["app_user.id"], name="customer_review_owner_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="customer_review_pkey"),
    )
    op.create_index("customer_review_customer_id_id_idx", "customer_review", ["customer_id", "id"], unique=False)
    op.create_index(
        "customer_review_open_key",
        "customer_review",
        ["customer_id"],
        unique=True,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(
        "customer_review_owner_id_due_on_idx",
        "customer_review",
        ["owner_id", "due_on"],
        unique=False,
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "customer_transfer",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("from_user_id", sa.Uuid(), nullable=True),
        sa.Column("to_user_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_user_id", sa.Uuid(), nullable=True),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["by_user_id"], ["app_user.id"], name="customer_transfer_by_user_id_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="customer_transfer_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["from_user_id"], ["app_user.id"], name="customer_transfer_from_user_id_fkey"),
        sa.ForeignKeyConstraint(["to_user_id"], ["app_user.id"], name="customer_transfer_to_user_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="customer_transfer_pkey"),
    )
    op.create_index("customer_transfer_customer_id_id_idx", "customer_transfer", ["customer_id", "id"], unique=False)
    op.create_table(
        "external_id",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="external_id_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="external_id_pkey"),
    )
    op.create_index("external_id_customer_id_idx", "external_id", ["customer_id"], unique=False)
    op.create_index("external_id_source_value_key", "external_id", ["source", "value"], unique=True)
    op.create_table(
        "important_change",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("fields", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("learned_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("entered_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("due_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["app_user.id"], name="important_change_actor_id_fkey"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="important_change_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="important_change_pkey"),
    )
    op.create_index("important_change_customer_id_id_idx", "important_change", ["customer_id", "id"], unique=False)
    op.create_index("important_change_entered_at_id_idx", "important_change", ["entered_at", "id"], unique=False)
    op.create_table(
        "installed_product",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("serial_number", sa.Text(), nullable=True),
        sa.Column("purchased_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), server_default="running", nullable=False),
        sa.Column("state_note", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="installed_product_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="installed_product_product_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="installed_product_pkey"),
    )
    op.create_index("installed_product_customer_id_id_idx", "installed_product", ["customer_id", "id"], unique=False)
    op.create_table(
        "need",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), server_default="open", nullable=False),
        sa.Column("contact_record_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="need_customer_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="need_product_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="need_pkey"),
    )
    op.create_index("need_customer_id_id_idx", "need", ["customer_id", "id"], unique=False)
    op.create_table(
        "product_interest",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("version", sa.BigInteger(), server_default=sa.text("1"), nullable=False),
        sa.Column(
            "created_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column(
            "updated_at", postgresql.TIMESTAMP(timezone=True), server_default=sa.text("meridian_now()"), nullable=False
        ),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="product_interest_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="product_interest_product_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="product_interest_pkey"),
    )
    op.create_index(
        "product_interest_customer_product_key", "product_interest", ["customer_id", "product_id"], unique=True
    )
    op.create_table(
        "consent",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("given_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="consent_contact_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="consent_customer_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["recorded_by"], ["app_user.id"], name="consent_recorded_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="consent_pkey"),
    )
    op.create_index("consent_customer_id_id_idx", "consent", ["customer_id", "id"], unique=False)
    op.create_table(
        "email",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="email_contact_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="email_customer_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="email_pkey"),
    )
    op.create_index(
        "email_address_idx", "email", ["address"], unique=False, postgresql_ops={"address": "text_pattern_ops"}
    )
    op.create_index("email_contact_id_idx", "email", ["contact_id"], unique=False)
    op.create_index("email_customer_id_position_idx", "email", ["customer_id", "position"], unique=False)
    op.create_index(
        "email_domain_idx", "email", ["domain"], unique=False, postgresql_ops={"domain": "text_pattern_ops"}
    )
    op.create_table(
        "messaging_id",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("handle", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name="messaging_id_contact_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="messaging_id_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="messaging_id_pkey"),
    )
    op.create_index("messaging_id_contact_id_idx", "messaging_id", ["contact_id"], unique=False)
    op.create_index("messaging_id_customer_id_position_idx", "messaging_id", ["customer_id", "position"], unique=False)
    op.create_table(
        "opt_out",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("contact_record_id", sa.Uuid(), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.Column("lifted_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("lifted_reason", sa.Text(), nullable=True),
        sa.Column("lifted_by", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="opt_out_contact_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="opt_out_customer_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lifted_by"], ["app_user.id"], name="opt_out_lifted_by_fkey"),
        sa.ForeignKeyConstraint(["set_by"], ["app_user.id"], name="opt_out_set_by_fkey"),
        sa.PrimaryKeyConstraint("id", name="opt_out_pkey"),
    )
    op.create_index("opt_out_customer_id_channel_idx", "opt_out", ["customer_id", "channel"], unique=False)
    op.create_index(
        "opt_out_standing_key",
        "opt_out",
        ["customer_id", "contact_id", "channel"],
        unique=True,
        postgresql_where=sa.text("lifted_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "order_line",
        sa.Column("order_id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("product_id", sa.Uuid(), nullable=True),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("amount", sa.Numeric(precision=18, scale=4), nullable=False),
        sa.Column("cost", sa.Numeric(precision=18, scale=4), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name="order_line_customer_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["customer_order.id"], name="order_line_order_id_fkey", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name="order_line_product_id_fkey"),
        sa.PrimaryKeyConstraint("id", name="order_line_pkey"),
    )
    op.create_index("order_line_customer_id_idx", "order_line", ["customer_id"], unique=False)
    op.create_index("order_line_order_id_position_idx", "order_line", ["order_id", "position"], unique=False)
    op.create_table(
        "phone",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("contact_id", sa.Uuid(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("e164", sa.Text(), nullable=True),
        sa.Column("extension", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("digits_reversed", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name="phone_contact_id_fkey", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["customer_id"], ["customer.id"], name="phone_customer_id_fkey", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="phone_pkey"),
    )
    op.create_index("phone_contact_id_idx", "phone", ["contact_id"], unique=False)
    op.create_index("phone_customer_id_position_idx", "phone", ["customer_id", "position"], unique=False)
    op.create_index(
        "phone_digits_reversed_idx",
        "phone",
        ["digits_reversed"],
        unique=False,
        postgresql_ops={"digits_reversed": "text_pattern_ops"},
    )
    op.create_index("phone_e164_idx", "phone", ["e164"], unique=False)
    op.execute("ALTER TABLE customer SET (fillfactor = 90)")
    # How common a word is decides how it is searched: see customers/search.py.
    op.execute("ALTER TABLE customer ALTER name_search SET STATISTICS 500")
    for statement in CATEGORY:
        op.execute(statement)
    for table in VERSIONED:
        for statement in frozen.touch(table):
            op.execute(statement)
    for table, (column, ignored) in HISTORY.items():
        for statement in frozen.keep_history(table, customer=column, ignore=ignored):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("phone_e164_idx", table_name="phone")
    op.drop_index(
        "phone_digits_reversed_idx", table_name="phone", postgresql_ops={"digits_reversed": "text_pattern_ops"}
    )
    op.drop_index("phone_customer_id_position_idx", table_name="phone")
    op.drop_index("phone_contact_id_idx", table_name="phone")
    op.drop_table("phone")
    op.drop_index("order_line_order_id_position_idx", table_name="order_line")
    op.drop_index("order_line_customer_id_idx", table_name="order_line")
    op.drop_table("order_line")
    op.drop_index(
        "opt_out_standing_key",
        table_name="opt_out",
        postgresql_where=sa.text("lifted_at IS NULL"),
        postgresql_nulls_not_distinct=True,
    )
    op.drop_index("opt_out_customer_id_channel_idx", table_name="opt_out")
    op.drop_table("opt_out")
    op.drop_index("messaging_id_customer_id_position_idx", table_name="messaging_id")
    op.drop_index("messaging_id_contact_id_idx", table_name="messaging_id")
    op.drop_table("messaging_id")
    op.drop_index("email_domain_idx", table_name="email", postgresql_ops={"domain": "text_pattern_ops"})
    op.drop_index("email_customer_id_position_idx", table_name="email")
    op.drop_index("email_contact_id_idx", table_name="email")
    op.drop_index("email_address_idx", table_name="email", postgresql_ops={"address": "text_pattern_ops"})
    op.drop_table("email")
    op.drop_index("consent_customer_id_id_idx", table_name="consent")
    op.drop_table("consent")
    op.drop_index("product_interest_customer_product_key", table_name="product_interest")
    op.drop_table("product_interest")
    op.drop_index("need_customer_id_id_idx", table_name="need")
    op.drop_table("need")
    op.drop_index("installed_product_customer_id_id_idx", table_name="installed_product")
    op.drop_table("installed_product")
    op.drop_index("important_change_entered_at_id_idx", table_name="important_change")
    op.drop_index("important_change_customer_id_id_idx", table_name="important_change")
    op.drop_table("important_change")
    op.drop_index("external_id_source_value_key", table_name="external_id")
    op.drop_index("external_id_customer_id_idx", table_name="external_id")
    op.drop_table("external_id")
    op.drop_index("customer_transfer_customer_id_id_idx", table_name="customer_transfer")
    op.drop_table("customer_transfer")
    op.drop_index(
        "customer_review_owner_id_due_on_idx", table_name="customer_review", postgresql_where=sa.text("done_at IS NULL")
    )
    op.drop_index("customer_review_open_key", table_name="customer_review", postgresql_where=sa.text("done_at IS NULL"))
    op.drop_index("customer_review_customer_id_id_idx", table_name="customer_review")
    op.drop_table("customer_review")
    op.drop_index("customer_order_number_key", table_name="customer_order")
    op.drop_index("customer_order_customer_id_ordered_on_idx", table_name="customer_order")
    op.drop_table("customer_order")
    op.drop_index("customer_member_user_id_customer_id_idx", table_name="customer_member")
    op.drop_index("customer_member_key", table_name="customer_member")
    op.drop_table("customer_member")
    op.drop_index("contact_customer_id_id_idx", table_name="contact")
    op.drop_table("contact")
    op.drop_index(
        "customer_website_domain_idx", table_name="customer", postgresql_ops={"website_domain": "text_pattern_ops"}
    )
    op.drop_index("customer_team_id_id_idx", table_name="customer")
    op.drop_index(
        "customer_referrer_id_idx", table_name="customer", postgresql_where=sa.text("referrer_id IS NOT NULL")
    )
    op.drop_index("customer_owner_id_next_contact_at_id_idx", table_name="customer")
    op.drop_index("customer_next_contact_at_id_idx", table_name="customer")
    op.drop_index("customer_name_terms_idx", table_name="customer", postgresql_using="gin")
    op.drop_index(
        "customer_name_search_idx",
        table_name="customer",
        postgresql_using="gin",
        postgresql_ops={"name_search": "gin_trgm_ops"},
    )
    op.drop_index("customer_name_key_idx", table_name="customer", postgresql_ops={"name_key": "text_pattern_ops"})
    op.drop_index("customer_name_id_idx", table_name="customer")
    op.drop_index(
        "customer_merged_into_id_idx", table_name="customer", postgresql_where=sa.text("merged_into_id IS NOT NULL")
    )
    op.drop_index("customer_market_id_id_idx", table_name="customer")
    op.drop_index("customer_last_contact_at_id_idx", table_name="customer")
    op.drop_index("customer_department_id_id_idx", table_name="customer")
    op.drop_index("customer_created_at_id_idx", table_name="customer")
    op.drop_index("customer_country_id_idx", table_name="customer")
    op.drop_table("customer")
    op.drop_table("custom_field")
    op.execute("DROP FUNCTION derive_customer_category, customer_category")
