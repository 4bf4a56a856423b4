"""A customer's category follows from facts (MC-3): key by decision, closed by an order, interested by an expressed
intent after a contact, else potential.

The database keeps it by trigger, so that it is right whoever writes the row, bulk paths too. This is what it runs
today; a change needs a migration with its own copy, and a test compares this text with a migrated database.
"""

STATEMENTS = (
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


# When the next contact with a customer is owed, and by which rule (MC-17, MC-11, MC-12, MC-13, OT-16).
#
# Counted from the last contact that reached somebody, else from when the customer was entered: within the days policy
# gives for its grade; within `closed_revisit_days` once it has bought; within `nurture_cadence_days` while who was
# reached means nothing yet; within `progress_report_days` while it means to buy. The fewest days hold, and name the
# rule. Who is archived, merged or refuses calls is owed none. `next_contact_at` is the next step agreed on, else what
# is owed.
#
# A key customer is owed an executive's contact besides, counted from the last one of theirs.
#
# The database keeps it by trigger, so that it is right whoever writes the row, bulk paths too, and follows grade and
# category at once; a job brings customers in line when policy changes (jobs.py). This is what it runs today; a change
# needs a migration with its own copy, and tests compare this text with a migrated database and the defaults with
# policy.


CADENCE_STATEMENTS = (
    """
CREATE FUNCTION policy_in_force(wanted text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT version.value FROM policy_version AS version
  WHERE version.key = wanted AND version.effective_from <= meridian_now()
    AND NOT EXISTS (SELECT FROM policy_withdrawal WHERE policy_withdrawal.version_id = version.id)
  ORDER BY version.effective_from DESC, version.number DESC LIMIT 1
$$""",
    """
CREATE FUNCTION duty_settings() RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object(
    'contact_cadence_days',
    coalesce(policy_in_force('contact_cadence_days'), '{"A": 7, "B": 14, "C": 30, "D": 90}'::jsonb),
    'closed_revisit_days', coalesce(policy_in_force('closed_revisit_days'), '30'::jsonb),
    'nurture_cadence_days', coalesce(policy_in_force('nurture_cadence_days'), '30'::jsonb),
    'progress_report_days', coalesce(policy_in_force('progress_report_days'), '30'::jsonb),
    'executive_contact_days', coalesce(policy_in_force('executive_contact_days'), '90'::jsonb))
$$""",
    """
CREATE FUNCTION owed_days(settings jsonb, rule text, grade text, category text, intent_level text, reached boolean)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE
    WHEN rule = 'cadence' THEN (settings -> 'contact_cadence_days' ->> grade)::integer
    WHEN rule = 'after_closing' AND category IN ('closed', 'key') THEN (settings ->> 'closed_revisit_days')::integer
    WHEN rule = 'nurture' AND category = 'potential' AND reached THEN (settings ->> 'nurture_cadence_days')::integer
    WHEN rule = 'progress_report' AND category = 'interested' AND intent_level IN ('high', 'committed')
      THEN (settings ->> 'progress_report_days')::integer
  END
$$""",
    """
CREATE FUNCTION least_owed_days(settings jsonb, grade text, category text, intent_level text, reached boolean)
RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT least(owed_days(settings, 'cadence', grade, category, intent_level, reached),
               owed_days(settings, 'after_closing', grade, category, intent_level, reached),
               owed_days(settings, 'nurture', grade, category, intent_level, reached),
               owed_days(settings, 'progress_report', grade, category, intent_level, reached))
$$""",
    """
CREATE FUNCTION owed_rule(settings jsonb, grade text, category text, intent_level text, reached boolean)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT rule FROM unnest(ARRAY['cadence', 'after_closing', 'nurture', 'progress_report']) WITH ORDINALITY
    AS one(rule, place)
  ORDER BY owed_days(settings, rule, grade, category, intent_level, reached) NULLS LAST, place LIMIT 1
$$""",
    """
CREATE FUNCTION derive_next_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  settings jsonb;
  reached boolean := NEW.first_contact_at IS NOT NULL;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.next_step_at := coalesce(NEW.next_step_at, NEW.next_contact_at);
  END IF;
  IF NEW.archived_at IS NOT NULL OR NEW.merged_into_id IS NOT NULL OR NEW.do_not_call THEN
    NEW.contact_due_at := NULL; NEW.contact_due_rule := NULL; NEW.next_contact_at := NULL;
    NEW.executive_due_at := NULL;
    RETURN NEW;
  END IF;
  settings := duty_settings();
  NEW.contact_due_rule := owed_rule(settings, NEW.grade, NEW.category, NEW.intent_level, reached);
  NEW.contact_due_at := coalesce(NEW.last_contact_at, NEW.created_at)
    + make_interval(days => least_owed_days(settings, NEW.grade, NEW.category, NEW.intent_level, reached));
  NEW.next_contact_at := coalesce(NEW.next_step_at, NEW.contact_due_at);
  NEW.executive_due_at := CASE WHEN NEW.is_key THEN coalesce(NEW.executive_contact_at, NEW.created_at)
    + make_interval(days => (settings ->> 'executive_contact_days')::integer) END;
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER customer_next_contact_insert BEFORE INSERT ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
    """
CREATE TRIGGER customer_next_contact_update
BEFORE UPDATE OF grade, category, is_key, last_order_on, intent_level, first_contact_at, last_contact_at, next_step_at,
  next_contact_at, executive_contact_at, do_not_call, archived_at, merged_into_id ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
)


# When each customer first ordered: whose first order lies in a period was won in it (TS-3). A table of its own, as it
# makes no version of the customer and nobody reads it there; writers of one customer's orders take turns.


FIRST_ORDER_STATEMENTS = (
    """
CREATE FUNCTION keep_first_order() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  whose uuid;
BEGIN
  FOR whose IN SELECT DISTINCT id FROM unnest(ARRAY[OLD.customer_id, NEW.customer_id]) AS id
               WHERE id IS NOT NULL ORDER BY id LOOP
    PERFORM FROM customer WHERE id = whose FOR NO KEY UPDATE;
    DELETE FROM first_order
     WHERE customer_id = whose AND NOT EXISTS (SELECT FROM customer_order WHERE customer_id = whose);
    INSERT INTO first_order (customer_id, ordered_on)
    SELECT customer_id, min(ordered_on) FROM customer_order WHERE customer_id = whose GROUP BY customer_id
    ON CONFLICT (customer_id) DO UPDATE SET ordered_on = excluded.ordered_on
      WHERE first_order.ordered_on <> excluded.ordered_on;
  END LOOP;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER customer_order_first AFTER INSERT OR DELETE ON customer_order FOR EACH ROW
EXECUTE FUNCTION keep_first_order()""",
    """
CREATE TRIGGER customer_order_first_update AFTER UPDATE ON customer_order FOR EACH ROW
WHEN ((OLD.customer_id, OLD.ordered_on) IS DISTINCT FROM (NEW.customer_id, NEW.ordered_on))
EXECUTE FUNCTION keep_first_order()""",
)
FIND_FIRST_ORDERS = """
INSERT INTO first_order (customer_id, ordered_on) SELECT customer_id, min(ordered_on) FROM customer_order GROUP BY 1
ON CONFLICT (customer_id) DO UPDATE SET ordered_on = excluded.ordered_on
"""
"""For orders that were written past the triggers."""
