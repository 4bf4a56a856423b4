"""What a broken constraint of suggestions means."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "declined_prompt_customer_product_key": Conflict(
        msg("this product was turned down for the customer already"), reason="already_declined"
    ),
    "declined_prompt_customer_line_key": Conflict(
        msg("this product line was turned down for the customer already"), reason="already_declined"
    ),
}
