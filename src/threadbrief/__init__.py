"""threadbrief: a thread and its citations, in YAML, become a briefing memo in Word and PDF."""
