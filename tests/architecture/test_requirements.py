"""The paper of rules says the truth about the code."""

from pathlib import Path

from meridian_local.papers import ROW, citations, cited_in, updated

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "docs" / "requirements.md"


def _rules() -> list[str]:
    return [match[1] for line in PAPER.read_text().splitlines() if (match := ROW.match(line))]


def test_every_rule_stands_once() -> None:
    assert len(_rules()) == len(set(_rules())) == 126


def test_the_paper_names_the_files_that_cite_each_rule() -> None:
    assert updated(PAPER.read_text(), ROOT) == PAPER.read_text(), "run `make papers` and commit the change"


def test_only_rules_that_exist_are_cited() -> None:
    cited = citations(ROOT, "backend", "tests", "frontend/src", "frontend/e2e")
    assert cited.keys() <= set(_rules())


def test_spans_are_written_out() -> None:
    assert cited_in("(RV-6..8, CR-1)") == {"RV-6", "RV-7", "RV-8", "CR-1"}
