"""A Document becomes the bytes of a .pdf.

*ReportLab without settings of others.* When ReportLab is imported it runs `reportlab_mods.py` and
`reportlab_settings.py` from wherever Python imports, such as the current folder, and
`.reportlab_mods` and `.reportlab_settings` in the home folder. A stranger's file is not to be run,
and the same memo gives the same bytes for everyone: empty modules take their places meanwhile.
"""

import sys
from types import ModuleType

_SETTINGS = {"reportlab_mods", "reportlab_settings"} - sys.modules.keys()
sys.modules.update({name: ModuleType(name) for name in _SETTINGS})

import reportlab.rl_config  # noqa: E402, F401 - see above

for _name in _SETTINGS:
    del sys.modules[_name]

from threadbrief.pdf.writer import WrittenPdf, check_fonts, find_anchor_pages, write_pdf  # noqa: E402

__all__ = ["WrittenPdf", "check_fonts", "find_anchor_pages", "write_pdf"]
