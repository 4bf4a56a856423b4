"""What happens to suggestions."""

import uuid

from pydantic import Field

from meridian.kernel.events.rules import Data, EventType


class PromptData(Data):
    product_id: uuid.UUID | None = Field(description="The product; null: a whole line.")
    product_line: str | None = Field(default=None, description="The product line.", examples=["valves"])


PROMPT_DECLINED = EventType(
    "declined_prompt.created",
    "A customer does not want a product, or a line of products, that was suggested (MC-12).",
    PromptData,
)
PROMPT_RESTORED = EventType(
    "declined_prompt.removed",
    "A product, or a line, may be suggested to a customer again (MC-12).",
    PromptData,
)
EVENTS = (PROMPT_DECLINED, PROMPT_RESTORED)
