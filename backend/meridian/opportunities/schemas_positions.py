"""Where a card of the board is dropped."""

import uuid

from pydantic import Field

from meridian.opportunities import fields as f
from meridian.opportunities.codes import Stage
from meridian.opportunities.schemas_moves import OpportunityMove


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
