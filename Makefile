# Everything there is to do here. `make` alone lists it; a first change goes: edit, make test, commit.
#
# Nothing is installed outside this folder: Node 24 comes from the npm package `node`, every tool from the lock file.

SHELL := /bin/sh
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
export NX_DAEMON := false
export NX_NO_CLOUD := true
INSTALLED := node_modules/.installed

.DEFAULT_GOAL := help

help: ## List the targets
	@grep -hE '^[a-z][a-z-]*:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | awk -F'\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

$(INSTALLED): package.json package-lock.json
	npm ci --loglevel error
	@touch $@

install: $(INSTALLED) ## Install what is pinned, if it is not there already

run: $(INSTALLED) ## Start sales-api with its store in ./data (API :3000, debug :4000)
	@exec node app/services/sales-api/main.ts

test: $(INSTALLED) ## Run every check: generated files, format, lint with layers, types, tests
	node app/services/sales-api/gen.ts --check
	redocly lint --config redocly.yaml app/services/sales-api/openapi.json
	prettier --check --log-level warn .
	nx run-many -t lint typecheck test

gen: $(INSTALLED) ## Write the OpenAPI document and the client's types from the contracts
	node app/services/sales-api/gen.ts

format: $(INSTALLED) ## Format everything
	prettier --write --log-level warn .

lint: $(INSTALLED) ## Lint, layer boundaries included
	nx run-many -t lint

typecheck: $(INSTALLED) ## Check the types
	nx run-many -t typecheck

clean: ## Remove what was installed and cached; ./data stays
	rm -rf node_modules .nx coverage

.PHONY: help install run test gen format lint typecheck clean
