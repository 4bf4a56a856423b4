"""The pipeline as a board: what each stage holds and is worth, and its first cards (CR-13, CR-16, MC-16).

Two statements, whatever the scope and the filter: sums from an index alone where the filter allows, and the upmost
cards of each column by their rank. Columns go on as the ordinary list.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Integer, Row, Select, Text, column, func, literal_column, select, true, values

from meridian.customers.models import Customer
from meridian.identity.actor import Actor, sees_at_most_teams
from meridian.identity.models import User
from meridian.identity.permissions import Permission
from meridian.kernel.db.session import Session
from meridian.kernel.listing import ListQuery, ListSpec, Op, filtered, parse_query
from meridian.kernel.listing.cursor import cursor_after
from meridian.kernel.listing.query import required
from meridian.kernel.schemas import money
from meridian.opportunities import queries
from meridian.opportunities.board.schemas import CARDS, Board, BoardCard, BoardColumn
from meridian.opportunities.models import Opportunity
from meridian.opportunities.pipeline.queries import OPPORTUNITIES
from meridian.opportunities.pipeline.workflow import OPPORTUNITY
from meridian.policies.definitions.sales import STAGE_PROBABILITY
from meridian.policies.queries import snapshot
from meridian.policies.rules import Stage
from meridian.rates.queries import base_currency

BOARD = ListSpec(
    "opportunity_board",
    fields=tuple(each for name, each in OPPORTUNITIES.fields.items() if name not in ("stage", "outcome")),
    default_sort=("rank",),
    id_column=Opportunity.id,
)
LIST = "/v1/opportunities"
_OPEN = Opportunity.outcome == literal_column("'open'")  # written out, for the indexes of open ones
_SHOWN = (
    "id",
    "version",
    "title",
    "stage",
    "customer_id",
    "owner_id",
    "stage_since",
    "expected_purchase_on",
    "important_since",
    "review_due_on",
    "follow_up_due_on",
)
_NARROW = frozenset({"owner_id", "team_id", "customer_id", "member_id"})
Chances = Mapping[Stage, int]
Parameters = Sequence[tuple[str, str]]


@dataclass
class Sums:
    """What one column holds."""

    count: int = 0
    amounts: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    base: Decimal = Decimal(0)
    weighted: Decimal = Decimal(0)
    without_rate: set[str] = field(default_factory=set)

    def add(self, row: Row[*tuple[Any, ...]], own_chance: int) -> None:
        """Adds a group of opportunities of one currency and one chance of success."""
        size, rated = row.size, row.rated
        self.count += size
        if row.currency is None:
            return
        self.amounts[row.currency] += row.amount
        if rated < size:
            self.without_rate.add(row.currency)
        if rated:
            chance = own_chance if row.probability is None else row.probability
            self.base += row.base_amount
            self.weighted += row.base_amount * chance / 100


async def board(session: Session, actor: Actor, query: ListQuery, given: Parameters) -> Board:
    """The board of what the actor may see and the filter keeps; `given` are the filter's parameters as sent."""
    chances = (await snapshot(session)).get(STAGE_PROBABILITY)
    base = await base_currency(session)
    sums = await _sums(session, actor, query, chances)
    cards = await _cards(session, actor, query)
    return Board(
        base_currency=base,
        columns=[_column(actor, stage, sums[stage], cards[stage], chances, base, given) for stage in Stage],
    )


def _visible(actor: Actor, query: ListQuery, statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Open opportunities within scope and filter."""
    return filtered(statement.where(_OPEN, queries.visible_to(actor)), query, masked=actor.masked)


async def _sums(session: Session, actor: Actor, query: ListQuery, chances: Chances) -> Mapping[Stage, Sums]:
    groups = (Opportunity.stage, Opportunity.currency, Opportunity.probability)
    statement: Select[*tuple[Any, ...]] = select(
        *groups,
        func.count().label("size"),
        func.count(Opportunity.base_amount).label("rated"),
        func.sum(Opportunity.amount).label("amount"),
        func.sum(Opportunity.base_amount).label("base_amount"),
    ).group_by(*groups)
    sums: dict[Stage, Sums] = {stage: Sums() for stage in Stage}
    for row in await session.execute(_visible(actor, query, statement)):
        stage = Stage(row.stage)
        sums[stage].add(row, chances[stage])
    return sums


async def _cards(session: Session, actor: Actor, query: ListQuery) -> Mapping[Stage, list[Row[*tuple[Any, ...]]]]:
    """The upmost cards of each column and one more, where there is one."""
    stages = values(column("stage", Text), column("place", Integer), name="stages").data(
        [(stage.value, place) for place, stage in enumerate(Stage)]
    )
    seen: Any = Opportunity
    found = _visible(actor, query, select(Opportunity.id, Opportunity.stage, Opportunity.rank))
    if _few(actor, query):  # gathered once; else each column reads its own from the top, as far as it has to
        seen = found.cte("seen").prefix_with("MATERIALIZED").c
        found = select(seen.id)
    top = (
        found.with_only_columns(seen.id)
        .where(seen.stage == stages.c.stage)
        .order_by(seen.rank, seen.id)
        .limit(CARDS + 1)
        .correlate(stages)
        .lateral("top")
    )
    wanted: Select[*tuple[Any, ...]] = (
        select(
            Opportunity,
            *(queries.visible_to(actor, right).label(right.name) for right in queries.RIGHTS),
            Customer.name.label("customer_name"),
            User.name.label("owner_name"),
        )
        .select_from(stages)
        .join(top, true())
        .join(Opportunity, Opportunity.id == top.c.id)
        .join(Customer, Customer.id == Opportunity.customer_id)
        .join(User, User.id == Opportunity.owner_id)
        .order_by(stages.c.place, Opportunity.rank, Opportunity.id)
    )
    cards: dict[Stage, list[Row[*tuple[Any, ...]]]] = {stage: [] for stage in Stage}
    for row in await session.execute(wanted):
        cards[Stage(row[0].stage)].append(row)
    return cards


def _few(actor: Actor, query: ListQuery) -> bool:
    """Whether what is seen are the opportunities of some people or customers: few enough to be gathered."""
    narrowed = any(each.op is Op.EQ and each.field.name in _NARROW for each in required(query.where))
    return narrowed or sees_at_most_teams(actor, Permission.OPPORTUNITY_READ)


def _column(
    actor: Actor,
    stage: Stage,
    sums: Sums,
    cards: Sequence[Row[*tuple[Any, ...]]],
    chances: Chances,
    base: str,
    given: Parameters,
) -> BoardColumn:
    more = len(cards) > CARDS
    shown = cards[:CARDS]
    return BoardColumn.of(
        {
            "stage": stage,
            "probability": chances[stage],
            "count": sums.count,
            "sums": [{"amount": amount, "currency": currency} for currency, amount in sorted(sums.amounts.items())],
            "base_sum": {"amount": sums.base, "currency": base},
            "weighted_sum": {"amount": round(sums.weighted, 4), "currency": base},
            "without_rate": sorted(sums.without_rate),
            "cards": [_card(row, actor, chances) for row in shown],
            "next_page": _next_page(actor, stage, shown[-1][0], given) if more else None,
        },
        masked=actor.masked,
    )


def _card(row: Row[*tuple[Any, ...]], actor: Actor, chances: Chances) -> BoardCard:
    found: Opportunity = row[0]
    granted = {right: getattr(row, right.name) for right in queries.RIGHTS}
    state = found.state
    return BoardCard.of(
        {
            **{name: getattr(found, name) for name in _SHOWN},
            "customer_name": row.customer_name,
            "owner_name": row.owner_name,
            "amount": money(found.amount, found.currency),
            "base_amount": money(found.base_amount, found.base_currency),
            "probability": chances[Stage(found.stage)] if found.probability is None else found.probability,
            "allowed_moves": OPPORTUNITY.allowed(state, lambda code: granted[Permission(code)]),
        },
        masked=actor.masked,
    )


def _next_page(actor: Actor, stage: Stage, last: Opportunity, given: Parameters) -> str:
    """The ordinary list, after the last card shown."""
    asked = [("stage", stage.value), ("outcome", "open"), *given, ("sort", "rank"), ("limit", str(CARDS))]
    cursor = cursor_after(
        OPPORTUNITIES,
        parse_query(OPPORTUNITIES, asked),
        (last.rank, last.id),
        scope=str(actor.user_id),
        masked=actor.masked,
    )
    return f"{LIST}?{urlencode([*asked, ('cursor', cursor)])}"
