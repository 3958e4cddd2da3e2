# `make demo` draws the bundled example; `make test` runs every check. Both set up .venv by themselves.

# The first Python that is new enough; say which with make PYTHON=/path/to/python3.
PYTHON ?= $(shell for each in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$each && break; done)
VENV := .venv
LOWEST := .venv-lowest
BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check -qq install
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

.PHONY: help demo test lint format test-lowest docs picture chromium bench bench-map clean

help:
	@echo "make demo         draw the map of the bundled example and say where it is"
	@echo "make test         run every check: style, types, tests (a few minutes)"
	@echo "make lint         check style and types only"
	@echo "make format       put the code in the house style"
	@echo "make test-lowest  run the tests with the oldest versions that are allowed"
	@echo "make docs         write the generated pages of the documentation anew"
	@echo "make picture      take the picture of the README from the real page"
	@echo "make bench        time the measures beside other libraries (ten minutes or more)"
	@echo "make bench-map    measure the map at 300 and 3,000 actors in a browser (five minutes)"
	@echo "make clean        remove what these commands made"

demo: $(VENV)/.installed
	@$(BIN)/civicnet demo

test: lint chromium
	$(BIN)/python -m pytest -n 2

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

picture: $(VENV)/.installed-dev chromium
	@$(BIN)/python $(PIP) pillow
	$(BIN)/python docs/picture.py

$(VENV)/.made:
	@$(call make_venv,$(VENV))

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	@echo "Installing civicnet into $(VENV); the first time takes a minute or two …"
	@$(BIN)/python $(PIP) --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.made
	@echo "Installing civicnet and the tools for its tests into $(VENV) …"
	@$(BIN)/python $(PIP) --editable ".[dev]"
	@touch $@ $(VENV)/.installed

# The browser tests open the page in Debian's chromium; without one they are skipped, and say so.
chromium:
ifeq ($(CHROMIUM),)
	@if ! command -v apt-get >/dev/null; then \
		echo "There is no chromium and no apt-get to install it: the browser tests will be skipped."; \
	elif [ "$$(id -u)" = 0 ]; then \
		$(call install_chromium,) ; \
	elif sudo -n true 2>/dev/null; then \
		$(call install_chromium,sudo -n) ; \
	else \
		echo "There is no chromium (sudo apt-get install chromium): the browser tests will be skipped."; \
	fi
endif

# The newest test tools, and of everything the package itself needs the oldest version it allows.
test-lowest: $(LOWEST)/.installed
	$(LOWEST)/bin/python -m pytest -n 2 -m "not browser" -p no:cacheprovider

$(LOWEST)/.installed: pyproject.toml
	@$(call make_venv,$(LOWEST))
	@$(LOWEST)/bin/python -c 'import tomllib; \
		project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
		needs = project["dependencies"] + project["optional-dependencies"]["parquet"]; \
		print("\n".join(each.replace(">=", "==") for each in needs))' > $(LOWEST)/lowest.txt
	@$(LOWEST)/bin/python $(PIP) --constraint $(LOWEST)/lowest.txt --editable ".[parquet]" \
		hypothesis pytest pytest-xdist
	@touch $@

# BENCH="2000 --measures betweenness" asks for less; see docs/benchmarks.md.
bench: $(VENV)/.installed-bench
	$(BIN)/python bench/measures.py $(BENCH)

# BENCH="300 --runs 3" asks for less.
bench-map: $(VENV)/.installed-dev chromium
	$(BIN)/python bench/map.py $(BENCH)

$(VENV)/.installed-bench: pyproject.toml | $(VENV)/.made
	@echo "Installing civicnet and the libraries it is measured against into $(VENV) …"
	@$(BIN)/python $(PIP) --editable ".[bench]" || { \
		echo "Not all of them could be installed; those that are there will be measured."; \
		$(BIN)/python $(PIP) --editable ".[parquet]"; }
	@touch $@

clean:
	rm -rf $(VENV) $(LOWEST) build dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis

define make_venv
	if [ -z "$(PYTHON)" ]; then \
		echo "civicnet needs Python 3.11 or newer, and none was found."; \
		echo "Install one (python.org, or your system's packages), or name it: make PYTHON=/path/to/python3"; \
		exit 1; \
	fi; \
	rm -rf $(1); \
	$(PYTHON) -m venv $(1) || { rm -rf $(1); \
		echo "Python could not make a virtual environment; on Debian and Ubuntu: apt-get install python3-venv"; \
		exit 1; }; \
	touch $(1)/.made
endef

define install_chromium
	echo "Installing chromium for the browser tests …"; \
	{ $(1) apt-get update -qq && $(1) env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
		--no-install-recommends chromium >/dev/null; } \
	|| echo "chromium could not be installed: the browser tests will be skipped."
endef
