"""A POST that is repeated under its key happens once and is answered alike, whatever it makes."""

import asyncio
import uuid
from functools import partial

from hypothesis import HealthCheck, given
from hypothesis import settings as proving
from hypothesis import strategies as st
from sqlalchemy import func, literal, select, union_all

from meridian.kernel.db.models import Base
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.specimens import SPECIMENS, Ids, known_ids

AT_ONCE = 4
SECRETS = {"api-keys"}  # shown once: a repeated request gets the record, not the secret
STEPS = st.lists(
    st.tuples(st.sampled_from(("rep", "rep2")), st.sampled_from("abc"), st.sampled_from(("first", "second"))),
    min_size=2,
    max_size=10,
)


async def rows(db: Database) -> dict[str, int]:
    """How many rows each table has."""
    counts = (select(literal(t.name), func.count()).select_from(t) for t in Base.metadata.sorted_tables)
    async with db.read() as session:
        return {row[0]: row[1] for row in await session.execute(union_all(*counts))}


async def test_whatever_is_made_is_made_once(api: Api, db: Database) -> None:
    """Each creation is sent several times at once, again afterwards, and once with another body under its key."""
    ids: Ids = known_ids(api.world)
    for specimen in SPECIMENS:
        sent, headers = specimen.sent(ids), {"Idempotency-Key": f"specimen {specimen.kind}"}
        path = specimen.path.format_map(ids)
        send = partial(api.post, path, who=specimen.who, headers=headers, version=specimen.version)
        answers = await asyncio.gather(*(send(**sent) for _ in range(AT_ONCE)))
        made = [answer for answer in answers if answer.status_code == 201]
        assert {a.json()["code"] for a in answers if a.status_code != 201} <= {"request_in_flight"}, specimen.kind
        ids[specimen.kind] = made[0].json()["id"]
        before = await rows(db)
        again = await send(**sent)
        assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true"), again.text
        assert again.json()["id"] == ids[specimen.kind]
        firsts = {answer.content for answer in made} - {again.content}
        assert len(firsts) == (1 if specimen.kind in SECRETS else 0), specimen.kind
        other = await send(json={"something": "else"})
        assert (other.status_code, other.json()["code"]) == (422, "idempotency_mismatch"), specimen.kind
        assert await rows(db) == before, specimen.kind


@proving(max_examples=20, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_a_key_belongs_to_one_request_of_one_person(
    api: Api, db: Database, steps: list[tuple[str, str, str]]
) -> None:
    run = uuid.uuid4().hex
    before = (await rows(db))["customer"]
    known: dict[tuple[str, str], tuple[str, bytes]] = {}
    for who, key, name in steps:
        body = {"name": f"{name} {key} of {who} {run}", "source_channel": "sales"}
        answer = await api.post("/v1/customers", who=who, headers={"Idempotency-Key": f"{key} {run}"}, json=body)
        first_name, first_answer = known.setdefault((who, key), (name, answer.content))
        assert answer.status_code == (201 if name == first_name else 422), answer.text
        if name == first_name:
            assert answer.content == first_answer
        else:
            assert answer.json()["code"] == "idempotency_mismatch"
    assert (await rows(db))["customer"] == before + len(known)
