"""What broken constraints of products and markets mean."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "product_code_key": Conflict(msg("a product with this code exists already"), reason="code_taken"),
    "market_code_key": Conflict(msg("a market with this code exists already"), reason="code_taken"),
}
