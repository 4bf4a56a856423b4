"""The problems customers raise, and what a broken constraint of their tables means."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, NotFound, Problem

# What a broken constraint of a customer's tables means.


class Merged(NotFound):
    """The customer was merged into another; `merged_into` names it to those who see it."""

    code, title = "merged", msg("The record was merged into another")


INTEGRITY: Mapping[str, Problem] = {
    "external_id_source_value_key": Conflict(
        msg("another customer has this external id; it may be outside your scope"), reason="external_id_taken"
    ),
    "customer_member_key": Conflict(msg("this person is on the customer already"), reason="already_member"),
    "custom_field_key_key": Conflict(msg("a custom field with this key exists"), reason="key_taken"),
}


# What broken constraints of the records below a customer mean.


BUSINESS_INTEGRITY: Mapping[str, Problem] = {
    "product_interest_customer_product_key": Conflict(
        msg("this product is noted as of interest already"), reason="already_of_interest"
    ),
    "customer_order_number_key": Conflict(msg("the customer has an order of this number"), reason="number_taken"),
}
