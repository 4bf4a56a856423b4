"""Products and markets through the API."""

from tests.support.api import Api

PUMP = {
    "code": "pump_x200",
    "name": "X200 dosing pump",
    "name_zh": "X200 计量泵",
    "product_line": "pumps",
    "list_price": {"amount": "1234.50", "currency": "USD"},
}


async def test_a_product_is_entered_changed_with_its_version_and_listed(api: Api) -> None:
    made = await api.post("/v1/products", who="specialist", json=PUMP, expect=201)
    product = made.json()
    assert product["list_price"] == {"amount": "1234.50", "currency": "USD"}
    path = f"/v1/products/{product['id']}"
    await api.patch(path, who="specialist", json={"active": False}, expect=428)
    await api.patch(path, who="specialist", json={"name": None}, version=1, expect=422)
    changed = await api.patch(path, who="specialist", json={"list_price": None}, version=1, expect=200)
    assert (changed.json()["list_price"], changed.headers["etag"]) == (None, '"2"')
    stale = await api.patch(path, who="specialist", json={"active": False}, version=1, expect=412)
    assert stale.json()["current_version"] == 2
    listed = await api.get("/v1/products?product_line=pumps&sort=-name", who="rep", expect=200)
    assert [row["code"] for row in listed.json()["items"]] == ["pump_x200"]
    found = await api.post(
        "/v1/products/search", json={"filter": {"field": "name", "op": "contains", "value": "dosing"}}
    )
    assert [row["id"] for row in found.json()["items"]] == [product["id"]]


async def test_a_code_is_taken_once_and_reps_do_not_enter_products(api: Api) -> None:
    await api.post("/v1/products", who="director", json=PUMP | {"code": "pump_x300"}, expect=201)
    again = await api.post("/v1/products", who="director", json=PUMP | {"code": "pump_x300"}, expect=409)
    assert again.json()["reason"] == "code_taken"
    await api.post("/v1/products", who="rep", json=PUMP | {"code": "pump_x400"}, expect=403)


async def test_a_country_belongs_to_one_market(api: Api) -> None:
    gulf = {"code": "gulf", "name": "Gulf", "name_zh": "海湾", "countries": ["AE", "SA"]}
    await api.post("/v1/markets", who="director", json=gulf, expect=201)
    clash = {"code": "arabia", "name": "Arabia", "name_zh": "阿拉伯", "countries": ["OM", "SA"]}
    refused = await api.post("/v1/markets", who="director", json=clash, expect=422)
    assert [fault["pointer"] for fault in refused.json()["errors"]] == ["/countries/1"]
    await api.post("/v1/markets", who="director", json=clash | {"countries": ["OM"]}, expect=201)
