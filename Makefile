# Everything one does with this project. On Debian or Ubuntu it needs python3 (>= 3.11) with venv, and make itself.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
RUN := $(VENV)/bin/python
PYTEST := $(VENV)/bin/pytest
BACKLOG ?= 0
JSON ?=

.PHONY: help venv demo up down test test-fast check compose-smoke clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

venv: $(STAMP) ## Make .venv with everything, again whenever pyproject.toml changes

$(STAMP): pyproject.toml
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV) || { \
	  echo "python3 cannot make a virtual environment here; as root: apt-get install -y python3-venv"; \
	  rm -rf $(VENV); exit 1; }
	@$(RUN) -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

demo: $(STAMP) ## Play the customer's specification line by line on the local stack (BACKLOG=1000 adds a backlog)
	@BACKLOG=$(BACKLOG) $(RUN) -m sandbox.demo

up: $(STAMP) ## Start broker, database, simulators and services in the background (JSON=1 prints JSON)
	@$(RUN) -m sandbox.stack up $(if $(JSON),--json)

down: $(STAMP) ## Stop what `make up` started
	@$(RUN) -m sandbox.stack down

test: $(STAMP) ## Run every test
	@$(PYTEST) $(ARGS)

test-fast: $(STAMP) ## Run the tests that need no broker: unit and contract
	@$(PYTEST) tests/unit tests/contract $(ARGS)

check: $(STAMP) ## Look at format, lint, types and arrows between packages
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

compose-smoke: ## As root: build the images, run docker-compose.yml with the demo inside, take everything down
	@deploy/ci/compose.sh

clean: ## Stop the stack and remove everything that was made here
	@if test -x $(RUN) && test -d .local; then $(RUN) -m sandbox.stack down || true; fi
	@rm -rf $(VENV) .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
