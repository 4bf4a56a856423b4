"""Times counted ahead: how long things took, in order, of those whom one's units see, within some days.

A tally of times (models.py says what a tally is) keeps of each subject what it counts for (`what`), and of some of it
how long that took (`seconds`); its sums go by month, the units that see the subject, what, and how long roughly
(`bin`). So the nth in order is sought among those of one bin alone, which an index has in order, and is the exact one.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations, count
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Index,
    Select,
    SmallInteger,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from meridian.kernel.db.compiled import survey
from meridian.kernel.db.models import counted_ahead, counting, noted_on_days, noting
from meridian.kernel.db.session import Session

# ruff: noqa: S608 — names of our own tables and columns

_KEYS: Mapping[str, TypeEngine[Any]] = {
    "month": Date(),
    "unit_ids": ARRAY(Uuid()),
    "what": Text(),
    "bin": SmallInteger(),
}
FUNCTIONS = (
    # Eight bins from a time to its double.
    """
CREATE FUNCTION time_bin(seconds bigint) RETURNS smallint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN seconds IS NOT NULL
    THEN cast(floor(8 * ln(cast(greatest(seconds, 0) + 1 AS double precision)) / ln(2)) AS smallint) END
$$""",
    # The ids, each of them, each two and so on, and none of them, in their order.
    """
CREATE FUNCTION parts_of(ids uuid[]) RETURNS SETOF uuid[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT ARRAY(
    SELECT ids[nth] FROM generate_series(1, cardinality(ids)) AS nth WHERE part & (1 << (nth - 1)) > 0 ORDER BY nth
  ) FROM generate_series(0, (1 << cardinality(ids)) - 1) AS part
$$""",
)
"""What all tallies of times use."""
_MOST_NAMED = 6
"""Of more units than these the parts are not named one by one."""


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the company's calendar, both included; None: without bound."""

    first: date | None
    last: date | None

    def hold(self, day: Any) -> ColumnElement[bool]:
        """Whether the day is one of them."""
        return _within(day, self.first, self._after)

    def hold_all_of(self, month: Any) -> ColumnElement[bool]:
        """Whether all days of the month that begins then are."""
        return _within(month, *self._months)

    def hold_in_part(self, day: Any) -> ColumnElement[bool]:
        """Whether the day is one of them, and not all of its month are."""
        began, ended = self._months
        if began and ended and began >= ended:
            return self.hold(day)
        before = _within(day, self.first, began) if self.first != began else false()
        return or_(before, _within(day, ended, self._after) if self._after != ended else false())

    @property
    def _after(self) -> date | None:
        return self.last and self.last + timedelta(days=1)

    @property
    def _months(self) -> tuple[date | None, date | None]:
        """When the first whole month begins, and when the last one is over."""
        first = self.first and (self.first.replace(day=1) + timedelta(days=31)).replace(day=1)
        return self.first if self.first and self.first.day == 1 else first, self._after and self._after.replace(day=1)


def _within(day: Any, first: date | None, after: date | None) -> ColumnElement[bool]:
    return and_(true(), *([day >= first] if first else []), *([day < after] if after else []))


class Times:
    """A tally of times: its tables, and what reads them.

    subject: the column that names whose they are; day: the one of the company's day they belong to; more: what is added
    up beside how many there are.
    """

    def __init__(self, name: str, subject: str, day: str, **more: TypeEngine[Any]) -> None:
        self.name, self.subject, self.day = name, subject, day
        self._sums: Mapping[str, TypeEngine[Any]] = {"size": BigInteger(), **more}
        self.fact = fact = counted_ahead(f"{name}_fact", self._fact())
        Index(None, fact.c[subject])
        Index(None, fact.c[day])
        Index(  # the nth is found among those of one bin without a look at the table
            f"{name}_fact_what_bin_seconds_idx",
            *(fact.c[each] for each in ("what", "bin", "seconds")),
            postgresql_include=(subject, day, "unit_ids"),
            postgresql_where=text("bin IS NOT NULL"),
        )
        self.change = counted_ahead(f"{name}_change", (Column(subject, Uuid()),))
        counted_ahead(f"{name}_tally", (*_keys(), *self._counts()), tuple(_KEYS))
        self.counted = getattr(func, f"{name}_counts")().table_valued(*_keys(), *self._counts(), name="counted")
        self.facts = getattr(func, f"{name}_facts_now")().table_valued(*self._fact(), name="facts")
        self.facts_anew = getattr(func, f"{name}_facts")().table_valued(*self._fact(), name="anew")

    def _fact(self) -> list[Column[Any]]:
        own = (Column(self.day, Date()), Column("seconds", BigInteger()))
        return [Column(self.subject, Uuid()), *_keys(), *own, *self._counts()]

    def _counts(self) -> list[Column[Any]]:
        return [Column(each, kind, nullable=False) for each, kind in self._sums.items()]

    def statements(self, columns: Sequence[str]) -> tuple[str, ...]:
        """What keeps and reads the tally, but for NAME_facts() and the triggers of tables, which name the subject in
        one of these columns."""
        name, changed = self.name, f"(SELECT {self.subject} FROM {self.name}_change)"
        return (
            *noting(name, self.subject, columns),
            *noted_on_days(name),
            *counting(name, self.subject, tuple(_KEYS), tuple(self._sums), parted="unit_ids"),
            # As they are now, whether the tally has taken them in or not.
            f"""
CREATE FUNCTION {name}_facts_now() RETURNS SETOF {name}_fact LANGUAGE sql STABLE AS $$
  SELECT * FROM {name}_fact WHERE {self.subject} NOT IN {changed}
  UNION ALL
  SELECT * FROM {name}_facts() WHERE {self.subject} IN {changed}
$$""",
        )

    def changed(self, facts: Any) -> ColumnElement[bool]:
        """Which facts are of subjects that have changed since they were counted."""
        return facts[self.subject].in_(select(self.change.c[self.subject]))  # type: ignore[no-any-return]

    def added_up(self, of: Any, times: Any = 1) -> Select[*tuple[Any, ...]]:
        """What there is of these counts or facts, each so many times, by what and by how long roughly."""
        sums = (cast(func.sum(of[each] * times), kind).label(each) for each, kind in self._sums.items())
        return select(of.what, of.bin, *sums).group_by(of.what, of.bin)


def _keys() -> list[Column[Any]]:
    return [Column(name, kind) for name, kind in _KEYS.items()]


def _timed(facts: Any) -> Select[*tuple[Any, ...]]:
    return select(facts.what, facts.bin, facts.seconds)


@dataclass(slots=True)
class Found:
    """What facts of one kind add up to. bins: how many took about so long."""

    sums: defaultdict[str, Any] = field(default_factory=lambda: defaultdict(int))
    bins: dict[int, int] = field(default_factory=dict)

    def add(self, row: Any) -> None:
        for name, value in row.items():
            if name not in ("what", "bin"):
                self.sums[name] += value
        if row["bin"] is not None and row["size"]:
            self.bins[row["bin"]] = row["size"]

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.sums["size"])

    @property
    def timed(self) -> int:
        """How many took a time."""
        return sum(self.bins.values())

    def place(self, nth: int) -> tuple[int, int]:
        """In which bin the nth in order is, the first being 0, and how many of that bin come before it."""
        for each in sorted(self.bins):
            if nth < self.bins[each]:
                return each, nth
            nth -= self.bins[each]
        raise IndexError(nth)


_TRIES = 5
_SOUGHT: Mapping[str, TypeEngine[Any]] = {
    "what": Text(),
    "n": BigInteger(),
    "bin": BigInteger(),
    "before": BigInteger(),
    "taken": BigInteger(),
}
_WANTED = (
    func.unnest(*(bindparam(name, type_=ARRAY(kind)) for name, kind in _SOUGHT.items()))
    .table_valued(*(Column(name, kind) for name, kind in _SOUGHT.items()), name="wanted")
    .render_derived()
)


_ONE: ColumnElement[int] = literal_column("1")


def _sought(what: str, ranks: Sequence[int], found: Found) -> Iterator[tuple[str, int, int, int, int]]:
    """One look for each run of ranks that lie beside each other in one bin."""
    places = {n: found.place(n) for n in sorted(set(ranks))}
    for n, (bin_, before) in places.items():
        if places.get(n - 1, (None,))[0] != bin_:
            taken = next(size for size in count(1) if places.get(n + size, (None,))[0] != bin_)
            yield what, n, bin_, before, taken


class Cohort:
    """Whose times are asked for: subjects counted ahead, which one's units see, and others, gathered one by one.

    units: None for all there are; where there are none, all are gathered. asked: the ids of whom one sees, these days.
    seen_by: the column that names who sees them; mine: which of them one sees whatever one's units.
    """

    def __init__(
        self,
        times: Times,
        days: Days,
        units: Sequence[uuid.UUID] | None,
        asked: Select[*tuple[Any, ...]],
        seen_by: Any,
        mine: ColumnElement[bool],
    ) -> None:
        self._times, self._days, self._units = times, days, units
        others = asked.where(mine, not_(seen_by.overlap(list(units)))) if units else asked
        self._ids = None if units is None else func.array(others.scalar_subquery(), type_=ARRAY(Uuid()))

    async def read(
        self, session: Session, ranks: Callable[[int], Sequence[int]]
    ) -> tuple[defaultdict[str, Found], Mapping[str, Sequence[int]]]:
        """What there is of each kind; and of what took a time, how long those did that `ranks` names of so many in
        order, the first being 0. Asked again when some went meanwhile, as the two are read one after the other."""
        for _ in range(_TRIES):
            found: defaultdict[str, Found] = defaultdict(Found)
            for row in (await survey(session, self._added_up())).mappings():
                found[row["what"]].add(row)
            wanted = {what: ranks(each.timed) for what, each in found.items() if each.timed}
            seconds = await self._seconds(session, found, wanted)
            if all((what, n) in seconds for what, several in wanted.items() for n in several):
                break
        return found, {what: [seconds[what, n] for n in several] for what, several in wanted.items()}

    async def _seconds(
        self, session: Session, found: Mapping[str, Found], wanted: Mapping[str, Sequence[int]]
    ) -> Mapping[tuple[str, int], int]:
        sought = [each for what, several in wanted.items() for each in _sought(what, several, found[what])]
        if not sought:
            return {}
        given = dict(zip(_SOUGHT, map(list, zip(*sought, strict=True)), strict=True))
        statement = self._among_others() if self._units == () else self._in_order()
        return {(what, n): seconds for what, n, seconds in await survey(session, statement, **given)}

    def _added_up(self) -> Select[*tuple[Any, ...]]:
        counts, facts, days = self._times.counted.c, self._times.facts.c, self._days
        found = [] if self._ids is None else [self._times.added_up(facts).where(self._others())]
        if self._units != ():
            parts = days.hold_in_part(facts[self._times.day])
            found.append(self._by_parts(counts).where(days.hold_all_of(counts.month)))
            found.append(self._times.added_up(facts).where(self._of_units(facts), parts))
        return self._times.added_up(union_all(*found).subquery("found").c)

    def _in_order(self) -> Select[*tuple[Any, ...]]:
        """Each wanted in the index's order of its bin, with what the index has not, found beforehand, in between."""
        times, wanted = self._times, _WANTED.c
        changed, anew = times.changed(times.fact.c), times.facts_anew.c
        besides = [_timed(anew).where(times.changed(anew), *self._counted(anew))]
        if self._ids is not None:
            besides.append(_timed(times.facts.c).where(self._others()))
        beside = union_all(*besides).cte("beside").prefix_with("MATERIALIZED")

        def such(among: Any, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
            return select(among.seconds).where(among.what == wanted.what, among.bin == wanted.bin, *conditions)

        found = (such(times.fact.c, ~changed, *self._counted(times.fact.c)), such(beside.c))
        nth = union_all(*found).order_by("seconds").offset(wanted.before).limit(wanted.taken).lateral("nth")
        before = func.row_number().over(partition_by=(wanted.what, wanted.n), order_by=nth.c.seconds) - _ONE
        return select(wanted.what, wanted.n + before, nth.c.seconds).select_from(_WANTED.join(nth, true()))

    def _among_others(self) -> Select[*tuple[Any, ...]]:
        """Each wanted where all are gathered: those of the bins in question are put in order."""
        facts, wanted = self._times.facts.c, _WANTED.c
        bin_ = (facts.what, facts.bin)
        before = func.row_number().over(partition_by=bin_, order_by=facts.seconds) - _ONE
        among = (
            select(*bin_, facts.seconds, before.label("before"))
            .where(self._others(), tuple_(*bin_).in_(select(wanted.what, wanted.bin)))
            .subquery("among")
        )
        skipped = among.c.before - wanted.before
        such = [among.c[each] == wanted[each] for each in ("what", "bin")]
        within = skipped.between(literal_column("0"), wanted.taken - _ONE)
        found = _WANTED.join(among, and_(*such, within))
        return select(wanted.what, wanted.n + skipped, among.c.seconds).select_from(found)

    def _by_parts(self, counts: Any) -> Select[*tuple[Any, ...]]:
        """Whom one of the units sees: those of each, less those of each two, which are counted twice, and so on."""
        if self._units is None:
            return self._times.added_up(counts).where(counts.unit_ids == cast(literal_column("'{}'"), ARRAY(Uuid())))
        odd = func.cardinality(counts.unit_ids) % 2 == 1
        units, column = sorted(self._units), counts.unit_ids
        if len(units) > _MOST_NAMED:
            such = and_(column.contained_by(units), func.cardinality(column) > 0)
        else:
            sizes = range(1, len(units) + 1)
            such = or_(*(column == list(part) for size in sizes for part in combinations(units, size)))
        return self._times.added_up(counts, case((odd, 1), else_=-1)).where(such)

    def _counted(self, facts: Any) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Which facts are counted ahead for the units, of the days."""
        return self._of_units(facts), self._days.hold(facts[self._times.day])

    def _of_units(self, columns: Any) -> ColumnElement[bool]:
        return true() if self._units is None else columns.unit_ids.overlap(list(self._units))

    def _others(self) -> ColumnElement[bool]:
        return false() if self._ids is None else self._times.facts.c[self._times.subject] == any_(self._ids)
