"""What decides on the script for a call, and that script with all the call needs of it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, exists, func, select, true
from sqlalchemy.dialects.postgresql import aggregate_order_by

from meridian.calendars.queries import today
from meridian.customers import queries as customers
from meridian.customers.models import Contact, Customer, ProductInterest
from meridian.customers.rules import Category
from meridian.customers.visibility import visible_to
from meridian.identity.actor import Actor
from meridian.identity.models import User
from meridian.kernel.db.compiled import Slot
from meridian.kernel.db.session import Session
from meridian.kernel.listing.statements import Prepared
from meridian.kernel.problems import NotFound
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
    found = await _about.first(session, actor, customer=customer_id, contact=contact_id)
    if found is None:
        await customers.load(session, actor, customer_id)
        raise NotFound()
    about: _About = found
    candidates = [
        Candidate(script_id, version_id, said and Scenario(said), *others)
        for script_id, version_id, said, *others in await _in_use.rows(session)
    ]
    call = Call(
        scenario or scenario_of(await _situation(session, about, occasion)),
        list(dict.fromkeys([*(about.offered_products or ()), *(about.interests or ())])),
        await views.showing(session, actor, {one.segment_id for one in candidates if one.segment_id}, customer_id),
        about.market_id,
        about.contact_languages or about.languages,
    )
    fitting = fits(candidates, call)
    chosen = next((fit for fit in fitting if fit.candidate.script_id == script_id), fitting[0] if fitting else None)
    others = [fit for fit in fitting if fit is not chosen][:OTHERS]
    lines = await queries.lines(
        session, actor, [fit.candidate.script_id for fit in [*others, *([chosen] if chosen else [])]]
    )
    shown = None if chosen is None else await _chosen(session, actor, chosen, call, lines)
    in_chinese = shown is not None and shown.language.startswith("zh")
    return ScriptMatch(
        scenario=call.scenario,
        chosen=shown,
        others=[_fit(fit, lines) for fit in others],
        values=await _values(session, about, call.products, in_chinese=in_chinese),
    )


@Prepared
def _in_use(_: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Script.id.label("script_id"),
            ScriptVersion.id.label("version_id"),
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


class _About(Protocol):
    """Whom the call is for, by whom, and the open opportunity of theirs that is furthest, as far as the caller sees
    any. waits: a proposal of it has no answer yet."""

    name: str
    short_name: str | None
    city: str | None
    market_id: uuid.UUID | None
    languages: Sequence[str]
    category: Category
    intent_level: IntentLevel
    first_contact_at: datetime | None
    last_contact_at: datetime | None
    last_order_on: date | None
    contact_name: str | None
    contact_languages: Sequence[str] | None
    my_name: str
    my_name_en: str | None
    title: str | None
    stage: Stage | None
    waits: bool
    offered_products: Sequence[uuid.UUID] | None
    interests: Sequence[uuid.UUID] | None


_ABOUT = (
    "name", "short_name", "city", "market_id", "languages", "category", "intent_level", "first_contact_at",
    "last_contact_at", "last_order_on",
)  # fmt: skip


@Prepared
def _about(actor: Actor) -> Select[Any]:
    furthest = (
        select(Opportunity.id, Opportunity.title, Opportunity.stage)
        .where(
            Opportunity.customer_id == Slot("customer"),
            Opportunity.outcome == OpportunityOutcome.OPEN,
            opportunities.visible_to(actor),
        )
        .order_by(case(_FAR, value=Opportunity.stage).desc(), Opportunity.stage_since.desc())
        .limit(1)
        .subquery("furthest")
    )
    waits = exists().where(SolutionProposal.opportunity_id == furthest.c.id, SolutionProposal.answer.is_(None))
    offered = _gathered(OpportunityLine, OpportunityLine.opportunity_id == furthest.c.id)
    interests = _gathered(ProductInterest, ProductInterest.customer_id == Customer.id)
    return (
        select(
            *(getattr(Customer, name) for name in _ABOUT),
            Contact.name.label("contact_name"),
            Contact.languages.label("contact_languages"),
            User.name.label("my_name"),
            User.name_en.label("my_name_en"),
            furthest.c.title,
            furthest.c.stage,
            waits.label("waits"),
            offered.label("offered_products"),
            interests.label("interests"),
        )
        .select_from(Customer)
        .join(User, User.id == actor.user_id)
        .outerjoin(Contact, and_(Contact.id == Slot("contact"), Contact.customer_id == Customer.id))
        .outerjoin(furthest, true())
        .where(Customer.id == Slot("customer"), Customer.merged_into_id.is_(None), visible_to(actor))
    )


_FAR = {stage: place for place, stage in enumerate(Stage)}


def _gathered(model: type[OpportunityLine | ProductInterest], of: ColumnElement[bool]) -> ScalarSelect[Any]:
    """The products that the rows name, in the order they were entered."""
    products = func.array_agg(aggregate_order_by(model.product_id, model.id))
    return select(products).where(of, model.product_id.is_not(None)).scalar_subquery()


async def _situation(session: Session, about: _About, occasion: PlanKind | None) -> Situation:
    return Situation(
        occasion,
        Category(about.category),
        IntentLevel(about.intent_level),
        about.first_contact_at is not None,
        about.last_order_on,
        None if about.stage is None else Stage(about.stage),
        about.waits,
        await today(session),
    )


def _fit(fit: Fit, lines: Mapping[uuid.UUID, ScriptLine]) -> ScriptFit:
    return ScriptFit(script=lines[fit.candidate.script_id], fits=list(fit.dimensions), language_spoken=fit.spoken)


@Prepared
def _version(_: Any) -> Select[Any]:
    return select(ScriptVersion).where(ScriptVersion.id == Slot("version"))


async def _chosen(
    session: Session, actor: Actor, fit: Fit, call: Call, lines: Mapping[uuid.UUID, ScriptLine]
) -> ScriptChosen:
    version: ScriptVersion = await _version.first(session, version=fit.candidate.version_id)
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


@Prepared
def _product(_: Any) -> Select[Any]:
    return select(Product.name).where(Product.id == Slot("product"))


async def _values(
    session: Session, about: _About, products: Sequence[uuid.UUID], *, in_chinese: bool
) -> dict[Variable, str]:
    # Short names of customers and names of ours are Chinese ones: abroad one says what customers call them and us.
    last = about.last_contact_at
    known = {
        Variable.CONTACT: about.contact_name,
        Variable.CUSTOMER: (in_chinese and about.short_name) or about.name,
        Variable.CITY: about.city,
        Variable.REP: about.my_name if in_chinese else about.my_name_en or about.my_name,
        Variable.PRODUCT: await _product.first(session, product=products[0]) if products else None,
        Variable.OPPORTUNITY: about.title,
        Variable.LAST_CONTACT: last and last.date().isoformat(),
    }
    return {name: value for name, value in known.items() if value}
