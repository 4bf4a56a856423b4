"""The vocabulary of notes. Pure."""

from collections.abc import Mapping
from enum import StrEnum


class NoteTopic(StrEnum):
    """`market`: intelligence on a market; `feedback`: what a customer says of us."""

    MARKET = "market"
    FEEDBACK = "feedback"


class NoteCategory(StrEnum):
    COMPETITOR = "competitor"
    INDUSTRY = "industry"
    POLICY = "policy"
    PRICES = "prices"
    DEMAND = "demand"
    PRODUCT_QUALITY = "product_quality"
    SERVICE = "service"
    DELIVERY = "delivery"
    PRICE_TERMS = "price_terms"
    SUGGESTION = "suggestion"
    OTHER = "other"


C = NoteCategory
CATEGORIES: Mapping[NoteTopic, frozenset[NoteCategory]] = {
    NoteTopic.MARKET: frozenset({C.COMPETITOR, C.INDUSTRY, C.POLICY, C.PRICES, C.DEMAND, C.OTHER}),
    NoteTopic.FEEDBACK: frozenset({C.PRODUCT_QUALITY, C.SERVICE, C.DELIVERY, C.PRICE_TERMS, C.SUGGESTION, C.OTHER}),
}
"""Which categories notes of a topic have."""
