"""A signed contract in the purchase history, counted once however its orders come in (MC-3, TS-14)."""
