"""Everything that must hold, proven through a public door wherever there is one."""

import gc

gc.disable()  # while the product is loaded, which stays; conftest.py and browser/server.py then enable it
