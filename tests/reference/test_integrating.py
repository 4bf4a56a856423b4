"""The worked requests of docs/integrating.md are sent as they stand there, and answered as it says."""

import json
import re
from typing import Any, NamedTuple

from meridian.kernel.db.session import Database
from meridian.kernel.settings import Settings
from meridian.main import CONTRACT
from tests.support.api import Api
from tests.support.identity import PASSWORD, give_password
from tests.support.world import World

GUIDE = (CONTRACT.parents[1] / "docs" / "integrating.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```http\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(r"\{([a-z]+)\}")


class Message(NamedTuple):
    """What stands in a block: its first line, headers, and body."""

    start: str
    headers: dict[str, str]
    body: str


def message(block: str) -> Message:
    head, _, body = block.partition("\n\n")
    start, *lines = head.strip().splitlines()
    return Message(start, dict(line.split(": ", 1) for line in lines), body)


MESSAGES = [message(block) for block in BLOCK.findall(GUIDE)]
EXCHANGES = list(zip(MESSAGES[::2], MESSAGES[1::2], strict=True))


class Known:
    """Values by the name they have in braces."""

    def __init__(self) -> None:
        self.values: dict[str, str] = {}

    def filled(self, text: str) -> str:
        return PLACE.sub(lambda found: self.values[found[1]], text)

    def fits(self, said: str, told: str) -> bool:
        """Whether the text told is the one said; new names get what stands in their place."""
        pattern = ""
        for part in re.split(r"(\{[a-z]+\}|…)", said):
            name = part[1:-1] if PLACE.fullmatch(part) else ""
            if name in self.values:
                pattern += re.escape(self.values[name])
            elif name:
                pattern += f"(?P<{name}>.+?)"
            else:
                pattern += ".*" if part == "…" else re.escape(part)
        found = re.fullmatch(pattern, told, re.DOTALL)
        if found is None:
            return False
        self.values |= found.groupdict()
        return True

    def holds(self, said: Any, told: Any) -> bool:
        """Whether the answer told holds what is said: of an object the fields named, of a list every item."""
        if isinstance(said, dict):
            return isinstance(told, dict) and all(n in told and self.holds(v, told[n]) for n, v in said.items())
        if isinstance(said, list):
            pairs = zip(said, told, strict=False)
            return isinstance(told, list) and len(said) == len(told) and all(self.holds(*pair) for pair in pairs)
        if isinstance(said, str):
            return isinstance(told, str) and self.fits(said, told)
        return bool(said == told)


async def test_the_worked_requests_work(api: Api, db: Database, settings: Settings, world: World) -> None:
    await give_password(db, settings, world.people["rep"])
    assert PASSWORD in GUIDE
    known = Known()
    for sent, said in EXCHANGES:
        method, path = known.filled(sent.start).split(" ")
        headers = {name: known.filled(value) for name, value in sent.headers.items()}
        content = known.filled(sent.body) if sent.body else None
        api.client.cookies.clear()  # what a request sends stands in the guide
        answer = await api.client.request(method, path, headers=headers, content=content)
        assert str(answer.status_code) == said.start, f"{sent.start}: {answer.text}"
        for name, value in said.headers.items():
            assert known.fits(value, answer.headers[name]), f"{sent.start}: {name}: {answer.headers[name]}"
        assert known.holds(json.loads(said.body), answer.json()), f"{sent.start}: {answer.text}"


def test_they_are_numbered() -> None:
    chapters = re.findall(r"^### (\d+)\. ", GUIDE, re.MULTILINE)
    assert chapters == [str(number) for number in range(1, 15)]
    assert len(EXCHANGES) >= len(chapters)
