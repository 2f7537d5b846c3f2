# Everything there is to do here. `make` alone lists it; a first change goes: edit, make test, commit.
#
# Nothing is installed outside this folder: Node 24 comes from the npm package `node`, every tool from the lock file. Only a
# cluster needs more: docker or podman, kind and kubectl, which are asked for by name before anything starts.
#
#   the first time          make dev-docker all dev-up-local dev-load dev-apply test-endpoint-local
#   code changed            make dev-update
#   manifests changed       make dev-apply           (the images stay the ones that run)
#   code and manifests      make dev-update-apply
#   several nodes           make dev-update-apply OVERLAY=nodes
#   services on PostgreSQL  make dev-update-apply OVERLAY=postgres
#
# A target ending in -local goes to this machine: to `make run`, where SALES_WEB_API_HOST and its like have it listen, or to the
# ports kind maps. The target without -local goes to the names of the cluster, which `make dev-up` makes known here by telepresence.

# Make 3.81, which macOS has, runs a line without special characters itself, and looks its command up in the PATH it was
# started with: not in the one below. It leaves every line to a shell that is not the one it knows.
SHELL := /usr/bin/env sh
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
# Node keeps what it compiled: a start takes half of the time.
export NODE_COMPILE_CACHE ?= $(CURDIR)/node_modules/.cache/node
export NX_DAEMON := false
export NX_NO_CLOUD := true
INSTALLED := node_modules/.installed
# What `make test` checks first differs from there, or is not committed.
CHANGED_SINCE = $(shell git rev-parse --verify --quiet origin/main || git rev-parse HEAD)

NAMESPACE    := sales-system
KIND_CLUSTER ?= sales
# Never the context that happens to be the current one: that may be production.
KUBE_CONTEXT := kind-$(KIND_CLUSTER)
KUBECTL      := kubectl --context $(KUBE_CONTEXT) --namespace $(NAMESPACE)
KIND_CONFIG  := zarf/k8s/dev/kind-config.yaml
# What is deployed to the cluster, or by compose: sales, a single node; nodes, several on one etcd; or postgres, the services on
# PostgreSQL.
OVERLAY      ?= sales
WORKLOADS_sales    := statefulset/sales
WORKLOADS_nodes    := statefulset/sales-voter statefulset/sales-reader
WORKLOADS_postgres := deployment/profile-api deployment/payment-api
WORKLOADS     = $(or $(WORKLOADS_$(OVERLAY)),$(error OVERLAY=$(OVERLAY): there are sales, nodes and postgres))
COMPOSE_FILE := zarf/compose/$(if $(filter sales,$(OVERLAY)),compose,$(OVERLAY)).yaml
OBSERVE_COMPOSE := $$(zarf/scripts/engine) compose --file $(COMPOSE_FILE) --file zarf/compose/observe.yaml

# Asked for once, and only by targets that use it.
ifndef BUILD_REF
BUILD_REF     = $(eval BUILD_REF := $(shell zarf/scripts/version))$(BUILD_REF)
endif
BUILD_DATE    = $(eval BUILD_DATE := $(shell date -u +%Y-%m-%dT%H:%M:%SZ))$(BUILD_DATE)
NODE_IMAGE    := node:24-bookworm-slim
KIND_IMAGE    = $(shell sed -n 's/.*image: //p' $(KIND_CONFIG))
image         = localhost/sales/$(1):$(BUILD_REF)
# Of the overlay: its images, in place of which placeholders of the manifests; what prints those that run; the labels of its pods,
# and of those of a workload; the containers that a workload has from us, with their images; what to do when it runs.
ifeq ($(OVERLAY),postgres)
IMAGES       := profile-api payment-api
PLACED        = profile-image=$(call image,profile-api) payment-image=$(call image,payment-api)
RUNNING       = $(running) deployment/profile-api profile-image=api && $(running) deployment/payment-api payment-image=api
PODS         := database=postgres
pods_of       = app=$(notdir $(1))
containers_of = api=$(call image,$(notdir $(1)))
NEXT         := make test-endpoint-local SERVICE=profile-api, make dev-logs OVERLAY=postgres
NEXT_COMPOSE := make test-endpoint-local SERVICE=profile-api, make compose-logs OVERLAY=postgres
else
IMAGES       := sales-api metrics
PLACED        = service-image=$(call image,sales-api) metrics-image=$(call image,metrics)
RUNNING       = $(running) $(firstword $(WORKLOADS)) service-image=sales-api metrics-image=metrics
PODS         := app=sales
pods_of       = $(PODS)
containers_of = sales-api=$(call image,sales-api) metrics=$(call image,metrics)
NEXT         := make test-endpoint-local (or test-endpoint, with telepresence), make dev-logs
NEXT_COMPOSE := make test-endpoint-local, make compose-logs
endif

# The service that a target runs or asks, and of each the prefix of its settings, its port and that for debugging.
ASKED         = $(if $(OF_$(named)),$(named),$(error SERVICE=$(named): there are sales-api, profile-api and payment-api))
named         = $(or $(value SERVICE),sales-api)
OF_sales-api   := SALES 3000 4000
OF_profile-api := PROFILE 3100 4100
OF_payment-api := PAYMENT 3200 4200
asked_of      = $(word $(1),$(OF_$(ASKED)))
CLUSTER_HOST  = $(ASKED).$(NAMESPACE).svc.cluster.local
# Where this machine reaches what listens at an address of the settings: the same for `make run` and for what asks it.
reached      = $(patsubst [::]:%,localhost:%,$(patsubst 0.0.0.0:%,localhost:%,$(1)))
# Where a target asks: at this machine if its name ends in -local, otherwise in the cluster.
here         = $(if $(filter %-local,$@),$(1),$(CLUSTER_HOST):$(2))
API          = $(call here,$(LOCAL_API),$(call asked_of,2))
DEBUG        = $(call here,$(LOCAL_DEBUG),$(call asked_of,3))
VARS         = $(call here,$(LOCAL_VARS),3001)
RESP         = $(call here,$(LOCAL_RESP),6380)
LOCAL_API     = $(call reached,$(or $($(call asked_of,1)_WEB_API_HOST),localhost:$(call asked_of,2)))
LOCAL_DEBUG   = $(call reached,$(or $($(call asked_of,1)_WEB_DEBUG_HOST),localhost:$(call asked_of,3)))
LOCAL_RESP   := $(call reached,$(or $(SALES_RESP_HOST),localhost:6380))
LOCAL_VARS   := $(call reached,$(or $(METRICS_EXPVAR_HOST),localhost:3001))
# Sizes of `make load`, `make pprof-cpu`.
SECONDS_LOAD ?= 20
CONNECTIONS  ?= 100
SECONDS_CPU  ?= 10
# What may be given on the command line: a word that is misspelt would be ignored otherwise. Settings are for the services.
WORDS        := SEED ROUNDS FROM RUNS CLIENTS NODES NODE ROLE BENCH_ARGS ADMIN_ARGS SERVICE SECONDS_LOAD CONNECTIONS SECONDS_CPU \
  BUILD_REF BUILD_DATE KIND_CLUSTER OVERLAY SALES_% METRICS_% PROFILE_% PAYMENT_%
unknown      := $(filter-out $(WORDS),$(foreach word,$(.VARIABLES),$(if $(filter command,$(origin $(word))),$(word))))
$(if $(unknown),$(error no target knows $(unknown): there are $(WORDS)))

# The value of a variable as one word of a shell.
quoted       = '$(subst ','\'',$(value $(1)))'
# A flag with the value of a variable, if that is given.
flag         = $(if $(value $(2)),$(1)=$(call quoted,$(2)))
need         = @zarf/scripts/need
next         = @printf '\nnext: %s\n'
build_images = @$(MAKE) --no-print-directory -j2 $(1) BUILD_REF=$(BUILD_REF) BUILD_DATE=$(BUILD_DATE)
running      = zarf/scripts/running-images $(KUBE_CONTEXT) $(NAMESPACE)
# None if BUILD_REF was given: then those are meant.
running_images = $(if $(filter file,$(origin BUILD_REF)),$$($(RUNNING)))
await_rollout = @set -e; $(foreach workload,$(WORKLOADS),zarf/scripts/await-rollout $(KUBE_CONTEXT) $(NAMESPACE) $(workload) $(call pods_of,$(workload));)
load_images  = @zarf/scripts/load-images $(KIND_CLUSTER) $(foreach name,$(IMAGES),$(call image,$(name)))

.DEFAULT_GOAL := help

##@ Start here

help: ## List the targets
	@awk -F':.*## ' '/^##@ / { printf "\n%s\n", substr($$0, 5) } \
	  /^[a-z][a-z -]*:.*## / { count = split($$1, names, " "); \
	    for (at = 1; at <= count; at++) printf "  make %-21s %s\n", names[at], $$2 (count > 1 && names[at] ~ /-local$$/ ? ", at localhost" : "") }' $(MAKEFILE_LIST)

$(INSTALLED): package.json package-lock.json
	$(need) npm
	npm ci
	@touch $@

install: $(INSTALLED) ## Install what is pinned, if it is not there already

run: $(INSTALLED) ## Start sales-api with its store in ./data (API :3000, debug :4000, Redis's clients :6380)
	@exec node app/services/sales-api/main.ts

run-local: $(INSTALLED) ## Start a service with a log for people: SERVICE=sales-api
	@exec zarf/scripts/run-local $(ASKED)

run-profile: $(INSTALLED) ## Start profile-api with a PostgreSQL of its own in ./data/postgres (API :3100, debug :4100)
	@exec node app/services/profile-api/main.ts

run-payment: $(INSTALLED) ## Start payment-api with a PostgreSQL of its own in ./data/postgres-payment (API :3200, debug :4200)
	@exec node app/services/payment-api/main.ts

run-metrics: $(INSTALLED) ## Start metrics beside it (expvar :3001, Prometheus :3002, debug :4001)
	@exec node app/services/metrics/main.ts

list: $(INSTALLED) ## List the projects of this repository
	@nx show projects

##@ Several nodes on this machine, which share their log in an etcd

up: $(INSTALLED) ## Start an etcd and three nodes (API :3000, :3010, :3020), and show what they log
	$(need) etcd curl
	@exec zarf/scripts/nodes up

node: $(INSTALLED) ## Start one node beside them: NODE=4 ROLE=reader
	$(need) curl
	@exec zarf/scripts/nodes node $(call quoted,NODE) $(call quoted,ROLE)

kill: ## End a node as a crash does: NODE=2
	@zarf/scripts/nodes kill $(call quoted,NODE)

down: ## End what `make up` and `make node` have started; the data stays
	@zarf/scripts/nodes down

##@ Checks

test: $(INSTALLED) ## Run every check: the docs first, then what your change concerns, then the rest
	@$(MAKE) --no-print-directory -j2 check
	nx run-many -t test lint typecheck --projects docs,tidy
	nx affected -t test --exclude docs,tidy --base=$(CHANGED_SINCE)
	nx run-many -t test --exclude docs,tidy

check: check-generated check-format tidy ## Check what needs no test: generated files, documents, formats, house rules

check-generated: $(INSTALLED) ## Check that generated files are those of their sources
	node app/services/sales-api/gen.ts --check
	node app/services/profile-api/gen.ts --check
	node app/services/payment-api/gen.ts --check
	node zarf/observe/main.ts --check
	redocly lint --config redocly.yaml app/services/sales-api/openapi.json app/services/profile-api/openapi/profile-api-spec.yaml app/services/payment-api/openapi/payment-api-spec.yaml

check-format: $(INSTALLED) ## Check the formatting of all files
	prettier --check --log-level warn .

gen: $(INSTALLED) ## Write what follows from the code: documents, types, pages, dashboards
	node app/services/sales-api/gen.ts
	node app/services/profile-api/gen.ts
	node app/services/payment-api/gen.ts
	node zarf/observe/main.ts

format: $(INSTALLED) ## Format everything
	prettier --write --log-level warn .

lint: $(INSTALLED) ## Lint, layer boundaries included
	nx run tidy:lint

typecheck: $(INSTALLED) ## Check the types
	nx run tidy:typecheck

tidy: $(INSTALLED) ## Check the house rules, lint the migrations, and find what nothing uses
	node app/tooling/tidy/main.ts
	knip --no-config-hints
	knip --production --strict --include dependencies,unlisted

lines: ## Count the lines of product, tooling, tests and docs
	@zarf/scripts/lines

manifests: $(INSTALLED) ## Render every overlay, and check it against the schemas of Kubernetes
	$(need) kustomize
	@set -e; for overlay in zarf/k8s/dev/* zarf/k8s/prod/* zarf/k8s/observe/dev zarf/k8s/observe/prod; do [ ! -d "$$overlay" ] || { \
	  printf '%s: ' "$$overlay"; zarf/scripts/render "$$overlay" >/dev/null; }; done

test-images: $(INSTALLED) ## Build all images and run them the way a cluster would (needs an engine; minutes)
	$(need) builder
	BUILD_REF=$(BUILD_REF) BUILD_DATE=$(BUILD_DATE) node zarf/images/main.ts

# Words of the command line, only when given.
chaos: $(INSTALLED) ## Kill sales-api again and again under load, and look for lost writes: SEED= ROUNDS= NODES= CLIENTS=
	node app/tooling/chaos/main.ts $(call flag,--seed,SEED) $(call flag,--rounds,ROUNDS) $(call flag,--nodes,NODES) $(call flag,--clients,CLIENTS)

traces: $(INSTALLED) ## Show the slowest and the failed requests of the service, and where their time went: ADMIN_ARGS=
	node app/tooling/admin/main.ts requests $(ADMIN_ARGS)

simulate: $(INSTALLED) ## Run several nodes on simulated machines, on all processors, and look for lost writes: FROM=1 ROUNDS=1000
	node app/tooling/simulate/main.ts $(call flag,--from,FROM) $(call flag,--seeds,ROUNDS)

simulate-more: $(INSTALLED) ## Run one node on a simulated machine, and plant bugs in several, which have to be found: SEED= ROUNDS=1000
	$(if $(value SEED),SEED=$(call quoted,SEED)) SIMULATE=$(or $(value ROUNDS),1000) vitest run business/domains/simulation.test.ts
	$(if $(value SEED),SEED=$(call quoted,SEED)) SIMULATE=1 vitest run business/domains/simulated/

# Ten thousand inputs a round: ten million take about five minutes of one core.
fuzz: $(INSTALLED) ## Send hostile bytes to both decoders of RESP and to whole connections: SEED= ROUNDS=1000
	$(if $(value SEED),SEED=$(call quoted,SEED)) FUZZ=$(or $(value ROUNDS),1000) vitest run app/services/sales-api/resp/fuzz.test.ts

# So many times the requests of the short form that each service gets a hundred thousand: an hour of one core.
fuzz-http: $(INSTALLED) ## Make 100 000 requests to each service from its document, right and wrong, and look for faults: SEED=
	$(if $(value SEED),SEED=$(call quoted,SEED)) RUNS=21 vitest run --testTimeout=0 app/services/sales-api/tests/document.property.test.ts
	$(if $(value SEED),SEED=$(call quoted,SEED)) RUNS=667 vitest run --testTimeout=0 app/services/profile-api/tests/document.property.test.ts
	$(if $(value SEED),SEED=$(call quoted,SEED)) RUNS=500 vitest run --testTimeout=0 --testNamePattern 'every request' app/services/payment-api/tests/process.test.ts

properties: $(INSTALLED) ## Try every property of random input with as many times the inputs: SEED= RUNS=20
	$(if $(value SEED),SEED=$(call quoted,SEED)) RUNS=$(or $(value RUNS),20) vitest run property store.test

forms: $(INSTALLED) ## Try every form of each page /docs in a browser, with its example (needs Debian's chromium)
	FORMS=all vitest run --testNamePattern 'the page /docs' app/services/sales-api/tests/docs-page.test.ts \
	  app/services/profile-api/tests/process.test.ts app/services/payment-api/tests/docs-forms.test.ts

bench: $(INSTALLED) ## Measure, each line against its yardstick: BENCH_ARGS='--help'
	node app/tooling/bench/main.ts $(BENCH_ARGS)

bench-values: $(INSTALLED) ## Measure where values should live: in rows, in changes, or in a table of LMDB
	node app/tooling/bench/values.ts

##@ Images

all: ## Build all images, two at the same time
	$(need) builder
	$(call build_images,sales-api metrics profile-api payment-api)
	$(next) 'make dev-up-local, if there is no cluster yet; else make dev-update-apply; or make compose-up'

sales-api metrics profile-api payment-api: ## Build the image of that name
	$(need) builder
	@BUILD_REF=$(BUILD_REF) BUILD_DATE=$(BUILD_DATE) zarf/scripts/build-image $@ $(call image,$@)

dev-docker: ## Pull what images and cluster are made from; after that no network is needed
	$(need) engine
	@zarf/scripts/pull-images $(NODE_IMAGE) $(KIND_IMAGE)
	$(next) 'make all, make dev-up-local'

##@ Cluster on this machine

dev-up-local: ## Start a kind cluster whose ports are mapped to localhost
	$(need) engine kind kubectl
	@zarf/scripts/start-cluster $(KIND_CLUSTER) $(KIND_CONFIG)
	$(next) 'make dev-update-apply, then make test-endpoint-local'

dev-up: ## Start a kind cluster, and connect this machine to its network by telepresence
	$(need) engine kind kubectl telepresence
	@zarf/scripts/start-cluster $(KIND_CLUSTER) $(KIND_CONFIG)
	@zarf/scripts/connect $(KIND_CLUSTER)
	$(next) 'make dev-update-apply, then make test-endpoint'

dev-telepresence: ## Connect this machine to the network of the cluster that runs
	$(need) engine kind kubectl telepresence
	@zarf/scripts/connect $(KIND_CLUSTER)
	$(next) 'make test-endpoint'

dev-down-local: ## Delete the cluster, with its data
	$(need) kind
	kind delete cluster --name $(KIND_CLUSTER)

dev-down: ## Disconnect, and delete the cluster, with its data
	$(need) kind telepresence
	telepresence quit --stop-daemons
	kind delete cluster --name $(KIND_CLUSTER)

dev-load: ## Bring the images into the cluster
	$(need) engine kind
	$(load_images)
	$(next) 'make dev-apply BUILD_REF=$(BUILD_REF)'

dev-apply: $(INSTALLED) ## Apply the manifests with the images that run, or at first this working tree's: BUILD_REF= OVERLAY=
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@set -e; images=$(running_images); zarf/scripts/apply $(KUBE_CONTEXT) zarf/k8s/dev/$(OVERLAY) \
	  $${images:-$(PLACED)}
	$(await_rollout)
	$(next) '$(NEXT)'

dev-restart: ## Restart the pods, and wait until they run
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	$(KUBECTL) rollout restart $(WORKLOADS)
	$(await_rollout)

dev-update: ## Code changed: build, load, restart
	$(need) builder kind kubectl cluster=$(KUBE_CONTEXT)
	$(call build_images,$(IMAGES))
	$(load_images)
	@set -e; $(foreach workload,$(WORKLOADS),zarf/scripts/update-images $(KUBE_CONTEXT) $(NAMESPACE) $(workload) \
	  $(call containers_of,$(workload));)
	$(await_rollout)
	$(next) '$(NEXT)'

dev-update-apply: $(INSTALLED) ## Code and manifests changed, or migrations: build, load, apply
	$(need) builder kind kubectl cluster=$(KUBE_CONTEXT)
	$(call build_images,$(IMAGES))
	$(load_images)
	@$(MAKE) --no-print-directory dev-apply BUILD_REF=$(BUILD_REF)

dev-logs: $(INSTALLED) ## Follow the logs of all containers, for people to read: SERVICE=
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@$(KUBECTL) logs --selector=$(PODS) --all-containers=true --follow --tail=100 --max-log-requests=20 \
	  | node app/tooling/logfmt/main.ts $(call flag,--service,SERVICE)

dev-status: ## Show nodes and services, then watch the pods
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@kubectl --context $(KUBE_CONTEXT) get nodes --output=wide
	@kubectl --context $(KUBE_CONTEXT) get services --output=wide --all-namespaces
	@kubectl --context $(KUBE_CONTEXT) get pods --output=wide --watch --all-namespaces

dev-describe: ## Describe nodes, services and workloads
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@$(KUBECTL) describe nodes
	@$(KUBECTL) describe services,statefulsets,deployments,jobs

dev-describe-sales: ## Describe the pods: limits, probes, why one does not start
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@$(KUBECTL) describe pods --selector=$(PODS)

dev-events: ## List what happened, the newest last
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@$(KUBECTL) get events --sort-by=.metadata.creationTimestamp

dev-shell: ## Open a shell in the container of a service
	$(need) kubectl cluster=$(KUBE_CONTEXT)
	@$(KUBECTL) exec --stdin --tty $(firstword $(WORKLOADS)) --container $(firstword $(subst =, ,$(call containers_of,$(firstword $(WORKLOADS))))) -- /bin/sh

##@ Without Kubernetes

compose-up: ## Start both services as containers, with the settings of the cluster: OVERLAY=
	$(need) compose builder
	$(call build_images,$(IMAGES))
	@BUILD_REF=$(BUILD_REF) $$(zarf/scripts/engine) compose --file $(COMPOSE_FILE) up --detach --wait
	$(next) '$(NEXT_COMPOSE)'

compose-logs: $(INSTALLED) ## Follow their logs, for people to read: SERVICE=
	$(need) compose
	@$$(zarf/scripts/engine) compose --file $(COMPOSE_FILE) logs --follow --no-log-prefix \
	  | node app/tooling/logfmt/main.ts $(call flag,--service,SERVICE)

compose-down: ## Stop them; the data stays
	$(need) compose
	@$$(zarf/scripts/engine) compose --file $(COMPOSE_FILE) down

##@ Metrics, logs, traces and alerts, beside the services of compose

observe-up: ## Start Grafana and what it shows, with the services: OVERLAY=
	$(need) compose builder
	$(call build_images,$(IMAGES))
	@BUILD_REF=$(BUILD_REF) TELEMETRY_ENDPOINT=http://opentelemetry-collector:4318 $(OBSERVE_COMPOSE) up --detach --wait
	$(next) 'make observe-open'

observe-check: ## Check its files with the validators of its tools that are installed
	@zarf/scripts/observe-check

observe-open: ## Open Grafana, at http://localhost:3300
	@echo http://localhost:3300/dashboards
	@open http://localhost:3300/dashboards 2>/dev/null || xdg-open http://localhost:3300/dashboards 2>/dev/null || true

observe-down: ## Stop that, and not the services; the data stays
	$(need) compose
	@$(OBSERVE_COMPOSE) rm --stop --force $$($$(zarf/scripts/engine) compose --file zarf/compose/observe.yaml config --services)

##@ Look inside a service, sales-api if none is named: -local for localhost, without for a cluster through telepresence

test-endpoint test-endpoint-local: ## Write, read and delete something, in sales-api by RESP too: SERVICE= SALES_RESP_PASSWORD=
	$(need) curl at=$(API)
	@zarf/scripts/test-endpoint $(ASKED) $(API) $(RESP)

liveness liveness-local: ## Ask whether the process runs, and where: SERVICE=
	$(need) curl at=$(API)
	curl -sS -i --max-time 10 http://$(API)/v1/liveness

readiness readiness-local: ## Ask whether it wants traffic: SERVICE=
	$(need) curl at=$(API)
	curl -sS -i --max-time 10 http://$(API)/v1/readiness

metrics-view metrics-view-local: $(INSTALLED) ## Watch rates, latencies and memory as moving plots
	$(need) curl at=$(VARS)
	@exec node app/tooling/metrics-view/main.ts --endpoint http://$(VARS)/metrics

pprof-cpu pprof-cpu-local: ## See where the time goes: SERVICE= SECONDS_CPU=
	$(need) curl at=$(DEBUG)
	@zarf/scripts/profile cpu $(DEBUG) $(call quoted,SECONDS_CPU)

pprof-heap pprof-heap-local: ## See what holds the memory: SERVICE=
	$(need) curl at=$(DEBUG)
	@zarf/scripts/profile heap $(DEBUG)

# `load` in front would be a directive of make.
load-local load: ## Read one key as fast as it goes, with hey or wrk: SECONDS_LOAD= CONNECTIONS=
	$(need) curl loader at=$(API)
	@zarf/scripts/load $(API) $(call quoted,SECONDS_LOAD) $(call quoted,CONNECTIONS)

admin: $(INSTALLED) ## Run an operator's command: ADMIN_ARGS='status'; scripts call npx admin, for its exit codes
	@exec node app/tooling/admin/main.ts $(ADMIN_ARGS)

##@ Cleaning up

clean: ## Remove what was installed and cached; ./data stays
	rm -rf node_modules .nx

.PHONY: $(shell sed -n 's/^\([a-z][a-z-]*\( [a-z-]*[a-z]\)*\):.*/\1/p' $(firstword $(MAKEFILE_LIST)))
