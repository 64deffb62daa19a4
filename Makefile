# The front door: `make run` shows NSS at work, `make test` proves it. Everything is installed below .venv and .tools.
#   make run ROOT=~/src/project Q="where are retries configured"
#   make test PYTEST="tests/index -k unicode"
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

# Handed on through the environment, so that quotes in a question stay quotes.
ROOT ?= .
Q ?= where are unsaved buffers merged into the index
export ROOT Q
PYTEST ?=
BENCH ?=

.PHONY: help run setup test check lint bench clean

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## set up, index this repository (or ROOT=…) and answer a question about it (or Q=…)
	@scripts/setup.sh run
	@scripts/run.sh

setup: ## everything that the tests need: developer tools, real editors, a browser
	@scripts/setup.sh test

test: ## all checks and all tests (PYTEST="…" goes to pytest)
	@scripts/setup.sh test
	@scripts/check.sh
	@scripts/test.sh $(PYTEST)

check: ## the checks alone: style, types, layers, generated files, documents
	@scripts/setup.sh dev
	@scripts/check.sh

lint: check

bench: ## the figures (BENCH="…" goes to the bench)
	@scripts/setup.sh dev
	@.venv/bin/python -m bench $(BENCH)

clean: ## remove all that was set up or built here
	rm -rf .venv .tools node_modules clients/*/node_modules clients/*/out clients/*/*.vsix dist \
	  .pytest_cache .ruff_cache .hypothesis .import_linter_cache tests/editors/shots
