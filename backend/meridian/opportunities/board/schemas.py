"""The board as clients see it, and where a card is dropped."""

import uuid
from datetime import date, datetime

from pydantic import Field

from meridian.kernel.masking import Output
from meridian.kernel.schemas import Money
from meridian.opportunities import schemas as f
from meridian.opportunities.pipeline.schemas import OpportunityMove
from meridian.policies.rules import Stage

CARDS = 20


class BoardCard(Output):
    id: uuid.UUID = Field(description="The opportunity.", examples=[f.ID])
    version: int = Field(description="Its version, for If-Match.", examples=[1])
    title: str = Field(description="What the sale is about.", examples=["Dosing pumps for the Jebel Ali plant"])
    stage: Stage = Field(description="Its column.", examples=["potential"])
    customer_id: uuid.UUID = Field(description="The customer.", examples=[f.ID])
    customer_name: str = Field(description="The customer's name.", examples=["Hafenwerk Pumpen GmbH"])
    owner_id: uuid.UUID = Field(description="Whose it is.", examples=[f.ID])
    owner_name: str = Field(description="That person's name.", examples=["李雷"])
    amount: Money | None = Field(description="What it may bring.")
    base_amount: Money | None = Field(description="The same in the company's currency; null while no rate is known.")
    probability: int = Field(description="Chance of success in percent.", examples=[5])
    expected_purchase_on: date | None = Field(description="When they are expected to buy.", examples=["2026-06-30"])
    stage_since: datetime = Field(description="In its stage since.", examples=[f.WHEN])
    important_since: datetime | None = Field(description="Since when it is an important one.", examples=[None])
    review_due_on: date | None = Field(description="By when it owes its next review meeting.", examples=[None])
    follow_up_due_on: date | None = Field(description="By when its stage wants a follow-up.", examples=["2026-03-24"])
    allowed_moves: list[str] = Field(description="Moves you may ask for now.", examples=[["confirm_interest", "lose"]])


class BoardColumn(Output):
    stage: Stage = Field(description="The stage.", examples=["potential"])
    probability: int = Field(description="The stage's own chance of success in percent.", examples=[5])
    count: int = Field(description="How many open opportunities are in it.", examples=[37])
    sums: list[Money] = Field(description="Their amounts, added up by currency.")
    base_sum: Money = Field(description="Their amounts in the company's currency, those without a rate left out.")
    weighted_sum: Money = Field(description="The same, each times its own chance of success.")
    without_rate: list[str] = Field(
        description="Currencies left out of `base_sum` and `weighted_sum`, for want of a rate.", examples=[["XOF"]]
    )
    cards: list[BoardCard] = Field(description="The first cards, from the top.")
    next_page: str | None = Field(
        description="Path and query that give the following cards as a list; null when all are here.",
        examples=["/v1/opportunities?stage=potential&outcome=open&sort=rank&limit=20&cursor=…"],
    )


class Board(Output):
    """Open opportunities by stage, within your scope and the filter."""

    base_currency: str = Field(description="The company's currency.", examples=["CNY"])
    columns: list[BoardColumn] = Field(description="One for each stage, in order.")


# Dropping a card.


class PositionChange(OpportunityMove):
    """Where a card is dropped: in which column, above and below which cards. Neither: on top of the column.

    With both, `after_id` decides, because others may have dropped cards between them meanwhile. A drop in another
    column is the move that leads there, and may bring what that move takes.
    """

    stage: Stage | None = Field(
        default=None, description="The column; by default the one it is in.", examples=["negotiation"]
    )
    after_id: uuid.UUID | None = Field(default=None, description="The card right above.", examples=[f.ID])
    before_id: uuid.UUID | None = Field(default=None, description="The card right below.", examples=[f.ID])
