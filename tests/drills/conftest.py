"""What is measured here is the product alone."""

import pytest


@pytest.fixture(scope="session", autouse=True)
def _lists_compared() -> None:
    """Lists are not compared with their slow way here, as other tests do: it takes longer than they do."""
