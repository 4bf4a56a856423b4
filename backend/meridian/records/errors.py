"""What a broken constraint of contact records means."""

from collections.abc import Mapping

from meridian.kernel.language import msg
from meridian.kernel.problems import Conflict, Problem

INTEGRITY: Mapping[str, Problem] = {
    "contact_record_external_key": Conflict(
        msg("a record with this source and external_id is there already"), reason="external_id_taken"
    ),
    "need_product_id_fkey": Conflict(msg("a product named among the needs does not exist"), reason="unknown_product"),
}
