"""The occasions that a care plan names, as clients choose and see them."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from meridian.kernel.language import msg
from meridian.kernel.masking import Output
from meridian.kernel.schemas import CountryCode, Input, Line
from meridian.plans.care.rules import CareItem, Occasion
from meridian.plans.rules import Method
from meridian.policies.rules import Grade

MOST_OCCASIONS = 100
_COUNTRY = "Of a holiday: whose it is; customers there are greeted, of a part that alone keeps it those in it."
_HOLIDAY = "Of a holiday: its name, as `GET /v1/duties/holidays` gives it."


class CareOccasion(Input):
    """One occasion: the birthdays of people there, or a holiday of a country."""

    occasion: Occasion = Field(description="Birthdays or a holiday.", examples=["holiday"])
    country: CountryCode | None = Field(default=None, description=_COUNTRY, examples=["DE"])
    holiday: Line | None = Field(default=None, description=_HOLIDAY, examples=["Christmas Day"])
    care_item: CareItem = Field(description="What the contact brings.", examples=["holiday"])
    method: Method = Field(description="How it is made.", examples=["phone"])

    @model_validator(mode="after")
    def _named(self) -> Self:
        named = (self.country is not None, self.holiday is not None)
        if named != (self.occasion is Occasion.HOLIDAY,) * 2:
            raise ValueError(msg("a holiday is named by its country and its name, a birthday by neither"))
        return self


Grades = Annotated[list[Grade], Field(max_length=len(Grade))]


class CareProgramme(Input):
    """Whom a care plan keeps in touch with, of its owner's customers, and on which occasions (CR-28)."""

    grades: Grades = Field(
        default_factory=list, description="Customers of these grades; none named: of all.", examples=[["A", "B"]]
    )
    key_only: bool = Field(default=False, description="Key customers alone.", examples=[False])
    occasions: list[CareOccasion] = Field(
        min_length=1, max_length=MOST_OCCASIONS, description="The occasions, each once."
    )

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        named = [(each.occasion, each.country, each.holiday) for each in self.occasions]
        if len(set(named)) < len(named):
            raise ValueError(msg("each occasion is named once"))
        return self


class CareOccasionRead(Output):
    """One occasion that a care plan names."""

    occasion: Occasion = Field(description="Birthdays or a holiday.", examples=["holiday"])
    country: str | None = Field(description=_COUNTRY, examples=["DE"])
    holiday: str | None = Field(description=_HOLIDAY, examples=["Christmas Day"])
    holiday_name: str | None = Field(description="The same in your language, where it is known.", examples=["圣诞节"])
    regions: list[str] = Field(
        description="Of a holiday that only parts of the country keep: what they are called; else empty.",
        examples=[["巴伐利亚州"]],
    )
    care_item: CareItem = Field(description="What the contact brings.", examples=["holiday"])
    method: Method = Field(description="How it is made.", examples=["phone"])


class CareProgrammeRead(Output):
    """Whom a care plan keeps in touch with, and on which occasions."""

    grades: list[Grade] = Field(description="Customers of these grades; none named: of all.", examples=[["A"]])
    key_only: bool = Field(description="Key customers alone.", examples=[False])
    occasions: list[CareOccasionRead] = Field(description="The occasions.")
