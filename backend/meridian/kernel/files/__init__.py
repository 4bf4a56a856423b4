"""Files: the store of what people keep, and folders for what is put down only for a while."""
