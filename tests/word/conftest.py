"""What the tests of the Word writer share lies beside them: documents (word_specimen), reading back (word_reading)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent / "house_template"))
