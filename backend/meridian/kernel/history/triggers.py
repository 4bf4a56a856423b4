"""The functions behind every record's times, versions and history, as the database has them today.

History is written by a statement trigger with transition tables, so that bulk statements cost one insert and nobody,
whatever path they write by, gets past it (CR-6). Inserts keep the fact, updates each changed field with old and new
value, deletes the whole old row: together with the row itself every past state can be rebuilt.

A change here needs a migration with its own copy (migrations/frozen_*.py); a test compares this text with a migrated
database.
"""

FUNCTIONS = """
CREATE FUNCTION meridian_now() RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(nullif(current_setting('meridian.now', true), '')::timestamptz, pg_catalog.now())
$$;

CREATE FUNCTION meridian_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(current_setting('meridian.actor_id', true), '')::uuid
$$;

CREATE FUNCTION touch_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  NEW.updated_at := meridian_now();
  RETURN NEW;
END $$;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- TG_ARGV[0]: column that names the customer ('' for none); TG_ARGV[1]: comma-separated columns not worth a history.
CREATE FUNCTION keep_history() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  customer_column text := TG_ARGV[0];
  ignored text[] := string_to_array('version,updated_at,' || coalesce(TG_ARGV[1], ''), ',');
  request text := nullif(current_setting('meridian.request_id', true), '');
  why text := nullif(current_setting('meridian.reason', true), '');
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO history (entity, entity_id, customer_id, operation, actor_id, request_id, reason, at, changes)
    SELECT TG_TABLE_NAME, (j->>'id')::uuid, (j->>customer_column)::uuid, 'insert',
           meridian_actor(), request, why, meridian_now(), '{}'::jsonb
    FROM (SELECT to_jsonb(n) AS j FROM new_rows n OFFSET 0) AS once; -- else each key makes the row's JSON anew
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO history (entity, entity_id, customer_id, operation, actor_id, request_id, reason, at, changes)
    SELECT TG_TABLE_NAME, (j->>'id')::uuid, (j->>customer_column)::uuid, 'delete',
           meridian_actor(), request, why, meridian_now(),
           (SELECT coalesce(jsonb_object_agg(key, jsonb_build_array(value, NULL)), '{}'::jsonb)
              FROM jsonb_each(j) WHERE key <> ALL (ignored) AND value <> 'null'::jsonb)
    FROM (SELECT to_jsonb(o) AS j FROM old_rows o OFFSET 0) AS once;
  ELSE
    INSERT INTO history (entity, entity_id, customer_id, operation, actor_id, request_id, reason, at, changes)
    SELECT TG_TABLE_NAME, (new_json->>'id')::uuid, (new_json->>customer_column)::uuid, 'update',
           meridian_actor(), request, why, meridian_now(), changed
    FROM (SELECT to_jsonb(n) AS new_json, to_jsonb(o) AS old_json
            FROM new_rows n JOIN old_rows o USING (id) OFFSET 0) AS once,
         LATERAL (SELECT jsonb_object_agg(new_field.key, jsonb_build_array(old_json->new_field.key, new_field.value))
                    AS changed
                    FROM jsonb_each(new_json) AS new_field
                   WHERE new_field.key <> ALL (ignored)
                     AND new_field.value IS DISTINCT FROM old_json->new_field.key) AS difference
    WHERE changed IS NOT NULL;
  END IF;
  RETURN NULL;
END $$;
"""
