"""Response models that hide what policy hides from the reader's role (CR-10, MC-8)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationInfo,
    model_validator,
)


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Marks a field of a read model: masked for roles whose policy hides the group (CR-10, MC-8)."""

    group: str


class Output(BaseModel):
    """A response body. Build it with `of(row, masked=actor.masked)`: hidden groups become null, and are named."""

    model_config = ConfigDict(from_attributes=True, defer_build=True)  # a start waits for no model it does not use
    _sensitive: ClassVar[dict[str, str]] = {}

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls._sensitive = {
            name: mark.group
            for name, field in cls.model_fields.items()
            for mark in field.metadata
            if isinstance(mark, Sensitive)
        }

    @classmethod
    def sensitive(cls) -> dict[str, str]:
        """The group of each field that may be hidden, fields in alphabetical order."""
        return dict(sorted(cls._sensitive.items()))

    @model_validator(mode="wrap")
    @classmethod
    def _mask(cls, source: Any, validate: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        if isinstance(source, cls):
            return source  # FastAPI validates what a route returns once more
        made = validate(source)
        if not cls._sensitive:
            return made
        if not info.context or "masked" not in info.context:
            raise RuntimeError(f"{cls.__name__} holds sensitive fields: build it with of(…, masked=…)")
        hidden = sorted(name for name, group in cls._sensitive.items() if group in info.context["masked"])
        for name in hidden:
            made.__dict__[name] = None
        if hidden and "masked_fields" in cls.model_fields:
            made.__dict__["masked_fields"] = hidden
        return made

    @classmethod
    def of(cls, source: Any, *, masked: Iterable[str]) -> Self:
        """From an ORM row, row mapping or dict; `masked` are the groups hidden from the reader."""
        return cls.model_validate(source, context={"masked": frozenset(masked)})


MaskedFields = Annotated[
    list[str],
    Field(default_factory=list, description="Fields hidden from you by policy; they read as null.", examples=[[]]),
]
