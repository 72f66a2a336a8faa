"""A raw thread or an export in, a thread as it was captured out, with its doubts."""
