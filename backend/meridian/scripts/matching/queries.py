"""What decides on the script for a call, and that script with all the call needs of it."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from meridian.calendars.queries import today
from meridian.customers import queries as customers
from meridian.customers.models import Contact, Customer, ProductInterest
from meridian.customers.rules import Category
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db.session import Session
from meridian.opportunities import queries as opportunities
from meridian.opportunities.models import Opportunity, OpportunityLine, SolutionProposal
from meridian.opportunities.rules import OpportunityOutcome
from meridian.plans.rules import PlanKind
from meridian.policies.rules import IntentLevel, Stage
from meridian.products.models import Product
from meridian.scripts import queries
from meridian.scripts.matching.rules import Call, Candidate, Fit, Situation, fits, language_for, scenario_of
from meridian.scripts.matching.schemas import ScriptChosen, ScriptFit, ScriptMatch
from meridian.scripts.models import Script, ScriptVersion
from meridian.scripts.queries import at_hand
from meridian.scripts.rules import Content, Scenario, ScriptState, Variable
from meridian.scripts.schemas import ScriptLine
from meridian.views import queries as views

OTHERS = 5


async def match(
    session: Session,
    actor: Actor,
    customer_id: uuid.UUID,
    *,
    contact_id: uuid.UUID | None = None,
    scenario: Scenario | None = None,
    occasion: PlanKind | None = None,
    script_id: uuid.UUID | None = None,
) -> ScriptMatch:
    """The script for a call; 404 for a customer outside the actor's scope. `script_id`: another one that fits."""
    customer = await customers.load(session, actor, customer_id)
    contact = await session.get(Contact, contact_id) if contact_id else None
    if contact is not None and contact.customer_id != customer.id:
        contact = None
    opportunity = await _furthest(session, actor, customer_id)
    candidates = await _in_use(session)
    call = Call(
        scenario or scenario_of(await _situation(session, customer, opportunity, occasion)),
        await _products(session, customer_id, opportunity),
        await views.showing(session, actor, {one.segment_id for one in candidates if one.segment_id}, customer_id),
        customer.market_id,
        (contact.languages if contact else None) or customer.languages,
    )
    found = fits(candidates, call)
    chosen = next((fit for fit in found if fit.candidate.script_id == script_id), found[0] if found else None)
    others = [fit for fit in found if fit is not chosen][:OTHERS]
    lines = await queries.lines(
        session, actor, [fit.candidate.script_id for fit in [*others, *([chosen] if chosen else [])]]
    )
    shown = None if chosen is None else await _chosen(session, actor, chosen, call, lines)
    in_chinese = shown is not None and shown.language.startswith("zh")
    return ScriptMatch(
        scenario=call.scenario,
        chosen=shown,
        others=[_fit(fit, lines) for fit in others],
        values=await _values(session, actor, customer, contact, opportunity, call.products, in_chinese=in_chinese),
    )


async def _in_use(session: Session) -> Sequence[Candidate]:
    rows = await session.execute(
        select(
            Script.id,
            ScriptVersion.id,
            Script.scenario,
            Script.product_id,
            Script.segment_id,
            Script.market_id,
            Script.languages,
            ScriptVersion.approved_at,
        )
        .join(ScriptVersion, ScriptVersion.script_id == Script.id)
        .where(ScriptVersion.state == ScriptState.APPROVED)
    )
    return [Candidate(row[0], row[1], row[2] and Scenario(row[2]), *row[3:]) for row in rows]


async def _furthest(session: Session, actor: Actor, customer_id: uuid.UUID) -> Opportunity | None:
    """The open opportunity that is furthest, as far as the actor sees any."""
    open_ones = select(Opportunity).where(
        Opportunity.customer_id == customer_id,
        Opportunity.outcome == OpportunityOutcome.OPEN,
        opportunities.visible_to(actor),
    )
    found = (await session.scalars(open_ones)).all()
    order = list(Stage)
    return max(found, key=lambda one: (order.index(Stage(one.stage)), one.stage_since), default=None)


async def _situation(
    session: Session, customer: Customer, opportunity: Opportunity | None, occasion: PlanKind | None
) -> Situation:
    offered = opportunity is not None and await session.scalar(
        select(SolutionProposal.id)
        .where(SolutionProposal.opportunity_id == opportunity.id, SolutionProposal.answer.is_(None))
        .limit(1)
    )
    return Situation(
        occasion,
        Category(customer.category),
        IntentLevel(customer.intent_level),
        customer.first_contact_at is not None,
        customer.last_order_on,
        None if opportunity is None else Stage(opportunity.stage),
        bool(offered),
        await today(session),
    )


async def _products(session: Session, customer_id: uuid.UUID, opportunity: Opportunity | None) -> list[uuid.UUID]:
    """Products they ask for, those of the opportunity first."""
    wanted = select(ProductInterest.product_id).where(ProductInterest.customer_id == customer_id)
    interests = (await session.scalars(wanted.order_by(ProductInterest.id))).all()
    if opportunity is None:
        return list(interests)
    lines = select(OpportunityLine.product_id).where(
        OpportunityLine.opportunity_id == opportunity.id, OpportunityLine.product_id.is_not(None)
    )
    offered = (await session.scalars(lines.order_by(OpportunityLine.id))).all()
    return list(dict.fromkeys([*(one for one in offered if one is not None), *interests]))


def _fit(fit: Fit, lines: Mapping[uuid.UUID, ScriptLine]) -> ScriptFit:
    return ScriptFit(script=lines[fit.candidate.script_id], fits=list(fit.dimensions), language_spoken=fit.spoken)


async def _chosen(
    session: Session, actor: Actor, fit: Fit, call: Call, lines: Mapping[uuid.UUID, ScriptLine]
) -> ScriptChosen:
    version = await session.get_one(ScriptVersion, fit.candidate.version_id)
    shown: dict[str, Any] = {
        **_fit(fit, lines).model_dump(),
        "version_id": version.id,
        "number": version.number,
        "language": language_for(fit.candidate.languages, call.languages),
        "content": Content.model_validate(version.content),
        "adaptation": await queries.of_person(session, version.id, actor.user_id),
        "materials": await at_hand(session, fit.candidate.script_id, call.products),
    }
    return ScriptChosen.of(shown, masked=actor.masked)


async def _values(
    session: Session,
    actor: Actor,
    customer: Customer,
    contact: Contact | None,
    opportunity: Opportunity | None,
    products: Sequence[uuid.UUID],
    *,
    in_chinese: bool,
) -> dict[Variable, str]:
    # Short names of customers and names of ours are Chinese ones: abroad one says what customers call them and us.
    me = (await session.execute(select(User.name, User.name_en).where(User.id == actor.user_id))).one()
    product = await session.scalar(select(Product.name).where(Product.id == products[0])) if products else None
    last = customer.last_contact_at
    known = {
        Variable.CONTACT: contact and contact.name,
        Variable.CUSTOMER: (in_chinese and customer.short_name) or customer.name,
        Variable.CITY: customer.city,
        Variable.REP: me.name if in_chinese else me.name_en or me.name,
        Variable.PRODUCT: product,
        Variable.OPPORTUNITY: opportunity and opportunity.title,
        Variable.LAST_CONTACT: last and last.date().isoformat(),
    }
    return {name: value for name, value in known.items() if value}
