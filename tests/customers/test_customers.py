"""Entering, reading and changing customers."""

from tests.support.api import Api
from tests.support.customers import create_customer


async def test_what_is_entered_is_read_back(api: Api) -> None:
    made = await create_customer(
        api,
        name="Hafenwerk Pumpen GmbH",
        source_channel="exhibition",
        country="DE",
        city="Hamburg",
        budget={"amount": "1200.5", "currency": "EUR"},
        phones=[{"number": "040 36130", "extension": "12", "label": "switchboard"}],
        emails=[{"address": "Einkauf@Hafenwerk.example"}],
        messaging=[{"service": "whatsapp", "handle": "+4915112345678"}],
        external_ids=[{"source": "erp", "value": "K-1"}],
    )
    read = (await api.get(f"/v1/customers/{made['id']}", expect=200)).json()
    assert read == made
    assert made["phones"][0]["e164"] == "+494036130"
    assert made["phones"][0]["raw"] == "040 36130"
    assert made["emails"][0]["address"] == "einkauf@hafenwerk.example"
    assert made["budget"] == {"amount": "1200.50", "currency": "EUR"}
    assert made["owner_id"] == str(api.world.people["rep"])
    assert made["team_id"] == str(api.world.teams["team"])
    assert made["category"] == "potential"
    assert "decision_maker" in made["missing"]
    assert "country" not in made["missing"]
    assert made["completeness"] == 38


async def test_a_patch_merges_and_grows_the_version(api: Api) -> None:
    made = await create_customer(api, city="Oslo", phones=[{"number": "+4722222222"}, {"number": "+4733333333"}])
    path = f"/v1/customers/{made['id']}"
    answer = await api.patch(
        path,
        version=made["version"],
        json={"city": None, "industry": "Ships", "phones": [made_phone(made, 1)]},
        expect=200,
    )
    changed = answer.json()
    assert (changed["city"], changed["industry"], changed["name"]) == (None, "Ships", made["name"])
    assert [phone["id"] for phone in changed["phones"]] == [made["phones"][1]["id"]]
    assert changed["version"] > made["version"]
    assert answer.headers["ETag"] == f'"{changed["version"]}"'
    only_phones = await api.patch(path, version=changed["version"], json={"phones": []}, expect=200)
    assert only_phones.json()["version"] > changed["version"]
    await api.patch(path, version=made["version"], json={"city": "Bergen"}, expect=412)
    await api.patch(path, json={"city": "Bergen"}, expect=428)


def made_phone(record: dict[str, object], index: int) -> dict[str, object]:
    phones = record["phones"]
    assert isinstance(phones, list)
    return {"number": phones[index]["raw"]}
