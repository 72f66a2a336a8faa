"""The stages in their order: a memo is read, checked, composed and rendered. No other package sees them all."""
