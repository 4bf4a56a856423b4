"""Where the product declares who sees what."""

import sys
from collections.abc import Iterator

import meridian.wiring  # noqa: F401  reads every domain in
from meridian.identity.visibility import Visibility


def declared() -> Iterator[tuple[str, Visibility]]:
    """Every declaration there is, by the name of its module and its own."""
    for module in [name for name in sys.modules if name.startswith("meridian.")]:
        for name, value in vars(sys.modules[module]).items():
            if isinstance(value, Visibility):
                yield f"{module}.{name}", value
