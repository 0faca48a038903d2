# `make setup demo test check bench-small bench nightly`; each does all it needs, from a fresh clone on.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 2
DEMO_DATA ?= shoal-data

APP := $(shell find frontend -name node_modules -prune -o -type f -print)
PACKAGES := frontend/node_modules/.all
SDKS := tests/sdks/node_modules/.all

.PHONY: setup demo dev test check bench bench-small mutants language nightly lock schema pictures clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml hatch_build.py $(APP)
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Shoal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 setup")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@$(BIN)/python hatch_build.py | xargs -r $(BIN)/python -m pip install --quiet --disable-pip-version-check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/shoal demo --data-dir $(DEMO_DATA)

# The app with reloads, beside a server: `shoal serve` in another terminal.
dev: $(READY) $(PACKAGES)
	npm --prefix frontend run dev

# Needs Chromium for the tests in a browser; they say so where there is none.
test: $(READY) $(PACKAGES) $(SDKS)
	npm --prefix frontend test
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

# What checking and testing the app needs beside what building it needs.
$(PACKAGES): frontend/package-lock.json
	npm --prefix frontend ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# SDKs for Node that send to a server in the tests.
$(SDKS): tests/sdks/package-lock.json
	npm --prefix tests/sdks ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

check: $(READY) $(PACKAGES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m shoal.rules.schema | diff - schema/rule.schema.json
	$(BIN)/python -m shoal.web.openapi | diff - schema/openapi.json
	npm --prefix frontend run --silent types:check
	npm --prefix frontend run --silent lint
	npm --prefix frontend run --silent typecheck
	! grep -l '"resolved"' frontend/package-lock.json tests/sdks/package-lock.json
	$(BIN)/python -m tests.sizes

bench-small: $(READY)
	$(BIN)/python -m bench small

bench: $(READY)
	$(BIN)/python -m bench full

mutants: $(READY)
	$(BIN)/python -m tests.mutants

# 5,000 random rules over the whole language against its plain definition, with a table of what they covered.
language: $(READY)
	$(BIN)/python -m tests.properties.language

nightly: $(READY) $(SDKS)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/python -m tests.properties.language
	$(BIN)/python -m bench small

# The documents that others are made from, after a change of routes or rules.
schema: $(READY) $(PACKAGES)
	$(BIN)/python -m shoal.rules.schema > schema/rule.schema.json
	$(BIN)/python -m shoal.web.openapi > schema/openapi.json
	npm --prefix frontend run --silent types

# The pictures of the README, from a running demo. Needs Chromium.
pictures: $(READY)
	$(BIN)/python docs/pictures.py $(DEMO_DATA)

# Resolves pyproject.toml anew and writes what it gives.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check hatchling editables ".[dev]"
	{ echo "# Every package of the development environment, pinned: made by \`make lock\`."; \
	  .venv-lock/bin/python -m pip freeze --exclude shoal; } > requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv frontend/node_modules src/shoal/web/static .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/.data
