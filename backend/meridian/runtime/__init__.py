"""The house around the product: the embedded database, the processes of `meridian run`, and `meridian doctor`."""
