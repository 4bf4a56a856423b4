"""Kept files come back whole, in pieces, and can be forgotten."""

from pathlib import Path

import pytest

from meridian.kernel.blobs import CHUNK, Blobs
from meridian.kernel.settings import Settings


async def test_a_file_comes_back_whole_and_is_forgotten(tmp_path: Path) -> None:
    blobs = Blobs(Settings(env="test", data_dir=tmp_path / "data"))
    source, target = tmp_path / "in", tmp_path / "out"
    source.write_bytes(bytes(range(256)) * (CHUNK // 64))
    await blobs.put("imports/one", source)
    await blobs.fetch("imports/one", target)
    assert target.read_bytes() == source.read_bytes()
    assert max([len(chunk) async for chunk in blobs.stream("imports/one")]) <= 2 * CHUNK
    await blobs.delete("imports/one")
    await blobs.delete("imports/one")
    with pytest.raises(FileNotFoundError):
        await blobs.fetch("imports/one", target)
