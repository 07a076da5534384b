# `make` lists what there is. PG_QUERY=15|17|18 builds and tests with another major of libpg_query, beside the usual build.
.PHONY: help deps build demo test prove bench release clean

SUFFIX := $(if $(PG_QUERY),-$(PG_QUERY))
SCRATCH := .build$(SUFFIX)
export PG_QUERY
SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
export PKG_CONFIG_PATH := $(CURDIR)/.deps$(SUFFIX)/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))
# The tests run the program too.
export LINTEL_BINARY := $(CURDIR)/$(SCRATCH)/release/lintel

SAMPLE := Samples/webshop/migrations

help: ## list these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r name text; do printf '  make %-8s%s\n' "$$name" "$$text"; done

deps: ## bring libpg_query, simdjson and what the tests need, if missing
	@bash .ci/deps

STATIC := -Xswiftc -static-executable -Xswiftc -static-stdlib -Xswiftc -enforce-exclusivity=unchecked -Xswiftc -cross-module-optimization
# A small file is linted sooner than Swift's runtime finds a hundred types by their names, so the code makes them itself.
STATIC += -Xswiftc -Xfrontend -Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
# The functions that a run needs lie side by side (see Tests/Generators/link-order), so that fewer pages of the program are read.
STATIC += -Xswiftc -Xfrontend -Xswiftc -function-sections -Xlinker --section-ordering-file=$(CURDIR)/.ci/link-order
STRIP := -Xlinker -s

build: deps ## build the release binary: static, stripped, in .build/release/lintel
	@swift build --scratch-path $(SCRATCH) -c release --product lintel $(STATIC) $(STRIP) 2>&1 | sed '/swift_static.*: warning: /d'

# Findings are what a demo is for: exit code 1 is no failure here.
demo: build ## check the sample web shop and show what one of its migrations locks
	@echo; echo '$$ lintel check $(SAMPLE)'; $(LINTEL_BINARY) check $(SAMPLE) || test $$? -eq 1
	@file=$$(ls $(SAMPLE)/*.sql | tail -n 1); echo; echo "$$ lintel locks $$file"; $(LINTEL_BINARY) locks "$$file" || test $$? -eq 1

test: build ## build and run all tests; FILTER=… runs some, LINTEL_UPDATE=1 rewrites what they expect
	swift test --scratch-path $(SCRATCH) --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

prove: deps ## prove that fixes are safe, on 1,000 generated migrations; SEED=… shows one, PROVE_COUNT=… SEED=… runs others
	PROVE_COUNT=$(or $(PROVE_COUNT),$(if $(SEED),,1000)) SEED=$(SEED) swift test --scratch-path $(SCRATCH) --disable-xctest --filter ProofTests

bench: build ## compare speed and memory with squawk; ARGS=--quick is quick
	python3 Tests/Benchmarks/bench.py --lintel $(LINTEL_BINARY) $(ARGS)

release: build ## pack the program with manual page and completions, as .tar.gz and .deb, into dist/
	@bash .ci/release

clean: ## remove what was built; what deps brought stays
	rm -rf .build .build-* .deps.tmp.* dist
