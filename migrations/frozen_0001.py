"""Functions and triggers as revision 0001 made them. Never changed: a later change brings its own file.

Revisions that add a table call `touch`, `keep_history`, `append_only` from here; what the functions say today stands in
`meridian.kernel.history.triggers`, and a test compares the two.
"""

from typing import Any

from sqlalchemy.types import UserDefinedType


class XidType(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return "xid8"


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
    FROM new_rows n, LATERAL (SELECT to_jsonb(n) AS j) AS as_json;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO history (entity, entity_id, customer_id, operation, actor_id, request_id, reason, at, changes)
    SELECT TG_TABLE_NAME, (j->>'id')::uuid, (j->>customer_column)::uuid, 'delete',
           meridian_actor(), request, why, meridian_now(),
           (SELECT coalesce(jsonb_object_agg(key, jsonb_build_array(value, NULL)), '{}'::jsonb)
              FROM jsonb_each(j) WHERE key <> ALL (ignored) AND value <> 'null'::jsonb)
    FROM old_rows o, LATERAL (SELECT to_jsonb(o) AS j) AS as_json;
  ELSE
    INSERT INTO history (entity, entity_id, customer_id, operation, actor_id, request_id, reason, at, changes)
    SELECT TG_TABLE_NAME, (new_json->>'id')::uuid, (new_json->>customer_column)::uuid, 'update',
           meridian_actor(), request, why, meridian_now(), changed
    FROM new_rows n JOIN old_rows o USING (id),
         LATERAL (SELECT to_jsonb(n) AS new_json, to_jsonb(o) AS old_json) AS as_json,
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

DROP_FUNCTIONS = """
DROP FUNCTION keep_history; DROP FUNCTION refuse_change; DROP FUNCTION touch_row;
DROP FUNCTION meridian_actor; DROP FUNCTION meridian_now;
"""


def touch(table: str, *, ignore: tuple[str, ...] = ()) -> list[str]:
    """Keeps `version` and `updated_at` of a `Versioned` table. Rows that an UPDATE leaves equal are not touched.

    ignore: derived columns whose change alone makes no new version.
    """
    row = f"(to_jsonb({{}}.*) - '{{{{{','.join(ignore)}}}}}'::text[])" if ignore else "{}.*"
    return [
        f"CREATE TRIGGER {table}_touch BEFORE UPDATE ON {table} FOR EACH ROW "
        f"WHEN ({row.format('OLD')} IS DISTINCT FROM {row.format('NEW')}) EXECUTE FUNCTION touch_row()"
    ]


def keep_history(table: str, *, customer: str = "", ignore: tuple[str, ...] = ()) -> list[str]:
    """Writes every insert, update and delete of `table` to `history`.

    customer: the column holding the customer's id (`id` for customers themselves), so that history follows its scope.
    ignore: derived columns (search terms and the like) that would only be noise.
    """
    call = f"EXECUTE FUNCTION keep_history('{customer}', '{','.join(ignore)}')"
    tables = {
        "INSERT": "NEW TABLE AS new_rows",
        "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "DELETE": "OLD TABLE AS old_rows",
    }
    return [
        f"CREATE TRIGGER {table}_history_{operation.lower()} AFTER {operation} ON {table} "
        f"REFERENCING {referencing} FOR EACH STATEMENT {call}"
        for operation, referencing in tables.items()
    ]


def append_only(table: str) -> list[str]:
    """Nobody updates or deletes rows of `table`."""
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    ]
