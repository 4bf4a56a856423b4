"""What happens to products and markets."""

from meridian.identity.permissions import Permission
from meridian.kernel.events.rules import EventType

PRODUCT_CHANGED = EventType("product.changed", "A product was entered or changed.", permission=Permission.PRODUCT_READ)
MARKET_CHANGED = EventType(
    "market.changed", "A market was entered or its countries changed.", permission=Permission.PRODUCT_READ
)
EVENTS = (PRODUCT_CHANGED, MARKET_CHANGED)
