"""Everything the product says no with: the codes of problems and of single faults, and the page that lists them."""
