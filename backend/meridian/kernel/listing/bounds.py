"""How much one list request may ask for."""

from typing import Literal

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
MAX_VALUES = 200
MAX_SORT = 4
MAX_DEPTH = 6
MAX_CONDITIONS = 50
MAX_CURSOR = 16_384

Count = Literal["exact", "estimated"]
COUNTS = ("exact", "estimated")
