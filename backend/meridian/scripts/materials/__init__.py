"""Materials of products: brochures and cases that are at hand in every call about the product (TS-6, OT-5)."""
