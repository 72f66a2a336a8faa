"""A look and an outline, as frozen values."""
