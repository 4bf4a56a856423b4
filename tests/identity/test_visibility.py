"""One declaration a kind of record: its SQL, its check in memory and its compiled statement tell the same."""

import random
import uuid
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import JSON, Date, DateTime, LargeBinary, Numeric, select
from sqlalchemy.types import ARRAY, BigInteger, Boolean, Integer, Interval, Uuid

from meridian.alerts.models import Alert
from meridian.alerts.queries import ALERT_VISIBILITY, OF_PEOPLE
from meridian.audit.queries import HISTORY_VISIBILITY
from meridian.calendars.deadlines.models import Deadline
from meridian.calendars.models import Calendar
from meridian.campaigns.models import Campaign
from meridian.campaigns.queries import BESIDE, CAMPAIGN_DECIDING, CAMPAIGN_VISIBILITY, COUNTED_UNITS, UNITS
from meridian.complaints.models import Complaint, PreventiveAction
from meridian.complaints.preventive_actions.queries import PREVENTIVE_ACTION_VISIBILITY
from meridian.complaints.queries import COMPLAINT_VISIBILITY
from meridian.complaints.queries import SHARED as COMPLAINTS_SHARED
from meridian.customers.models import Customer, CustomerMember
from meridian.customers.rules import Access, ShareState
from meridian.customers.visibility import CUSTOMER_VISIBILITY, SHARED, WITHOUT_SHARING
from meridian.duties.models import DutyBreach, DutyDay
from meridian.duties.queries import BREACH_VISIBILITY, COUNT_VISIBILITY, DAY_VISIBILITY
from meridian.exports.models import Export
from meridian.exports.queries import EXPORT_APPROVAL, EXPORT_FILE_VISIBILITY, EXPORT_VISIBILITY
from meridian.grading.models import GradeProposal
from meridian.grading.queries import PROPOSAL_VISIBILITY
from meridian.handoffs.models import Handoff
from meridian.handoffs.queries import HANDOFF_VISIBILITY
from meridian.identity.actor import Actor
from meridian.identity.models import ApiKey
from meridian.identity.permissions import GRANTS, Permission, Role, Scope
from meridian.identity.queries import KEY_VISIBILITY
from meridian.identity.visibility import PEOPLE, Visibility
from meridian.imports.models import Import
from meridian.imports.queries import IMPORT_VISIBILITY
from meridian.kernel.db.compiled import Compiled
from meridian.kernel.db.models import Base, codes_of
from meridian.kernel.db.session import Database, WriteSession
from meridian.kernel.history.models import History
from meridian.notes.models import Note
from meridian.notes.queries import NOTE_VISIBILITY
from meridian.opportunities.models import Opportunity, OpportunityMember
from meridian.opportunities.queries import OPPORTUNITY_VISIBILITY
from meridian.opportunities.results.queries import LINKED
from meridian.planner.dial_plans.queries import DECIDING, DIAL_PLAN_VISIBILITY
from meridian.planner.models import DialPlan, Roster
from meridian.planner.rosters.queries import ROSTER_VISIBILITY
from meridian.plans.models import ContactPlan, PlannedContact
from meridian.plans.queries import PLAN_VISIBILITY
from meridian.plans.rules import ItemState
from meridian.records.models import ReportedContact
from meridian.records.queries import CALL_COUNT_VISIBILITY
from meridian.records.reported.queries import REPORTED_VISIBILITY
from meridian.scripts.models import Script
from meridian.scripts.queries import SCRIPT_VISIBILITY
from meridian.team_days.queries import TEAMS
from meridian.views.models import SavedView
from meridian.views.queries import VIEW_VISIBILITY
from meridian.views.rules import Sharing
from tests.support.visibility import declared
from tests.support.world import World

P = Permission
# Every kind with the permissions about it.
KINDS: Mapping[str, tuple[Visibility, tuple[Permission, ...]]] = {
    "customers": (CUSTOMER_VISIBILITY, (P.CUSTOMER_READ, P.CUSTOMER_MERGE, P.RECORD_WRITE)),
    "customers by owner and scope": (WITHOUT_SHARING, (P.CUSTOMER_READ, P.CUSTOMER_SHARE)),
    "customers shared with somebody": (SHARED, (P.CUSTOMER_READ,)),
    "notes": (NOTE_VISIBILITY, (P.NOTE_READ, P.NOTE_WRITE)),
    "saved views": (VIEW_VISIBILITY, (P.CUSTOMER_READ,)),
    "reported contacts": (REPORTED_VISIBILITY, (P.RECORD_READ, P.RECORD_WRITE)),
    "people": (PEOPLE, (P.PLAN_WRITE, P.CUSTOMER_TRANSFER)),
    "keys": (KEY_VISIBILITY, (P.API_KEY_WRITE,)),
    "teams": (TEAMS, (P.TARGET_READ, P.TARGET_WRITE)),
    "plans": (PLAN_VISIBILITY, (P.PLAN_READ, P.PLAN_WRITE, P.PLAN_APPROVE)),
    "opportunities": (OPPORTUNITY_VISIBILITY, (P.OPPORTUNITY_READ, P.OPPORTUNITY_WRITE, P.OPPORTUNITY_MANAGE)),
    "opportunities one is on": (LINKED, (P.OPPORTUNITY_READ, P.OPPORTUNITY_WRITE)),
    "complaints": (COMPLAINT_VISIBILITY, (P.COMPLAINT_READ, P.COMPLAINT_HANDLE)),
    "complaints shared with one": (COMPLAINTS_SHARED, (P.COMPLAINT_READ,)),
    "preventive actions": (PREVENTIVE_ACTION_VISIBILITY, (P.COMPLAINT_READ, P.COMPLAINT_HANDLE)),
    "handoffs": (HANDOFF_VISIBILITY, (P.HANDOFF_READ, P.HANDOFF_WRITE, P.HANDOFF_ANSWER)),
    "imports": (IMPORT_VISIBILITY, (P.IMPORT_RUN, P.IMPORT_SCREEN)),
    "exports": (EXPORT_VISIBILITY, (P.EXPORT_RUN,)),
    "files of exports": (EXPORT_FILE_VISIBILITY, (P.EXPORT_RUN,)),
    "exports to approve": (EXPORT_APPROVAL, (P.EXPORT_APPROVE,)),
    "alerts": (ALERT_VISIBILITY, (P.ALERT_READ,)),
    "alerts because of whose they are": (OF_PEOPLE, (P.ALERT_READ,)),
    "history": (HISTORY_VISIBILITY, (P.HISTORY_READ,)),
    "rosters": (ROSTER_VISIBILITY, (P.ROSTER_READ, P.ROSTER_WRITE)),
    "dial plans": (DIAL_PLAN_VISIBILITY, (P.PLAN_READ, P.PLAN_WRITE)),
    "dial plans to put to use": (DECIDING, (P.PLAN_WRITE,)),
    "campaigns": (CAMPAIGN_VISIBILITY, (P.CAMPAIGN_READ, P.CAMPAIGN_WRITE)),
    "customers of one's own or shared": (BESIDE, (P.CUSTOMER_READ, P.RECORD_READ)),
    "customers of one's units": (UNITS, (P.CUSTOMER_READ, P.RECORD_READ)),
    "campaigns to change": (CAMPAIGN_DECIDING, (P.CAMPAIGN_WRITE,)),
    "scripts": (SCRIPT_VISIBILITY, (P.SCRIPT_READ, P.SCRIPT_WRITE)),
    "proposed grades": (PROPOSAL_VISIBILITY, (P.CUSTOMER_DECIDE,)),
    "breaches of duties": (BREACH_VISIBILITY, (P.CUSTOMER_READ,)),
    "days of duties": (DAY_VISIBILITY, (P.CUSTOMER_READ,)),
}
MANY = 24
REASONS = ("milestone_overdue", "complaint_escalated", "deadline_overdue", "intent_without_follow_up")
"""One of each permission that alerts ask for besides their own."""
VALUES: tuple[tuple[type[Any], Callable[[WriteSession], Any]], ...] = (
    (Boolean, lambda _: False),
    (Uuid, lambda _: uuid.uuid4()),
    (DateTime, lambda session: session.now),
    (Date, lambda session: session.now.date()),
    (Interval, lambda _: timedelta()),
    (BigInteger, lambda _: 1),
    (Integer, lambda _: 1),
    (Numeric, lambda _: 1),
    (ARRAY, lambda _: []),
    (JSON, lambda _: {}),
    (LargeBinary, lambda _: uuid.uuid4().bytes),
)


def row(session: WriteSession, model: type[Base], **given: Any) -> Any:
    """A record with any value in the columns that must have one and are not given."""
    columns: Any = model.__table__.columns
    for column in columns:
        free = column.nullable or column.default is not None or column.server_default is not None
        if not free and column.key not in given and (codes := codes_of(column)) is not None:
            given[column.key] = [] if isinstance(column.type, ARRAY) else next(iter(codes))
        elif not free and column.key not in given:
            made = (make for kind, make in VALUES if isinstance(column.type, kind))
            given[column.key] = next(made, lambda _: f"x{uuid.uuid4().hex}")(session)
    made_row = model(**given)
    session.add(made_row)
    return made_row


class Draw:
    """Random people and places of the test company."""

    def __init__(self, world: World, seed: int) -> None:
        self.rng = random.Random(seed)
        self.people = [*world.people.values()]
        self.teams = [*world.teams.values()]
        self.departments = [*world.departments.values()]

    def person(self) -> uuid.UUID:
        return self.rng.choice(self.people)

    def or_none(self, value: uuid.UUID) -> uuid.UUID | None:
        return value if self.rng.random() < 0.8 else None

    def whose(self) -> dict[str, Any]:
        return {
            "owner_id": self.person(),
            "team_id": self.or_none(self.rng.choice(self.teams)),
            "department_id": self.rng.choice(self.departments),
        }

    def actor(self, *permissions: Permission) -> Actor:
        """Any rights at all, or those of a role, with the permissions asked about more often than not."""
        role = self.rng.choice([*Role])
        grants: dict[Permission, Scope] = dict(GRANTS[role])
        if self.rng.random() < 0.7:
            few = self.rng.sample([*Permission], k=20)
            grants = {each: self.rng.choice([*Scope]) for each in (*few, *permissions) if self.rng.random() < 0.8}
        user_id = self.person()
        return Actor(
            user_id=user_id,
            principal_id=user_id,
            role=role,
            grants=grants,
            team_ids=tuple(self.rng.sample(self.teams, k=self.rng.randrange(3))),
            department_id=self.or_none(self.rng.choice(self.departments)),
        )


@pytest.fixture(scope="module")
async def records(db: Database, world: World) -> None:
    """Records of every kind, of anybody, anywhere."""
    draw = Draw(world, seed=5)
    async with db.write() as session:
        calendar = (await session.scalars(select(Calendar))).first()
        assert calendar is not None
        for number in range(MANY):
            owner_id = draw.or_none(draw.person())
            customer = row(session, Customer, **draw.whose() | {"owner_id": owner_id}, name=f"C {number}")
            await session.flush()
            for user_id in {draw.person(), draw.person()}:
                access, state = draw.rng.choice([*Access]), draw.rng.choice([*ShareState])
                given = {"customer_id": customer.id, "user_id": user_id, "access": access, "state": state}
                row(session, CustomerMember, **given, kind="share")
            plan = row(session, ContactPlan, **draw.whose(), kind="dial")
            opportunity = row(session, Opportunity, customer_id=customer.id, **draw.whose())
            complaint = row(session, Complaint, customer_id=customer.id, first_responder_id=draw.person())
            if draw.rng.random() < 0.5:
                complaint.department_id, complaint.responsible_id = draw.whose()["department_id"], draw.person()
            deadline = row(
                session, Deadline, calendar_id=calendar.id, calendar_version=calendar.version, customer_id=customer.id
            )
            await session.flush()
            for state in (ItemState.PLANNED, ItemState.DONE):
                item = {"plan_id": plan.id, "customer_id": customer.id, "assignee_id": draw.person(), "state": state}
                row(session, PlannedContact, **item, due_on=date(2026, 3, 1) + timedelta(days=number), method="phone")
            row(
                session,
                OpportunityMember,
                opportunity_id=opportunity.id,
                customer_id=customer.id,
                user_id=draw.person(),
            )
            row(session, DialPlan, **draw.whose(), rep_ids=[draw.person()], team_ids=[], user_ids=[])
            row(session, Script)
            row(session, GradeProposal, customer_id=customer.id)
            row(session, DutyBreach, customer_id=customer.id)
            if number < len(draw.people):
                row(session, Roster, user_id=draw.people[number])
                row(session, DutyDay, **draw.whose() | {"owner_id": draw.people[number]})
            row(session, PreventiveAction, complaint_id=complaint.id, owner_id=draw.person())
            row(
                session,
                Handoff,
                customer_id=customer.id,
                deadline_id=deadline.id,
                department_id=draw.whose()["department_id"],
                assignee_id=draw.or_none(draw.person()),
                asked_by=draw.person(),
            )
            whose = draw.whose()
            row(session, Import, created_by=whose.pop("owner_id"), **whose, kind="customers")
            row(session, Export, requested_by=draw.person(), department_id=draw.or_none(whose["department_id"]))
            row(
                session,
                Alert,
                owner_id=draw.person(),
                reason=draw.rng.choice(REASONS),
                customer_id=draw.or_none(customer.id),
            )
            row(session, ApiKey, user_id=draw.person(), permissions=["customer:read"])
            whose = draw.whose()
            row(session, ReportedContact, author_id=whose.pop("owner_id"), **whose, facts={})
            row(session, Note, author_id=draw.person(), customer_id=draw.or_none(customer.id), text=f"N {number}")
            shared = draw.rng.choice([*Sharing])
            whose = draw.whose()
            with_team = whose["team_id"] if shared is Sharing.TEAM else None
            with_department = whose["department_id"] if shared is Sharing.DEPARTMENT else None
            view = row(
                session,
                SavedView,
                owner_id=whose["owner_id"],
                sharing=shared,
                team_id=with_team,
                department_id=with_department,
            )
            await session.flush()
            callers = {"user_ids": [draw.person()], "team_ids": [draw.rng.choice(draw.teams)]}
            row(session, Campaign, **draw.whose(), **callers, segment_id=view.id)


async def ids_of(session: Any, kind: Visibility) -> list[uuid.UUID]:
    return list(await session.scalars(select(kind.id)))


def test_every_declaration_is_tried() -> None:
    tried = {id(kind) for kind, _ in KINDS.values()}
    # of counts, which are no records: tests of duties, records and campaigns try them by lists
    tried |= {id(COUNT_VISIBILITY), id(CALL_COUNT_VISIBILITY), id(COUNTED_UNITS)}
    assert {name for name, kind in declared() if id(kind) not in tried} == set()


@pytest.mark.parametrize("name", KINDS)
async def test_database_memory_and_compiled_statements_agree(
    db: Database, world: World, records: None, name: str
) -> None:
    """For random people of random rights. Two whose key is the same share one compiled statement."""
    kind, permissions = KINDS[name]
    draw = Draw(world, seed=17)
    compiled: dict[Any, Compiled] = {}
    shared, outcomes = 0, set[bool]()
    async with db.read() as session:
        everything = await ids_of(session, kind)
        facts = await kind.facts(session, everything)
        assert facts.keys() == set(everything)
        for _ in range(150):
            actor = draw.actor(*permissions)
            asked = draw.rng.choice(permissions)
            by_database = set(await session.scalars(kind.visible_ids(actor, asked)))
            in_memory = {id_ for id_, record in facts.items() if kind.is_visible(actor, record, asked)}
            assert in_memory == by_database, (actor, asked)
            key = kind.key(actor, asked)
            shared += key in compiled
            if key not in compiled:
                compiled[key] = Compiled(kind.visible_ids(actor.with_slots(), asked))
            found = await compiled[key].read(db.fresh, actor.slot_values())
            assert {id_ for (id_,) in found} == by_database, (actor, asked)
            outcomes |= {id_ in by_database for id_ in everything}
    assert outcomes == {True, False}
    assert shared


@pytest.mark.parametrize("name", KINDS)
async def test_several_permissions_are_asked_for_together(db: Database, world: World, records: None, name: str) -> None:
    kind, permissions = KINDS[name]
    draw = Draw(world, seed=23)
    async with db.read() as session:
        for _ in range(20):
            actor = draw.actor(*permissions)
            each = [set(await session.scalars(kind.visible_ids(actor, asked))) for asked in permissions]
            together = set(await session.scalars(kind.visible_ids(actor, *permissions)))
            assert together == set.intersection(*each)


def test_oneself_is_within_everybodys_reach_and_nobody_without_a_department_is_near_another() -> None:
    me, other = uuid.uuid4(), uuid.uuid4()
    actor = Actor(me, me, Role.REP, {})
    near = Actor(me, me, Role.DEPUTY_DIRECTOR, {P.PLAN_WRITE: Scope.DEPARTMENT})
    assert PEOPLE.is_visible(actor, SimpleNamespace(id=me, team_id=None, department_id=None), P.PLAN_WRITE)
    assert not PEOPLE.is_visible(near, SimpleNamespace(id=other, team_id=None, department_id=None), P.PLAN_WRITE)


async def test_what_hangs_below_a_customer_that_is_gone_is_history_of_the_whole_company(
    db: Database, world: World
) -> None:
    """Its customer cannot be asked any more whose it was."""
    gone = uuid.uuid4()
    async with db.write() as session:
        session.add(History(entity="customer", entity_id=gone, customer_id=gone, operation="delete", changes={}))
    every = {P.HISTORY_READ: Scope.COMPANY, P.CUSTOMER_READ: Scope.COMPANY}
    me = world.people["director"]
    async with db.read() as session:
        entry = (await session.scalars(select(History.id).where(History.entity_id == gone))).one()
        facts = (await HISTORY_VISIBILITY.facts(session, [entry]))[entry]
        for scope in Scope:
            actor = Actor(me, me, Role.DIRECTOR, every | {P.CUSTOMER_READ: scope}, (), world.departments["management"])
            seen = set(await session.scalars(HISTORY_VISIBILITY.visible_ids(actor)))
            assert (entry in seen) is (scope is Scope.COMPANY)
            assert HISTORY_VISIBILITY.is_visible(actor, facts) is (scope is Scope.COMPANY)


ME, MY_TEAM, MY_DEPARTMENT, OTHER = (uuid.UUID(int=number) for number in range(1, 5))
OWN, TEAM, DEPARTMENT, COMPANY = Scope
OF_CUSTOMER = {
    "customer_owner_id": OTHER,
    "customer_customer_readers": [],
    "customer_customer_members": [],
    "customer_team_id": OTHER,
}
SHARED_BY_ANOTHER = {"customer_readers": [OTHER], "customer_members": [OTHER]}
FOREIGN: Mapping[str, dict[str, Any]] = {
    "customers": SHARED_BY_ANOTHER | {"owner_id": OTHER, "team_id": OTHER, "department_id": OTHER},
    "people": {"id": OTHER, "team_id": OTHER, "department_id": OTHER},
    "keys": {"user_id": OTHER},
    "plans": {"owner_id": OTHER, "assignees": [OTHER], "team_id": OTHER, "department_id": OTHER},
    "opportunities": SHARED_BY_ANOTHER | {"visible_to_ids": [OTHER], "members": [OTHER]},
    "complaints": SHARED_BY_ANOTHER | {"visible_to_ids": [OTHER]},
    "imports": {"created_by": OTHER, "team_id": OTHER, "department_id": OTHER},
    "handoffs": OF_CUSTOMER
    | {"customer_id": OTHER, "customer_department_id": OTHER}
    | {"assignee_id": OTHER, "asked_by": OTHER, "department_id": OTHER},
    "exports": {"requested_by": OTHER, "department_id": OTHER, "of_topmost": False},
    "files of exports": {"requested_by": OTHER, "department_id": OTHER},
    "alerts": OF_CUSTOMER
    | {"customer_id": OTHER, "customer_department_id": OTHER}
    | {"owner_id": OTHER, "reason": "milestone_overdue", "team_id": OTHER, "department_id": OTHER},
    "preventive actions": {"complaint_id": OTHER, "complaint_visible_to_ids": [OTHER]}
    | {"complaint_customer_readers": [], "complaint_customer_members": [], "owner_id": OTHER},
}


@pytest.mark.parametrize(
    ("name", "asked", "fields", "least"),
    [
        ("customers", P.CUSTOMER_READ, {}, COMPANY),
        ("customers", P.CUSTOMER_READ, {"owner_id": ME}, OWN),
        ("customers", P.CUSTOMER_READ, {"customer_readers": [OTHER, ME]}, OWN),
        ("customers", P.CUSTOMER_WRITE, {"customer_readers": [ME]}, COMPANY),
        ("customers", P.CUSTOMER_WRITE, {"customer_members": [ME]}, OWN),
        ("customers", P.CUSTOMER_MERGE, {"team_id": MY_TEAM}, TEAM),
        ("customers", P.CUSTOMER_MERGE, {"department_id": MY_DEPARTMENT}, DEPARTMENT),
        ("people", P.PLAN_WRITE, {}, COMPANY),
        ("people", P.PLAN_WRITE, {"team_id": MY_TEAM}, TEAM),
        ("people", P.PLAN_WRITE, {"department_id": MY_DEPARTMENT}, DEPARTMENT),
        ("keys", P.API_KEY_WRITE, {}, COMPANY),
        ("plans", P.PLAN_READ, {}, COMPANY),
        ("plans", P.PLAN_READ, {"assignees": [ME]}, OWN),
        ("plans", P.PLAN_WRITE, {"assignees": [ME]}, COMPANY),
        ("plans", P.PLAN_WRITE, {"owner_id": ME}, OWN),
        ("plans", P.PLAN_WRITE, {"team_id": MY_TEAM}, TEAM),
        ("plans", P.PLAN_APPROVE, {"department_id": MY_DEPARTMENT}, DEPARTMENT),
        ("opportunities", P.OPPORTUNITY_READ, {}, COMPANY),
        ("opportunities", P.OPPORTUNITY_READ, {"members": [ME]}, OWN),
        ("opportunities", P.OPPORTUNITY_READ, {"customer_readers": [ME]}, OWN),
        ("opportunities", P.OPPORTUNITY_WRITE, {"customer_members": [ME]}, OWN),
        ("opportunities", P.OPPORTUNITY_WRITE, {"visible_to_ids": [OTHER, ME]}, OWN),
        ("opportunities", P.OPPORTUNITY_WRITE, {"visible_to_ids": [MY_TEAM]}, TEAM),
        ("opportunities", P.OPPORTUNITY_WRITE, {"visible_to_ids": [MY_DEPARTMENT]}, DEPARTMENT),
        ("complaints", P.COMPLAINT_READ, {}, COMPANY),
        ("complaints", P.COMPLAINT_READ, {"customer_readers": [ME]}, OWN),
        ("complaints", P.COMPLAINT_HANDLE, {"visible_to_ids": [MY_TEAM]}, TEAM),
        ("complaints", P.COMPLAINT_HANDLE, {"visible_to_ids": [MY_DEPARTMENT]}, DEPARTMENT),
        ("imports", P.IMPORT_RUN, {}, COMPANY),
        ("imports", P.IMPORT_RUN, {"created_by": ME}, OWN),
        ("imports", P.IMPORT_RUN, {"team_id": MY_TEAM}, TEAM),
        ("imports", P.IMPORT_RUN, {"department_id": MY_DEPARTMENT}, DEPARTMENT),
        ("handoffs", P.HANDOFF_READ, {}, COMPANY),
        ("handoffs", P.HANDOFF_READ, {"asked_by": ME}, OWN),
        ("handoffs", P.HANDOFF_READ, {"assignee_id": ME}, OWN),
        ("handoffs", P.HANDOFF_READ, {"department_id": MY_DEPARTMENT}, DEPARTMENT),
        ("handoffs", P.HANDOFF_READ, {"customer_owner_id": ME}, OWN),
        ("handoffs", P.HANDOFF_WRITE, {"asked_by": ME}, COMPANY),
        ("handoffs", P.HANDOFF_WRITE, {"customer_team_id": MY_TEAM}, TEAM),
        ("handoffs", P.HANDOFF_WRITE, {"department_id": MY_DEPARTMENT}, COMPANY),
        ("handoffs", P.HANDOFF_ANSWER, {"department_id": MY_DEPARTMENT}, OWN),
        ("handoffs", P.HANDOFF_ANSWER, {"customer_owner_id": ME, "assignee_id": ME}, COMPANY),
        ("alerts", P.ALERT_READ, {}, None),
        ("alerts", P.ALERT_READ, {"owner_id": ME}, OWN),
        ("preventive actions", P.COMPLAINT_READ, {"owner_id": ME}, OWN),
        ("preventive actions", P.COMPLAINT_READ, {"complaint_visible_to_ids": [MY_TEAM]}, TEAM),
    ],
)
def test_what_each_declaration_says(name: str, asked: Permission, fields: dict[str, Any], least: Scope | None) -> None:
    """How far the permission has to reach at least, when the actor holds no other. `None`: no scope is enough."""
    record = SimpleNamespace(**FOREIGN[name] | fields)
    for scope in (None, *Scope):
        grants = {} if scope is None else {asked: scope}
        actor = Actor(ME, ME, Role.REP, grants, (MY_TEAM,), MY_DEPARTMENT)
        enough = scope is not None and least is not None and scope >= least
        assert KINDS[name][0].is_visible(actor, record, asked) is enough, scope


@pytest.mark.parametrize(
    ("name", "grants", "fields", "seen"),
    [
        ("people", {}, {"id": ME}, True),
        ("keys", {}, {"user_id": ME}, True),
        ("handoffs", {P.HANDOFF_READ: OWN, P.HANDOFF_ANSWER: OWN}, {"department_id": MY_DEPARTMENT}, True),
        ("handoffs", {P.HANDOFF_ANSWER: COMPANY}, {"department_id": MY_DEPARTMENT}, False),
        ("exports", {P.EXPORT_RUN: COMPANY}, {}, False),
        ("exports", {P.EXPORT_RUN: OWN}, {"requested_by": ME}, True),
        ("exports", {P.EXPORT_RUN: COMPANY}, {"department_id": MY_DEPARTMENT, "of_topmost": True}, False),
        ("exports", {P.EXPORT_APPROVE: DEPARTMENT}, {"department_id": MY_DEPARTMENT}, True),
        ("exports", {P.EXPORT_APPROVE: DEPARTMENT}, {"of_topmost": True}, True),
        ("exports", {P.EXPORT_APPROVE: DEPARTMENT}, {}, False),
        ("exports", {P.EXPORT_APPROVE: COMPANY}, {}, True),
        ("files of exports", {P.EXPORT_APPROVE: DEPARTMENT}, {"department_id": MY_DEPARTMENT}, True),
        ("files of exports", {P.EXPORT_APPROVE: DEPARTMENT}, {}, False),
        ("alerts", {P.ALERT_READ: COMPANY, P.OPPORTUNITY_READ: OWN}, {}, True),
        ("alerts", {P.ALERT_READ: COMPANY, P.COMPLAINT_READ: COMPANY}, {}, False),
        ("alerts", {P.ALERT_READ: OWN, P.OPPORTUNITY_READ: OWN}, {"customer_owner_id": ME}, False),
        ("alerts", {P.ALERT_READ: TEAM, P.OPPORTUNITY_READ: OWN}, {"customer_owner_id": ME}, True),
        ("alerts", {P.ALERT_READ: TEAM, P.OPPORTUNITY_READ: OWN}, {"team_id": MY_TEAM}, True),
        ("alerts", {P.ALERT_READ: TEAM, P.OPPORTUNITY_READ: OWN}, {"department_id": MY_DEPARTMENT}, False),
        ("alerts", {P.ALERT_READ: DEPARTMENT, P.OPPORTUNITY_READ: OWN}, {"department_id": MY_DEPARTMENT}, True),
    ],
)
def test_where_several_permissions_play_together(
    name: str, grants: dict[Permission, Scope], fields: dict[str, Any], seen: bool
) -> None:
    kind, (asked, *_) = KINDS[name]
    actor = Actor(ME, ME, Role.REP, grants, (MY_TEAM,), MY_DEPARTMENT)
    assert kind.is_visible(actor, SimpleNamespace(**FOREIGN[name] | fields), asked) is seen


def test_an_action_may_be_moved_by_whom_it_was_given_to_who_works_on_complaints() -> None:
    kind, record = PREVENTIVE_ACTION_VISIBILITY, SimpleNamespace(**FOREIGN["preventive actions"] | {"owner_id": ME})
    for held, seen in ((P.COMPLAINT_READ, False), (P.COMPLAINT_WRITE, True), (P.COMPLAINT_HANDLE, True)):
        actor = Actor(ME, ME, Role.REP, {held: OWN})
        assert kind.is_visible(actor, record, P.COMPLAINT_HANDLE) is seen


def test_an_auditor_sees_every_export() -> None:
    actor = Actor(ME, ME, Role.AUDITOR, {})
    for name in ("exports", "files of exports"):
        assert KINDS[name][0].is_visible(actor, SimpleNamespace(**FOREIGN[name]))
