"""The readers of platforms: exports and API responses, each with the threads of one author."""
