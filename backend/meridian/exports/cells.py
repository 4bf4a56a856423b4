"""Cells of delimited text that no spreadsheet runs, made by the database itself (the twin of `sheets.cells.guard`).

Text that begins with = + - @ tab or return gets an apostrophe before it, which imports take off again. Plain E.164
phones, alone or in a list, stay as they are: they dial, and a spreadsheet can make nothing but a number of them.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column

_SUSPECT = (9, 13, 39, 43, 45, 61, 64)  # tab, return, ' + - = @: looked at first, because it is cheap
_FORMULA: ColumnElement[str] = literal_column(r"'^''*[=+\-@\t\r]'")
_PHONES: ColumnElement[str] = literal_column(r"'^\+[0-9]{5,15}(; \+[0-9]{5,15})*$'")
_APOSTROPHE: ColumnElement[str] = literal_column("''''")


def guarded(text: ColumnElement[Any]) -> ColumnElement[Any]:
    """The expression as a cell of delimited text."""
    risky = and_(
        func.ascii(text).in_([literal_column(str(code)) for code in _SUSPECT]),
        text.op("~")(_FORMULA),
        text.op("!~")(_PHONES),
    )
    return case((risky, _APOSTROPHE.concat(text)), else_=text)
