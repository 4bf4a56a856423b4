"""How many customers are owed a contact, counted ahead by whose they are, market, grade and rule (MC-17).

`duty_tally` holds what was counted at one moment: how many are owed one, how many were overdue then, and how many fall
due before one evening. What customers came to be owed since, or no longer are, stands in `duty_change` until the tally
takes it in; who fell due in between without a change is found by the index on when they do. `duty_counts` adds all of
it up: at any moment exactly what counting every customer would give, whether the tally is a minute old or a day.

The database notes changes by trigger, so that it is right whoever writes the row; nobody waits for another in it, as
rows are only added. `take_in_duties` brings the tally up to a moment (jobs.py), `recount_duties` makes it anew where
rows were written past the triggers. This is what it runs today; a change needs a migration with its own copy, and a
test compares this text with a migrated database.
"""

STATEMENTS = (
    # When a contact is as late as it was long in coming due; days are of 24 hours.
    """
CREATE FUNCTION twice_due_at(due_at timestamptz, counted_from timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT timezone('UTC', timezone('UTC', due_at) + (due_at - counted_from))
$$""",
    """
CREATE FUNCTION note_duty_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.contact_due_at IS NOT NULL AND OLD.merged_into_id IS NULL THEN
    INSERT INTO duty_change VALUES (
      OLD.owner_id, OLD.team_id, OLD.department_id, OLD.market_id, OLD.grade, OLD.contact_due_rule, -1,
      OLD.contact_due_at, twice_due_at(OLD.contact_due_at, coalesce(OLD.last_contact_at, OLD.created_at)));
  END IF;
  IF NEW.contact_due_at IS NOT NULL AND NEW.merged_into_id IS NULL THEN
    INSERT INTO duty_change VALUES (
      NEW.owner_id, NEW.team_id, NEW.department_id, NEW.market_id, NEW.grade, NEW.contact_due_rule, 1,
      NEW.contact_due_at, twice_due_at(NEW.contact_due_at, coalesce(NEW.last_contact_at, NEW.created_at)));
  END IF;
  RETURN NULL;
END $$""",
    """
CREATE FUNCTION forget_duties() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM duty_change;
  DELETE FROM duty_tally;
  RETURN NULL;
END $$""",
    """
CREATE TRIGGER customer_duty_insert AFTER INSERT ON customer FOR EACH ROW EXECUTE FUNCTION note_duty_change()""",
    """
CREATE TRIGGER customer_duty_update AFTER UPDATE ON customer FOR EACH ROW
WHEN ((OLD.contact_due_at, OLD.owner_id, OLD.team_id, OLD.department_id, OLD.market_id, OLD.grade,
       OLD.contact_due_rule, OLD.last_contact_at, OLD.created_at, OLD.merged_into_id)
  IS DISTINCT FROM (NEW.contact_due_at, NEW.owner_id, NEW.team_id, NEW.department_id, NEW.market_id, NEW.grade,
                    NEW.contact_due_rule, NEW.last_contact_at, NEW.created_at, NEW.merged_into_id))
EXECUTE FUNCTION note_duty_change()""",
    """
CREATE TRIGGER customer_duty_delete AFTER DELETE ON customer FOR EACH ROW EXECUTE FUNCTION note_duty_change()""",
    """
CREATE TRIGGER customer_duty_truncate AFTER TRUNCATE ON customer FOR EACH STATEMENT EXECUTE FUNCTION forget_duties()""",
    # Where the clock was set back, who fell due in between is taken away again.
    """
CREATE FUNCTION duty_counts(at_moment timestamptz, at_evening timestamptz)
RETURNS TABLE (owner_id uuid, team_id uuid, department_id uuid, market_id uuid, grade text, rule text,
               customers bigint, overdue bigint, twice_overdue bigint, by_evening bigint)
LANGUAGE sql STABLE AS $$
  SELECT owner_id, team_id, department_id, market_id, grade, rule, customers, overdue, twice_overdue, by_evening
  FROM duty_tally
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, rule, added,
         CASE WHEN due_at < (SELECT moment FROM duty_tally_time) THEN added ELSE 0 END,
         CASE WHEN twice_due_at < (SELECT moment FROM duty_tally_time) THEN added ELSE 0 END,
         CASE WHEN due_at < (SELECT evening FROM duty_tally_time) THEN added ELSE 0 END
  FROM duty_change
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, 0,
         CASE WHEN at_moment > (SELECT moment FROM duty_tally_time) THEN 1 ELSE -1 END, 0, 0
  FROM customer
  WHERE contact_due_at >= least(at_moment, (SELECT moment FROM duty_tally_time))
    AND contact_due_at < greatest(at_moment, (SELECT moment FROM duty_tally_time)) AND merged_into_id IS NULL
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, 0, 0,
         CASE WHEN at_moment > (SELECT moment FROM duty_tally_time) THEN 1 ELSE -1 END, 0
  FROM customer
  WHERE twice_due_at(contact_due_at, coalesce(last_contact_at, created_at))
        >= least(at_moment, (SELECT moment FROM duty_tally_time))
    AND twice_due_at(contact_due_at, coalesce(last_contact_at, created_at))
        < greatest(at_moment, (SELECT moment FROM duty_tally_time))
    AND contact_due_at IS NOT NULL AND merged_into_id IS NULL
  UNION ALL
  SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, 0, 0, 0,
         CASE WHEN at_evening > (SELECT evening FROM duty_tally_time) THEN 1 ELSE -1 END
  FROM customer
  WHERE contact_due_at >= least(at_evening, (SELECT evening FROM duty_tally_time))
    AND contact_due_at < greatest(at_evening, (SELECT evening FROM duty_tally_time)) AND merged_into_id IS NULL
$$""",
    """
CREATE FUNCTION take_in_duties(at_moment timestamptz, at_evening timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM duty_tally_time FOR UPDATE;
  WITH counted AS MATERIALIZED (
    SELECT owner_id, team_id, department_id, market_id, grade, rule, sum(customers) AS customers,
           sum(overdue) AS overdue, sum(twice_overdue) AS twice_overdue, sum(by_evening) AS by_evening
    FROM duty_counts(at_moment, at_evening)
    GROUP BY owner_id, team_id, department_id, market_id, grade, rule
  ), taken_in AS (
    DELETE FROM duty_change
  ), kept AS (
    INSERT INTO duty_tally AS tally SELECT * FROM counted
    ON CONFLICT (owner_id, team_id, department_id, market_id, grade, rule) DO UPDATE
      SET customers = excluded.customers, overdue = excluded.overdue, twice_overdue = excluded.twice_overdue,
          by_evening = excluded.by_evening
      WHERE (tally.customers, tally.overdue, tally.twice_overdue, tally.by_evening)
        <> (excluded.customers, excluded.overdue, excluded.twice_overdue, excluded.by_evening)
  )
  UPDATE duty_tally_time SET moment = at_moment, evening = at_evening;
  DELETE FROM duty_tally WHERE customers = 0;
END $$""",
    """
CREATE FUNCTION recount_duties(at_moment timestamptz, at_evening timestamptz) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM duty_tally_time FOR UPDATE;
  DELETE FROM duty_tally;
  WITH taken_in AS (
    DELETE FROM duty_change
  ), counted AS (
    INSERT INTO duty_tally
    SELECT owner_id, team_id, department_id, market_id, grade, contact_due_rule, count(*),
           count(*) FILTER (WHERE contact_due_at < at_moment),
           count(*) FILTER (WHERE twice_due_at(contact_due_at, coalesce(last_contact_at, created_at)) < at_moment),
           count(*) FILTER (WHERE contact_due_at < at_evening)
    FROM customer WHERE contact_due_at IS NOT NULL AND merged_into_id IS NULL
    GROUP BY owner_id, team_id, department_id, market_id, grade, contact_due_rule
  )
  UPDATE duty_tally_time SET moment = at_moment, evening = at_evening;
END $$""",
)
