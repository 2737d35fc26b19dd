# Of a virtual environment with the dev extra: make check PYTHON=.venv/bin/python
PYTHON ?= .venv/bin/python

.PHONY: check lint test run tables aliases picture docker-slim docker-minedojo

check: lint ## format, lint, types, tests
	$(PYTHON) -m mypy
	$(PYTHON) -m pytest

lint:
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m ruff check .
	$(dir $(PYTHON))hadolint docker/*.Dockerfile

test:
	$(PYTHON) -m pytest

run:
	$(PYTHON) -m deckard run

# The recipe tables from their sources, which are downloaded and only read.
tables:
	mkdir -p build
	$(PYTHON) -m pip download -q --no-deps --no-binary minecraft-data -d build minedojo==0.1 minecraft-data==3.20.0
	$(PYTHON) tools/make_later_tables.py --minecraft-data build/minecraft_data-3.20.0.tar.gz
	$(PYTHON) tools/make_tables.py --minedojo build/minedojo-0.1-py3-none-any.whl --minecraft-data build/minecraft_data-3.20.0.tar.gz

# The names of items in all versions, from an npm package that is only read.
aliases:
	npm install --silent --no-save --prefix build minecraft-data@3.119.0
	$(PYTHON) tools/make_aliases.py --minecraft-data build/node_modules/minecraft-data

# The picture in the README, from a run with a language model that errs.
picture:
	$(PYTHON) -m deckard run -s llm.name=noisy -s llm.seed=1 -o runs/picture
	$(PYTHON) tools/draw_run.py runs/picture docs/pictures/run.svg

# Images built and run as root without Docker; see the script.
docker-slim docker-minedojo: docker-%:
	docker/prove.sh $*
