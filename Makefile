# make demo    build the examples        make test    run every check        make help    the rest
SHELL := /bin/sh
.DEFAULT_GOAL := help

# The first Python on the path that is new enough; `make PYTHON=/path/to/python3.12 demo` names another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
CSL_FIXTURES ?= ../shared/csl/fixtures.json
SIZES ?= S,M,L,XL
PAIRS ?= 5
SIMULATED ?= tests
MINUTES ?= 1
SEED ?= $(shell date +%s)

.PHONY: help demo test simulated fuzz lowest lint install dev csl-suite bench pages docs clean distclean

help:
	@echo 'make demo        build every memo in examples/ to build/, as Word files and PDFs'
	@echo 'make test        run the linter, the type checker and the tests'
	@echo 'make fuzz        try mutated files on every reader (MINUTES=1 SEED=1 TARGET=import, or CASE=file of a fault)'
	@echo 'make simulated   run the tests without what Windows lacks: fork, signals, pipes, terminals'
	@echo 'make lowest      run the tests with every library at its lower bound'
	@echo 'make lint        run the linter and the type checker'
	@echo 'make csl-suite   run the citation processor over the fixtures of CSL (CSL_FIXTURES=path)'
	@echo 'make bench       measure it beside pandoc and Typst, into docs/performance.md (SIZES=S,M PAIRS=5)'
	@echo 'make pages       draw the pages of the examples to docs/pages/'
	@echo 'make docs        build the documentation as a site to build/docs'
	@echo 'make clean       remove what was built, and the caches'
	@echo 'make distclean   remove the environment in .venv, too'

demo: install
	@echo 'building the memos in examples/'
	@$(BIN)/threadbrief build examples/*.yaml -o build
	@echo
	@echo 'Open them, then make one of your own:'
	@echo '  . .venv/bin/activate'
	@echo '  cp examples/minimal.yaml memo.yaml     # and write your thread into it'
	@echo '  threadbrief build memo.yaml'
	@echo '  threadbrief --help'

test: lint
	@$(BIN)/python -m pytest

# The seed of the first run is among the totals.
fuzz: dev
	@$(BIN)/python tools/fuzz $(if $(CASE),--case '$(CASE)',--seed '$(SEED)' --seconds $$(($(MINUTES) * 60)) \
		$(if $(TARGET),--only '$(TARGET)'))

simulated: dev
	@THREADBRIEF_SIMULATE=windows $(BIN)/python -m pytest $(SIMULATED)

lowest: $(BIN)/python
	@$(BIN)/python -m venv build/lowest
	@build/lowest/bin/python -m pip --disable-pip-version-check -qq install \
		$$($(BIN)/python tools/lowest_versions.py) pytest hypothesis jsonschema pypdf pypdfium2 pdfminer.six mammoth
	@PYTHONPATH=src build/lowest/bin/python -m pytest -q tests/read tests/compose tests/pdf tests/word

lint: dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32
	@$(BIN)/mypy --platform darwin --cache-dir .mypy_cache/darwin

csl-suite: dev
	@$(BIN)/python tests/cite/suite.py '$(CSL_FIXTURES)'

bench: dev
	@$(BIN)/python benchmarks/speed --sizes '$(SIZES)' --pairs '$(PAIRS)' --document docs/performance.md

pages: dev
	@$(BIN)/python tools/page_pictures.py

docs: $(VENV)/.docs
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --conf-dir docs . build/docs
	@echo 'build/docs/index.html'

clean:
	rm -rf build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

install: $(VENV)/.installed
	@:

dev: $(VENV)/.dev
	@:

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo 'installing threadbrief and what it needs into $(VENV)/'
	@$(PIP) install --editable '.[all]'
	@touch $@

# `pip install --group` came with pip 25.1.
$(VENV)/.dev: $(VENV)/.installed
	@echo 'installing what the checks need into $(VENV)/'
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --group dev
	@touch $@

$(VENV)/.docs: pyproject.toml | $(BIN)/python
	@echo 'installing what the site of the documentation needs into $(VENV)/'
	@$(PIP) install --upgrade 'pip>=25.1'
	@$(PIP) install --group docs
	@touch $@

$(BIN)/python:
	@if [ -z '$(PYTHON)' ]; then \
		echo 'threadbrief needs Python 3.11 or newer, and none is on the path.'; \
		echo 'Install one, or name one: make PYTHON=/path/to/python3.12 demo'; exit 1; fi
	@'$(PYTHON)' -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo 'threadbrief needs Python 3.11 or newer; $(PYTHON) is' \
			"$$('$(PYTHON)' --version 2>/dev/null || echo 'not to be found')"; \
		echo 'Name another: make PYTHON=/path/to/python3.12 demo'; exit 1; }
	@'$(PYTHON)' -c 'import ensurepip, venv' 2>/dev/null || { \
		echo 'This Python cannot make environments: its venv module is not installed.'; \
		echo 'On Debian and Ubuntu: apt install python3-venv'; exit 1; }
	@echo 'making an environment in $(VENV)/ with' "$$('$(PYTHON)' --version)"
	@'$(PYTHON)' -m venv $(VENV)
