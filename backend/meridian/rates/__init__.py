"""Exchange rates by date: what an amount in any currency is worth in the company's base currency."""
