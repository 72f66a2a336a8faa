"""Typst as a program: python typst_cold.py IN.typ OUT.pdf.

With its own faces, so that it scans none of the system.
"""

import sys

import typst

typst.compile(sys.argv[1], output=sys.argv[2], pdf_standards=["ua-1"], ignore_system_fonts=True)
