"""What broken constraints of the records below a customer mean."""

from collections.abc import Mapping

from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "product_interest_customer_product_key": Conflict(
        "this product is noted as of interest already", reason="already_of_interest"
    ),
    "customer_order_number_key": Conflict("the customer has an order of this number", reason="number_taken"),
}
