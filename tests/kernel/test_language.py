"""Refusals are said in the language asked for, and no message lacks its translation."""

import copy
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticKnownError

from meridian.kernel.language import (
    LANGUAGE,
    LANGUAGES,
    PYDANTIC,
    Label,
    asked,
    find,
    in_words,
    kept,
    msg,
    restored,
    words_of_error,
)
from meridian.plans.rules import Method, PlanState
from meridian_local import messages
from tests.support.api import Api

TRANSLATED = [language for language, folder in LANGUAGES.items() if folder is not None]
CHINESE = "zh-CN"


@pytest.fixture
def chinese() -> Iterator[None]:
    token = LANGUAGE.set(CHINESE)
    yield
    LANGUAGE.reset(token)


# The catalogues.


def test_every_message_stands_in_the_source_as_it_is_said() -> None:
    said = list(messages.said_in_source())
    assert len(said) > 400
    assert [f"{each.file}:{each.line}" for each in said if each.text is None] == []


def test_there_is_a_catalogue_for_every_language() -> None:
    assert [path.parent.name for path in messages.paths()] == sorted(filter(None, LANGUAGES.values()))


@pytest.mark.parametrize("path", messages.paths(), ids=lambda path: path.parent.name)
def test_no_message_lacks_its_translation(path: Any) -> None:
    """`make messages` brings a catalogue up to date; what it leaves empty is to be translated."""
    committed = messages.catalogue(path)
    wanted = messages.updated(committed, messages.entries())
    assert [(each.context, each.id) for each in wanted if each.id and not each.string] == []
    spoken = {(each.context, each.id): each.string for each in committed if each.id}
    assert spoken == {(each.context, each.id): each.string for each in wanted if each.id}, "run `make messages`"


@pytest.mark.parametrize("path", messages.paths(), ids=lambda path: path.parent.name)
def test_translations_say_the_same_values(path: Any) -> None:
    wrong = [
        each.id
        for each in messages.catalogue(path)
        if each.context is None and messages.placeholders(str(each.id)) != messages.placeholders(str(each.string))
    ]
    assert wrong == []


# What is said.


def test_values_are_said_in_the_language_too(chinese: None) -> None:
    refused = msg("the plan is {state}", state=PlanState.DRAFT)
    assert refused == "the plan is draft"
    assert in_words(refused) == "该计划草稿"
    assert (
        in_words(msg("they asked not to be contacted by {method}", method=Method.PHONE)) == "对方要求不以电话方式联系"
    )
    nested = msg("missing: {what}", what=msg("an owner"))
    assert (str(nested), in_words(nested)) == ("missing: an owner", "缺少：负责人")
    assert (
        in_words(msg("map a column to one of {fields}", fields=["name", "phone"])) == "请将一列对应到 name、phone 之一"
    )


def test_what_a_person_wrote_is_nobodys_to_translate(chinese: None) -> None:
    assert find(CHINESE, None, "an owner") == "负责人"
    assert in_words(msg("“{encoding}” is no encoding of text", encoding="an owner")) == "“an owner”不是文本编码"
    assert in_words(msg("“{encoding}” is no encoding of text", encoding="{0} {x}")) == "“{0} {x}”不是文本编码"


def test_messages_are_kept_for_readers_of_another_language(chinese: None) -> None:
    message = msg("missing: {what}", what=msg("its plan is {state}", state=PlanState.ACTIVE))
    for again in (restored(kept(message)), copy.deepcopy(message)):
        assert (str(again), in_words(again)) == (str(message), "缺少：其计划执行中")
    assert in_words(copy.deepcopy(Label("Method", "visit"))) == "上门"


class Sample(BaseModel):
    amount: Decimal = Field(gt=0, max_digits=5, decimal_places=2)
    text: str = Field(min_length=2, max_length=3, pattern="^a")
    kind: Literal["one", "two"]
    method: Method
    several: list[int] = Field(min_length=1, max_length=2)
    flag: bool


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, {"必填"}),
        ({"amount": "-1"}, {"须大于 0"}),
        ({"amount": "1.234"}, {"最多 2 位小数"}),
        ({"amount": "123456"}, {"总共最多 5 位数字"}),
        ({"amount": "x"}, {"须为十进制数"}),
        ({"text": "a"}, {"至少 2 个字符"}),
        ({"text": "aaaa"}, {"最多 3 个字符"}),
        ({"text": "bb"}, {"须符合模式 ^a"}),
        ({"text": 7}, {"须为文本"}),
        ({"kind": "three"}, {"须为 'one'、'two'"}),
        ({"method": "drum"}, None),
        ({"several": []}, {"至少 1 项"}),
        ({"several": [1, 2, 3]}, {"最多 2 项"}),
        ({"several": {}}, {"须为列表"}),
        ({"flag": "perhaps"}, {"须为 true 或 false"}),
    ],
)
def test_what_pydantic_says(chinese: None, given: dict[str, Any], words: set[str] | None) -> None:
    with pytest.raises(ValidationError) as refused:
        Sample.model_validate(given)
    found = {
        in_words(words_of_error(error)) for error in refused.value.errors() if error["loc"][0] in given or not given
    }
    assert found == words if words else all("'phone'、" in each for each in found)


def told_by_pydantic(kind: Any) -> set[str]:
    """The names of the values that an error of this kind has: pydantic asks for each that is absent or not a number."""
    values: dict[str, Any] = {}
    for _ in range(10):
        try:
            PydanticKnownError(kind, values or None)
        except TypeError as absent:
            found = re.search(r"'(\w+)' required in context|'(\w+)' context value", str(absent))
            name = found and (found[1] or found[2])
            if not name:
                return set()
            values[name] = "1" if name in values else 1
        else:
            break
    return set(values)


@pytest.mark.parametrize("language", TRANSLATED)
def test_pydantics_words_say_only_what_it_tells(language: str) -> None:
    for kind in [each.text for each in messages.entries() if each.context == PYDANTIC]:
        names = messages.placeholders(find(language, PYDANTIC, kind) or "")
        assert names <= told_by_pydantic(kind), kind


# Which language.


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, None),
        ("", None),
        ("*", None),
        ("zh-CN", CHINESE),
        ("zh", CHINESE),
        ("ZH-hant-HK", CHINESE),
        ("en-GB,en;q=0.9,zh-CN;q=0.8", "en"),
        ("fr, zh-CN;q=0.5, en;q=0.4", CHINESE),
        ("en;q=0, zh", CHINESE),
        ("de", None),
        ("zh;q=x, en;q=0.1", "en"),
    ],
)
def test_the_language_asked_for(header: str | None, language: str | None) -> None:
    assert asked(header) == language


async def test_refusals_are_said_in_the_language_asked_for(api: Api) -> None:
    said = {}
    for tag in ("en", CHINESE):
        answer = await api.post(
            "/v1/customers", json={"name": "", "colour": "red"}, headers={"Accept-Language": tag}, expect=422
        )
        assert answer.headers["content-language"] == tag
        assert "Accept-Language" in answer.headers["vary"]
        said[tag] = answer.json()
    assert said["en"]["title"] == "Some of what was sent is not valid"
    assert said[CHINESE]["title"] == "提交的内容中有不合要求之处"
    codes = [[(fault["pointer"], fault["code"]) for fault in each["errors"]] for each in said.values()]
    assert codes[0] == codes[1]
    assert said["en"]["code"] == said[CHINESE]["code"] == "invalid"
    english, chinese = ({fault["detail"] for fault in each["errors"]} for each in said.values())
    assert not english & chinese
    assert "不接受此字段" in chinese


async def test_who_asks_for_no_language_is_answered_in_their_own(api: Api) -> None:
    locale = (await api.get("/v1/me", expect=200)).json()["locale"]
    answer = await api.get("/v1/customers/x", headers={"Accept-Language": "fr"}, expect=422)
    assert answer.headers["content-language"] == ("zh-CN" if locale.startswith("zh") else "en")
