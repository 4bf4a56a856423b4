"""How often an inferred zone agrees with a list whose zones are known: `python -m tests.places.measure LEADS.csv`.

The list has columns company, country, website, phone, timezone; `timezone` is the truth and is not read by the
inference. Right is an equal UTC offset on 1 January and 1 July. Rows whose truth is no IANA zone are left out.
"""

import csv
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from meridian.places.tzdb import RULES_YEAR, canonical_zone
from meridian.places.zone_inference import infer_zone


@dataclass
class Measurement:
    """Counts of right, wrong, ambiguous, unknown and left out, and a line for each row that is not right."""

    counts: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    lines: list[str] = field(default_factory=list)

    @property
    def compared(self) -> int:
        return self.counts.total() - self.counts["left out"]


def measure(path: Path, with_website: bool = True) -> Measurement:
    result = Measurement()
    with path.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            truth = canonical_zone(row["timezone"])
            if truth is None:
                result.counts["left out"] += 1
                continue
            website = row["website"] if with_website else None
            inferred = infer_zone(country=row["country"], phones=[row["phone"]], name=row["company"], website=website)
            outcome = str(inferred.state)
            if inferred.zone:
                outcome = "right" if _offsets(inferred.zone) == _offsets(truth) else "wrong"
                result.sources[inferred.source] += 1
            result.counts[outcome] += 1
            if outcome != "right":
                answer = inferred.zone or ", ".join(inferred.candidates[:4])
                result.lines.append(
                    f"{outcome:10} {row['company']} | {row['country']} | {row['phone']} | {truth} | {answer}"
                )
    return result


def _offsets(zone: str) -> list[object]:
    return [datetime(RULES_YEAR, month, 1, tzinfo=UTC).astimezone(ZoneInfo(zone)).utcoffset() for month in (1, 7)]


if __name__ == "__main__":
    for with_website in (False, True):
        measured = measure(Path(sys.argv[1]), with_website)
        sys.stdout.write(
            f"{'with' if with_website else 'without'} website: {dict(measured.counts)} {dict(measured.sources)}\n"
        )
    sys.stdout.write("\n".join(sorted(measured.lines, reverse=True)) + "\n")
