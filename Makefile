SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

BIN := .venv/bin
PYTHON := $(BIN)/python
UV := .tools/bin/uv
LOCALES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

# The first interpreter that is new enough; looked for only when the environment is made.
PY = $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
       $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done), \
     $(error Nguồn needs Python 3.11 or newer, and found none on the PATH))

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
export UV_NO_PROGRESS := 1
export UV_PYTHON_DOWNLOADS := never
export UV_SYSTEM_CERTS := 1
export UV_LINK_MODE := copy
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH VIRTUAL_ENV

.PHONY: help
help: ## Say what there is
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 18

# --- From a clone to a program that runs --------------------------------------------------------

# uv goes into a private folder: this works where pip is externally managed and where the
# interpreter has no venv module.
$(UV):
	@$(PY) -m pip --version >/dev/null 2>&1 || { echo "$(PY) has no pip; install it first (Debian: apt-get install python3-pip)" >&2; exit 1; }
	$(PY) -m pip install -q --no-warn-conflicts --target .tools --upgrade 'uv>=0.13.9,<0.14' 2> >(grep -v '^WARNING: Location' >&2)

.venv/.run: requirements.txt tools/launcher.py | $(UV)
	@test -x $(PYTHON) || $(UV) venv -q --python "$$(command -v $(PY))" .venv
	$(UV) pip sync -q --python $(PYTHON) --require-hashes --compile-bytecode $(if $(wildcard .venv/.dev),requirements-dev.txt,requirements.txt)
	@$(PYTHON) tools/launcher.py
	@touch $@

.venv/.dev: requirements-dev.txt .venv/.run
	$(UV) pip sync -q --python $(PYTHON) --require-hashes --compile-bytecode requirements-dev.txt
	@touch $@

build/static/fonts/.made: tools/fonts.py .venv/.run
	$(PYTHON) -m tools.fonts build/static/fonts
	@touch $@

locale/%/LC_MESSAGES/django.mo: locale/%/LC_MESSAGES/django.po .venv/.run
	@$(PYTHON) -m tools.messages --compile

.PHONY: setup setup-dev
setup: .venv/.run build/static/fonts/.made $(LOCALES) ## Install everything that the program needs; afterwards it is .venv/bin/nguon
setup-dev: setup .venv/.dev

.PHONY: run demo
run: setup ## Start both sites with demonstration data; Ctrl-C stops them
	@exec $(BIN)/nguon up

demo: setup ## Build the demonstration data in an empty NGUON_DATA
	@$(BIN)/nguon demo --seed 1

# --- Tests and checks ---------------------------------------------------------------------------

.PHONY: programs test cover bench torture golden
programs: setup-dev ## See to it that there are Chromium, LibreOffice and Poppler for the tests
	@$(PYTHON) -m tools.programs

test: setup-dev programs ## Run all tests: both sites, each on SQLite and on PostgreSQL
	@$(PYTHON) -m tools.run_tests $(ARGS)

cover: setup-dev programs ## Run all tests and say which lines and branches they leave out
	@rm -rf build/coverage && mkdir -p build/coverage
	@$(PYTHON) -m tools.run_tests --cover $(ARGS)
	@$(PYTHON) -m coverage report

golden: setup-dev programs ## Write anew what forms, tables, books and packs say, how they look, and pictures
	@NGUON_GOLDEN=write $(PYTHON) -m pytest -q -k written_anew tests/forms/test_golden.py tests/reports/test_golden.py

bench: setup-dev ## Measure against the figures of the design; one JSON document a benchmark
	@$(PYTHON) -m tools.programs --bench
	@$(PYTHON) -m bench $(ARGS)

torture: setup-dev ## Run every campaign (kills, power cuts, matrices, odd requests, …); one table
	@$(PYTHON) -m tests.torture $(ARGS)

# Each check is a target of its own: all of them run, two at a time, and all faults are shown.
CHECKS := style imports types migrations templates messages docs tree
CHECK_DATA := $(CURDIR)/build/check

.PHONY: check sizes $(CHECKS:%=check-%)
check: setup-dev ## Check style, imports, types, migrations, templates, messages, docs, sizes
	@mkdir -p "$(CHECK_DATA)"
	@$(MAKE) -k -j2 --output-sync=target $(CHECKS:%=check-%)
	@$(MAKE) sizes

check-%: export NGUON_DATA := $(CHECK_DATA)
check-style:
	@$(PYTHON) -m ruff check -q .
	@$(PYTHON) -m ruff format -q --check . || { echo "make fix formats these:"; $(PYTHON) -m ruff format --check .; }
check-imports:
	@$(BIN)/lint-imports --no-logo >build/imports.txt 2>&1 || { cat build/imports.txt; exit 1; }
# The plugin knows the models of one site at a time.
check-types:
	@NGUON_SITE=registry $(PYTHON) -m mypy --no-error-summary --exclude /migrations/ $(PORTALS:%=--exclude %)
	@NGUON_SITE=portal $(PYTHON) -m mypy --no-error-summary --cache-dir .mypy_cache/portal -p nguon.portal -m nguon.cli.portal_account -m nguon.cli.take_in -m nguon.cli.import_nukeviet -m nguon.cli.search_rebuild
PORTALS := ^nguon/portal/ nguon/cli/portal_account nguon/cli/take_in nguon/cli/import_nukeviet nguon/cli/search_rebuild
check-migrations:
	@for site in registry portal; do \
	    NGUON_SITE=$$site $(PYTHON) -W ignore -m django check --fail-level WARNING --settings nguon.settings >/dev/null; \
	    NGUON_SITE=$$site $(PYTHON) -W ignore -m django makemigrations --check --dry-run --settings nguon.settings >/dev/null \
	        || { echo "$$site: models and migrations differ; run makemigrations" >&2; exit 1; }; \
	done
check-templates:
	@$(BIN)/djlint --lint --quiet nguon
check-messages:
	@$(PYTHON) -m tools.messages --check
check-docs:
	@$(if $(DOCS),$(BIN)/nguon docs --check,true)
check-tree:
	@$(PYTHON) -m tools.lint_tree
sizes: setup-dev
	@$(PYTHON) -m tools.sizes

.PHONY: fix messages docs
fix: setup-dev ## Format, and mend what can be mended by itself
	@$(PYTHON) -m ruff check -q --fix . || true
	@$(PYTHON) -m ruff format -q .
	@$(PYTHON) -m tools.messages

messages: setup ## Bring the English catalogue up to date and list what lacks a translation
	@$(PYTHON) -m tools.messages
	@$(PYTHON) -m tools.messages --compile
	@$(PYTHON) -m tools.messages --check

DOCS := $(wildcard nguon/cli/docs.py)
docs: setup ## Write the generated part of the documentation
	@$(if $(DOCS),$(BIN)/nguon docs,true)

# --- Housekeeping -------------------------------------------------------------------------------

.PHONY: lock
lock: $(UV) ## Resolve the dependencies anew and write requirements*.txt
	$(UV) pip compile pyproject.toml --group build $(LOCK) -o requirements.txt
	$(UV) pip compile pyproject.toml --group build --group test --group lint --group bench -c requirements.txt $(LOCK) -o requirements-dev.txt
	@! grep -nE 'https?://|file:' requirements.txt requirements-dev.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q $(if $(UPGRADE),--upgrade)

.PHONY: sbom
sbom: setup ## Write the bill of materials of the locked dependencies to build/sbom.cdx.json
	@mkdir -p build
	@$(PYTHON) -m tools.sbom build/sbom.cdx.json

.PHONY: clean
clean: ## Remove what make built; data under NGUON_DATA stay
	rm -rf .venv .tools build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results
	find locale -name '*.mo' -delete 2>/dev/null || true
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
