"""When the next contact with a customer is owed, and by which rule (MC-17, MC-12).

Counted from the last contact that reached somebody, else from when the customer was entered: within the days policy
gives for its grade; within `closed_revisit_days` once it has bought, if those are fewer. Who is archived, merged or
refuses calls is owed none. `next_contact_at` is the next step agreed on, else what is owed.

The database keeps it by trigger, so that it is right whoever writes the row, bulk paths too, and follows grade and
category at once; a job brings customers in line when policy changes (jobs.py). This is what it runs today; a change
needs a migration with its own copy, and tests compare this text with a migrated database and the defaults with policy.
"""

STATEMENTS = (
    """
CREATE FUNCTION policy_in_force(wanted text) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT version.value FROM policy_version AS version
  WHERE version.key = wanted AND version.effective_from <= meridian_now()
    AND NOT EXISTS (SELECT FROM policy_withdrawal WHERE policy_withdrawal.version_id = version.id)
  ORDER BY version.effective_from DESC, version.number DESC LIMIT 1
$$""",
    """
CREATE FUNCTION cadence_days(grade text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT (coalesce(policy_in_force('contact_cadence_days'), '{"A": 7, "B": 14, "C": 30, "D": 90}'::jsonb)
         ->> grade)::integer
$$""",
    """
CREATE FUNCTION after_closing_days(category text) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN category IN ('closed', 'key')
              THEN coalesce(policy_in_force('closed_revisit_days'), '30'::jsonb)::integer END
$$""",
    """
CREATE FUNCTION derive_next_contact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  by_grade integer; after_closing integer;
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.next_step_at := coalesce(NEW.next_step_at, NEW.next_contact_at);
  END IF;
  IF NEW.archived_at IS NOT NULL OR NEW.merged_into_id IS NOT NULL OR NEW.do_not_call THEN
    NEW.contact_due_at := NULL; NEW.contact_due_rule := NULL; NEW.next_contact_at := NULL;
    RETURN NEW;
  END IF;
  by_grade := cadence_days(NEW.grade);
  after_closing := after_closing_days(NEW.category);
  NEW.contact_due_rule := CASE WHEN after_closing < by_grade THEN 'after_closing' ELSE 'cadence' END;
  NEW.contact_due_at := coalesce(NEW.last_contact_at, NEW.created_at)
    + make_interval(days => least(by_grade, after_closing));
  NEW.next_contact_at := coalesce(NEW.next_step_at, NEW.contact_due_at);
  RETURN NEW;
END $$""",
    """
CREATE TRIGGER customer_next_contact_insert BEFORE INSERT ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
    """
CREATE TRIGGER customer_next_contact_update
BEFORE UPDATE OF grade, category, is_key, last_order_on, intent_level, first_contact_at, last_contact_at, next_step_at,
  next_contact_at, do_not_call, archived_at, merged_into_id ON customer FOR EACH ROW
EXECUTE FUNCTION derive_next_contact()""",
)
