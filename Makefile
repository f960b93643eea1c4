# Everything a contributor types. Needs python3 (3.11 or newer, with venv) and make; nothing else.
PYTHON ?= python3
PORT ?= 8800
BIN := .venv/bin
# What was compiled once serves every process after; __pycache__ is ignored by git.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test check bench faults lock clean

.venv/run.stamp: requirements/lock.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/lock.txt
	@touch $@

.venv/dev.stamp: requirements/dev-lock.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Setting up .venv with the tools for development …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev-lock.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@ .venv/run.stamp

setup: .venv/dev.stamp  ## Sets .venv up with the tools for development and the `tocsin` command

demo: .venv/run.stamp  ## A practice company, the bot and a page to use them: prints the address, runs until Ctrl-C
	@$(BIN)/python -m bot demo --port $(PORT)

test: .venv/dev.stamp  ## The whole suite but the slow tests
	@$(BIN)/python -m pytest -n 4 --dist loadgroup

check: .venv/dev.stamp  ## Format, lint, types, who may import whom
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

faults: .venv/dev.stamp  ## The slow tests: kill -9, storms, long worlds
	@$(BIN)/python -m pytest -m slow -n 4 --dist worksteal --ignore tests/stories/test_keepers.py
	@$(BIN)/python -m pytest -m slow tests/stories/test_keepers.py

bench: .venv/dev.stamp  ## Measures each path against its floor; writes bench/results.json
	@$(BIN)/python -m bench

# Extras stay in the locks (`coverage[toml]==…`): without them older pips look for a newer release and find no hash for it.
LOCK := uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

lock:  ## Writes the hash-locked requirements (needs uv)
	$(LOCK) -o requirements/lock.txt
	$(LOCK) --group dev -c requirements/lock.txt -o requirements/dev-lock.txt

clean:
	rm -rf .venv
