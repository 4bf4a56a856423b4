"""Suspecting pairs: every night over all customers, in one statement."""

from sqlalchemy import text

from meridian.duplicates.rules import POINTS, WEIGHTS, Reason, Strength
from meridian.kernel.db import WriteSession
from meridian.places.phones import PhoneKind

# A number or an address that more customers than this share is a building's or an agent's: it tells nothing.
SHARED_BY_AT_MOST = 20
SIMILARITY = 0.55

_FIND = text("""
WITH weight AS (
  SELECT * FROM unnest(CAST(:reasons AS text[]), CAST(:here AS int[]), CAST(:elsewhere AS int[]))
                AS weight (reason, here, elsewhere)
), live AS (
  SELECT id, name_key, website_domain FROM customer WHERE merged_into_id IS NULL
), shared AS (
  SELECT :name AS reason, array_agg(id) AS ids FROM live WHERE name_key <> ''
   GROUP BY name_key HAVING count(*) BETWEEN 2 AND :most
  UNION ALL
  SELECT :website, array_agg(id) FROM live WHERE website_domain IS NOT NULL
   GROUP BY website_domain HAVING count(*) BETWEEN 2 AND :most
  UNION ALL
  SELECT :email, array_agg(DISTINCT live.id) FROM email JOIN live ON live.id = customer_id
   GROUP BY address HAVING count(DISTINCT live.id) BETWEEN 2 AND :most
  UNION ALL
  SELECT CASE WHEN bool_or(kind = :mobile_kind) THEN :mobile ELSE :phone END, array_agg(DISTINCT live.id)
    FROM phone JOIN live ON live.id = customer_id WHERE e164 IS NOT NULL
   GROUP BY e164 HAVING count(DISTINCT live.id) BETWEEN 2 AND :most
), common AS (
  SELECT DISTINCT a_id, b_id, reason FROM shared, unnest(ids) AS a_id, unnest(ids) AS b_id WHERE a_id < b_id
), alike AS (
  SELECT a_id, b_id, :similar_name AS reason
    FROM (SELECT DISTINCT a_id, b_id FROM common) AS pair
         JOIN customer AS a ON a.id = a_id JOIN customer AS b ON b.id = b_id
   WHERE a.name_key <> b.name_key
     AND (public.similarity(a.name_key, b.name_key) >= CAST(:similarity AS float8)
          OR 2.0 * cardinality(ARRAY(SELECT unnest(a.name_terms) INTERSECT SELECT unnest(b.name_terms)))
             >= CAST(:similarity AS float8) * nullif(cardinality(a.name_terms) + cardinality(b.name_terms), 0))
), scored AS (
  SELECT a_id, b_id, array_agg(reason ORDER BY here DESC, reason) AS reasons,
         sum(CASE WHEN a.country <> b.country THEN elsewhere ELSE here END) AS points
    FROM (SELECT * FROM common UNION ALL SELECT * FROM alike) AS evidence JOIN weight USING (reason)
         JOIN customer AS a ON a.id = a_id JOIN customer AS b ON b.id = b_id
   GROUP BY a_id, b_id
), found AS MATERIALIZED (
  SELECT a_id, b_id, reasons, points, CASE WHEN points >= :strong_points THEN :strong ELSE :medium END AS strength
    FROM scored WHERE points >= :medium_points
), withdrawn AS (
  DELETE FROM duplicate_pair AS pair
   WHERE state = 'open' AND NOT EXISTS (SELECT FROM found WHERE (found.a_id, found.b_id) = (pair.a_id, pair.b_id))
)
INSERT INTO duplicate_pair AS pair (a_id, b_id, reasons, points, strength)
SELECT a_id, b_id, reasons, points, strength FROM found
ON CONFLICT (a_id, b_id) DO UPDATE
   SET reasons = excluded.reasons, points = excluded.points, strength = excluded.strength
 WHERE pair.state = 'open' AND (pair.reasons, pair.points) IS DISTINCT FROM (excluded.reasons, excluded.points)
RETURNING pair.id""")


async def find(session: WriteSession) -> int:
    """Brings the open pairs in line with what customers have in common now; decided pairs stay as they are.

    Similar names count between customers that have something else in common. Returns how many pairs are new or other.
    """
    values = {
        "reasons": [reason.value for reason in WEIGHTS],
        "here": [weight.here for weight in WEIGHTS.values()],
        "elsewhere": [weight.elsewhere for weight in WEIGHTS.values()],
        "most": SHARED_BY_AT_MOST,
        "similarity": SIMILARITY,
        "mobile_kind": PhoneKind.MOBILE.value,
        "strong_points": POINTS[Strength.STRONG],
        "medium_points": POINTS[Strength.MEDIUM],
        **{strength.value: strength.value for strength in (Strength.STRONG, Strength.MEDIUM)},
        **{reason.value: reason.value for reason in Reason},
    }
    return len((await session.execute(_FIND, values)).all())
