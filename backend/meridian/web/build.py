"""The built interface in memory: what `frontend/` was made into, each file with its compressed copies."""

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

INDEX = "index.html"
HASHED = "assets/"  # whose names change with their content
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
UNKNOWN = "application/octet-stream"
SUFFIXES = {"br": ".br", "gzip": ".gz"}  # best first
FOREVER = "public, max-age=31536000, immutable"
ASK_EACH_TIME = "no-cache"


@dataclass(frozen=True, slots=True)
class Copy:
    """A file's content in one encoding (`identity` is the plain one)."""

    encoding: str
    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class File:
    """copies: the best encoding first, the plain one last."""

    media_type: str
    cache_control: str
    copies: tuple[Copy, ...]


def directory() -> Path:
    """Where a build stands: inside the installed package, or in the repository."""
    packaged = Path(__file__).parent / "dist"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parents[3] / "frontend" / "dist"


def is_built(where: Path) -> bool:
    """Whether there is an interface to be served."""
    return (where / INDEX).is_file()


class Build:
    """The files of a build by their path (`assets/index-1a2b.js`). Nothing else on the disk can be asked for.

    watch: look again for a newer build, so that one made beside a running process is served at once.
    """

    def __init__(self, where: Path, *, watch: bool) -> None:
        self._where = where
        self._watch = watch
        self._seen = _signature(where)
        self.files = _load(where)

    def refresh(self) -> None:
        """Take up a build that was made, or finished, since the last look."""
        with contextlib.suppress(FileNotFoundError):  # one is being made right now: the next look will see it
            if self._watch and (now := _signature(self._where)) != self._seen:
                self.files = _load(self._where)
                self._seen = now


def _paths(where: Path) -> Mapping[str, Path]:
    """Every file but hidden ones, such as the bundler's own notes."""
    found = ((path.relative_to(where), path) for path in sorted(where.rglob("*")))
    return {
        name.as_posix(): path
        for name, path in found
        if path.is_file() and not any(part.startswith(".") for part in name.parts)
    }


def _signature(where: Path) -> Mapping[str, tuple[int, int]]:
    stats = ((name, path.stat()) for name, path in _paths(where).items())
    return {name: (stat.st_mtime_ns, stat.st_size) for name, stat in stats}


def _load(where: Path) -> Mapping[str, File]:
    if not is_built(where):
        return {}
    paths = _paths(where)
    compressed = {name + suffix for name in paths for suffix in SUFFIXES.values()}
    return {name: _file(name, paths) for name in paths if name not in compressed}


def _file(name: str, paths: Mapping[str, Path]) -> File:
    plain = paths[name].read_bytes()
    # From the content, not from the file's date: an installed package has the same dates in every version.
    digest = hashlib.sha256(plain).hexdigest()[:24]
    copies = [
        Copy(encoding, paths[name + suffix].read_bytes(), f'"{digest}-{encoding}"')
        for encoding, suffix in SUFFIXES.items()
        if name + suffix in paths
    ]
    return File(
        MEDIA_TYPES.get(Path(name).suffix, UNKNOWN),
        FOREVER if name.startswith(HASHED) else ASK_EACH_TIME,
        (*copies, Copy("identity", plain, f'"{digest}"')),
    )
