# Everything sets itself up into .venv from python3 alone: no root, no Java, no Docker.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
CHAOS_MINUTES ?= 10

.PHONY: demo up down status test lint format chaos bench lock clean help
.DEFAULT_GOAL := help

help: ## what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "Python 3.11 or later is needed; this is " + sys.version.split()[0] + ". Name another: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv (once, about a minute)"
	@$(PYTHON) -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## the main job, from an empty machine, on real Kafka and Valkey; leaves nothing running
	@$(BIN)/handover demo

up: $(READY) ## the same stack, kept running, with its addresses
	@$(BIN)/handover up

down: $(READY) ## stops what make up has started
	@$(BIN)/handover down

status: $(READY) ## what is up, the lag of each group, the leads in each stage
	@$(BIN)/handover status

test: $(READY) ## all tests, two files at a time, with stacks of their own on free ports
	@# In order, not by number of tests: that would leave the two longest, of all of chaos, to one process in the end
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: $(READY) ## ruff, mypy --strict, import rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache

format: $(READY)
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

chaos: $(READY) ## three brokers, everything killed and frozen, for CHAOS_MINUTES (10), with a report
	@$(BIN)/python -m tests.chaos --minutes $(CHAOS_MINUTES)

bench: $(READY) ## measures; writes tests/benchmarks/results.md
	@$(BIN)/python -m tests.benchmarks

lock: ## pins anew what pyproject.toml asks for
	@$(PYTHON) -m venv .lock && .lock/bin/pip install --quiet uv
	@.lock/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet -o requirements.lock
	@rm -rf .lock

clean: ## removes .venv, caches and the data of the local stack
	@if [ -x $(BIN)/handover ]; then $(BIN)/handover down >/dev/null 2>&1 || true; fi
	@rm -rf .venv .venv-bench .lock .handover .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
