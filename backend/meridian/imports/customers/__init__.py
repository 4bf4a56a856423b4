"""Lists of customers: rows put together, compared with what is known, entered or changed."""
