"""What the browser tests in `frontend/e2e` run against: the product itself, as many of it as there are test workers."""
