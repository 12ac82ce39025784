# make run      serves Quire on http://127.0.0.1:8000/; HOST= and PORT= change that
# make test     runs every test that this machine can; ARGS="-k word" chooses some
# make lint     checks style, types, templates and the HTML of every page
# make format   puts Python and templates into the house style
# make install  makes .venv with everything that development needs
# make bench    measures what benchmarks/ describes
# make lock     writes the requirements anew from pyproject.toml; ARGS=--upgrade renews them
# make clean    removes what the others made; the site in instance/ stays
#
# PYTHON= names the interpreter, when it is not the first one found.

WORKERS ?= 2
bin = .venv/bin
compile = $(bin)/uv pip compile pyproject.toml --universal --python-version 3.11 \
	--only-binary :all: --generate-hashes --no-emit-index-url --no-emit-find-links \
	--no-emit-build-options --custom-compile-command "make lock" --quiet $(ARGS)

.PHONY: run install test lint format bench lock clean

run: export QUIRE_ENV ?= development
run: export HOST ?= 127.0.0.1
run: export PORT ?= 8000
run:
	@deploy/prepare requirements.txt
	@exec $(bin)/flask --app wsgi serve

install:
	@deploy/prepare requirements-dev.txt
	@$(MAKE) --no-print-directory --silent tests/node_modules/.installed

tests/node_modules/.installed: tests/package.json tests/package-lock.json
	if command -v npm >/dev/null; then \
		cd tests && npm ci --ignore-scripts --loglevel=error >/dev/null && touch node_modules/.installed; \
	else \
		echo "npm is not here, so axe-core and html-validate are not; tests that need them are skipped."; \
	fi

test: install
	@exec $(bin)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

lint: install
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/mypy
	$(bin)/djlint templates --lint --check

format: install
	$(bin)/ruff check --fix .
	$(bin)/ruff format .
	$(bin)/djlint templates --reformat --quiet

bench: install
	@$(bin)/python -m benchmarks.render $(ARGS)

lock: install
	$(compile) --output-file requirements.txt
	$(compile) --extra s3 --constraint requirements.txt --output-file requirements-s3.txt
	$(compile) --group dev --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage htmlcov tests/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
