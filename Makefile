# Everything one does with this project. On Debian or Ubuntu it needs python3 (>= 3.11) with venv, and make itself.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
STAMP := $(VENV)/.installed
SANDBOX := $(VENV)/.installed-sandbox
RUN := $(VENV)/bin/python
PYTEST := $(VENV)/bin/pytest
BACKLOG ?= 0
SEEDS ?= 20
SEED ?=
JOBS ?= 1
RABBITMQ ?=
RELEASE ?=
FACTS ?= facts
ONLY ?=
WRITE ?=
JSON ?=
# Twice as many as cores: most of the tests above unit level wait for a program half of their time.
WORKERS ?= $(shell echo $$(( $$(nproc) * 2 )))

# Bytecode is kept: without it every program that a test starts compiles the whole product anew.
export PYTHONDONTWRITEBYTECODE :=

# Of the simulated 1C, for every stack that is started here; empty: the newest.
export ONEC_RELEASE := $(RELEASE)

# What opens no socket: only the plugins it needs, five examples of a property in place of a hundred.
FAST := tests/unit tests/contract/messages $(wildcard tests/contract/*_connector/test_errors.py)
LEAN := --disable-plugin-autoload -p asyncio -p timeout -p hypothesispytest -p no:logging --hypothesis-profile=fast --capture=sys

# A file stays on one worker, with whatever it has started; the longest start first.
SPREAD := -n $(WORKERS) --dist loadfile --no-loadscope-reorder

.PHONY: help venv demo up down test test-fast test-model releases soak chaos mutants coverage check facts sbom audit compose-smoke clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

venv: $(STAMP) ## Make .venv with everything, again whenever pyproject.toml changes

$(STAMP): pyproject.toml
	@$(call install,dev,everything the tests need)
	@$(PYTEST) --collect-only >/dev/null || true  # for the bytecode, which each worker of a first run would make for itself
	@touch $@ $(SANDBOX)

# What a demonstration needs, less than half of what the tests do.
$(SANDBOX): pyproject.toml
	@$(call install,sandbox,what the demonstration needs)
	@touch $@

define install
echo "Installing $(2) into $(VENV), once; this takes a minute or two…"
test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV) || { \
  echo "python3 cannot make a virtual environment here; as root: apt-get install -y python3-venv"; \
  rm -rf $(VENV); exit 1; }
$(RUN) -m pip install --quiet --disable-pip-version-check -e '.[$(1)]'
endef

demo: $(SANDBOX) ## Play the customer's specification, R1 to R22, on the local stack (BACKLOG=1000 adds a backlog)
	@BACKLOG=$(BACKLOG) $(RUN) -m sandbox.demo

up: $(SANDBOX) ## Start broker, database, simulators and services in the background (JSON=1 prints JSON)
	@$(RUN) -m sandbox.stack up $(if $(JSON),--json)

down: $(SANDBOX) ## Stop what `make up` started
	@$(RUN) -m sandbox.stack down

test: $(STAMP) ## Run every test on all cores (WORKERS=1 on one; ARGS=... for pytest)
	@$(PYTEST) $(SPREAD) $(ARGS)

test-fast: $(STAMP) ## Run the tests that open no socket, in seconds
	@$(PYTEST) $(LEAN) $(FAST) $(ARGS)

test-model: $(STAMP) ## Run the model of converging numbers and the made-up companies of thousands
	@$(PYTEST) -n $(WORKERS) tests/model $(ARGS)

releases: $(STAMP) ## Play the acceptance suite on ut-11.5.18, the demo on the other releases of 1C
	@ONEC_RELEASE=ut-11.5.18 $(PYTEST) tests/acceptance $(ARGS)
	@for release in ut-11.5.8 ka-2.5.12 erp-2.5.17; do echo "$$release"; ONEC_RELEASE=$$release $(RUN) -m sandbox.demo; done

soak: $(STAMP) ## Run for a night what is too long for every change: the model, kills, a broker of three nodes, odd input
	@FUZZ=long RING_SEEDS=1-10000 $(PYTEST) -n $(WORKERS) tests/soak tests/fuzz tests/integration/ring $(ARGS)
	@$(PYTEST) -n $(WORKERS) --timeout=3600 --hypothesis-profile=many tests/unit/round_trips $(ARGS)

chaos: $(STAMP) ## Play seeds of people and faults, 1 to SEEDS=20, on JOBS=1 stacks; SEED=7 plays one again; RABBITMQ=4 on 4.x
	@JOBS=$(JOBS) $(if $(RABBITMQ),DEALBUS_RABBITMQ=$(RABBITMQ).x) $(RUN) -m tests.chaos $(if $(SEED),$(SEED),1-$(SEEDS))

mutants: $(STAMP) ## Take one safeguard away at a time and see its test go red, JOBS=1 at once (ONLY="announce deals.py")
	@JOBS=$(JOBS) $(RUN) -m tests.mutants $(ONLY)

coverage: $(STAMP) ## Show which branches of the pure rooms the fast tests take
	@$(RUN) -m coverage run -m pytest $(LEAN) $(FAST) $(ARGS)
	@$(RUN) -m coverage report

check: $(STAMP) ## Look at format, lint, types, imports between packages and of the tests, and the last commit's subject
	@mkdir -p .local
	@$(VENV)/bin/ruff format --check --no-cache .
	@$(VENV)/bin/ruff check --no-cache .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(RUN) -m pytest --collect-only -qq >.local/collected.txt || { tail -40 .local/collected.txt; false; }
	@$(RUN) deploy/ci/subject.py

facts: $(STAMP) ## Compare the simulated base with facts of 1C's releases (FACTS=<folder>; WRITE=1 makes its tables anew)
	@$(RUN) -m sandbox.base.releases "$(FACTS)" $(if $(WRITE),--write)

sbom: ## Write what the services' image is made of, CycloneDX, to .local/sbom.cdx.json
	@mkdir -p .local
	@$(PYTHON) deploy/image/sbom.py >.local/sbom.cdx.json && echo .local/sbom.cdx.json

audit: ## Ask OSV for known weaknesses of what is locked; says NOT AUDITED and ends with 69 where it does not answer
	@$(PYTHON) deploy/ci/audit.py

compose-smoke: ## As root: build the images, run docker-compose.yml with the demo inside, take everything down
	@deploy/ci/compose.sh

clean: ## Stop the stack and remove everything that was made here
	@if test -x $(RUN) && test -d .local; then $(RUN) -m sandbox.stack down || true; fi
	@rm -rf $(VENV) .local .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage .import_linter_cache *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
