"""The steps that make the OpenAPI document exact, small and pleasant for generators (run by `kernel/http/openapi.py`).

Each takes the document as JSON and changes its shape, never its meaning: resolving every reference of the result gives
what went in (tests/kernel/test_openapi_steps.py).
"""
