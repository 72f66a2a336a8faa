"""The readers of platforms: exports and API responses, each giving one author's own thread."""
