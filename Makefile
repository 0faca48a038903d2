# `make setup demo test check bench-small bench nightly`; each does all it needs, from a fresh clone on.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= 2
DEMO_DATA ?= shoal-data

.PHONY: setup demo test check bench bench-small mutants nightly lock clean

setup: $(READY)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Shoal needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another one: make PYTHON=python3.12 setup")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY)
	$(BIN)/shoal demo --data-dir $(DEMO_DATA)

test: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m shoal.rules.schema | diff - schema/rule.schema.json
	$(BIN)/python -m tests.sizes

bench-small: $(READY)
	$(BIN)/python -m bench small

bench: $(READY)
	$(BIN)/python -m bench full

mutants: $(READY)
	$(BIN)/python -m tests.mutants

nightly: $(READY)
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	$(BIN)/python -m bench small

# Resolves pyproject.toml anew and writes what it gives.
lock:
	$(PYTHON) -m venv .venv-lock
	.venv-lock/bin/python -m pip install --quiet --disable-pip-version-check hatchling editables ".[dev]"
	{ echo "# Every package of the development environment, pinned: made by \`make lock\`."; \
	  .venv-lock/bin/python -m pip freeze --exclude shoal; } > requirements.lock
	rm -rf .venv-lock

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis bench/.data
