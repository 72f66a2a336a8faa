"""The stages in their order: read, check, compose, render. No other package imports them all."""
