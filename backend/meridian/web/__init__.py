"""The browser interface, served by the API process: files, deep links, caching, and what browsers may do with them."""
