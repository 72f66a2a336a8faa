"""What the tests of the reader share lies beside them: a grammar of memos (memo_grammar)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
