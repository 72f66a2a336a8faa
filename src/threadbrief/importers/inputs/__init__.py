"""Import sources: files, folders and archives, and the JSON in them."""
