"""The body of `POST …/search`: the query string's twin for long filters and for AND, OR, NOT."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SkipValidation
from pydantic.config import JsonDict

from meridian.kernel.listing.spec import Op

_EXAMPLE: JsonDict = {
    "filter": {
        "and": [
            {"field": "grade", "op": "in", "value": ["A", "B"]},
            {"not": {"field": "owner_id", "op": "null", "value": True}},
        ]
    },
    "sort": ["-next_contact_at"],
    "limit": 50,
}
Scalar = str | int | float | bool


class FilterCondition(BaseModel):
    """One field compared with one value or, for most operators, several."""

    model_config = ConfigDict(extra="forbid")

    field: str = Field(description="A field of the list.", examples=["grade"])
    op: Op = Field(default=Op.EQ, description="Default: `eq`, for lists of texts `any`.", examples=["in"])
    value: Scalar | list[Scalar] = Field(
        description="Decimals, dates, instants and ids as text.", examples=[["A", "B"]]
    )


class FilterAnd(BaseModel):
    """All of these hold."""

    model_config = ConfigDict(extra="forbid")

    all_of: list["FilterNode"] = Field(alias="and", min_length=1, max_length=50, description="Filters that all hold.")


class FilterOr(BaseModel):
    """At least one of these holds."""

    model_config = ConfigDict(extra="forbid")

    any_of: list["FilterNode"] = Field(
        alias="or", min_length=1, max_length=50, description="Filters of which one holds."
    )


class FilterNot(BaseModel):
    """This does not hold."""

    model_config = ConfigDict(extra="forbid")

    none_of: "FilterNode" = Field(alias="not", description="The filter that does not hold.")


FilterNode = FilterCondition | FilterAnd | FilterOr | FilterNot


class SearchBody(BaseModel):
    """A list request as a body. Its pieces are described here but read by the list's own grammar, which knows
    the fields and names each fault at its place."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    filter: SkipValidation[FilterNode | None] = Field(
        default=None, description="Nested at most 6 levels, at most 50 conditions."
    )
    sort: SkipValidation[list[str] | None] = Field(
        default=None, description="Sort keys, `-` for descending.", examples=[["-next_contact_at"]]
    )
    limit: SkipValidation[int | None] = Field(default=None, ge=1, le=200, description="Rows per page; default 50.")
    cursor: SkipValidation[str | None] = Field(default=None, description="`next_cursor` of the previous page.")
    count: SkipValidation[Literal["exact", "estimated"] | None] = Field(
        default=None, description="Ask for the total: counted, or the planner's estimate."
    )
