"""Where a page ended, in a form clients can carry but not make: signed, for one list, order, filter and scope."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

import orjson

from meridian.kernel.language import msg
from meridian.kernel.listing.compile import Order, order
from meridian.kernel.listing.errors import Code, InvalidListing
from meridian.kernel.listing.query import Condition, Group, ListQuery, Node
from meridian.kernel.listing.spec import ListSpec
from meridian.kernel.problems import Fault
from meridian.kernel.settings import get_settings

VERSION = 1
_SIGNATURE = 32
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class CursorInvalid(ValueError):
    """The cursor was not made here, or for another list, order, filter or scope."""


# One tag per Python type. Exact: microseconds as an integer, decimals and floats as text. `bool` before `int` and
# `datetime` before `date`, as the former are instances of the latter.
_ENCODERS: tuple[tuple[type, str, Callable[[Any], Any]], ...] = (
    (bool, "b", bool),
    (int, "i", str),
    (float, "f", float.hex),
    (Decimal, "d", str),
    (datetime, "t", lambda value: (value - _EPOCH) // _MICROSECOND),
    (date, "D", date.isoformat),
    (UUID, "u", str),
    (str, "s", str),
)
_DECODERS: dict[str, Callable[[Any], Any]] = {
    "b": bool,
    "i": int,
    "f": float.fromhex,
    "d": Decimal,
    "t": lambda value: _EPOCH + value * _MICROSECOND,
    "D": date.fromisoformat,
    "u": UUID,
    "s": str,
}


def digest(*parts: object) -> str:
    """What the cursor is bound to, as a short hash; the parts must have a stable `repr`."""
    return sha256(_stable(*parts)).hexdigest()[:32]


def _stable(*parts: object) -> bytes:
    return repr(parts).encode("utf-8", "backslashreplace")


def seal(name: str, bound_to: str, values: Sequence[object]) -> str:
    """A cursor after the row with these sort values, for the list `name` and what `digest` gave."""
    payload = orjson.dumps([VERSION, name, bound_to, [_encode(value) for value in values]])
    return urlsafe_b64encode(_sign(payload) + payload).rstrip(b"=").decode()


def unseal(cursor: str, name: str, bound_to: str) -> tuple[Any, ...]:
    """The sort values of the last row seen; raises `CursorInvalid`."""
    try:
        sealed = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    except ValueError as error:
        raise CursorInvalid("not base64") from error
    if urlsafe_b64encode(sealed).rstrip(b"=").decode() != cursor:  # the decoder skips what is not of its alphabet
        raise CursorInvalid("not base64")
    signature, payload = sealed[:_SIGNATURE], sealed[_SIGNATURE:]
    if not hmac.compare_digest(signature, _sign(payload)):
        raise CursorInvalid("signature")
    # Signed, so well formed; but an older release may have signed it.
    version, for_list, for_query, values = orjson.loads(payload)
    if (version, for_list, for_query) != (VERSION, name, bound_to):
        raise CursorInvalid("made for another query")
    return tuple(_decode(value) for value in values)


def _encode(value: object) -> list[Any]:
    if value is None:
        return ["n", None]
    for kind, tag, encode in _ENCODERS:
        if isinstance(value, kind):
            return [tag, encode(value)]
    raise TypeError(f"no cursor codec for {type(value).__name__}")


def _decode(tagged: list[Any]) -> Any:
    tag, value = tagged
    return None if tag == "n" else _DECODERS[tag](value)


def _sign(payload: bytes) -> bytes:
    signing = _signer().copy()
    signing.update(payload)
    return signing.digest()


class _Key:
    """What signs with the process's key; a derived one, so that no other signature of the product can pass as a
    cursor's."""

    signer: hmac.HMAC | None = None


def sign_with(signing_key: bytes) -> None:
    """Use this key from now on in this process. Otherwise the environment's settings give it on first use."""
    _Key.signer = hmac.new(hmac.digest(signing_key, b"meridian.listing.cursor", "sha256"), digestmod="sha256")


def _signer() -> hmac.HMAC:
    if _Key.signer is None:
        sign_with(get_settings().signing_key())
    assert _Key.signer is not None
    return _Key.signer


# Where in a list a page begins, and the cursors from page to page.


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list a page begins, and the cursor to where the next one does."""

    spec: ListSpec
    query: ListQuery
    by: Order
    scope: str
    after: tuple[Any, ...] | None

    @classmethod
    def of(cls, spec: ListSpec, query: ListQuery, *, scope: str, masked: frozenset[str]) -> "Place":
        """Raises `InvalidListing` for a cursor of another query or scope and for each masked field used."""
        by = _order(spec, query, masked)
        after = None if query.cursor is None else _continue(query, spec, _bound(query, by, scope))
        return cls(spec, query, by, scope, after)

    def next_cursor(self, rows: Sequence[Any]) -> str | None:
        """The cursor after a page, of whose rows one more was read than it holds; each ends in its sort values."""
        if len(rows) <= self.query.limit:
            return None
        bound_to = _bound(self.query, self.by, self.scope)
        return seal(self.spec.name, bound_to, tuple(rows[self.query.limit - 1])[-self.by.width :])


def cursor_after(
    spec: ListSpec, query: ListQuery, sort_values: Sequence[object], *, scope: str, masked: frozenset[str]
) -> str:
    """The cursor that `page_of` would give after a row with these sort values: for lists that begin elsewhere."""
    return seal(spec.name, _bound(query, order(spec, query, masked), scope), sort_values)


def _order(spec: ListSpec, query: ListQuery, masked: frozenset[str]) -> Order:
    def permitted() -> Order:
        query.require_permitted(masked)
        return order(spec, query, masked)

    return query.once(("order", spec, masked), permitted)


def _bound(query: ListQuery, by: Order, scope: str) -> str:
    """What a cursor is bound to: the order and the filter, looked at once for all who ask the same, and the scope."""
    shape = tuple(by.shape)
    bound = query.once(
        ("bound", shape), lambda: sha256(_stable(shape, _shape(query.where), sorted(query.extra.items())))
    ).copy()
    bound.update(_stable(scope))
    return bound.hexdigest()[:32]


def _continue(query: ListQuery, spec: ListSpec, bound_to: str) -> tuple[Any, ...]:
    assert query.cursor is not None
    try:
        return unseal(query.cursor, spec.name, bound_to)
    except CursorInvalid:
        detail = msg("is not a cursor of this list with this filter and sort; start again without it")
        raise InvalidListing([Fault(f"{query.root}/cursor", Code.CURSOR_INVALID.value, detail)]) from None


def _shape(node: Node | None) -> object:
    """The filter as plain values, for the digest."""
    if node is None:
        return None
    if isinstance(node, Condition):
        return (node.field.name, node.op.value, node.values)
    if isinstance(node, Group):
        return (node.join, [_shape(part) for part in node.parts])
    return ("not", _shape(node.part))
