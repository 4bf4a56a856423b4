"""What is committed but made from the code is what the code makes."""

from meridian import wiring
from meridian.kernel.workflow.diagrams import document
from meridian.main import CONTRACT, contract_text

WORKFLOWS = CONTRACT.parents[1] / "docs" / "workflows.md"


def test_the_committed_contract_has_not_drifted() -> None:
    assert CONTRACT.read_text(encoding="utf-8") == contract_text(), "run `make openapi` and commit the change"


def test_the_operating_guide_draws_the_workflows_as_they_are() -> None:
    assert WORKFLOWS.read_text(encoding="utf-8") == document(wiring.WORKFLOWS), "run `make papers` and commit"
