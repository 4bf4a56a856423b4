"""One record of every kind the contract's paths name, so that tests can walk all of it with ids that exist.

The customer and the plan belong to `rep`, and so does what hangs below them: kinds in REPS. Everything else is the
company's.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

from meridian.alerts.models import Alert
from meridian.customers.models import CustomerReview
from meridian.grading.models import GradeProposal
from meridian.grading.rules import GradePart
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.contract import OPERATIONS
from tests.support.files import PDF
from tests.support.records import CONNECTED
from tests.support.world import World

Ids = dict[str, str]
CUSTOMER_NAME = "Specimen Hydraulics Oy"


class Specimen(NamedTuple):
    """`kind` is the path segment before the record's id; the record is what a POST of `body` to `path` makes."""

    kind: str
    who: str
    path: str
    body: Callable[[Ids], dict[str, Any]]
    of_rep: bool = False
    version: int | None = None  # of what its path names, where it asks for If-Match
    upload: bool = False  # the body is a file's name and content instead

    def sent(self, ids: Ids) -> dict[str, Any]:
        """The body as the HTTP client takes it."""
        body = self.body(ids)
        return {"files": {"file": next(iter(body.items()))}} if self.upload else {"json": body}


def _below(kind: str, body: Callable[[Ids], dict[str, Any]], who: str = "rep") -> Specimen:
    return Specimen(kind, who, f"/v1/customers/{{customers}}/{kind}", body, of_rep=True)


NAMES = {"name": "Specimen", "name_zh": "样本"}
WEEK = {"monday": [{"start": "09:00", "end": "18:00"}]}
SPECIMENS = (
    Specimen("departments", "administrator", "/v1/departments", lambda ids: NAMES | {"code": "specimens"}),
    Specimen("teams", "administrator", "/v1/teams", lambda ids: NAMES | {"department_id": ids["departments"]}),
    Specimen(
        "users",
        "administrator",
        "/v1/users",
        lambda ids: {
            "email": "specimen@example.com",
            "name": "Specimen",
            "role": "rep",
            "department_id": ids["departments"],
            "team_id": ids["teams"],
        },
    ),
    Specimen(
        "api-keys",
        "director",
        "/v1/api-keys",
        lambda ids: {"name": "Specimen", "permissions": ["customer:read"], "expires_at": "2026-04-10T02:00:00Z"},
    ),
    Specimen(
        "calendars",
        "administrator",
        "/v1/calendars",
        lambda ids: {"department_id": ids["departments"], "name": "Specimen", "zone": "Asia/Shanghai", "weekly": WEEK},
    ),
    Specimen(
        "policy-proposals",
        "administrator",
        "/v1/policies/grade_review_days/proposals",
        lambda ids: {"value": 45, "reason": "Specimen of a change"},
        version=0,
    ),
    Specimen("products", "director", "/v1/products", lambda ids: NAMES | {"code": "specimen"}),
    Specimen("markets", "director", "/v1/markets", lambda ids: NAMES | {"code": "specimen", "countries": ["FI"]}),
    Specimen(
        "custom-fields",
        "administrator",
        "/v1/custom-fields",
        lambda ids: {"key": "specimen", "label": "Specimen", "label_zh": "样本", "type": "integer"},
    ),
    Specimen(
        "customers",
        "rep",
        "/v1/customers",
        lambda ids: {"name": CUSTOMER_NAME, "source_channel": "sales", "zone": "Europe/Helsinki"},
        of_rep=True,
    ),
    Specimen(
        "saved-views",
        "rep",
        "/v1/saved-views",
        lambda ids: {"list_name": "customers", "name": "Specimen", "sharing": "team"},
        of_rep=True,
    ),
    _below("contacts", lambda ids: {"name": "Aino Specimen"}),
    _below("needs", lambda ids: {"kind": "current", "description": "Specimen of a need"}),
    _below("product-interests", lambda ids: {"product_id": ids["products"]}),
    _below("declined-prompts", lambda ids: {"product_id": ids["products"], "reason": "Has one of another make"}),
    _below("installed-products", lambda ids: {"model": "Specimen X200"}),
    _below(
        "orders",
        lambda ids: {
            "number": "SPECIMEN-1",
            "ordered_on": "2026-02-03",
            "lines": [{"description": "Pump", "quantity": "2", "unit_price": {"amount": "1250.00", "currency": "EUR"}}],
        },
    ),
    _below("opt-outs", lambda ids: {"channel": "email", "reason": "Asked for it"}),
    Specimen(
        "notes",
        "rep",
        "/v1/notes",
        lambda ids: {"topic": "feedback", "category": "delivery", "text": "Late", "customer_id": ids["customers"]},
        of_rep=True,
    ),
    _below("change-proposals", lambda ids: {"changes": {"city": "Turku"}}),
    _below("followers", lambda ids: {}),
    _below("consents", lambda ids: {"purpose": "Newsletter", "evidence": "Signed form"}),
    _below("members", lambda ids: {"user_id": ids["colleague"]}, who="lead"),
    Specimen(
        "contact-plans", "rep", "/v1/contact-plans", lambda ids: {"kind": "follow_up", "name": "Specimen"}, of_rep=True
    ),
    Specimen(
        "planned-contacts",
        "rep",
        "/v1/contact-plans/{contact-plans}/items",
        lambda ids: {
            "customer_id": ids["customers"],
            "method": "phone",
            "aim": "Agree on a trial order",
            "due_on": "2026-03-20",
        },
        of_rep=True,
    ),
    Specimen(
        "call-records",
        "rep",
        "/v1/call-records",
        lambda ids: CONNECTED | {"customer_id": ids["customers"], "started_at": "2026-03-10T01:55:00Z"},
        of_rep=True,
    ),
    Specimen(
        "phone-calls",
        "rep",
        "/v1/phone-calls",
        lambda ids: {
            "source": "specimen",
            "external_id": "1",
            "direction": "inbound",
            "started_at": "2026-03-10T01:55:00Z",
            "ended_at": "2026-03-10T01:56:00Z",
        },
        of_rep=True,
    ),
    Specimen(
        "email-messages",
        "rep",
        "/v1/email-messages",
        lambda ids: {
            "message_id": "<specimen@mail.example>",
            "from": "aino@specimen.example",
            "to": ["someone@example.com"],
            "sent_at": "2026-03-10T01:00:00Z",
        },
        of_rep=True,
    ),
    Specimen(
        "contact-records",
        "rep",
        "/v1/contact-records",
        lambda ids: {"customer_id": ids["customers"], "started_at": "2026-03-10T01:00:00Z", "method": "visit"},
        of_rep=True,
    ),
    Specimen("rosters", "lead", "/v1/rosters", lambda ids: {"user_id": ids["colleague"], "weekly": WEEK}),
    Specimen("scripts", "lead", "/v1/scripts", lambda ids: NAMES | {"languages": ["en"]}),
    Specimen(
        "campaigns",
        "lead",
        "/v1/campaigns",
        lambda ids: {
            "name": "Specimen",
            "goal_kind": "calls",
            "goal_number": "10",
            "segment_id": ids["saved-views"],
            "first_day": "2026-03-10",
            "last_day": "2026-04-10",
            "user_ids": [ids["colleague"]],
        },
    ),
    Specimen("objections", "lead", "/v1/objections", lambda ids: NAMES | {"code": "specimen"}),
    Specimen(
        "dial-plans",
        "lead",
        "/v1/dial-plans",
        lambda ids: {"user_ids": [ids["colleague"]], "first_day": "2026-03-11", "days": 2},
    ),
    Specimen(
        "imports", "lead", "/v1/imports", lambda ids: {"specimen.csv": "Name,City\nSpecimen Oy,Oulu\n"}, upload=True
    ),
    Specimen(
        "exports",
        "lead",
        "/v1/exports",
        lambda ids: {"format": "csv", "purpose": "Letters for the fair", "columns": ["name"]},
    ),
    Specimen("files", "rep", "/v1/files", lambda ids: {"specimen.pdf": PDF}, upload=True),
    Specimen(
        "handoffs",
        "rep",
        "/v1/handoffs",
        lambda ids: {"customer_id": ids["customers"], "department_id": ids["technical"], "question": "70 °C brine?"},
        of_rep=True,
    ),
    Specimen(
        "complaints",
        "rep",
        "/v1/complaints",
        lambda ids: {"customer_id": ids["customers"], "channel": "email", "reason": "The seal leaks"},
        of_rep=True,
    ),
    Specimen(
        "preventive-actions",
        "lead",
        "/v1/complaints/{complaints}/preventive-actions",
        lambda ids: {
            "description": "Foam corners",
            "owner_id": ids["colleague"],
            "due_on": "2026-04-10",
            "category": "packaging_transport",
        },
        of_rep=True,
    ),
    Specimen(
        "compensations",
        "lead",
        "/v1/complaints/{complaints}/compensations",
        lambda ids: {"amount": {"amount": "100.00", "currency": "CNY"}, "reason": "Two days of standstill"},
    ),
    Specimen(
        "opportunities",
        "rep",
        "/v1/opportunities",
        lambda ids: {"customer_id": ids["customers"], "title": "Specimen of a sale"},
        of_rep=True,
    ),
    Specimen(
        "opportunity-lines",
        "rep",
        "/v1/opportunities/{opportunities}/lines",
        lambda ids: {"description": "Specimen pump", "quantity": "2"},
        of_rep=True,
    ),
    Specimen(
        "opportunity-competitors",
        "rep",
        "/v1/opportunities/{opportunities}/competitors",
        lambda ids: {"name": "Specimen & Sons"},
        of_rep=True,
    ),
    Specimen(
        "opportunity-members",
        "rep",
        "/v1/opportunities/{opportunities}/members",
        lambda ids: {"user_id": ids["colleague"]},
        of_rep=True,
    ),
    Specimen(
        "solution-proposals",
        "rep",
        "/v1/opportunities/{opportunities}/proposals",
        lambda ids: {"summary": "Two specimens"},
        of_rep=True,
    ),
    Specimen(
        "contracts",
        "rep",
        "/v1/opportunities/{opportunities}/contract",
        lambda ids: {"number": "SPECIMEN-1"},
        of_rep=True,
    ),
    Specimen(
        "milestones",
        "rep",
        "/v1/opportunities/{opportunities}/milestones",
        lambda ids: {"kind": "delivery", "title": "Specimen delivery", "due_on": "2026-06-30"},
        of_rep=True,
    ),
    Specimen(
        "opportunity-reviews",
        "rep",
        "/v1/opportunities/{opportunities}/reviews",
        lambda ids: {"held_at": "2026-03-09T02:00:00Z", "attendee_ids": [ids["colleague"]], "progress": "Specimen"},
        of_rep=True,
    ),
    Specimen(
        "review-actions",
        "rep",
        "/v1/opportunity-reviews/{opportunity-reviews}/actions",
        lambda ids: {"description": "Specimen", "owner_id": ids["colleague"], "due_on": "2026-03-20"},
        of_rep=True,
    ),
)
BY_KIND = {specimen.kind: specimen for specimen in SPECIMENS}
MADE_BY_THE_CLOCK = {"customer-reviews", "grade-proposals", "alerts"}
# Amendments, merges and suspected pairs take more than one record: tests/plans, tests/duplicates walk those.
APPROVED = {"amendments", "customer-merges", "duplicate-pairs"}
WITH_ANOTHER = {"script-versions"}
"""Made with the record they belong to."""
REPS = {s.kind for s in SPECIMENS if s.of_rep} | MADE_BY_THE_CLOCK - {"grade-proposals"}  # those others decide


def kinds_without_specimen() -> set[str]:
    """Kinds of records that the contract's paths name and nothing here makes."""
    named = {kind for operation in OPERATIONS for kind in operation.kinds.values()}
    return named - BY_KIND.keys() - MADE_BY_THE_CLOCK - WITH_ANOTHER - APPROVED


def known_ids(world: World) -> Ids:
    """Ids that the specimens refer to and that are there already."""
    return {"colleague": str(world.people["rep2"]), "technical": str(world.departments["technical"])}


async def create_specimens(api: Api, db: Database) -> Ids:
    """Makes them all and gives the ids by kind."""
    ids = known_ids(api.world)
    for specimen in SPECIMENS:
        sent = specimen.sent(ids)
        answer = await api.post(
            specimen.path.format_map(ids), who=specimen.who, version=specimen.version, expect=201, **sent
        )
        ids[specimen.kind] = answer.json()["id"]
        if specimen.kind == "scripts":
            ids["script-versions"] = answer.json()["written_id"]
    customer_id, rep = uuid.UUID(ids["customers"]), api.world.people["rep"]
    ids["customer-reviews"] = await _review(db, customer_id, rep)
    ids["grade-proposals"] = await _proposed_grade(db, customer_id)
    ids["alerts"] = await _alert(db, customer_id, rep)
    return ids


async def _proposed_grade(db: Database, customer_id: uuid.UUID) -> str:
    async with db.write() as session:
        part = {"value": None, "level": "C", "weight": "0.25"}
        proposal = GradeProposal(
            customer_id=customer_id,
            from_grade="D",
            to_grade="C",
            score=2,
            parts=dict.fromkeys(GradePart, part),
            policy_versions={},
            evaluated_at=session.now,
        )
        session.add(proposal)
        await session.flush()
        return str(proposal.id)


async def _review(db: Database, customer_id: uuid.UUID, owner_id: uuid.UUID) -> str:
    async with db.write() as session:
        due_on = (session.now + timedelta(days=7)).date()
        review = CustomerReview(customer_id=customer_id, owner_id=owner_id, due_on=due_on)
        session.add(review)
        await session.flush()
        return str(review.id)


async def _alert(db: Database, customer_id: uuid.UUID, owner_id: uuid.UUID) -> str:
    async with db.write() as session:
        alert = Alert(
            reason="intent_without_follow_up",
            severity="notice",
            owner_id=owner_id,
            cause_id=customer_id,
            subject_type="customer",
            subject_id=customer_id,
            customer_id=customer_id,
            since=session.now,
            facts={"intent_level": "high"},
        )
        session.add(alert)
        await session.flush()
        return str(alert.id)
