"""Results as a table: printed, and written to the paper of benchmarks by how many customers they were measured with."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tests.bench.goals import HALF_LOAD_P99, SATURATED_P99, Goal

PAPER = Path(__file__).parents[2] / "docs" / "benchmarks.md"
HEAD = (
    "| what is asked | ÷ bare | goal | p99 at half load | p99 saturated | statements | database ms | pages | |\n"
    "|---|---|---|---|---|---|---|---|---|"
)
INTRODUCTION = """# Benchmarks

Written by `make bench` and `make bench-full`: the product beside *bare*, a function without a framework that runs the
best statement known for each answer (`tests/bench/bare`), both on this machine in the same run. *÷ bare*: requests a
second of the product for one of bare, with 16 connections. *p99*: the product's slowest hundredth beside bare's (goals:
at most {half} at half load, {full} saturated). Each is the median of seven rounds. *Statements*, *database ms* and
*pages*: of one request of the product.
"""


class Result(NamedTuple):
    """What was measured of a goal. p99s are ratios to the yardstick's; database: of one request."""

    goal: Goal
    throughput: float
    half_load_p99: float
    saturated_p99: float
    statements: int
    database_ms: float
    pages: int

    @property
    def short(self) -> list[str]:
        """Each goal that is missed, in words."""
        bounds = {
            f"throughput {self.throughput:.2f} < {self.goal.throughput}": self.throughput < self.goal.throughput,
            f"p99 at half load {self.half_load_p99:.2f} > {HALF_LOAD_P99}": self.half_load_p99 > HALF_LOAD_P99,
            f"p99 saturated {self.saturated_p99:.2f} > {SATURATED_P99}": self.saturated_p99 > SATURATED_P99,
            f"{self.statements} statements > {self.goal.statements}": self.statements > self.goal.statements,
            f"{self.database_ms:.1f} ms > {self.goal.database_ms}": self.database_ms > self.goal.database_ms,
        }
        return [words for words, missed in bounds.items() if missed]

    @property
    def row(self) -> str:
        cells = (
            self.goal.name,
            f"{self.throughput:.2f}",
            f"{self.goal.throughput:.2f}",
            f"{self.half_load_p99:.2f}",
            f"{self.saturated_p99:.2f}",
            f"{self.statements}",
            f"{self.database_ms:.2f}",
            f"{self.pages}",
            "met" if not self.short else "; ".join(self.short),
        )
        return f"| {' | '.join(cells)} |"


def tell(customers: int, results: Sequence[Result]) -> None:
    """Prints the table and puts it where the paper had the last one of this size."""
    table = "\n".join([HEAD, *(result.row for result in results)])
    print(f"\n{table}")  # noqa: T201 — the table is what a benchmark is for
    heading = f"## {customers:,} customers"
    section = f"{heading}\n\nMeasured {datetime.now(UTC):%Y-%m-%d}.\n\n{table}\n"
    text = PAPER.read_text() if PAPER.exists() else ""
    others = [part for part in re.split(r"(?m)^(?=## )", text)[1:] if not part.startswith(heading)]
    introduction = INTRODUCTION.format(half=HALF_LOAD_P99, full=SATURATED_P99)
    PAPER.write_text("\n".join([introduction, *sorted([section, *others])]))
