"""Customers by the million with names like real ones, made by the server itself: the same ones every time.

Half of them are Chinese (one in five of those written in traditional characters), half Latin. Each part of a name is
chosen by a hash of the customer's number, so that parts are independent; none spells an umlaut out, which has a key of
its own. Search keys are made in SQL the way the product makes them; `test_search.py` compares a sample with
`rules.name_keys`.
"""

import contextlib
import uuid
from collections.abc import Iterator
from typing import NamedTuple

import psycopg
from psycopg import sql

from meridian.places.text import fold

OWNERS = 300
TEAMS = 30


def _parts(text: str) -> list[str]:
    return text.split()


CITIES = _parts("上海 北京 廣州 深圳 杭州 寧波 青島 蘇州 無錫 廈門 東莞 佛山 成都 武漢 西安 南京 天津 大連 溫州 泉州")
BRANDS = list(
    "華威恒泰盛德新美佳豐瑞祥宏偉昌隆達通聯合創遠大金龍飛躍騰博雅康正中天海洋銀河星光明輝順利和平東方南北西山川林森木水火土風雲"
    "雷電春夏秋冬梅蘭竹菊松柏鶴鳳麒麟寶玉珠翠晶瑩鴻圖志凱旋勝捷奧力安邦國興業廣益長青永固堅強潤澤"
)
LINES = _parts(
    "泵業 閥門 機械 電子 科技 化工 紡織 貿易 實業 儀表 軸承 電纜 模具 塑膠 鋼鐵 醫療器械 環保設備 進出口 自動化 光電"
)
# What is written at the end, and what of it the normal form keeps.
CHINESE_FORMS = {
    "有限公司": "",
    "股份有限公司": "",
    "有限責任公司": "",
    "集團": "集團",
    "集團有限公司": "集團",
    "廠": "廠",
}

ONSETS = _parts(
    "ba be bi bo bu da de di ka ki ko la le li lo ma me mi na ne no pa pe po ra re ri sa se si ta te ti va ve"
)
MIDDLES = _parts("ber der fen gar hal ken lan mer nor pel ran sen ter ven wer zen lin mon ton gel bra dro flo gri kla")
ENDINGS = _parts("werk tech rex son stahl berg dyn flex line max port tronic mann ia us ona yta ulin yrc ovo")
TRADES = _parts(
    "Pumps Valves Machinery Electronics Trading Chemicals Textiles Tools Marine Metals Bearings Cables Plastics"
    " Systems Controls Pumpen Maschinenbau Industries Engineering Automation"
)
PLACES = _parts(
    "Hamburg Mumbai Lagos Cairo Dubai Lima Oslo Porto Quito Sofia Tallinn Vienna Warsaw Zagreb Perth Osaka Nairobi"
    " Milan Lyon Kyiv"
)
LATIN_FORMS = {"Ltd": "ltd", "GmbH": "gmbh", "S.A.": "s a", "Inc.": "inc", "LLC": "llc", "B.V.": "b v", "AG": "ag"}
COUNTRIES = _parts("DE IN NG EG AE PE NO PT EC BG EE AT PL HR AU JP KE IT FR UA")
PREFIXES = _parts("49 91 234 20 971 51 47 351 593 359 372 43 48 385 61 81 254 39 33 380")


class Company(NamedTuple):
    """Who owns the customers: people and teams by number, all of one department."""

    department: uuid.UUID
    teams: list[uuid.UUID]
    owners: list[uuid.UUID]


def _pick(parts: list[str], seed: int) -> str:
    """SQL of the part that customer number `i` has."""
    array = ",".join(f"'{part}'" for part in parts)
    return f"(ARRAY[{array}])[1 + (hashint8(i::bigint * 64 + {seed}) & 2147483647) %% {len(parts)}]"


def _folded(parts: list[str]) -> list[str]:
    return [fold(part) for part in parts]


_CHINESE_FORM = 5  # the same seed in each picks the same form
_CHINESE = tuple(enumerate((CITIES, BRANDS, BRANDS, LINES), 1))
_TRADITIONAL = " || ".join([*(_pick(parts, n) for n, parts in _CHINESE), _pick(list(CHINESE_FORMS), _CHINESE_FORM)])
_SIMPLIFIED = " || ".join(
    [*(_pick(_folded(parts), n) for n, parts in _CHINESE), _pick(_folded(list(CHINESE_FORMS)), _CHINESE_FORM)]
)
_CHINESE_KEY = " || ".join(
    [*(_pick(_folded(parts), n) for n, parts in _CHINESE), _pick(_folded([*CHINESE_FORMS.values()]), _CHINESE_FORM)]
)
_BRAND = " || ".join(_pick(parts, n) for n, parts in enumerate((ONSETS, MIDDLES, ENDINGS), 11))
_LATIN_NAME = f"initcap({_BRAND}) || ' ' || {_pick(TRADES, 15)} || ' ' || {_pick(PLACES, 16)}"
_BIGRAMS = "ARRAY(SELECT DISTINCT substr(simple, n, 2) FROM generate_series(1, length(simple) - 1) AS n)"

_PEOPLE = """
WITH d AS (INSERT INTO department (code, name, name_zh) VALUES ('bench', 'bench', '销售') RETURNING id),
t AS (INSERT INTO team (name, name_zh, department_id) SELECT 'bench ' || n, 'bench', d.id
      FROM d, generate_series(1, %(teams)s) AS n RETURNING id, department_id, split_part(name, ' ', 2)::int AS n),
u AS (INSERT INTO app_user (email, name, role, department_id, team_id)
      SELECT 'bench' || o.n || '@example.com', 'bench ' || o.n, 'rep', t.department_id, t.id
      FROM generate_series(1, %(owners)s) AS o(n) JOIN t ON t.n = 1 + (o.n - 1) %% %(teams)s
      RETURNING id, split_part(name, ' ', 2)::int AS n)
SELECT (SELECT id FROM d), (SELECT array_agg(id ORDER BY n) FROM t), (SELECT array_agg(id ORDER BY n) FROM u)
"""
_CUSTOMERS = f"""
INSERT INTO customer (name, name_key, name_search, name_terms, country, website, website_domain, source_channel,
                      owner_id, team_id, department_id, obtained_at, created_at, next_contact_at, grade,
                      contact_due_at, contact_due_rule)
SELECT name, key, search, terms, country, 'https://www.' || domain, domain, 'web',
       (%(owners)s::uuid[])[1 + owner], (%(teams)s::uuid[])[1 + owner %% {TEAMS}], %(department)s,
       born, born, born + interval '400 days', (ARRAY['A', 'B', 'B', 'C', 'C', 'C', 'D', 'D', 'D', 'D'])[1 + grade],
       now() + interval '9 days', 'cadence'
FROM (
  SELECT i, chinese.name, chinese.key, chinese.simple AS search, {_BIGRAMS} AS terms, 'CN' AS country,
         'zh' || i || '.com.cn' AS domain
  FROM generate_series(1, %(count)s, 2) AS i,
       LATERAL (SELECT CASE WHEN i %% 10 = 1 THEN {_TRADITIONAL} ELSE {_SIMPLIFIED} END AS name,
                       {_CHINESE_KEY} AS key, {_SIMPLIFIED} AS simple) AS chinese
  UNION ALL
  SELECT i, latin.name || ' ' || {_pick(list(LATIN_FORMS), 17)}, lower(latin.name),
         lower(latin.name) || ' ' || {_pick(list(LATIN_FORMS.values()), 17)}, '{{}}', {_pick(COUNTRIES, 18)},
         lower(split_part(latin.name, ' ', 1)) || i || '.com'
  FROM generate_series(2, %(count)s, 2) AS i, LATERAL (SELECT {_LATIN_NAME} AS name) AS latin
) AS made,
LATERAL (SELECT (hashint8(i::bigint * 64 + 21) & 2147483647) %% {OWNERS} AS owner,
                (hashint8(i::bigint * 64 + 23) & 2147483647) %% 10 AS grade,
                timestamptz '2020-01-01' + make_interval(mins => (hashint8(i::bigint * 64 + 22) & 2097151)) AS born)
"""
_PHONES = f"""
INSERT INTO phone (customer_id, raw, e164, country, digits_reversed)
SELECT id, e164, e164, country, reverse(substr(e164, 2))
FROM (SELECT id, country, hash, '+' || CASE WHEN country = 'CN' THEN '86' ELSE
             (ARRAY[{",".join(f"'{p}'" for p in PREFIXES)}])
             [array_position(ARRAY[{",".join(f"'{c}'" for c in COUNTRIES)}], country)] END
             || 100000000 + (hash %% 900000000 + 900000000) %% 900000000 AS e164
      FROM customer, LATERAL (SELECT hashtextextended(id::text, 7) AS hash) AS hashed) AS made
"""
_EMAILS = """
INSERT INTO email (customer_id, address, domain)
SELECT id, 'info@' || website_domain, website_domain FROM customer WHERE hashtext(id::text) %% 5 <> 0
"""


def fill(connection: psycopg.Connection, count: int) -> Company:
    """Writes `count` customers with a phone each, and most with an email, into a migrated database; analysed."""
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")  # their history would be as long again
        connection.execute("SET LOCAL maintenance_work_mem = '512MB'")
        found = connection.execute(_PEOPLE, {"owners": OWNERS, "teams": TEAMS}).fetchone()
        assert found is not None
        company = Company(*found)
        with without_indexes(connection, "customer", "phone", "email"):
            connection.execute(_CUSTOMERS, {"count": count, **company._asdict()})
            connection.execute(_PHONES, {})
            connection.execute(_EMAILS, {})
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE customer, phone, email")
    return company


@contextlib.contextmanager
def without_indexes(connection: psycopg.Connection, *tables: str) -> Iterator[None]:
    """Indexes are quicker made anew than kept up, and smaller."""
    indexes = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT LIKE '%%_pkey'",
        [list(tables)],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, definition in indexes:
        connection.execute(sql.SQL(definition))
