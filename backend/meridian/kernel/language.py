"""What is said to people, in the language they asked for. English stands in the source; the other languages stand in
`meridian/locale/…/messages.po`, which `make messages` brings up to date.

    Conflict(msg("the plan is {state}", state=plan.state), reason="plan_closed")
    Fault("/owner_id", "unknown_user", msg("must be an active person"))

Whatever takes words for people takes a `Message`, so none is forgotten; values are never part of the template. Members
of enums are said by their label.
"""

import re
from collections.abc import Mapping
from contextvars import ContextVar
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

SOURCE = "en"
LANGUAGES: Mapping[str, str | None] = {SOURCE: None, "zh-CN": "zh_CN"}
"""Languages by tag, each with the folder that has its catalogue."""
PATH = Path(__file__).parents[1] / "locale"
PYDANTIC = "pydantic"
"""Context of what pydantic says, by the type of its error."""
LANGUAGE: ContextVar[str] = ContextVar("language", default=SOURCE)
"""In which the request at hand is answered. Work without a request speaks English."""
_SEPARATORS: Mapping[str, str] = {SOURCE: ", ", "zh-CN": "、"}
_Key = tuple[str | None, str]


class Message(str):
    """A sentence in English that knows its template and values, and so can be said in another language."""

    template: str
    values: Mapping[str, Any]

    __slots__ = ("template", "values")

    def __new__(cls, template: str, values: Mapping[str, Any]) -> "Message":
        self = super().__new__(cls, template.format(**{name: _shown(values[name], SOURCE) for name in values}))
        self.template, self.values = template, values
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Message, (self.template, self.values)


def msg(template: str, /, **values: Any) -> Message:
    """A message with values, each under the name that stands in braces."""
    return Message(template, values)


def verbatim(text: str) -> Message:
    """Words that are nobody's to translate: a person's own, or said in the right language already."""
    return Message("{text}", {"text": text})


class Label(str):
    """A code that has a name in its context, such as a move of a workflow."""

    context: str

    __slots__ = ("context",)

    def __new__(cls, context: str, code: str) -> "Label":
        self = super().__new__(cls, code)
        self.context = context
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return Label, (self.context, str(self))


def label_of(member: Enum) -> Label:
    """The label of a member of an enum: its context is the enum's name."""
    return Label(type(member).__name__, str(member.value))


def in_words(text: str, language: str | None = None) -> str:
    """A message, or words that stand so in the source, in the language (the request's). What is in no catalogue, such
    as what a person wrote, stays as it is."""
    language = language or LANGUAGE.get()
    if isinstance(text, Label):
        return _shown(text, language)
    if language == SOURCE:
        return str(text)
    template, values = (text.template, text.values) if isinstance(text, Message) else (str(text), {})
    said = find(language, None, template)
    if said is None:
        return str(text)
    return said.format(**{name: _shown(values[name], language) for name in values}) if values else said


def find(language: str, context: str | None, text: str) -> str | None:
    """What the catalogue of a language has for a text; None when nothing."""
    return catalogue(language).get((context, text)) or None


@cache
def catalogue(language: str) -> Mapping[_Key, str]:
    """The texts of a language, by context and English. Empty for English."""
    folder = LANGUAGES[language]
    if folder is None:
        return {}
    with (PATH / folder / "messages.po").open("rb") as file:
        return {(each.context, str(each.id)): str(each.string) for each in read_po(file) if each.id}


def _shown(value: Any, language: str) -> str:
    """A value as a part of a sentence. Text is somebody's own, unless it is a message."""
    if isinstance(value, Message):
        return in_words(value, language)
    if isinstance(value, Enum):
        value = label_of(value)
    if isinstance(value, Label):
        return find(language, value.context, str(value)) or str(value).replace("_", " ")
    if isinstance(value, list | tuple | set | frozenset):
        return _SEPARATORS[language].join(_shown(each, language) for each in value)
    return str(value)


# Messages that are kept, to be said in the language of whoever reads them.


def kept(text: str) -> Any:
    """A message as JSON that `restored` reads; other words as they are."""
    if isinstance(text, Message):
        return {"template": text.template, "values": {name: _kept(value) for name, value in text.values.items()}}
    return str(text)


def restored(text: Any) -> str:
    """What `kept` made JSON of."""
    if not isinstance(text, dict):
        return str(text)
    return Message(text["template"], {name: _restored(value) for name, value in text["values"].items()})


def _kept(value: Any) -> Any:
    if isinstance(value, Enum):
        value = label_of(value)
    if isinstance(value, Label):
        return {"context": value.context, "code": str(value)}
    if isinstance(value, list | tuple):
        return [_kept(each) for each in value]
    return kept(value) if isinstance(value, str) else str(value)


def _restored(value: Any) -> Any:
    if isinstance(value, list):
        return [_restored(each) for each in value]
    if isinstance(value, dict) and "context" in value:
        return Label(value["context"], value["code"])
    return restored(value)


# What pydantic found, in words.

_PLAINER = {
    "model_attributes_type": "Input should be an object",
    "model_type": "Input should be an object",
    "dict_type": "Input should be an object",
    "list_type": "Input should be a list",
    "tuple_type": "Input should be a list",
    "set_type": "Input should be a list",
}
"""English for those that pydantic puts in the words of Python."""


def words_of_error(error: Mapping[str, Any]) -> Message:
    """One of pydantic's errors in the request's language. Checks of ours say themselves what is wrong: the message of
    their ValueError, or `reason` in the context of a PydanticCustomError."""
    context: Mapping[str, Any] = error.get("ctx") or {}
    ours = context.get("reason") or (context["error"].args[0] if error["type"] == "value_error" else None)
    if ours is not None:
        return ours if isinstance(ours, Message) else verbatim(str(ours))
    language = LANGUAGE.get()
    said = find(language, PYDANTIC, error["type"])
    if said is None:
        return verbatim(_PLAINER.get(error["type"]) or error["msg"])
    return verbatim(said.format(**{name: _alternatives(str(value), language) for name, value in context.items()}))


def _alternatives(text: str, language: str) -> str:
    """`'a', 'b' or 'c'` as a list of that language."""
    return re.sub(r"', '|' or '", f"'{_SEPARATORS[language]}'", text)


# Which language a request asks for.


@lru_cache(maxsize=200)
def asked(header: str | None) -> str | None:
    """The language we have that an Accept-Language prefers; None when it names none of them."""
    wanted: list[tuple[float, int, str]] = []
    for place, part in enumerate((header or "").split(",")):
        tag, _, rest = part.partition(";")
        found = by_tag(tag)
        quality = _quality(rest)
        if found is not None and quality > 0:
            wanted.append((-quality, place, found))
    return min(wanted)[2] if wanted else None


@lru_cache(maxsize=200)
def by_tag(tag: str) -> str | None:
    """The language we have for a tag such as `zh-Hant-HK` or a person's locale."""
    primary = tag.strip().lower().replace("_", "-").partition("-")[0]
    return next((known for known in LANGUAGES if known.partition("-")[0] == primary), None)


def _quality(rest: str) -> float:
    found = re.fullmatch(r"\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*", rest)
    return float(found[1]) if found else (1.0 if not rest.strip() else 0.0)
