"""Which campaign an opportunity came from, unless somebody says: the one its customer is in, else the one that brought
the customer (TS-4). What came of customers is counted ahead by where they came from, and when.

The database keeps both by trigger, so that they hold however a row is written. This is what it runs today; a change
needs a migration with its own copy, and a test compares this text with a migrated database.

`source_fact` keeps what each customer counts for, `source_tally` their sums by source, company's day, team and
department (kernel/db/models.py).
"""

from meridian.campaigns.models import SOURCE_COUNTS, SOURCE_KEYS
from meridian.kernel.db.models import counting, noted_on, noted_on_days, noting

UNITS = ("team_id", "department_id")
STATEMENTS = (
    """
CREATE FUNCTION opportunity_campaign() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.campaign_id := coalesce(
    (SELECT campaign_id FROM campaign_customer
      WHERE customer_id = NEW.customer_id AND left_at IS NULL AND joined_at <= meridian_now()),
    (SELECT campaign_id FROM customer WHERE id = NEW.customer_id)
  );
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER opportunity_campaign BEFORE INSERT ON opportunity FOR EACH ROW WHEN (NEW.campaign_id IS NULL)
EXECUTE FUNCTION opportunity_campaign()""",
    # What counts as called, reached, interested and as a deal is said in queries.py as well: a test compares them.
    """
CREATE FUNCTION source_facts()
RETURNS TABLE (customer_id uuid, obtained_on date, source_channel text, team_id uuid, department_id uuid,
               customers bigint, calls bigint, called bigint, reached bigint, interested bigint,
               opportunities bigint, deals bigint, amount numeric)
LANGUAGE sql STABLE AS $$
  SELECT customer.id,
         cast(timezone(calendar.zone, customer.obtained_at) AS date),
         customer.source_channel, customer.team_id, customer.department_id, cast(1 AS bigint),
         call.calls, least(call.calls, 1), least(call.reached, 1), least(call.interested, 1),
         sale.opportunities, sale.deals, sale.amount
  FROM customer
  LEFT JOIN working_calendar AS calendar ON calendar.department_id IS NULL
  CROSS JOIN LATERAL (
    SELECT count(*) AS calls, count(*) FILTER (WHERE reached) AS reached,
           count(*) FILTER (WHERE reached AND intent_level <> 'none') AS interested
    FROM contact_record WHERE contact_record.customer_id = customer.id AND method = 'phone' AND direction = 'outbound'
  ) AS call
  CROSS JOIN LATERAL (
    SELECT count(*) AS opportunities, count(*) FILTER (WHERE is_deal) AS deals,
           coalesce(sum(base_amount) FILTER (WHERE is_deal), 0) AS amount
    FROM opportunity CROSS JOIN LATERAL (
      SELECT stage IN ('contract_signed', 'execution') AND outcome IN ('open', 'completed') AS is_deal
    ) AS such
    WHERE opportunity.customer_id = customer.id
  ) AS sale
  WHERE customer.merged_into_id IS NULL
$$""",
    *noting("source", "customer_id", ("id", "customer_id")),
    *noted_on("source", "customer", "id", ("id", "obtained_at", "source_channel", *UNITS, "merged_into_id")),
    *noted_on(
        "source",
        "contact_record",
        "customer_id",
        ("customer_id", "method", "direction", "reached", "intent_level"),
        only="ROW.method = 'phone' AND ROW.direction = 'outbound'",
    ),
    *noted_on("source", "opportunity", "customer_id", ("customer_id", "stage", "outcome", "base_amount")),
    *noted_on_days("source"),
    *counting("source", "customer_id", SOURCE_KEYS, SOURCE_COUNTS),
)
