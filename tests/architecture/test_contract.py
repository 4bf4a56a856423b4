"""The committed contract is what the code does."""

from meridian.main import CONTRACT, contract_text


def test_the_committed_contract_has_not_drifted() -> None:
    assert CONTRACT.read_text(encoding="utf-8") == contract_text(), "run `make openapi` and commit the change"
