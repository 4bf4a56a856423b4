# Two commands set everything up: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
unexport PYTHONDONTWRITEBYTECODE # without bytecode every process compiles eight hundred files when it starts

# The browser interface: what its build is made from (folders too, which tell that a file is gone), and what it leaves.
WEB_INSTALLED := frontend/node_modules/.installed
WEB_BUILT := frontend/dist/.built
WEB_SOURCES = $(shell find frontend/src frontend/public frontend/tools -name node_modules -prune -o -name '*.gen.ts' -o -print) \
	$(wildcard frontend/*.json frontend/*.ts frontend/*.html) openapi/openapi.json
NODE_SUITS = node -e 'const [major, minor] = process.versions.node.split("."); process.exit(+major > 20 || (+major === 20 && +minor >= 19) ? 0 : 1)' 2>/dev/null && command -v npm >/dev/null
NEEDS_NODE = $(NODE_SUITS) || { echo "The browser interface needs Node.js 20.19 or newer with npm."; exit 1; }

.PHONY: help install run web web-build web-possibly web-check web-test web-bench web-pictures test check contract contract-release bench bench-full drills doctor reset-demo openapi papers messages constraints

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(STAMP) ## create .venv and install the pinned dependencies

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Meridian needs Python 3.11 or newer; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python -c constraints.txt -e '.[test]'
	@touch $@

run: install web-possibly ## start everything: interface, database, migrations, demo company on first start, worker, API
	@$(BIN)/meridian run

web: $(WEB_INSTALLED) ## beside `make run`: the interface from its sources, renewed as you write (MERIDIAN_API=http://host:port)
	@$(NEEDS_NODE)
	@cd frontend && npm run --silent dev

web-build: $(WEB_BUILT) ## build the browser interface, if its sources changed; a running API serves it at once

web-possibly:
	@if $(NODE_SUITS); then $(MAKE) --no-print-directory web-build; \
	else echo "The browser interface was not built: that needs Node.js 20.19 or newer with npm. The API runs without; once Node is there, run \`make web-build\` and reload the page."; fi

web-check: $(WEB_INSTALLED) ## what must hold of the interface's sources, its unit tests, its build and sizes
	@$(NEEDS_NODE)
	@cd frontend && npm run --silent check
	@touch $(WEB_BUILT)

web-test: install web-build ## the interface in a browser, against the real product (MERIDIAN_SHOTS=/a/folder keeps pictures)
	@browser=$$(frontend/tools/browser.sh) && cd frontend && CHROMIUM=$$browser npm run --silent e2e

web-pictures: install web-build ## the pictures of the READMEs anew, in docs/pictures
	@browser=$$(frontend/tools/browser.sh) && cd frontend && CHROMIUM=$$browser npm run --silent pictures

web-bench: install web-build ## how heavy and how quick the interface is beside its budgets (CUSTOMERS=1000000)
	@cd frontend && npm run --silent sizes
	@browser=$$(frontend/tools/browser.sh) && cd frontend && \
		CHROMIUM=$$browser MERIDIAN_BENCH_CUSTOMERS=$(or $(CUSTOMERS),1000000) npm run --silent bench

$(WEB_INSTALLED): frontend/package.json frontend/package-lock.json frontend/tools/openapi/package.json
	@$(NEEDS_NODE)
	@cd frontend && npm ci --loglevel=error
	@touch $@

$(WEB_BUILT): $(WEB_SOURCES) $(WEB_INSTALLED)
	@$(NEEDS_NODE)
	@cd frontend && npm run --silent build
	@touch $@

doctor: install ## say in words what this machine lacks
	@$(BIN)/meridian doctor

reset-demo: install ## delete the embedded database, after asking (CONFIRM=yes does not ask)
	@$(BIN)/meridian reset-demo $(if $(filter yes,$(CONFIRM)),--yes)

test: install ## everything that must hold
	@$(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),-Otarget) check web-check
	@$(BIN)/pytest -n 2 --dist worksteal
	@$(MAKE) --no-print-directory web-test

bench: install ## compare with yardsticks in the same run: prints tables, fails when short of a goal
	@$(BIN)/pytest -n 0 -m bench tests/bench

bench-full: install ## the goals with a million customers, kept in .bench between runs; writes docs/benchmarks.md
	@MERIDIAN_BENCH_CUSTOMERS=$(or $(CUSTOMERS),1000000) MERIDIAN_BENCH_DIR=$(CURDIR)/.bench \
		$(BIN)/pytest -n 0 -m bench tests/bench/test_goals.py

drills: install ## break what may break while people work, and try at length what `make test` tries in samples: prints what came of it
	@$(BIN)/pytest -n 0 -s -m drill tests

openapi: install ## write openapi/openapi.json from the code
	@$(BIN)/meridian openapi

contract-release: install ## keep the present contract as the released one, which later ones may not break in silence
	@$(BIN)/python -m tests.support.breaking

papers: openapi ## write what is made from the code: the contract, docs/workflows.md, docs/permissions.md, docs/problems.md, docs/requirements.md
	@$(BIN)/meridian permissions docs/permissions.md
	@$(BIN)/meridian workflows docs/workflows.md
	@$(BIN)/meridian problems docs/problems.md
	@$(BIN)/meridian requirements docs/requirements.md

messages: install ## bring the catalogues of what the product says up to date (backend/meridian/locale); new texts are left empty
	@$(BIN)/meridian messages

openapi/node_modules/.installed: openapi/package.json openapi/package-lock.json
	@command -v npm >/dev/null || { echo "Linting the contract needs Node.js 20.19 or newer (npm was not found)."; exit 1; }
	@cd openapi && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

CLIENT := openapi/clients/python
$(CLIENT)/.venv/.installed: $(CLIENT)/requirements.txt $(STAMP)
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(CLIENT)/.venv
	@$(BIN)/uv pip install --quiet --python $(CLIENT)/.venv/bin/python -r $(CLIENT)/requirements.txt
	@touch $@

contract: openapi/node_modules/.installed $(CLIENT)/.venv/.installed ## lint the committed contract; set up what makes clients from it
	@cd openapi && REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true npm run --silent lint

check: install contract ## lint, types, layering
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

constraints: install ## pin the newest dependencies that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate --extra test pyproject.toml -o constraints.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate $(CLIENT)/requirements.in -o $(CLIENT)/requirements.txt
