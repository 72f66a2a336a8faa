"""Lets these tests share the specimens beside them."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
