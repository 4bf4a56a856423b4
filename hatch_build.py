"""Puts into a wheel what stands beside the package in the repository: the built interface, the contract, the schema."""

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CARRIED = {
    "frontend/dist": "meridian/web/dist",
    "migrations": "meridian/migrations",
    "openapi/openapi.json": "meridian/openapi.json",
}
LEFT_OUT = (".", "__pycache__")  # what the bundler and Python keep for themselves


class CarryAlong(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable installation reads the repository itself and gets nothing."""
        if version == "editable":
            return
        root = Path(self.root)
        if not (root / "frontend/dist/index.html").is_file():
            raise RuntimeError("a wheel carries the browser interface: build it first, `make web-build`")
        for source, target in CARRIED.items():
            for path in _files(root / source):
                build_data["force_include"][str(path)] = str(Path(target) / path.relative_to(root / source))


def _files(place: Path) -> list[Path]:
    found = [place] if place.is_file() else sorted(path for path in place.rglob("*") if path.is_file())
    return [path for path in found if not any(part.startswith(LEFT_OUT) for part in path.relative_to(place).parts)]
