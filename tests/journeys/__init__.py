"""People's ways through the product, told over the public API, with the worker and the clock beside them."""
