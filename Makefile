# The project's commands by name. `make` alone lists them.

CARGO ?= cargo
# The programs of the demonstration. No target chooses packages: cargo then builds all with the same features, once.
DEMO_PROGRAMS = rantau-server rantau-registry rantau rantau-link village-day
BENCH_PROGRAMS = rantau rantau-server rantau-link sync-bench line-costs
# Numbers of records that are measured, and of those that another system is measured with.
SIZES ?= 10,1000,10000
PEERS_SIZES ?= 10 1000
BUILT = $(or $(CARGO_TARGET_DIR),target)
# What the demonstration keeps, when KEEP is given.
DEMO_DATA = demo-data
# How long each of the tests goes on that draw new cases as long as there is time.
MINUTES ?= 240
# How long the fuzzer looks at each decoder.
FUZZ_SECONDS ?= 300

.DEFAULT_GOAL := help
.PHONY: help setup build test soak mutants fuzz demo bench doc clean

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

# The fuzzer is asked for each decoder in turn; what it finds new stays in its corpus, which `make test` runs.
fuzz: setup ## Every decoder under a coverage-guided fuzzer, FUZZ_SECONDS each; needs nightly Rust and cargo-fuzz
	@cargo +nightly fuzz --version >/dev/null 2>&1 || { echo "needs: rustup toolchain install nightly && cargo install cargo-fuzz"; exit 1; }
	for decoder in $(or $(DECODER),$$(cargo +nightly fuzz list --fuzz-dir tests/fuzz)); do \
	  mkdir -p tests/hostile/corpus/$$decoder; \
	  cargo +nightly fuzz run --fuzz-dir tests/fuzz $$decoder tests/hostile/corpus/$$decoder -- \
	    -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -rss_limit_mb=2048 -timeout=20 -print_final_stats=1 || exit 1; \
	done

demo: setup ## A day in two villages, from start to end; KEEP=1 leaves everything running and its data in place
	$(CARGO) build --locked --release $(DEMO_PROGRAMS:%=--bin %)
	$(CARGO) run --quiet --locked --release --bin village-day -- $(if $(KEEP),--keep)

bench: setup ## All measurements; SIZES=10,1000 of villages, PEERS=1 another system beside ours
	$(CARGO) bench --locked --bench '*'
	$(CARGO) run --quiet --locked --release --bin wire-costs
	$(CARGO) build --locked --release $(BENCH_PROGRAMS:%=--bin %)
	$(BUILT)/release/sync-bench --sizes $(SIZES)
	$(CARGO) run --quiet --locked --release --bin protection-costs
	$(BUILT)/release/line-costs
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
