# The one door: every job of the project has a target here. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
DATA ?= data/jingwei
SCALE ?= 1
BIN := .venv/bin
JINGWEI := $(BIN)/jingwei

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash
# compiled modules are kept: reading the program takes each process twice as long without them
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo "  make run PORT=8001 DATA=folder SCALE=1   change the port, the data folder, the size of a new demo city"

.venv/uv.stamp: requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 …" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

.venv/run.stamp: .venv/uv.stamp requirements/run.txt pyproject.toml
	$(BIN)/uv pip install -q --require-hashes -r requirements/run.txt
	$(BIN)/uv pip install -q --no-deps --no-build-isolation -e .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/dev.txt
	$(BIN)/uv pip install -q --require-hashes -r requirements/dev.txt
	@touch $@

.venv/fuzz.stamp: .venv/dev.stamp requirements/fuzz.txt
	$(BIN)/uv pip install -q --require-hashes -r requirements/fuzz.txt
	@touch $@

.venv-bench/stamp: .venv/uv.stamp requirements/bench.txt
	$(PYTHON) -m venv .venv-bench
	$(BIN)/uv pip install -q --python .venv-bench/bin/python --require-hashes -r requirements/bench.txt
	@touch $@

.PHONY: run
run: .venv/run.stamp web ## set everything up, make a demonstration city if there is no data, serve it
	$(JINGWEI) demo --if-empty --scale $(SCALE) --data $(DATA)
	exec $(JINGWEI) serve --port $(PORT) --data $(DATA) --demo-links

.PHONY: test
test: .venv/dev.stamp web ## run every test (installs PostGIS and Chromium from Debian where missing)
	tools/system_packages.sh
	cd web && npm test --silent
	tools/in_memory.sh $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --durations=30

.PHONY: mutants
mutants: .venv/dev.stamp ## take each guard of the rights away in turn; `make test` takes every third
	MUTANTS=all $(BIN)/python -m pytest tests/http/test_rights.py -k taken_away

.PHONY: check
check: .venv/dev.stamp ## formatting, types, layering, web lint, fresh pins and generated files
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/build_web.py --install
	cd web && npm run --silent lint && npm run --silent check
	mkdir -p build && $(BIN)/python tools/openapi.py build/openapi.json
	cd web && npm run --silent types -- ../build/openapi.json --check
	tools/lock.sh --check

.PHONY: web
web: .venv/uv.stamp ## build the web pages if their sources changed
	@$(BIN)/python tools/build_web.py

.PHONY: bench
bench: .venv/dev.stamp .venv-bench/stamp web ## measure, and write docs/benchmarks.md (BENCH="--scale 1" for less)
	tools/system_packages.sh
	$(BIN)/python -m tests.bench $(BENCH)

.PHONY: audit
audit: .venv/dev.stamp ## known vulnerabilities and licences of every dependency, and build/sbom.cdx.json; fails if it audited nothing (AUDIT="--advisories FOLDER_OR_ZIP" without a network)
	$(BIN)/python tools/audit.py $(AUDIT)

.PHONY: fuzz
fuzz: .venv/fuzz.stamp ## throw made-up files, texts and requests at the program (FUZZ="--minutes 10 --requests 10000")
	$(BIN)/python -m tests.fuzz $(FUZZ)

.PHONY: shots
shots: .venv/dev.stamp web ## take the screenshots again, the README's among them
	tools/system_packages.sh
	JINGWEI_SHOTS=docs $(BIN)/python -m pytest tests/browser -q -k screenshots

.PHONY: generate
generate: .venv/dev.stamp ## write again what is generated from the code: API types, settings reference
	$(BIN)/python tools/build_web.py --install
	mkdir -p build && $(BIN)/python tools/openapi.py build/openapi.json
	cd web && npm run --silent types -- ../build/openapi.json
	$(JINGWEI) settings --markdown > docs/settings.md

.PHONY: format
format: .venv/dev.stamp ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: lock
lock: .venv/uv.stamp ## compile the pins from pyproject.toml (UPGRADE=1 takes the newest)
	tools/lock.sh $(if $(UPGRADE),--upgrade)

.PHONY: clean
clean: ## remove what the other targets made, but no data
	rm -rf .venv .venv-bench build dist web/dist web/node_modules .mypy_cache .ruff_cache
