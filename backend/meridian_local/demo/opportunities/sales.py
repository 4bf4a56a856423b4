"""One invented sale: what its people did at each moment, by the services that people use."""

import random
import tempfile
import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import select

from meridian.calendars.queries import today
from meridian.call_hours.rules import call_hours
from meridian.customers.models import Customer
from meridian.files import service as files
from meridian.identity.actor import Actor
from meridian.kernel.blobs import Blobs
from meridian.kernel.db.session import WriteSession
from meridian.kernel.schemas import Money
from meridian.opportunities.contracts import service as contracts_service
from meridian.opportunities.contracts.schemas import ProposalAnswered, SolutionProposalCreate
from meridian.opportunities.details import service as details_service
from meridian.opportunities.details.schemas import CompetitorCreate, FollowUpCreate
from meridian.opportunities.milestones import service as milestones_service
from meridian.opportunities.milestones.schemas import MilestoneCreate, MilestoneMove
from meridian.opportunities.models import Milestone, Opportunity, ReviewAction, SolutionProposal
from meridian.opportunities.pipeline import service
from meridian.opportunities.pipeline.schemas import OpportunityCreate, OpportunityMove, OpportunityUpdate
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.opportunities.reviews import service as reviews_service
from meridian.opportunities.reviews.schemas import OpportunityReviewCreate, ReviewActionCreate, ReviewActionMove
from meridian.opportunities.rules import MilestoneKind, OpportunityOutcome, OpportunityState, ProposalAnswer
from meridian.plans.changes import place_of
from meridian.plans.items import service as items_service
from meridian.plans.models import PlannedContact
from meridian.plans.rules import Method
from meridian.plans.schemas import PlannedContactMove
from meridian.policies.queries import snapshot
from meridian.policies.rules import Stage
from meridian_local.demo.opportunities import deals
from meridian_local.demo.opportunities.pipeline import CENT, STAGES, Deal, Stay
from meridian_local.demo.scene import granted, live

Do = Callable[[WriteSession, Actor], Awaitable[None]]
DOWN = Decimal("0.3")
_O = OpportunityOutcome


class Installment(NamedTuple):
    """A milestone in the making: what, how many days after signing, which share of the amount."""

    kind: MilestoneKind
    title: str
    after: int
    share: Decimal | None


PLAN = (
    Installment(MilestoneKind.PAYMENT, deals.DOWN, 10, DOWN),
    Installment(MilestoneKind.DELIVERY, deals.SHIPPING, 42, None),
    Installment(MilestoneKind.PAYMENT, deals.BALANCE, 56, 1 - DOWN),
)


class Step(NamedTuple):
    """What is done, when and by whom; by the owner unless said."""

    at: datetime
    do: Do
    by: uuid.UUID | None = None


class Sale:
    """A sale in the making. agenda: its steps in order; chance has decided all of them before the first is made."""

    def __init__(
        self,
        rng: random.Random,
        now: datetime,
        deal: Deal,
        number: str,
        colleagues: Sequence[uuid.UUID],
        manager_id: uuid.UUID | None,
        planned_id: uuid.UUID | None,
        store: Blobs,
    ) -> None:
        self.now, self.deal, self.number, self.colleagues, self.store = now, deal, number, colleagues, store
        self.rng = random.Random(rng.getrandbits(64))  # noqa: S311 — invented data
        self.opportunity_id = uuid.UUID(int=0)
        self.follow_up_id: uuid.UUID | None = None
        self.milestone_ids: list[uuid.UUID] = []
        self.action_ids: dict[tuple[datetime, str], uuid.UUID] = {}
        self.defined = self.over = False
        self.agenda = [Step(deal.stays[0].since, self._open)]
        for stay, after in zip(deal.stays, deal.stays[1:], strict=False):
            assert stay.until is not None  # another followed
            self._plan_entry(stay, after)
        self._plan_milestones()
        self._plan_reviews()
        self._plan_end(manager_id, planned_id)
        self.agenda.sort(key=lambda step: step.at)

    async def make(self, session: WriteSession, step: Step, actors: Mapping[uuid.UUID, Actor]) -> None:
        """Makes a step in its maker's name, unless the story has ended: it does where a step is refused."""
        if self.over:
            return
        by = actors[step.by or self.deal.owner_id]
        await live(session, step.at, by.user_id)
        self.over = not await granted(session, step.do(session, by))

    # What is done when

    def _plan_entry(self, stay: Stay, after: Stay) -> None:
        """The move into the next stage, and what is done there."""
        at, back = after.since, STAGES.index(after.stage) < STAGES.index(stay.stage)
        enter: dict[Stage, Do] = {
            Stage.INTERESTED: partial(self._confirm_interest, until=after.until),
            Stage.NEEDS_DEFINED: self._define_needs,
            Stage.NEGOTIATION: self._negotiate,
            Stage.CONTRACT_SIGNED: self._sign_contract,
            Stage.EXECUTION: partial(self._move, "start_execution"),
        }
        if back:
            move = OPPORTUNITY.leading(OpportunityState(stay.stage), OpportunityState(after.stage))
            assert move is not None  # lives follow the workflow
            self.agenda.append(Step(at, partial(self._move, move.name, reason=stay.reason)))
            return
        self.agenda.append(Step(at, enter[after.stage]))
        if after.stage is Stage.INTERESTED and after.until is not None:
            self.agenda.append(Step(after.until, self._drop_follow_up))
        if after.stage is Stage.NEGOTIATION:
            self._plan_offers(after)

    def _plan_offers(self, stay: Stay) -> None:
        """One or two versions; the first of two was to be changed, the last was accepted where a contract followed."""
        left = stay.until or self.now
        signed = stay.until is not None and self.deal.reached >= STAGES.index(Stage.CONTRACT_SIGNED)
        lost = stay.until is not None and self.deal.outcome is _O.LOST and self.rng.random() < 0.6
        middle = stay.since + (left - stay.since) / 2
        last_at = stay.since
        if self.rng.random() < 0.33:
            changed_at = stay.since + (middle - stay.since) * 0.4
            self.agenda.append(Step(changed_at, partial(self._answer, ProposalAnswer.CHANGES_WANTED)))
            self.agenda.append(Step(middle, self._offer_again))
            last_at = middle
        if signed or lost:
            answer = ProposalAnswer.ACCEPTED if signed else ProposalAnswer.REJECTED
            self.agenda.append(Step(last_at + (left - last_at) * 0.4, partial(self._answer, answer)))

    def _plan_milestones(self) -> None:
        """Payments and the delivery. All done where it is completed; else some of those due are late."""
        deal, rng = self.deal, self.rng
        signed, executing = deal.entered(Stage.CONTRACT_SIGNED), deal.entered(Stage.EXECUTION)
        if signed is None or (executing is None and rng.random() < 0.4):
            return  # agreed on paper, not yet entered
        completed = deal.outcome is _O.COMPLETED and deal.ended_at is not None
        stretch = min(1.0, ((deal.ended_at or self.now) - signed) / timedelta(days=63)) if completed else 1.0
        self.agenda.append(Step(signed, partial(self._agree_on_milestones, signed=signed, stretch=stretch)))
        limit, late = (deal.ended_at or self.now) - timedelta(hours=1), False
        for place, part in enumerate(PLAN):
            meant = signed + timedelta(days=part.after * stretch + rng.uniform(-3, 2 if completed else 5) * stretch)
            late = late or (not completed and (meant >= limit or rng.random() < 0.22))
            if not late:
                self.agenda.append(Step(max(signed, min(meant, limit)), partial(self._finish_milestone, place)))

    def _plan_reviews(self) -> None:
        """A meeting every two weeks or so since the needs were known; the last ones of some are owed."""
        defined = self.deal.entered(Stage.NEEDS_DEFINED)
        if defined is None:
            return
        rng, until = self.rng, self.deal.ended_at or self.now
        held_at = defined + timedelta(days=rng.uniform(2, 9))
        while held_at < until - timedelta(hours=3):
            there = [self.deal.owner_id, *rng.sample(self.colleagues, k=min(len(self.colleagues), rng.choice((1, 2))))]
            asked = [(*action, rng.choice(there)) for action in rng.sample(deals.ACTIONS, k=rng.choice((0, 1, 2)))]
            self.agenda.append(Step(held_at, partial(self._review, there, asked)))
            for what, result, owner_id in asked:
                done_at = held_at + timedelta(days=rng.uniform(1, 9))
                if done_at < self.now and rng.random() < 0.8:
                    self.agenda.append(Step(done_at, partial(self._finish_action, (held_at, what), result), owner_id))
            held_at += timedelta(days=rng.uniform(10, 22))

    def _plan_end(self, manager_id: uuid.UUID | None, planned_id: uuid.UUID | None) -> None:
        """How it ended; else what is next."""
        deal, rng = self.deal, self.rng
        if deal.ended_at is None:
            at = min(self.now, deal.stays[-1].since + timedelta(hours=1))
            if rng.random() < 0.15:
                self.agenda.append(Step(at, self._guess))
            if planned_id is not None:
                self.agenda.append(Step(self.now, partial(self._follow_up, planned_id)))
        elif deal.outcome is _O.LOST:
            self.agenda.append(Step(deal.ended_at, self._lose))
        elif deal.outcome is _O.COMPLETED:
            self.agenda.append(Step(deal.ended_at, self._complete))
        elif manager_id is not None:
            cancel = partial(self._move, "cancel", reason=rng.choice(deals.CANCELLED))
            self.agenda.append(Step(deal.ended_at, cancel, manager_id))

    # How it is done

    async def _open(self, session: WriteSession, by: Actor) -> None:
        line = self.deal.lines[0]
        title = self.rng.choice(deals.TITLES).format(article=line.description, article_zh=line.description_zh)
        customer = self.deal.customer
        opened = OpportunityCreate(customer_id=customer.id, title=title, source=customer.source_channel)
        self.opportunity_id = (await service.create(session, by, opened)).id

    async def _confirm_interest(self, session: WriteSession, by: Actor, *, until: datetime | None) -> None:
        """A contact is planned; where the next stage was entered before it came, it is dropped then."""
        rng = self.rng
        ahead = until + timedelta(days=1) if until else max(session.now, self.now) + timedelta(days=rng.randrange(1, 7))
        day = await self._open_day(session, ahead)
        planned = {"method": Method.ONLINE_MEETING, "aim": rng.choice(deals.AIMS), "due_on": day}
        await self._move("confirm_interest", session, by, follow_up=planned)
        (latest, *_) = await details_service.follow_ups_of(session, by, self.opportunity_id)
        self.follow_up_id = latest.planned_contact_id

    async def _drop_follow_up(self, session: WriteSession, by: Actor) -> None:
        if self.follow_up_id is None:
            return
        item = await session.get_one(PlannedContact, self.follow_up_id)
        reason = PlannedContactMove(reason=self.rng.choice(deals.EARLIER))
        await items_service.move(session, by, item.id, "cancel", reason, item.version)
        self.follow_up_id = None

    async def _define_needs(self, session: WriteSession, by: Actor) -> None:
        if self.defined:
            await self._move("define_needs", session, by)
            return
        self.defined = True
        known = OpportunityUpdate(amount=self._sum(self.deal.amount), decision_process=self.rng.choice(deals.PROCESSES))
        await service.update(session, by, self.opportunity_id, known, (await self._opportunity(session)).version)
        for found in self.rng.sample(deals.COMPETITORS, k=self.rng.choice((1, 1, 2))):
            fields = dict(zip(CompetitorCreate.model_fields, found, strict=True))
            await details_service.add_competitor(session, by, self.opportunity_id, CompetitorCreate(**fields))
        lines = [
            {
                "product_id": line.product_id,
                "description": line.description,
                "quantity": line.quantity,
                "unit": "set",
                "unit_price": self._sum(line.price),
            }
            for line in self.deal.lines
        ]
        await self._move(
            "define_needs",
            session,
            by,
            needs_description=self.rng.choice(deals.NEEDS),
            lines=lines,
            expected_purchase_on=self._expected_on(),
        )

    async def _negotiate(self, session: WriteSession, by: Actor) -> None:
        offer = self._offer(session.now)
        await self._move("negotiate", session, by, proposal=offer, decision_maker_id=self.deal.decider_id)

    async def _offer_again(self, session: WriteSession, by: Actor) -> None:
        await contracts_service.add_proposal(session, by, self.opportunity_id, self._offer(session.now))

    async def _answer(self, answer: ProposalAnswer, session: WriteSession, by: Actor) -> None:
        proposal = (await contracts_service.proposals_of(session, by, self.opportunity_id))[-1]
        said = ProposalAnswered(answer=answer, note=self.rng.choice(deals.ANSWERS[answer]))
        row = await session.get_one(SolutionProposal, proposal.id)
        await contracts_service.answer(session, by, row.id, said, row.version)

    async def _sign_contract(self, session: WriteSession, by: Actor) -> None:
        contract = {
            "number": self.number,
            "signed_on": await today(session),
            "amount": self._sum(self.deal.amount),
            "payment_terms": self.rng.choice(deals.PAYMENT),
            "delivery_terms": self.rng.choice(deals.DELIVERY),
            "file_ids": [await self._signed_copy(session, by)],
        }
        await self._move("sign_contract", session, by, contract=contract)

    async def _agree_on_milestones(self, session: WriteSession, by: Actor, *, signed: datetime, stretch: float) -> None:
        for part in PLAN:
            agreed = MilestoneCreate(
                kind=part.kind,
                title=part.title,
                due_on=(signed + timedelta(days=part.after * stretch)).date(),
                amount=None if part.share is None else self._sum((self.deal.amount * part.share).quantize(CENT)),
            )
            milestone = await milestones_service.add(session, by, self.opportunity_id, agreed)
            self.milestone_ids.append(milestone.id)

    async def _finish_milestone(self, place: int, session: WriteSession, by: Actor) -> None:
        milestone = await session.get_one(Milestone, self.milestone_ids[place])
        done = MilestoneMove(done_on=await today(session))
        await milestones_service.move(session, by, milestone.id, "complete", done, milestone.version)

    async def _review(
        self,
        there: Sequence[uuid.UUID],
        asked: Sequence[tuple[str, str, uuid.UUID]],
        session: WriteSession,
        by: Actor,
    ) -> None:
        """Important ones are reviewed, the others not."""
        if (await self._opportunity(session)).important_since is None:
            return
        due_on = await today(session) + timedelta(days=7)
        minutes = OpportunityReviewCreate(
            held_at=session.now,
            attendee_ids=list(there),
            progress=self.rng.choice(deals.PROGRESS),
            decisions=self.rng.sample(deals.DECISIONS, k=self.rng.choice((1, 2))),
            actions=[ReviewActionCreate(description=what, owner_id=who, due_on=due_on) for what, _, who in asked],
        )
        review = await reviews_service.hold(session, by, self.opportunity_id, minutes)
        for action in await session.scalars(select(ReviewAction).where(ReviewAction.review_id == review.id)):
            self.action_ids[session.now, action.description] = action.id

    async def _finish_action(self, asked: tuple[datetime, str], result: str, session: WriteSession, by: Actor) -> None:
        if asked in self.action_ids:
            action = await session.get_one(ReviewAction, self.action_ids[asked])
            done = ReviewActionMove(result=result)
            await reviews_service.move_action(session, by, action.id, "complete", done, action.version)

    async def _guess(self, session: WriteSession, by: Actor) -> None:
        chance = OpportunityUpdate(
            probability=self.rng.randrange(1, 19) * 5, probability_reason=self.rng.choice(deals.CHANCES)
        )
        await service.update(session, by, self.opportunity_id, chance, (await self._opportunity(session)).version)

    async def _follow_up(self, planned_id: uuid.UUID, session: WriteSession, by: Actor) -> None:
        if self.follow_up_id is None:
            await details_service.add(session, by, self.opportunity_id, FollowUpCreate(planned_contact_id=planned_id))

    async def _lose(self, session: WriteSession, by: Actor) -> None:
        await self._move(
            "lose",
            session,
            by,
            lost_reason=self.rng.choice(deals.LOST),
            lessons_learned=self.rng.choice(deals.LESSONS),
            winning_competitor=self.rng.choice((deals.COMPETITORS[0][0], None)),
        )

    async def _complete(self, session: WriteSession, by: Actor) -> None:
        ahead = self.now + timedelta(days=self.rng.randrange(3, 40))
        await self._move("complete", session, by, revisit={"due_on": await self._open_day(session, ahead)})

    async def _open_day(self, session: WriteSession, wanted: datetime) -> date:
        """That day, or the first one after it on which policy lets the customer be called."""
        place = place_of(await session.get_one(Customer, self.deal.customer.id))
        return call_hours(await snapshot(session)).next_day(place, wanted.date())

    async def _move(self, name: str, session: WriteSession, by: Actor, **said: Any) -> None:
        version = (await self._opportunity(session)).version
        await service.move(session, by, self.opportunity_id, name, OpportunityMove.model_validate(said), version)

    async def _opportunity(self, session: WriteSession) -> Opportunity:
        return await session.get_one(Opportunity, self.opportunity_id)

    def _offer(self, at: datetime) -> SolutionProposalCreate:
        return SolutionProposalCreate(
            summary=self.rng.choice(deals.SOLUTIONS),
            amount=self._sum(self.deal.amount),
            valid_until=(at + timedelta(days=45)).date(),
            presented_at=at,
        )

    def _sum(self, amount: Decimal) -> Money:
        return Money(amount=amount, currency=self.deal.currency)

    def _expected_on(self) -> date:
        """The day they meant to buy: about when it was signed, else some time from now, or when it ended."""
        signed = self.deal.entered(Stage.CONTRACT_SIGNED)
        if signed is not None:
            return (signed + timedelta(days=self.rng.randrange(-10, 10))).date()
        return ((self.deal.ended_at or self.now) + timedelta(days=self.rng.randrange(5, 90))).date()

    async def _signed_copy(self, session: WriteSession, by: Actor) -> uuid.UUID:
        """The contract's paper, sent as people send files."""
        with tempfile.TemporaryDirectory(prefix="meridian-") as folder:
            path = Path(folder) / "file"
            path.write_bytes(one_page(f"Contract {self.number}", self.deal.customer.name_key))
            received = await files.inspect(path, f"{self.number}.pdf", "application/pdf")
            await self.store.put(files.path_of(received.id), path)
        return (await files.keep(session, by, received)).id


def one_page(*lines: str) -> bytes:
    """A PDF with a line of plain letters below another."""
    plain = (line.encode("ascii", "replace").translate(None, b"()\\").decode() for line in lines)
    shown = "BT /F1 14 Tf 72 760 Td 20 TL " + " ".join(f"({line}) Tj T*" for line in plain) + " ET"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return f"{written}{end}startxref\n{len(written)}\n%%EOF\n".encode("ascii")
