"""The values that pass through the pipeline: what the YAML says, and what the page says."""
