"""Drafts: a captured thread is reviewed, and becomes a new memo or part of an existing one."""
