"""How the documentation becomes a site (`make docs`).

The source folder is the root of the repository, so that a link between two pages is the same in
the repository and on the site, and pages outside docs/ are part of it.
"""

project = "threadbrief"
author = "The threadbrief authors"
project_copyright = "The threadbrief authors, MIT licence"

root_doc = "docs/index"
include_patterns = [
    "docs/*.md",
    "docs/**/*.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "tests/README.md",
]
exclude_patterns = [
    "**/.*",
    "build",
    "src",
    "examples",
    "benchmarks",
    "tools",
    "templates",
    "tests/data",
]

extensions = ["myst_parser"]
myst_enable_extensions = ["html_image"]
myst_heading_anchors = 4
nitpicky = True

html_theme = "furo"
html_title = "threadbrief"
html_extra_path = ["site"]  # index.html, which leads to docs/index.html
html_static_path = ["static"]
html_css_files = ["pages.css"]
html_copy_source = False
html_show_sphinx = False
pygments_style = "friendly"
pygments_dark_style = "github-dark"
