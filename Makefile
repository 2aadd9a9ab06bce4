# Every target can be run by itself and says what it does.
.PHONY: help tools build test demo demo-live lint format bench
.DEFAULT_GOAL := help

help: ## show this
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

tools: ## install what is missing: Debian packages, and Envoy into .tools/
	@scripts/setup build

build: tools ## build the nuncio program (release)
	swift build -c release --product nuncio

ALONE = Git|Operator|Kubernetes|ClusterSync|Deploy|Fleet|Cluster
# What runs whole systems runs without others beside it: on two cores they would measure each other.
test: ## install what is missing and run every test
	@scripts/setup test
	swift build --build-tests
	swift test --skip-build --skip '^(EndToEnd|$(ALONE))Tests'
	swift test --skip-build --filter '^EndToEndTests'
	swift test --skip-build --filter '^($(ALONE))Tests' --no-parallel

demo: tools ## a commit becomes traffic, a bad one is taken back: about 50 seconds after the build
	swift build -c release --product nuncio
	swift build -c release --product quickstart
	.build/release/quickstart

demo-live: tools ## the same, and it goes on running for you to play with
	swift build -c release --product nuncio
	swift build -c release --product quickstart
	.build/release/quickstart --live

# Found on the disk, not asked of Git: Git answers nothing in a checkout that belongs to another user.
SWIFT_SOURCES = $(shell find Package.swift Sources Tests examples Benchmarks -name '*.swift' -not -path '*/Generated/*')
lint: ## check the format
	@swift format lint --strict $(SWIFT_SOURCES)

format: ## format the sources
	@swift format --in-place $(SWIFT_SOURCES)

bench: ## print what loading, compiling and updating costs (release)
	swift run -c release nuncio-bench
