"""Server settings follow the machine; the promise of durability does not."""

from hypothesis import given
from hypothesis import strategies as st

from meridian_local.postgres import tuning
from meridian_local.postgres.tuning import GIB, MIB, Machine

machines = st.builds(
    Machine,
    memory=st.integers(256 * MIB, 4096 * GIB),
    processors=st.integers(1, 256),
    disk_free=st.integers(0, 100_000 * GIB),
    shared_memory=st.none() | st.integers(0, 64 * GIB),
)


def megabytes(value: str) -> int:
    return int(value.removesuffix("MB"))


@given(machines)
def test_memory_is_never_promised_twice(machine: Machine) -> None:
    settings = tuning.lasting(machine, 100)
    assert megabytes(settings["shared_buffers"]) * MIB <= max(64 * MIB, machine.memory // 4)
    assert megabytes(settings["work_mem"]) <= 64
    assert megabytes(settings["min_wal_size"]) <= megabytes(settings["max_wal_size"])


@given(machines)
def test_a_lasting_cluster_stays_durable_and_off_the_network(machine: Machine) -> None:
    settings = tuning.lasting(machine, 100)
    assert settings["listen_addresses"] == ""
    assert not {"fsync", "full_page_writes", "synchronous_commit"} & settings.keys()


def test_the_machine_of_the_benchmarks() -> None:
    settings = tuning.lasting(Machine(memory=16 * GIB, processors=8, disk_free=200 * GIB, shared_memory=None), 200)
    assert settings["shared_buffers"] == "4096MB"
    assert settings["work_mem"] == "32MB"
    assert settings["max_wal_size"] == "8192MB"
    assert settings["max_parallel_workers_per_gather"] == "4"
    assert settings["max_connections"] == "200"


def test_a_containers_small_shared_memory_is_not_used() -> None:
    cramped = Machine(memory=GIB, processors=1, disk_free=GIB, shared_memory=64 * MIB)
    assert tuning.lasting(cramped, 100)["dynamic_shared_memory_type"] == "mmap"


def test_quotes_in_values_cannot_end_them() -> None:
    assert tuning.as_text({"a": "it's \\ here"}) == "a = 'it''s \\\\ here'\n"
