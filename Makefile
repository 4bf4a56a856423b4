# Two commands set everything up: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: help install run test check contract bench doctor reset-demo openapi papers constraints clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(STAMP) ## create .venv and install the pinned dependencies

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Meridian needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[test]'
	@touch $@

run: install ## start everything: database, migrations, demo company on first start, worker, API
	@$(BIN)/meridian run

doctor: install ## say in words what this machine lacks
	@$(BIN)/meridian doctor

reset-demo: install ## delete the embedded database, after asking (CONFIRM=yes does not ask)
	@$(BIN)/meridian reset-demo $(if $(filter yes,$(CONFIRM)),--yes)

test: install ## everything that must hold
	@$(MAKE) --no-print-directory check
	@$(BIN)/pytest -n 2 --dist worksteal

bench: install ## compare with yardsticks in the same run: prints tables, fails when short of a goal
	@$(BIN)/pytest -n 0 -m bench tests/bench

openapi: install ## write openapi/openapi.json from the code
	@$(BIN)/meridian openapi

papers: openapi ## write what is made from the code: the contract, docs/workflows.md, docs/requirements.md
	@$(BIN)/meridian workflows docs/workflows.md
	@$(BIN)/meridian requirements docs/requirements.md

openapi/node_modules/.installed: openapi/package.json openapi/package-lock.json
	@command -v npm >/dev/null || { echo "Linting the contract needs Node.js 20.19 or newer (npm was not found)."; exit 1; }
	@cd openapi && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

contract: openapi/node_modules/.installed ## lint the committed contract
	@cd openapi && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npm run --silent lint

check: install contract ## lint, types, layering
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

constraints: install ## pin the newest dependencies that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --extra test pyproject.toml -o constraints.txt
