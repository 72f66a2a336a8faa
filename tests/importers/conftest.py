"""What the tests of importers share lies beside them: threads as texts that a person can read (thread_dump)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
