"""`q` of the customer list: what people type finds whom they mean, likeliest first, and nothing that is hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from meridian.customers import search
from meridian.customers.models import Customer
from meridian.customers.rules import domains_sought, email_beginning, name_sought, phone_endings
from meridian.kernel.db.session import Database
from tests.support.api import Api
from tests.support.customers import create_customer, customer_in
from tests.support.statements import recording
from tests.support.world import World

HAIER, HAILAN, SHANGHAI = "海尔集团有限公司", "青岛海蓝机械有限公司", "上海華威泵業股份有限公司"
HAFENWERK, NEW_HAFEN, HAFFENWERK = "Hafenwerk Pumpen GmbH", "Neue Hafenwerk AG", "Haffenwerk S.A."
ZAVOD, MORGAN, LG = "ООО Завод Мотор", "J. P. Morgan Tools Inc.", "LG Trading LLC"
ACME, MEGA_LG, MUELLER = "Acme & Söhne B.V.", "Mega LG Ltd", "Müller Ventile GmbH"


@pytest.fixture(scope="module")
async def searched(api: Api) -> Api:
    """Companies of `rep`, entered one after the other; one more belongs to another team."""
    phones = {
        HAIER: "+86 532 8893 9999",
        HAFENWERK: "+49 40 36130",
        ACME: "+39 06 6982 1234",
        ZAVOD: "+7 495 123-45-67",
        MORGAN: "+1 415 555 2671",
    }
    sites = {HAFENWERK: "https://www.hafenwerk.example", ACME: "https://shop.acme.co.uk/about"}
    emails = {HAFENWERK: "einkauf@hafenwerk.example", LG: "lg_buyer@gmail.com", MUELLER: "info@ventile-mueller.de"}
    everybody = (
        HAIER, HAILAN, SHANGHAI, HAFENWERK, NEW_HAFEN, HAFFENWERK, ZAVOD, MORGAN, LG, ACME, MEGA_LG, MUELLER,
    )  # fmt: skip
    for name in everybody:
        await create_customer(
            api,
            name=name,
            phones=[{"number": phones[name]}] if name in phones else [],
            emails=[{"address": emails[name]}] if name in emails else [],
            **({"website": sites[name]} if name in sites else {}),
        )
    await create_customer(api, who="other_rep", name="Hafenwerk Fremd Ltd", phones=[{"number": "+49 40 5553613"}])
    return api


async def found(api: Api, text: str, who: str = "rep", **params: str) -> list[str]:
    answer = await api.get("/v1/customers", who=who, params={"q": text, **params}, expect=200)
    return [item["name"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("海尔", [HAIER]),
        ("海爾", [HAIER]),
        ("华威", [SHANGHAI]),
        ("華威泵業", [SHANGHAI]),
        ("上海华威泵业有限公司", [SHANGHAI]),  # the legal form differs
        ("海", [HAIER]),  # one character: how names begin
        ("上海化威泵业", [SHANGHAI]),  # a wrong character
        ("上海华泵业", [SHANGHAI]),  # a missing one
        ("завод", [ZAVOD]),
        ("мот", [ZAVOD]),
    ],
)
async def test_names_in_other_scripts(searched: Api, text: str, names: list[str]) -> None:
    assert await found(searched, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("hafenwerk pumpen", [HAFENWERK]),
        ("HAFENWERK PUMPEN GMBH", [HAFENWERK]),
        ("nwerk", [HAFFENWERK, NEW_HAFEN, HAFENWERK]),  # newest first
        ("pumpen hafenwerk", [HAFENWERK]),
        ("l", [LG]),
        ("lg", [LG, MEGA_LG]),  # it begins so; a word in it begins so
        ("jp morgan", [MORGAN]),
        ("j. p. morgan", [MORGAN]),
        ("muller", [MUELLER]),
        ("sohne", [ACME]),
        ("!!!", []),
        ("zzzqqq", []),
    ],
)
async def test_latin_names(searched: Api, text: str, names: list[str]) -> None:
    assert await found(searched, text) == names


async def test_exact_before_beginning_before_part_before_misspelt(searched: Api) -> None:
    assert await found(searched, "hafenwerk") == [HAFENWERK, NEW_HAFEN, HAFFENWERK]
    assert (await found(searched, "haffenwerk"))[0] == HAFFENWERK
    assert set((await found(searched, "haffenwerk"))[1:]) == {HAFENWERK, NEW_HAFEN}
    assert HAFENWERK in await found(searched, "hafenwrek")


@pytest.mark.parametrize(
    "text",
    [
        "+49 40 36130", "0049 40 36130", "040 36130", "4036130", "040/361-30", "(040) 36130", "36130", "６１３０",
        "+49 (0)40 36130", "tel:+49-40-36130", "Tel.: 040/36130", "+49–40–36130", "49 (0)40 36130", "'+494036130",
        "+49 40 36130 ext. 12", "sip:+494036130@pbx.example", "https://wa.me/494036130", "📞 040 36130", "494036130.0",
        "(040) 36130 (office)", "＋４９ ４０ ３６１３０", "tel:%2B494036130",
    ],
)  # fmt: skip
async def test_phones_however_they_are_typed(searched: Api, text: str) -> None:
    assert await found(searched, text) == [HAFENWERK]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("939999", [HAIER]),
        ("053288939999", [HAIER]),
        ("06 6982 1234", [ACME]),
        ("8 (495) 123-45-67", [ZAVOD]),
        ("(415) 555-2671", [MORGAN]),
        ("999", []),  # too short to mean a phone
    ],
)
async def test_phones_with_other_prefixes(searched: Api, text: str, names: list[str]) -> None:
    assert await found(searched, text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("einkauf@hafenwerk.example", [HAFENWERK]),
        ("Einkauf <EINKAUF@hafenwerk.example>", [HAFENWERK]),
        ("einkauf@haf", [HAFENWERK]),
        ("@hafenwerk.example", [HAFENWERK]),
        ("lg_buyer@", [LG]),
        ("lgxbuyer@", []),  # `_` stands for itself
        ("https://www.hafenwerk.example/kontakt", [HAFENWERK]),
        ("hafenwerk.ex", [HAFENWERK]),
        ("acme.co.uk", [ACME]),
        ("shop.acme.co.uk", [ACME]),
        ("ventile-mueller.de", [MUELLER]),
    ],
)
async def test_emails_and_websites(searched: Api, text: str, names: list[str]) -> None:
    assert await found(searched, text) == names


async def test_a_search_stays_within_the_scope(searched: Api) -> None:
    assert await found(searched, "hafenwerk fremd", who="other_rep") == ["Hafenwerk Fremd Ltd"]
    assert await found(searched, "3613", who="other_rep") == ["Hafenwerk Fremd Ltd"]
    for text in ("hafenwerk", "3613", "4036130", "hafenwerk.example", "海尔"):
        assert HAFENWERK not in await found(searched, text, who="other_rep")
        assert "Hafenwerk Fremd Ltd" not in await found(searched, text)


@pytest.mark.parametrize("text", ["hafenwerk", "海尔", "36130", "einkauf@hafenwerk.example", "hafenwerk.example", "lg"])
async def test_list_count_and_other_orders_agree(searched: Api, text: str) -> None:
    names = await found(searched, text)
    counted = await searched.get("/v1/customers", params={"q": text, "count": "exact", "limit": 1}, expect=200)
    assert counted.json()["total"] == len(names) > 0
    assert await found(searched, text, sort="name") == sorted(names)


async def test_pages_continue_through_the_tiers(searched: Api) -> None:
    whole = await found(searched, "hafenwerk")
    names: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        params = {"q": "hafenwerk", "limit": "1", **cursor}
        page = (await searched.get("/v1/customers", params=params, expect=200)).json()
        names += [item["name"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert names == whole


@pytest.mark.parametrize("text", ["36130", "+49 40 36130", "einkauf@hafenwerk.example", "@hafenwerk.example"])
async def test_what_is_masked_finds_nothing(searched: Api, db: Database, text: str) -> None:
    masked = frozenset({"phone", "email"})
    async with db.read() as session:
        for hidden, expected in ((frozenset[str](), {HAFENWERK}), (masked, set())):
            joined = select(Customer.name).where(search.condition(text, hidden))
            assert set(await session.scalars(joined)) == expected
            for tier in search.tiers(text, hidden):
                assert set(await session.scalars(select(Customer.name).where(tier.condition))) <= expected


async def test_merged_and_archived_customers_are_not_found(searched: Api, db: Database) -> None:
    gone = await create_customer(searched, name="Verschwunden Werke")
    assert await found(searched, "verschwunden") == ["Verschwunden Werke"]
    async with db.write() as session:
        await session.execute(update(Customer).where(Customer.id == gone["id"]).values(archived_at=session.now))
    assert await found(searched, "verschwunden") == []
    assert await found(searched, "verschwunden", archived="true") == ["Verschwunden Werke"]


@given(text=st.text(max_size=40))
def test_any_text_has_a_reading(text: str) -> None:
    sought = name_sought(text)
    assert sought is None or sought.key
    assert all(ending.isdigit() and len(ending) >= 4 for ending in phone_endings(text))
    assert email_beginning(text) is None or "@" in text or "＠" in text
    assert all("." in domain for domain in domains_sought(text))


@pytest.mark.parametrize("text", ["' OR 1=1 --", "%", "_", "\\", "$1", "{,}", "a{b}ж'ж", "尔:海", "__[POSTCOMPILE_x]"])
async def test_nothing_typed_is_taken_for_sql(searched: Api, text: str) -> None:
    assert HAILAN not in await found(searched, text)
    assert await found(searched, text, who="rep", sort="name") == []


@pytest.mark.parametrize(
    ("text", "name", "sort"),
    [
        ("fernwald", "{} Fernwald Fittings", {}),
        ("飞驰矿机", "{}飞驰矿机有限公司", {}),
        ("bergquell", "{} Bergquell Fittings", {"sort": "name"}),
        ("腾跃锻压", "{}腾跃锻压有限公司", {"sort": "name"}),
    ],
)
async def test_of_a_frequent_text_no_more_is_read_than_a_rep_s_own(
    api: Api, db: Database, world: World, text: str, name: str, sort: dict[str, str]
) -> None:
    """Half a company's names may hold it: all of them taken from the index take longer than one's own, looked at."""
    mine = [name.format(part) for part in ("Nord", "Ost")]
    for owner, names in {"rep": mine, "other_rep": [name.format(part) for part in ("Süd", "West", "A")]}.items():
        for each in names:
            await customer_in(db, world, owner=owner, name=each)
    read = {}
    for who in ("rep", "director"):
        with recording() as seen:
            names = await found(api, text, who, **sort)
        assert set(mine) <= set(names)
        assert len(names) == (2 if who == "rep" else 5)
        read[who] = " ".join(each.sql for each in seen if "_sort_0" in each.sql)
    assert "coalesce(customer.name_" in read["rep"]
    assert "coalesce(customer.name_" not in read["director"]


async def test_what_the_filter_leaves_few_of_is_gathered(api: Api, db: Database, world: World) -> None:
    """However many names hold the text: they may all lie at the end of the list's order."""
    for number in range(6):
        await customer_in(db, world, name=f"Steinfurt {number}", country="DE")
    for country, gathered in {"DE": False, "PT": True}.items():
        with recording() as seen:
            names = await found(api, "steinfurt", "director", country=country)
        assert len(names) == (0 if gathered else 6)
        assert any("ORDER BY coalesce(" in each.sql for each in seen) == gathered
