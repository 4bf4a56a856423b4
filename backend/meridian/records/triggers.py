"""Calls counted ahead by the hour in which they began: who made them, of which team, and whose their customer is.

`call_tally` holds the counts; what was logged, corrected, merged or given to somebody else since stands in
`call_change` until the tally takes it in. `call_counts` adds both up for any period: whole hours, and the calls of the
parts of an hour at its ends, one by one. So it gives exactly what counting the calls would.

The database notes changes by trigger, so that it is right whoever writes the row; nobody waits for another in it, as
rows are only added. A customer is locked while one of its calls is noted, so that one given away meanwhile is not
missed. `take_in_calls` brings the tally up to date (jobs.py), `recount_calls` makes it anew where rows were written
past the triggers. This is what it runs today; a change needs a migration with its own copy, and a test compares this
text with a migrated database.
"""

STATEMENTS = (
    """
CREATE FUNCTION note_call_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.method = 'phone' THEN
    INSERT INTO call_change
    SELECT date_trunc('hour', OLD.started_at, 'UTC'), OLD.author_id, OLD.team_id, owner_id, team_id, department_id,
           -1, -OLD.reached::integer
    FROM customer WHERE id = OLD.customer_id FOR NO KEY UPDATE;
  END IF;
  IF NEW.method = 'phone' THEN
    INSERT INTO call_change
    SELECT date_trunc('hour', NEW.started_at, 'UTC'), NEW.author_id, NEW.team_id, owner_id, team_id, department_id,
           1, NEW.reached::integer
    FROM customer WHERE id = NEW.customer_id FOR NO KEY UPDATE;
  END IF;
  RETURN NULL;
END $$""",
    # Whose they are changes, or nobody's when the customer goes.
    """
CREATE FUNCTION note_calls_of_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO call_change
  SELECT date_trunc('hour', started_at, 'UTC'), author_id, call.team_id, whose.owner_id, whose.team_id,
         whose.department_id, sum(whose.times), sum(whose.times * reached::integer)
  FROM contact_record AS call, (VALUES
    (OLD.owner_id, OLD.team_id, OLD.department_id, -1),
    (NEW.owner_id, NEW.team_id, NEW.department_id, CASE WHEN TG_OP = 'UPDATE' THEN 1 ELSE 0 END)
  ) AS whose (owner_id, team_id, department_id, times)
  WHERE customer_id = OLD.id AND method = 'phone' AND whose.times <> 0
  GROUP BY 1, 2, 3, 4, 5, 6;
  RETURN OLD;
END $$""",
    """
CREATE FUNCTION forget_calls() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM call_change;
  DELETE FROM call_tally;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER contact_record_call_insert AFTER INSERT ON contact_record FOR EACH ROW
WHEN (NEW.method = 'phone') EXECUTE FUNCTION note_call_change()""",
    """
CREATE TRIGGER contact_record_call_update AFTER UPDATE ON contact_record FOR EACH ROW
WHEN ((OLD.customer_id, OLD.author_id, OLD.team_id, OLD.started_at, OLD.method, OLD.reached)
  IS DISTINCT FROM (NEW.customer_id, NEW.author_id, NEW.team_id, NEW.started_at, NEW.method, NEW.reached))
EXECUTE FUNCTION note_call_change()""",
    """
CREATE TRIGGER contact_record_call_delete AFTER DELETE ON contact_record FOR EACH ROW
WHEN (OLD.method = 'phone') EXECUTE FUNCTION note_call_change()""",
    """
CREATE TRIGGER contact_record_call_truncate AFTER TRUNCATE ON contact_record FOR EACH STATEMENT
EXECUTE FUNCTION forget_calls()""",
    """
CREATE TRIGGER customer_calls_update AFTER UPDATE OF owner_id, team_id, department_id ON customer FOR EACH ROW
WHEN ((OLD.owner_id, OLD.team_id, OLD.department_id) IS DISTINCT FROM (NEW.owner_id, NEW.team_id, NEW.department_id))
EXECUTE FUNCTION note_calls_of_customer()""",
    """
CREATE TRIGGER customer_calls_delete BEFORE DELETE ON customer FOR EACH ROW
EXECUTE FUNCTION note_calls_of_customer()""",
    """
CREATE FUNCTION call_counts(begins timestamptz, ends timestamptz)
RETURNS TABLE (author_id uuid, team_id uuid, customer_owner_id uuid, customer_team_id uuid,
               customer_department_id uuid, calls bigint, reached bigint)
LANGUAGE sql STABLE AS $$
  SELECT author_id, team_id, customer_owner_id, customer_team_id, customer_department_id, calls, reached
  FROM call_tally
  WHERE hour >= date_trunc('hour', begins - interval '1 microsecond', 'UTC') + interval '1 hour'
    AND hour < date_trunc('hour', ends, 'UTC')
  UNION ALL
  SELECT author_id, team_id, customer_owner_id, customer_team_id, customer_department_id, calls, reached
  FROM call_change
  WHERE hour >= date_trunc('hour', begins - interval '1 microsecond', 'UTC') + interval '1 hour'
    AND hour < date_trunc('hour', ends, 'UTC')
  UNION ALL
  SELECT author_id, call.team_id, owner_id, customer.team_id, customer.department_id, 1, reached::integer
  FROM contact_record AS call JOIN customer ON customer.id = call.customer_id
  WHERE method = 'phone' AND started_at >= begins AND started_at
    < least(ends, date_trunc('hour', begins - interval '1 microsecond', 'UTC') + interval '1 hour')
  UNION ALL
  SELECT author_id, call.team_id, owner_id, customer.team_id, customer.department_id, 1, reached::integer
  FROM contact_record AS call JOIN customer ON customer.id = call.customer_id
  WHERE method = 'phone' AND started_at < ends AND started_at >= greatest(date_trunc('hour', ends, 'UTC'),
    date_trunc('hour', begins - interval '1 microsecond', 'UTC') + interval '1 hour')
$$""",
    """
CREATE FUNCTION take_in_calls() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE call_tally IN SHARE UPDATE EXCLUSIVE MODE;
  WITH taken_in AS (
    DELETE FROM call_change RETURNING *
  )
  INSERT INTO call_tally AS tally
  SELECT hour, author_id, team_id, customer_owner_id, customer_team_id, customer_department_id, sum(calls), sum(reached)
  FROM taken_in
  GROUP BY hour, author_id, team_id, customer_owner_id, customer_team_id, customer_department_id
  HAVING sum(calls) <> 0 OR sum(reached) <> 0
  ON CONFLICT (hour, author_id, team_id, customer_owner_id, customer_team_id, customer_department_id) DO UPDATE
    SET calls = tally.calls + excluded.calls, reached = tally.reached + excluded.reached;
END $$""",
    """
CREATE FUNCTION recount_calls() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE call_tally IN SHARE UPDATE EXCLUSIVE MODE;
  DELETE FROM call_tally;
  WITH taken_in AS (
    DELETE FROM call_change
  )
  INSERT INTO call_tally
  SELECT date_trunc('hour', started_at, 'UTC'), author_id, call.team_id, owner_id, customer.team_id,
         customer.department_id, count(*), count(*) FILTER (WHERE reached)
  FROM contact_record AS call JOIN customer ON customer.id = call.customer_id
  WHERE method = 'phone'
  GROUP BY 1, 2, 3, 4, 5, 6;
END $$""",
)
