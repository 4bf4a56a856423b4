"""Which campaign an opportunity came from, unless somebody says: the one its customer is in, else the one that brought
the customer (TS-4). What came of customers is counted ahead by where they came from, and when.

The database keeps both by trigger, so that they hold however a row is written. This is what it runs today; a change
needs a migration with its own copy, and a test compares this text with a migrated database.

`source_fact` keeps what each customer counts for, `source_tally` their sums by source, company's day, team and
department. `source_change` names customers of whom something changed since: only that is written when it happens.
`source_counts` gives the tally without what these counted for, and what they count for now: so exactly what counting
everybody would. `take_in_sources` brings the tally up to date (jobs.py), `recount_sources` makes it anew where rows
were written past the triggers.
"""

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
    """
CREATE FUNCTION note_source_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = 'customer' THEN
    INSERT INTO source_change VALUES (coalesce(NEW.id, OLD.id));
    RETURN NULL;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO source_change VALUES (NEW.customer_id);
  END IF;
  IF TG_OP = 'DELETE' OR OLD.customer_id <> NEW.customer_id THEN
    INSERT INTO source_change VALUES (OLD.customer_id);
  END IF;
  RETURN NULL;
END $$""",
    # Other days, or nobody's any more.
    """
CREATE FUNCTION note_every_source() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO source_change SELECT customer_id FROM source_fact;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER customer_source_write AFTER INSERT OR DELETE ON customer FOR EACH ROW
EXECUTE FUNCTION note_source_change()""",
    """
CREATE TRIGGER customer_source_update AFTER UPDATE ON customer FOR EACH ROW
WHEN ((OLD.obtained_at, OLD.source_channel, OLD.team_id, OLD.department_id, OLD.merged_into_id)
  IS DISTINCT FROM (NEW.obtained_at, NEW.source_channel, NEW.team_id, NEW.department_id, NEW.merged_into_id))
EXECUTE FUNCTION note_source_change()""",
    """
CREATE TRIGGER contact_record_source_insert AFTER INSERT ON contact_record FOR EACH ROW
WHEN (NEW.method = 'phone' AND NEW.direction = 'outbound') EXECUTE FUNCTION note_source_change()""",
    """
CREATE TRIGGER contact_record_source_update AFTER UPDATE ON contact_record FOR EACH ROW
WHEN ((OLD.customer_id, OLD.method, OLD.direction, OLD.reached, OLD.intent_level)
  IS DISTINCT FROM (NEW.customer_id, NEW.method, NEW.direction, NEW.reached, NEW.intent_level))
EXECUTE FUNCTION note_source_change()""",
    """
CREATE TRIGGER contact_record_source_delete AFTER DELETE ON contact_record FOR EACH ROW
WHEN (OLD.method = 'phone' AND OLD.direction = 'outbound') EXECUTE FUNCTION note_source_change()""",
    """
CREATE TRIGGER opportunity_source_write AFTER INSERT OR DELETE ON opportunity FOR EACH ROW
EXECUTE FUNCTION note_source_change()""",
    """
CREATE TRIGGER opportunity_source_update AFTER UPDATE ON opportunity FOR EACH ROW
WHEN ((OLD.customer_id, OLD.stage, OLD.outcome, OLD.base_amount)
  IS DISTINCT FROM (NEW.customer_id, NEW.stage, NEW.outcome, NEW.base_amount))
EXECUTE FUNCTION note_source_change()""",
    *(
        f"""
CREATE TRIGGER {table}_source_truncate AFTER TRUNCATE ON {table} FOR EACH STATEMENT
EXECUTE FUNCTION note_every_source()"""
        for table in ("customer", "contact_record", "opportunity")
    ),
    """
CREATE TRIGGER working_calendar_source_insert AFTER INSERT ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL) EXECUTE FUNCTION note_every_source()""",
    """
CREATE TRIGGER working_calendar_source_update AFTER UPDATE ON working_calendar FOR EACH ROW
WHEN (NEW.department_id IS NULL AND OLD.zone <> NEW.zone) EXECUTE FUNCTION note_every_source()""",
    """
CREATE FUNCTION source_counts()
RETURNS TABLE (obtained_on date, source_channel text, team_id uuid, department_id uuid,
               customers bigint, calls bigint, called bigint, reached bigint, interested bigint,
               opportunities bigint, deals bigint, amount numeric)
LANGUAGE sql STABLE AS $$
  SELECT obtained_on, source_channel, team_id, department_id, customers, calls, called, reached, interested,
         opportunities, deals, amount
  FROM source_tally
  UNION ALL
  SELECT obtained_on, source_channel, team_id, department_id, -customers, -calls, -called, -reached, -interested,
         -opportunities, -deals, -amount
  FROM source_fact WHERE customer_id IN (SELECT customer_id FROM source_change)
  UNION ALL
  SELECT obtained_on, source_channel, team_id, department_id, customers, calls, called, reached, interested,
         opportunities, deals, amount
  FROM source_facts() WHERE customer_id IN (SELECT customer_id FROM source_change)
$$""",
    """
CREATE FUNCTION take_in_sources() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE source_tally IN SHARE UPDATE EXCLUSIVE MODE;
  WITH taken_in AS (
    DELETE FROM source_change RETURNING customer_id
  ), changed AS MATERIALIZED (
    SELECT DISTINCT customer_id FROM taken_in
  ), before AS MATERIALIZED (
    SELECT source_fact.* FROM source_fact JOIN changed USING (customer_id)
  ), present AS MATERIALIZED (
    SELECT fact.* FROM changed JOIN source_facts() AS fact USING (customer_id)
  ), gone AS (
    DELETE FROM source_fact
    WHERE customer_id IN (SELECT customer_id FROM before EXCEPT SELECT customer_id FROM present)
  ), kept AS (
    INSERT INTO source_fact SELECT * FROM present
    ON CONFLICT (customer_id) DO UPDATE
      SET (obtained_on, source_channel, team_id, department_id, customers, calls, called, reached, interested,
           opportunities, deals, amount)
        = (excluded.obtained_on, excluded.source_channel, excluded.team_id, excluded.department_id,
           excluded.customers, excluded.calls, excluded.called, excluded.reached, excluded.interested,
           excluded.opportunities, excluded.deals, excluded.amount)
  )
  INSERT INTO source_tally AS tally
  SELECT obtained_on, source_channel, team_id, department_id, sum(times * customers), sum(times * calls),
         sum(times * called), sum(times * reached), sum(times * interested), sum(times * opportunities),
         sum(times * deals), sum(times * amount)
  FROM (SELECT -1 AS times, * FROM before UNION ALL SELECT 1, * FROM present) AS change
  GROUP BY obtained_on, source_channel, team_id, department_id
  ON CONFLICT (obtained_on, source_channel, team_id, department_id) DO UPDATE
    SET customers = tally.customers + excluded.customers, calls = tally.calls + excluded.calls,
        called = tally.called + excluded.called, reached = tally.reached + excluded.reached,
        interested = tally.interested + excluded.interested,
        opportunities = tally.opportunities + excluded.opportunities, deals = tally.deals + excluded.deals,
        amount = tally.amount + excluded.amount;
  DELETE FROM source_tally WHERE customers = 0;
END $$""",
    """
CREATE FUNCTION recount_sources() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE source_tally IN SHARE UPDATE EXCLUSIVE MODE;
  DELETE FROM source_change;
  DELETE FROM source_fact;
  DELETE FROM source_tally;
  INSERT INTO source_fact SELECT * FROM source_facts();
  INSERT INTO source_tally
  SELECT obtained_on, source_channel, team_id, department_id, sum(customers), sum(calls), sum(called), sum(reached),
         sum(interested), sum(opportunities), sum(deals), sum(amount)
  FROM source_fact
  GROUP BY obtained_on, source_channel, team_id, department_id;
END $$""",
)
