# The project's commands by name. `make` alone lists them.

CARGO ?= cargo
# The programs of the demonstration. No target chooses packages: cargo then builds all with the same features, once.
DEMO_PROGRAMS = rantau-server rantau-registry rantau rantau-link village-day
BENCH_PROGRAMS = rantau-server rantau-link sync-bench
# Numbers of records that are measured, and of those that another system is measured with.
SIZES ?= 10,1000,10000
PEERS_SIZES ?= 10 1000
BUILT = $(or $(CARGO_TARGET_DIR),target)
# What the demonstration keeps, when KEEP is given.
DEMO_DATA = demo-data
# How long each of the tests goes on that draw new cases as long as there is time.
MINUTES ?= 240

.DEFAULT_GOAL := help
.PHONY: help setup build test soak mutants demo bench doc clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Check what is needed beside Rust, and on Debian install what is missing
	@bash .ci/setup

build: setup ## All programs, for use
	$(CARGO) build --locked --release --bins

test: setup ## Everything that CI runs: format, lints, licences, tests, documentation
	$(CARGO) xtask ci

# What looks at RANTAU_SOAK (crates/testkit/src/soak.rs) goes on for so long, all else is as in `make test`.
soak: setup ## All tests, those with drawn cases for hours each; MINUTES=30 makes them shorter
	$(CARGO) build --locked --quiet --workspace --bins
	RANTAU_SOAK=$(MINUTES) $(CARGO) test --locked --workspace --no-fail-fast

mutants: setup ## Whether the simulation notices when the product is broken on purpose, and how
	$(CARGO) xtask mutate

demo: setup ## A day in two villages, from start to end; KEEP=1 leaves everything running and its data in place
	$(CARGO) build --locked --release $(DEMO_PROGRAMS:%=--bin %)
	$(CARGO) run --quiet --locked --release --bin village-day -- $(if $(KEEP),--keep)

bench: setup ## All measurements; SIZES=10,1000 of villages, PEERS=1 another system beside ours
	$(CARGO) bench --locked --bench '*'
	$(CARGO) run --quiet --locked --release --bin wire-costs
	$(CARGO) build --locked --release $(BENCH_PROGRAMS:%=--bin %)
	$(BUILT)/release/sync-bench --sizes $(SIZES)
ifdef PEERS
	$(CARGO) build --locked --release --manifest-path examples/peers/Cargo.toml --target-dir $(BUILT)/peers
	for count in $(PEERS_SIZES); do \
	  $(BUILT)/release/sync-bench records --count $$count > $(BUILT)/records.jsonl || exit 1; \
	  for line in "--kbit 10000000 --rtt-ms 0" "--kbit 64 --rtt-ms 800"; do \
	    $(BUILT)/peers/release/peers --records $(BUILT)/records.jsonl --link $(BUILT)/release/rantau-link $$line || exit 1; \
	  done; \
	done
endif

doc: ## The documentation of all crates, private items too
	$(CARGO) doc --locked --workspace --no-deps --document-private-items

clean: ## Remove what was built, and what a demonstration kept
	$(CARGO) clean
	rm -rf $(DEMO_DATA)
