"""What is kept in the process, and when it is not trusted."""

from datetime import UTC, datetime, timedelta

from meridian.kernel.cache import DatabaseCache
from meridian.kernel.db.notify import Listener

NOW = datetime(2026, 3, 10, tzinfo=UTC)


class TestCopy:
    def setup_method(self) -> None:
        self.listener = Listener("postgresql://nowhere/none")
        self.listener.connected = True
        self.copy: DatabaseCache[int] = DatabaseCache(self.listener, "channel")
        self.loads = 0

    async def load(self) -> int:
        self.loads += 1
        return self.loads

    async def get(self, now: datetime = NOW) -> int:
        return await self.copy.get(now, self.load)

    async def test_it_keeps_what_it_read(self) -> None:
        assert [await self.get(), await self.get()] == [1, 1]

    async def test_it_forgets_when_told(self) -> None:
        assert await self.get() == 1
        self.listener.call("channel")
        assert await self.get() == 2

    async def test_it_keeps_nothing_while_the_listener_is_deaf(self) -> None:
        assert await self.get() == 1
        self.listener.connected = False
        assert [await self.get(), await self.get()] == [2, 3]

    async def test_it_does_not_keep_what_was_read_while_somebody_changed_it(self) -> None:
        async def overtaken() -> int:
            found = await self.load()
            self.copy.forget()
            return found

        await self.copy.get(NOW, overtaken)
        assert await self.get() == 2

    async def test_it_reads_again_after_a_minute_and_when_the_clock_was_set_back(self) -> None:
        assert await self.get() == 1
        assert await self.get(NOW + timedelta(seconds=59)) == 1
        assert await self.get(NOW + timedelta(seconds=60)) == 2
        assert await self.get(NOW) == 3
