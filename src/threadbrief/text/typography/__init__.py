"""Typography of our own words: quotation marks, dashes, and spaces at which no line may end."""
