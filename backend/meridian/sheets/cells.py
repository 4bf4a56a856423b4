"""Cells that a spreadsheet must not run: text that begins like a formula gets an apostrophe in delimited text.

`guard` and `unguard` are inverse to each other, so that what goes out comes in unchanged. Workbooks need neither: there
a cell says that it is text.
"""

import re

FORMULA = r"^'*[=+\-@\t\r]"
_FORMULA = re.compile(FORMULA)


def guard(text: str) -> str:
    """`=1+1` → `'=1+1`; text that already looks guarded gets one more apostrophe."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The reverse of `guard`; also takes off the apostrophe with which people keep a phone from becoming a number."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
