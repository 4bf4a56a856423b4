"""Customers with children of every kind, made at random, and what of them is in the database."""

import random
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, literal_column, select, text

from meridian.calendars.deadlines.models import Deadline
from meridian.complaints.models import Complaint
from meridian.customers.computed_fields import service
from meridian.customers.models import (
    Consent,
    Contact,
    Customer,
    CustomerMember,
    CustomerReview,
    Email,
    ExternalId,
    ImportantChange,
    InstalledProduct,
    MessagingId,
    Need,
    OptOut,
    Order,
    OrderLine,
    Phone,
    ProductInterest,
    Transfer,
)
from meridian.duplicates.merge.row_diff import FOREIGN_KEYS
from meridian.handoffs.models import Handoff
from meridian.kernel.db.session import Database, ReadSession, WriteSession
from meridian.opportunities.models import (
    Contract,
    Milestone,
    Opportunity,
    OpportunityCompetitor,
    OpportunityLine,
    OpportunityMember,
    OpportunityNeed,
    OpportunityReview,
    ReviewAction,
    SolutionProposal,
)
from meridian.plans.models import ContactPlan, DialTally, PlannedContact
from meridian.products.models import Product
from meridian.records.models import ContactRecord
from meridian.registry import metadata
from tests.support.world import World

Rows = dict[str, dict[str, Any]]
TODAY = date(2026, 3, 10)


class Children:
    """Makes rows of every table that belongs to a customer. Few distinct values, so that twins are common."""

    def __init__(self, session: WriteSession, world: World, rng: random.Random, products: list[uuid.UUID]) -> None:
        self.session, self.world, self.rng, self.products = session, world, rng, products
        self.people = list(world.people.values())
        self.made: dict[tuple[type[Any], uuid.UUID], list[uuid.UUID]] = {}

    async def customer(self, name: str, **columns: Any) -> Customer:
        rng, session = self.rng, self.session
        customer = Customer(
            name=name,
            source_channel="sales",
            owner_id=self.world.people["rep"],
            team_id=self.world.teams["team"],
            department_id=self.world.departments["sales"],
            obtained_at=session.now - timedelta(days=rng.randrange(5)),
            created_by=self.world.people["rep"],
            city=rng.choice([None, "Hamburg", "Bremen"]),
            country=rng.choice([None, "DE"]),
            website=rng.choice([None, "https://www.hafenwerk.de"]),
            industry=rng.choice([None, "Pumps", "Valves"]),
            intent_level=rng.choice(["none", "low", "high"]),
            languages=rng.sample(["de", "en"], rng.randrange(3)),
            budget_amount=(amount := rng.choice([None, Decimal("12.5")])),
            budget_currency=amount and "EUR",
            do_not_call=rng.random() < 0.3,
            is_key=rng.random() < 0.2,
            first_contact_at=rng.choice([None, session.now - timedelta(days=9)]),
            last_contact_at=rng.choice([None, session.now - timedelta(days=rng.randrange(9))]),
            last_order_on=rng.choice([None, TODAY]),
            custom=rng.choice([{}, {"fair_year": 2025}, {"halls": 3}]),
            **columns,
        )
        await service.derive_new(session, customer, {})
        session.add(customer)
        await session.flush()
        await self.fill(customer.id)
        await service.refresh_completeness(session, customer)
        await session.flush()
        return customer

    async def fill(self, customer_id: uuid.UUID) -> None:
        """Up to three rows of each kind."""
        for model, values in self.kinds().items():
            for number in range(self.rng.randrange(4)):
                row = model(customer_id=customer_id, **values(customer_id, number))
                self.session.add(row)
                await self.session.flush()
                self.made.setdefault((model, customer_id), []).append(row.id)
                if model is Order:
                    line = {"description": "Pump", "quantity": 1, "unit_price": 5, "amount": 5}
                    self.session.add_all(OrderLine(order_id=row.id, customer_id=customer_id, **line) for _ in "ab")
                    await self.session.flush()
                if model is Opportunity:
                    await self.fill_opportunity(row)
        for deadline_id in self.made.get((Deadline, customer_id), []):
            department_id = self.world.departments["technical"]
            self.session.add(
                Handoff(customer_id=customer_id, department_id=department_id, question="How?", deadline_id=deadline_id)
            )
        await self.session.flush()

    async def fill_opportunity(self, opportunity: Opportunity) -> None:
        """One row of every kind that belongs to an opportunity."""
        whose = {"opportunity_id": opportunity.id, "customer_id": opportunity.customer_id}
        review = OpportunityReview(**whose, held_at=self.session.now, progress="Good")
        self.session.add_all(
            [
                review,
                OpportunityMember(**whose, user_id=self.rng.choice(self.people)),
                OpportunityLine(**whose, description="Pump", quantity=2),
                OpportunityCompetitor(**whose, name="Alfa Dosing"),
                SolutionProposal(**whose, number=1, summary="Two pumps"),
                Contract(**whose, number="C-1"),
                Milestone(**whose, kind="delivery", title="Pumps", due_on=TODAY),
            ]
        )
        for need_id in self.made.get((Need, opportunity.customer_id), []):
            self.session.add(OpportunityNeed(opportunity_id=opportunity.id, need_id=need_id))
        await self.session.flush()
        action = ReviewAction(**whose, review_id=review.id, description="Call", owner_id=self.people[0], due_on=TODAY)
        self.session.add(action)
        await self.session.flush()

    def kinds(self) -> dict[type[Any], Callable[[uuid.UUID, int], dict[str, Any]]]:
        rng, now = self.rng, self.session.now

        def contact(customer_id: uuid.UUID) -> uuid.UUID | None:
            return rng.choice([None, *self.made.get((Contact, customer_id), [])])

        def person() -> uuid.UUID:
            return rng.choice(self.people)

        def digits() -> str:
            return f"4940{rng.randrange(3)}0000"

        return {
            Contact: lambda c, n: {"name": f"Person {n}", "is_primary": n == 0},
            Phone: lambda c, n: {
                "contact_id": contact(c), "raw": "typed", "e164": f"+{(d := digits())}", "digits_reversed": d[::-1],
                "position": n,
            },
            Email: lambda c, n: {
                "contact_id": contact(c), "address": f"a{rng.randrange(3)}@x.de", "domain": "x.de", "position": n,
            },
            MessagingId: lambda c, n: {
                "contact_id": contact(c), "service": "wechat", "handle": f"h{rng.randrange(3)}", "position": n,
            },
            ExternalId: lambda c, n: {"source": "erp", "value": uuid.uuid4().hex},
            Need: lambda c, n: {"kind": "current", "description": f"Need {n}"},
            ProductInterest: lambda c, n: {"product_id": self.products[n]},
            InstalledProduct: lambda c, n: {"model": f"X{n}"},
            Order: lambda c, n: {
                "number": f"N{n}", "ordered_on": TODAY - timedelta(days=rng.randrange(2)), "currency": "EUR",
                "amount": 10,
            },
            CustomerMember: lambda c, n: {"user_id": self.people[n], "kind": rng.choice(["share", "account_team"])},
            Transfer: lambda c, n: {"to_user_id": person(), "note": "over"},
            OptOut: lambda c, n: {
                "contact_id": contact(c), "channel": ["email", "sms", "phone"][n], "reason": "asked", "at": now,
            },
            Consent: lambda c, n: {
                "contact_id": contact(c), "purpose": "news", "evidence": "form", "given_at": now,
            },
            CustomerReview: lambda c, n: {"due_on": TODAY, "done_at": None if n == 0 else now},
            ImportantChange: lambda c, n: {
                "fields": ["phones"], "learned_at": now, "entered_at": now, "due_at": now, "late": False,
            },
            PlannedContact: lambda c, n: {
                "plan_id": self.plan, "contact_id": contact(c), "assignee_id": person(), "method": "phone",
                "aim": "Talk", "zone": "Europe/Berlin", "due_on": TODAY + timedelta(days=n), "due_from": now,
                "missed_after": now + timedelta(days=n + 1), "state": rng.choice(["planned", "done"]),
            },
            DialTally: lambda c, n: {"contact_id": contact(c), "on_day": TODAY, "attempts": n},
            ContactRecord: lambda c, n: {
                "contact_id": contact(c), "author_id": person(), "method": "visit", "reached": True, "started_at": now,
            },
            Complaint: lambda c, n: {
                "number": uuid.uuid4().hex, "contact_id": contact(c), "first_responder_id": person(),
                "department_id": rng.choice(list(self.world.departments.values())), "responsible_id": person(),
                "state": rng.choice(["dispatched", "investigating", "confirmed"]),
            },
            Opportunity: lambda c, n: {
                "title": f"Sale {n}", "owner_id": person(), "rank": n, "decision_maker_id": contact(c),
                "department_id": rng.choice(list(self.world.departments.values())),
            },
            Deadline: lambda c, n: {
                "subject_type": "handoff", "subject_id": uuid.uuid4(), "kind": "answer",
                "calendar_id": self.calendar[0], "calendar_version": self.calendar[1], "started_at": now,
                "amount_minutes": 60, "due_at": now,
            },
        }  # fmt: skip

    plan: uuid.UUID
    calendar: Any


async def two_customers(db: Database, world: World, seed: int) -> tuple[uuid.UUID, uuid.UUID]:
    """Two customers of `rep` with random children, and a third that both may have been referred by or have merged."""
    rng = random.Random(seed)
    async with db.write(actor_id=world.people["rep"]) as session:
        products = await _products(session)
        children = Children(session, world, rng, products)
        plan = ContactPlan(kind="follow_up", name="Random", owner_id=world.people["rep"], state="active")
        session.add(plan)
        await session.flush()
        children.plan = plan.id
        calendar = await session.execute(text("SELECT calendar_id, version FROM working_calendar_version LIMIT 1"))
        children.calendar = calendar.one()
        first = await children.customer(f"First {seed} {uuid.uuid4().hex}")
        second = await children.customer(f"Second {seed} {uuid.uuid4().hex}")
        third = await children.customer(f"Third {uuid.uuid4().hex}", referrer_id=second.id)
        await children.customer(f"Fourth {uuid.uuid4().hex}", merged_into_id=second.id)
        first.referrer_id = rng.choice([None, second.id, third.id])
        return first.id, second.id


async def _products(session: WriteSession) -> list[uuid.UUID]:
    there = list(await session.scalars(select(Product.id).where(Product.code.like("random_%")).order_by(Product.code)))
    if not there:
        made = [Product(code=f"random_{n}", name=f"P{n}", name_zh="泵") for n in range(3)]
        session.add_all(made)
        await session.flush()
        there = [product.id for product in made]
    return there


async def rows_of(session: ReadSession, *customers: uuid.UUID) -> Rows:
    """Every row that refers to one of the customers, and their own, by `table/id`; without version and updated_at."""
    found: Rows = {}
    for name, column in sorted({(move.table, move.column) for move in FOREIGN_KEYS} | {("customer", "id")}):
        table = metadata.tables[name]
        statement = select(func.to_jsonb(literal_column(name))).select_from(table)
        for row in await session.scalars(statement.where(table.c[column].in_(customers))):
            found[f"{name}/{row['id']}"] = {key: row[key] for key in row.keys() - {"version", "updated_at"}}
    return found
