"""Every list that a test reads is read twice: what is compiled once and shown straight must say what plain ways say."""

from collections.abc import Mapping
from typing import Any

import orjson
import pytest

from meridian.kernel.db.compiled import Compiled, spelled
from meridian.kernel.listing import page as pages
from meridian.kernel.listing.cursor import Place
from meridian.kernel.listing.rows import Read, Values
from meridian.kernel.listing.shown import Adds, Shown, encode
from meridian.kernel.listing.statements import Listed, Pages, Reader, kept, made_for
from meridian.kernel.masking import Output


def compare(patch: pytest.MonkeyPatch) -> None:
    """From now on: kept statements with those built for the request, rows with what their models make of them."""
    straight, of_columns = Shown.of, Shown.of_columns

    def kept_compared(
        listed: Listed, place: Place, reader: Reader, given: Mapping[str, Any]
    ) -> tuple[Pages, Mapping[str, Any]] | None:
        found = kept(listed, place, reader, given)
        if found is not None:
            plain = made_for(listed, place, reader, given, Compiled)
            assert _said(found[0], found[1]) == _said(plain, {})
        return found

    def shown_compared(self: Shown, values: Mapping[str, Any]) -> dict[str, Any]:
        row = straight(self, values)
        whole = {name: _whole(value) for name, value in values.items()}
        masked = {"masked": self.masked} if issubclass(self.model, Output) else None
        model = self.model.model_validate(whole, from_attributes=True, context=masked)
        said = orjson.loads(model.model_dump_json())
        assert orjson.loads(encode(row)) == said
        assert list(row) == list(said)
        return row

    def columns_compared(self: Shown, columns: Values, rows: Read, adds: Adds | None = None) -> list[dict[str, Any]]:
        shown = of_columns(self, columns, rows, adds)
        items = [item if adds is None else {**item, **adds(item)} for item in columns.items(rows)]
        assert [encode(row) for row in shown] == [encode(shown_compared(self, item)) for item in items]
        return shown

    patch.setattr(pages, "kept", kept_compared)
    patch.setattr(Shown, "of", shown_compared)
    patch.setattr(Shown, "of_columns", columns_compared)


def _said(found: Pages, values: Mapping[str, Any]) -> list[str]:
    """The statements with all their values written into them: which of them are sent may differ."""
    statements = (*found.steps, found.every, found.few, found.looked)
    return [spelled(each.said(values), each.given(values)) for each in statements if isinstance(each, Compiled)]


def _whole(value: Any) -> Any:
    return orjson.loads(orjson.dumps(value)) if isinstance(value, orjson.Fragment) else value
