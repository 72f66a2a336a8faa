"""A copied thread or an export in; a draft YAML out, with every doubt about it flagged."""
