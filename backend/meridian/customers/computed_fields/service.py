"""What is kept beside a customer because it follows from its data: search keys, market, zone, completeness."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select, text

from meridian.customers import rules
from meridian.customers.models import Customer, Phone
from meridian.customers.queries import PRESENCE
from meridian.kernel.db.session import WriteSession
from meridian.kernel.language import msg
from meridian.kernel.problems import fault
from meridian.places.domains import website_domain
from meridian.places.zone_inference import ZoneSource, infer_zone
from meridian.products.queries import MARKET_OF

_FACTS = tuple({rules.FACT_SOURCES.get(fact, fact) for fact in rules.FACTS} & set(Customer.__table__.c.keys()))


async def derive_new(
    session: WriteSession, customer: Customer, lists: Mapping[str, Sequence[Mapping[str, Any]]]
) -> None:
    """Completes a customer that is about to be written together with its `lists` (see contact_points)."""
    _keys(customer)
    customer.market_id = await _market(session, customer.country)
    _set_zone(customer, customer.zone, [phone["e164"] for phone in lists.get("phones", ())])
    has = {"has_phone": bool(lists.get("phones")), "has_email": bool(lists.get("emails"))}
    _count_facts(customer, {**has, "has_contact": False, "has_decision_maker": False})


async def derive(session: WriteSession, customer: Customer, changed: Collection[str]) -> None:
    """Brings everything in line with the fields that `changed`; its phones and emails must have been written.

    An explicit zone stays until it is cleared. 422 for a zone no place has.
    """
    with session.no_autoflush:  # one UPDATE for all of it: one version, one entry in the history
        _keys(customer)
        if "country" in changed:
            customer.market_id = await _market(session, customer.country)
        if rules.ZONE_INPUTS.intersection(changed):
            explicit = "zone" in changed or customer.zone_source == ZoneSource.EXPLICIT
            _set_zone(customer, customer.zone if explicit else None, await _numbers(session, customer.id))
        await refresh_completeness(session, customer)


async def refresh_completeness(session: WriteSession, customer: Customer) -> None:
    """Counts the file's facts anew (TS-13); its phones, emails and contacts must have been written."""
    there = (await session.execute(select(*PRESENCE).where(Customer.id == customer.id))).one()
    _count_facts(customer, there._asdict())


def _keys(customer: Customer) -> None:
    found = rules.name_keys(customer.name, customer.legal_name, customer.short_name)
    customer.name_key, customer.name_search, customer.name_terms = found
    customer.website_domain = website_domain(customer.website) if customer.website else None


async def _market(session: WriteSession, country: str | None) -> uuid.UUID | None:
    if country is None:
        return None
    return (await MARKET_OF.get(session)).get(country)


async def _numbers(session: WriteSession, customer_id: uuid.UUID) -> list[str]:
    company = (Phone.customer_id == customer_id, Phone.contact_id.is_(None))
    found = await session.scalars(select(Phone.e164).where(*company).order_by(Phone.position))
    return [number for number in found if number is not None]


def _set_zone(customer: Customer, explicit: str | None, numbers: Sequence[str]) -> None:
    inferred = infer_zone(
        explicit, customer.city, customer.country, tuple(numbers), name=customer.name, website=customer.website
    )
    if inferred.fault is not None:
        raise fault(
            "/zone",
            "unknown_zone",
            msg("is no IANA time zone of the customer's country; leave it out to have it inferred"),
        )
    customer.zone, customer.zone_state = inferred.zone, inferred.state
    customer.zone_source = None if inferred.source is ZoneSource.NONE else inferred.source
    customer.zone_candidates = list(inferred.candidates)


def _count_facts(customer: Customer, has: Mapping[str, bool]) -> None:
    customer.completeness = rules.completeness_score({name: getattr(customer, name) for name in _FACTS} | dict(has))


_KEYS = ("name_key", "name_search", "name_terms", "website_domain")
_RENEW = text("""
UPDATE customer c
SET name_key = v.name_key, name_search = v.name_search, name_terms = v.name_terms, website_domain = v.website_domain
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS v(id uuid, name_key text, name_search text, name_terms text[],
  website_domain text)
WHERE c.id = v.id
""")


async def renew_keys(session: WriteSession, after: uuid.UUID | None, limit: int) -> uuid.UUID | None:
    """Brings the search keys of the next customers in line with how names are read now; the last id, None at the end.

    Rows that agree already are left alone, so that it may be repeated.
    """
    columns = (Customer.id, Customer.name, Customer.legal_name, Customer.short_name, Customer.website)
    statement = select(*columns, *(getattr(Customer, name) for name in _KEYS)).order_by(Customer.id).limit(limit)
    found = (await session.execute(statement.where(Customer.id > after) if after else statement)).all()
    changed = []
    for row in found:
        keys = rules.name_keys(row.name, row.legal_name, row.short_name)
        now = (*keys, website_domain(row.website) if row.website else None)
        if now != tuple(getattr(row, name) for name in _KEYS):
            changed.append({"id": str(row.id), **dict(zip(_KEYS, now, strict=True))})
    if changed:
        await session.execute(_RENEW, {"rows": orjson.dumps(changed).decode()})
    return found[-1].id if found else None


# What customers are owed by rule follows policy (MC-17); what their own columns say the database sees to by itself.

_OWED = """
CASE WHEN archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call
     THEN coalesce(last_contact_at, created_at)
          + make_interval(days => least_owed_days(
              in_force.settings, grade, category, intent_level, first_contact_at IS NOT NULL)) END
"""
_OWED_BY_EXECUTIVE = """
CASE WHEN archived_at IS NULL AND merged_into_id IS NULL AND NOT do_not_call AND is_key
     THEN coalesce(executive_contact_at, created_at)
          + make_interval(days => (in_force.settings ->> 'executive_contact_days')::integer) END
"""
_RENEW_DUE = text(f"""
WITH in_force AS MATERIALIZED (
  SELECT duty_settings() AS settings
), batch AS MATERIALIZED (
  SELECT id, contact_due_at IS DISTINCT FROM {_OWED} OR executive_due_at IS DISTINCT FROM {_OWED_BY_EXECUTIVE} AS stale
  FROM customer, in_force
  WHERE id > coalesce(CAST(:after AS uuid), '00000000-0000-0000-0000-000000000000') ORDER BY id LIMIT :limit
), renewed AS (
  UPDATE customer SET next_step_at = next_step_at FROM batch WHERE customer.id = batch.id AND batch.stale
)
SELECT id FROM batch ORDER BY id DESC LIMIT 1
""")  # noqa: S608 — names of our own functions
_CAME_INTO_FORCE = text("""
SELECT EXISTS (SELECT FROM policy_version WHERE key = ANY(:keys) AND effective_from <= :now AND effective_from > :since)
""")


async def renew_contact_due(session: WriteSession, after: uuid.UUID | None, limit: int) -> uuid.UUID | None:
    """Brings the next customers in line with the cadence in force; the last id, None at the end. Safe to repeat."""
    found: uuid.UUID | None = await session.scalar(_RENEW_DUE, {"after": after, "limit": limit})
    return found


async def policy_came_into_force(session: WriteSession, keys: Collection[str], lately: timedelta) -> bool:
    """Whether a value decided earlier for one of the settings has come into force lately."""
    values = {"keys": list(keys), "now": session.now, "since": session.now - lately}
    return bool(await session.scalar(_CAME_INTO_FORCE, values))
