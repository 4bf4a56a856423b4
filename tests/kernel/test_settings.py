"""What the environment decides."""

from pathlib import Path

import pytest

from meridian.kernel.settings import Settings


def test_processes_that_start_at_once_sign_with_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Settings(data_dir=tmp_path).signing_key()
    monkeypatch.setattr(Path, "exists", lambda _: False)  # the other looked a moment before the first had written
    assert Settings(data_dir=tmp_path).signing_key() == first
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
