"""How well a script does: calls, connected, interested, bought, by version, with what chance may have done (TS-21)."""
