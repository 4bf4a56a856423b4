"""What the yardstick answers: for each, the best statement known for that very answer, one where one will do.

No statement of the product stands here. A slower product makes its ratio worse and a better statement of the product,
once it is known, is written here too: so ratios can only be gained by what stands around the statement. Parameters come
as text from the path of a request.
"""

from typing import NamedTuple

import orjson

from meridian.identity.permissions import GRANTS, Role


class Answer(NamedTuple):
    """`page`: how many of the rows read are told, one less than were read; 0: the answer is one record.

    `writes`: the statement takes the body first and then who writes, and keeps the answer for a repeat.
    `literal`: the parameter stands in the statement itself (`:word`), for a plan that knows how rare it is.
    """

    sql: str
    page: int = 50
    writes: bool = False
    literal: bool = False


_LINE = """
  c.name, c.short_name, c.country, c.region, c.city, c.market_id, c.zone, c.zone_state, c.industry, c.source_channel,
  c.category, c.is_key, c.grade, c.intent_level, c.owner_id, c.team_id, c.department_id, c.verification, c.completeness,
  c.do_not_call, c.last_contact_at, c.contact_due_at, c.contact_due_rule, c.next_contact_at, c.last_order_on,
  c.lead_score, c.archived_at, c.version, c.created_at, c.updated_at, c.id,
  CASE WHEN c.expected_annual_sales_amount IS NOT NULL THEN jsonb_build_object(
    'amount', c.expected_annual_sales_amount::text, 'currency', c.expected_annual_sales_currency)
  END AS expected_annual_sales,
  (SELECT coalesce(e164, raw) FROM phone p WHERE p.customer_id = c.id AND p.contact_id IS NULL
    ORDER BY wrong_since IS NOT NULL, position LIMIT 1) AS phone,
  (SELECT address FROM email e WHERE e.customer_id = c.id AND e.contact_id IS NULL ORDER BY position LIMIT 1) AS email,
  '{}'::text[] AS masked_fields"""
_LIVE = "c.merged_into_id IS NULL AND c.archived_at IS NULL"

# With what is missing in the file, for which people and their numbers count.
_ONE = """
SELECT c.*, (SELECT coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'raw', p.raw, 'e164', p.e164, 'kind', p.kind,
               'label', p.label, 'country', p.country, 'extension', p.extension, 'wrong_since', p.wrong_since)
               ORDER BY p.position), '[]') FROM phone p WHERE p.customer_id = c.id AND p.contact_id IS NULL) AS phones,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'address', e.address, 'label', e.label)
               ORDER BY e.position), '[]') FROM email e WHERE e.customer_id = c.id AND e.contact_id IS NULL) AS emails,
       (SELECT coalesce(jsonb_agg(to_jsonb(m)), '[]')
          FROM messaging_id m WHERE m.customer_id = c.id AND m.contact_id IS NULL) AS messaging,
       (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]')
          FROM external_id x WHERE x.customer_id = c.id) AS external_ids,
       EXISTS (SELECT 1 FROM phone p WHERE p.customer_id = c.id) AS has_phone,
       EXISTS (SELECT 1 FROM email e WHERE e.customer_id = c.id) AS has_email,
       (SELECT bool_or(k.role = 'decision_maker') FROM contact k WHERE k.customer_id = c.id AND k.active) AS decides
  FROM customer c WHERE c.id = ($1::text)::uuid"""

_CALLS = """
SELECT r.*, c.name AS customer_name, k.name AS contact_name, u.name AS author_name
  FROM contact_record r JOIN customer c ON c.id = r.customer_id JOIN app_user u ON u.id = r.author_id
  LEFT JOIN contact k ON k.id = r.contact_id
 WHERE r.author_id = ($1::text)::uuid AND r.method = 'phone'
   AND (SELECT v.owner_id = ($1::text)::uuid FROM customer v WHERE v.id = r.customer_id)
 ORDER BY r.started_at DESC, r.id DESC LIMIT 51"""

_DUE = """
SELECT i.*, p.kind AS plan_kind, p.name AS plan_name, p.state AS plan_state, c.name AS customer_name,
       k.name AS contact_name, u.name AS assignee_name
  FROM planned_contact i JOIN contact_plan p ON p.id = i.plan_id JOIN customer c ON c.id = i.customer_id
  JOIN app_user u ON u.id = i.assignee_id LEFT JOIN contact k ON k.id = i.contact_id
 WHERE i.assignee_id = ($1::text)::uuid AND i.state = 'planned'
   AND (SELECT v.owner_id = ($1::text)::uuid FROM customer v WHERE v.id = i.customer_id)
 ORDER BY i.due_from, i.id LIMIT 51"""

_DEALS = """
SELECT o.*, (SELECT name FROM customer c WHERE c.id = o.customer_id) AS customer_name,
       (SELECT name FROM app_user u WHERE u.id = o.owner_id) AS owner_name,
       (SELECT name FROM contact k WHERE k.id = o.decision_maker_id) AS decision_maker_name,
       ARRAY(SELECT need_id FROM opportunity_need n WHERE n.opportunity_id = o.id ORDER BY need_id) AS need_ids,
       (SELECT name FROM opportunity_competitor w WHERE w.opportunity_id = o.id AND won) AS winning_competitor,
       (SELECT id FROM contract s WHERE s.opportunity_id = o.id) AS contract_id,
       (SELECT min(i.due_from) FROM opportunity_follow_up f JOIN planned_contact i ON i.id = f.planned_contact_id
         WHERE f.opportunity_id = o.id AND i.state IN ('planned', 'pending_approval')) AS next_follow_up_at
  FROM opportunity o
 WHERE {scope} ORDER BY o.created_at DESC, o.id DESC LIMIT 51"""

_COMPLAINTS = """
SELECT k.*, c.name AS customer_name, u.name AS first_responder_name, r.name AS responsible_name, d.name AS
       department_name, p.name AS contact_name, due.kind AS due_kind, due.due_at, due.due_at <= now() AS overdue,
       due.paused_since IS NOT NULL AS paused
  FROM complaint k JOIN customer c ON c.id = k.customer_id JOIN app_user u ON u.id = k.first_responder_id
  LEFT JOIN app_user r ON r.id = k.responsible_id LEFT JOIN department d ON d.id = k.department_id
  LEFT JOIN contact p ON p.id = k.contact_id
  LEFT JOIN LATERAL (SELECT kind, due_at, paused_since FROM deadline l WHERE l.subject_type = 'complaint'
    AND l.subject_id = k.id AND met_at IS NULL AND cancelled_at IS NULL ORDER BY due_at NULLS LAST LIMIT 1) due ON true
 ORDER BY k.registered_at DESC, k.id DESC LIMIT 51"""

_ALERTS = """
SELECT a.*, u.name AS owner_name, c.name AS customer_name
  FROM alert a JOIN app_user u ON u.id = a.owner_id LEFT JOIN customer c ON c.id = a.customer_id
 WHERE a.owner_id = ($1::text)::uuid ORDER BY a.created_at DESC, a.id DESC LIMIT 51"""

_ENTRIES = (  # kind, when, who, of what, and what is told of it
    (
        "contact_record",
        "started_at",
        "author_id",
        "contact_record WHERE true",
        "'method', method, 'direction', direction, 'disposition', disposition, 'reached', reached, 'outcome', outcome,"
        " 'key_points', key_points, 'intent_level', intent_level, 'talk_seconds', talk_seconds, 'contact_id',"
        " contact_id, 'materials_sent', script_use -> 'materials_sent'",
    ),
    (
        "planned_contact",
        "due_from",
        "assignee_id",
        "planned_contact WHERE true",
        "'method', method, 'aim', aim, 'state', state, 'due_on', due_on, 'plan_id', plan_id",
    ),
    (
        "handoff",
        "asked_at",
        "asked_by",
        "handoff WHERE true",
        "'question', question, 'state', state, 'department_id', department_id, 'answer', answer",
    ),
    (
        "complaint",
        "registered_at",
        "first_responder_id",
        "complaint WHERE true",
        "'number', number, 'state', state, 'reason', reason, 'product', product, 'round', round, 'escalation_level',"
        " escalation_level",
    ),
    (
        "opportunity",
        "created_at",
        "created_by",
        "opportunity WHERE true",
        "'title', title, 'stage', stage, 'outcome', outcome, 'amount', jsonb_build_object('amount', amount::text,"
        " 'currency', currency)",
    ),
    (
        "opportunity_move",
        "at",
        "actor_id",
        "transition WHERE workflow = 'opportunity'",
        "'subject_id', subject_id, 'move', move, 'from_state', from_state, 'to_state', to_state, 'reason', reason",
    ),
    (
        "order",
        "ordered_on",
        "NULL",
        "customer_order WHERE true",
        "'number', number, 'amount', jsonb_build_object('amount', amount::text, 'currency', currency)",
    ),
    ("need", "created_at", "NULL", "need WHERE true", "'need_kind', kind, 'description', description, 'state', state"),
    (
        "transfer",
        "at",
        "by_user_id",
        "customer_transfer WHERE true",
        "'from_user_id', from_user_id, 'to_user_id', to_user_id, 'note', note",
    ),
    (
        "opt_out",
        "at",
        "set_by",
        "opt_out WHERE true",
        "'channel', channel, 'reason', reason, 'contact_id', contact_id, 'lifted_at', lifted_at",
    ),
    (
        "verification",
        "at",
        "actor_id",
        "transition WHERE workflow = 'customer_verification'",
        "'move', move, 'from_state', from_state, 'to_state', to_state, 'reason', reason",
    ),
    (
        "important_change",
        "entered_at",
        "actor_id",
        "important_change WHERE true",
        "'fields', fields, 'learned_at', learned_at, 'late', late",
    ),
    (
        "note",
        "created_at",
        "author_id",
        "note WHERE true",
        "'topic', topic, 'category', category, 'text', text, 'observed_on', observed_on",
    ),
)
_TIMELINE = "SELECT * FROM ({}) AS entry ORDER BY at DESC, id DESC LIMIT 21".format(
    " UNION ALL ".join(
        f"(SELECT '{kind}' AS kind, id, {at}::timestamptz AS at, {who}::uuid AS person_id, jsonb_build_object({facts})"
        f" AS facts FROM {of} AND customer_id = ($1::text)::uuid ORDER BY {at} DESC, id DESC LIMIT 21)"
        for kind, at, who, of, facts in _ENTRIES
    )
)

_HISTORY = """
SELECT h.* FROM history h WHERE h.customer_id = ($1::text)::uuid ORDER BY h.id DESC LIMIT 51"""

# What a role may do is known without a look.
_RIGHTS = orjson.dumps({str(right): scope.name.lower() for right, scope in GRANTS[Role.REP].items()}).decode()
_ME = f"""
SELECT '{_RIGHTS}'::json AS grants, '{{profit}}'::text[] AS masked, u.id, u.version, u.created_at, u.updated_at,
       u.email, u.name, u.name_en, u.role, u.department_id, u.team_id, u.zone, u.locale, u.extension, u.active,
       to_jsonb(d) AS department, (SELECT jsonb_agg(to_jsonb(t)) FROM team t WHERE t.id = u.team_id) AS teams
  FROM app_user u LEFT JOIN department d ON d.id = u.department_id WHERE u.id = ($1::text)::uuid"""

# The likeliest first, each kind read only while the page is not full; a word of letters is sought in the text of the
# names, one of characters among their pairs.
_SEARCH = f"""
SELECT {_LINE} FROM (
  (SELECT c.* FROM customer c WHERE {_LIVE} AND c.name_key = :word ORDER BY c.created_at DESC, c.id DESC LIMIT 21)
  UNION ALL
  (SELECT c.* FROM customer c WHERE {_LIVE} AND c.name_key LIKE :word || '%' AND c.name_key <> :word
    ORDER BY c.created_at DESC, c.id DESC LIMIT 21)
  UNION ALL
  (SELECT c.* FROM customer c WHERE {_LIVE} AND {{part}} AND c.name_key NOT LIKE :word || '%'
    ORDER BY c.created_at DESC, c.id DESC LIMIT 21)
) AS c LIMIT 21"""

_KEPT = """kept AS (
  INSERT INTO idempotency_key (principal_id, key, request_hash, status, headers, body)
  VALUES (($2::text)::uuid, gen_random_uuid()::text, sha256(convert_to($1::text, 'UTF8')), 201, '{}',
          convert_to($1::text, 'UTF8')))"""

_CALL = f"""
WITH said AS (SELECT * FROM jsonb_to_record($1::text::jsonb) AS s(customer_id uuid, planned_item_id uuid,
                started_at timestamptz, talk_seconds bigint, outcome text, key_points text, intent_level text,
                next_step jsonb)),
whose AS (SELECT c.* FROM customer c JOIN said ON c.id = said.customer_id FOR UPDATE OF c),
done AS (
  UPDATE planned_contact i SET state = 'done', state_since = now(), done_at = said.started_at, version = i.version + 1
    FROM said WHERE i.id = said.planned_item_id AND i.state = 'planned' RETURNING i.plan_id, i.assignee_id),
following AS (
  INSERT INTO planned_contact (plan_id, customer_id, assignee_id, method, aim, zone, due_on, due_from, missed_after,
                               created_by)
  SELECT done.plan_id, said.customer_id, done.assignee_id, said.next_step ->> 'method', said.next_step ->> 'aim',
         'Asia/Shanghai', day, day - interval '8 hours', day + interval '16 hours', done.assignee_id
    FROM said, done, LATERAL (SELECT (said.next_step ->> 'due_on')::date AS day) AS due RETURNING id, due_from),
logged AS (
  INSERT INTO contact_record (customer_id, author_id, team_id, department_id, created_by, method, occasion, disposition,
                              reached, started_at, ended_at, talk_seconds, outcome, key_points, intent_level, next_step,
                              planned_item_id, next_item_id)
  SELECT said.customer_id, w.owner_id, w.team_id, w.department_id, w.owner_id, 'phone', 'follow_up', 'connected', true,
         said.started_at, said.started_at + said.talk_seconds * interval '1 second', said.talk_seconds, said.outcome,
         said.key_points, said.intent_level, 'follow_up', said.planned_item_id, following.id
    FROM said, whose w, following RETURNING *),
known AS (
  UPDATE customer c SET last_contact_at = logged.started_at, intent_level = logged.intent_level,
         next_step_at = following.due_from, next_contact_at = following.due_from
    FROM logged, following WHERE c.id = logged.customer_id RETURNING c.version),
told AS (
  INSERT INTO event (type, subject_type, subject_id, subject_version, customer_id, permission, data)
  SELECT 'contact_record.logged', 'contact_record', logged.id, 1, logged.customer_id, 'record:read', '{{}}'
    FROM logged),
{_KEPT}
SELECT logged.*, known.version AS customer_version FROM logged, known"""

_CUSTOMER = f"""
WITH said AS (SELECT * FROM jsonb_to_record($1::text::jsonb) AS s(name text, country text, website text, city text,
                phones jsonb, emails jsonb, source_channel text)),
whose AS (SELECT id, team_id, department_id FROM app_user WHERE id = ($2::text)::uuid),
made AS (
  INSERT INTO customer (name, name_key, name_search, name_terms, country, website, website_domain, city, source_channel,
                        owner_id, team_id, department_id, created_by, obtained_at)
  SELECT name, lower(name), lower(name), '{{}}', country, website, split_part(website, '//', 2), city, source_channel,
         whose.id, whose.team_id, whose.department_id, whose.id, now() FROM said, whose
   WHERE NOT EXISTS (SELECT 1 FROM customer c WHERE c.name_key = lower(said.name) AND c.country = said.country)
     AND NOT EXISTS (SELECT 1 FROM phone p JOIN said s ON p.e164 = s.phones -> 0 ->> 'number')
     AND NOT EXISTS (SELECT 1 FROM email e JOIN said s ON e.address = s.emails -> 0 ->> 'address') RETURNING *),
rung AS (
  INSERT INTO phone (customer_id, raw, e164, country, digits_reversed)
  SELECT made.id, p ->> 'number', p ->> 'number', made.country, reverse(substr(p ->> 'number', 2))
    FROM made, said, jsonb_array_elements(said.phones) AS p RETURNING e164),
written AS (
  INSERT INTO email (customer_id, address, domain)
  SELECT made.id, e ->> 'address', split_part(e ->> 'address', '@', 2)
    FROM made, said, jsonb_array_elements(said.emails) AS e RETURNING address),
told AS (
  INSERT INTO event (type, subject_type, subject_id, subject_version, customer_id, permission, data)
  SELECT 'customer.created', 'customer', made.id, 1, made.id, 'customer:read', '{{}}' FROM made),
{_KEPT}
SELECT made.*, (SELECT jsonb_agg(e164) FROM rung) AS phones, (SELECT jsonb_agg(address) FROM written) AS emails
  FROM made"""

_MOVE = f"""
WITH said AS (SELECT ($3::text)::uuid AS id, $1::text::jsonb ->> 'reason' AS reason),
moved AS (
  UPDATE planned_contact i SET state = 'cancelled', state_since = now(), state_reason = said.reason,
         version = i.version + 1
    FROM said WHERE i.id = said.id AND i.state = 'planned' RETURNING i.*),
noted AS (
  INSERT INTO transition (workflow, subject_type, subject_id, customer_id, move, from_state, to_state, actor_id, reason)
  SELECT 'planned_contact', 'planned_contact', id, customer_id, 'cancel', 'planned', 'cancelled', ($2::text)::uuid,
         state_reason FROM moved),
known AS (
  UPDATE customer c SET next_contact_at = least(c.contact_due_at, (SELECT min(n.due_from) FROM planned_contact n
           WHERE n.customer_id = c.id AND n.state = 'planned' AND n.id <> moved.id))
    FROM moved WHERE c.id = moved.customer_id RETURNING c.id),
told AS (
  INSERT INTO event (type, subject_type, subject_id, subject_version, customer_id, permission, data)
  SELECT 'planned_contact.cancelled', 'planned_contact', id, version, customer_id, 'plan:read', '{{}}' FROM moved),
{_KEPT}
SELECT moved.* FROM moved, known"""

_SCOPED = "o.visible_to_ids && ARRAY[($1::text)::uuid]"

ANSWERS = {
    "customer": Answer(_ONE, page=0),
    "newest": Answer(f"SELECT {_LINE} FROM customer c WHERE {_LIVE} ORDER BY c.created_at DESC, c.id DESC LIMIT 51"),
    "queue": Answer(
        f"SELECT {_LINE} FROM customer c WHERE c.owner_id = ($1::text)::uuid AND {_LIVE}"
        " ORDER BY c.next_contact_at, c.id LIMIT 51"
    ),
    "graded": Answer(
        f"SELECT {_LINE} FROM customer c WHERE c.grade = $1 AND c.country = $2 AND {_LIVE}"
        " ORDER BY c.next_contact_at, c.id LIMIT 51"
    ),
    "graded_team": Answer(  # in the order of the index: of teams the planner makes a bitmap, which is dearer
        f"SELECT {_LINE} FROM customer c WHERE c.grade = $1 AND c.country = $2 AND coalesce(c.team_id) ="
        " ($3::text)::uuid"
        f" AND {_LIVE} ORDER BY c.next_contact_at, c.id LIMIT 51"
    ),
    "calls": Answer(_CALLS),
    "due": Answer(_DUE),
    "deals": Answer(_DEALS.format(scope="true")),
    "deals_seen": Answer(_DEALS.format(scope=_SCOPED)),
    "complaints": Answer(_COMPLAINTS),
    "alerts": Answer(_ALERTS),
    "timeline": Answer(_TIMELINE, page=20),
    "history": Answer(_HISTORY),
    "me": Answer(_ME, page=0),
    "search": Answer(_SEARCH.replace("{part}", "c.name_search LIKE '%' || :word || '%'"), page=20, literal=True),
    "search_pair": Answer(_SEARCH.replace("{part}", "c.name_terms @> ARRAY[:word]"), page=20, literal=True),
    "call": Answer(_CALL, page=0, writes=True),
    "create": Answer(_CUSTOMER, page=0, writes=True),
    "cancel": Answer(_MOVE, page=0, writes=True),
}
