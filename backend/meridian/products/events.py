"""What happens to products and markets."""

from meridian.kernel.events.rules import EventType

PRODUCT_CHANGED = EventType("product.changed", "A product was entered or changed.")
MARKET_CHANGED = EventType("market.changed", "A market was entered or its countries changed.")
EVENTS = (PRODUCT_CHANGED, MARKET_CHANGED)
