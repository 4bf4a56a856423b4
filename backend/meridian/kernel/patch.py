"""PATCH: a field left out stays as it is, null clears it. One way for every record that people change.

A body says so by its types: every field may be `MISSING` and is by default, so that `model_dump()` gives what was sent.
What may be cleared, the table says: a column that is nullable.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect

from meridian.kernel.db.models import Base
from meridian.kernel.language import msg
from meridian.kernel.problems import Fault, Invalid


def assign(record: Base, values: Mapping[str, Any]) -> list[str]:
    """Sets these columns of the record. Gives the names of those that differ from before, in alphabetical order.

    422 naming each that would be cleared and cannot be.
    """
    columns = inspect(type(record)).columns
    needed = sorted(name for name, value in values.items() if value is None and not columns[name].nullable)
    if needed:
        raise Invalid(errors=[Fault(f"/{name}", "required", msg("cannot be cleared")) for name in needed])
    changed = sorted(name for name, value in values.items() if getattr(record, name) != value)
    for name in changed:
        setattr(record, name, values[name])
    return changed
