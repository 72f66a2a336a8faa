"""The Python API: what the command line can do, as functions (docs/python.md).

`threadbrief` itself has the public names; each brings what it needs when it is first used.
"""
