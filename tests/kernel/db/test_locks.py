"""Who takes turns by a name waits, or is told at once; the turn ends with the transaction, or with the process."""

import asyncio

import pytest

from meridian.kernel.db.locks import held, is_first, one_at_a_time
from meridian.kernel.db.session import Database


async def test_one_transaction_at_a_time_goes_on(db: Database) -> None:
    order: list[str] = []

    async def work(name: str) -> None:
        async with db.write() as session:
            await one_at_a_time(session, "turn")
            order.append(f"{name} begins")
            await asyncio.sleep(0.02)
            order.append(f"{name} ends")

    await asyncio.gather(*(work(name) for name in "abcd"))
    assert [entry.split()[1] for entry in order] == ["begins", "ends"] * 4
    assert all(first.split()[0] == second.split()[0] for first, second in zip(order[::2], order[1::2], strict=True))


async def test_those_who_want_the_same_names_never_wait_for_each_other_in_a_ring(db: Database) -> None:
    names = [f"ring {number}" for number in range(20)]

    async def work(wanted: list[str]) -> None:
        async with db.write() as session:
            await one_at_a_time(session, *wanted)

    await asyncio.wait_for(asyncio.gather(*(work(names[::step]) for step in (1, -1, 1, -1))), 20)


async def test_who_does_not_wait_is_told_at_once(db: Database) -> None:
    async with db.write() as first, db.write() as second:
        assert await is_first(first, "turn")
        assert not await is_first(second, "turn")
        assert await is_first(second, "another turn")
    async with db.write() as third:
        assert await is_first(third, "turn")


async def test_a_connection_holds_it_until_the_block_ends_however_it_ends(db: Database) -> None:
    async with db.read() as first, db.read() as second:
        async with held(first, "long work") as ours:
            assert ours
            async with held(second, "long work") as theirs:
                assert not theirs
        with pytest.raises(LookupError):
            async with held(second, "long work"):
                raise LookupError
        async with held(first, "long work") as again:
            assert again
