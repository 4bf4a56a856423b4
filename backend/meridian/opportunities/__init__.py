"""The sales pipeline: opportunities from first interest to a completed contract (CR-12..16, TS-8..11, MC-16)."""
