# Two commands matter: `make demo` and `make test`. Each does all of its own set-up.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
SERVE ?= 1
PORT ?= 8000
WORKERS ?= 2
DATA ?= ../shared/data

.PHONY: help demo test lint format page browser lock train-mini openapi clean

help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

# Stamps keep set-up from running twice; a changed dependency list runs it again.
$(VENV)/serving: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c requirements.lock -e .
	touch $@

$(VENV)/developing: pyproject.toml requirements.lock requirements-start.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -c requirements.lock -e '.[train,report,reason,dev]'
	$(BIN)/python -m pip install -q --no-deps -r requirements-start.txt
	touch $@ $(VENV)/serving

demo: $(VENV)/serving ## Draw a shop, index it, ask it, serve the page (SERVE=0 ends after the picture)
	$(BIN)/pointsay demo --folder demo --port $(PORT) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/developing lint browser ## Lint, type-check and run every test (WORKERS=2 at once)
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

lint: $(VENV)/developing ## Style and types only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict src

format: $(VENV)/developing ## Rewrite the code in the house style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

browser: ## Install Chromium for the browser tests where that is possible
	@scripts/ensure-browser

page: ## Build the page from web/ into the package (needs Node 20)
	cd web && npm ci && npm run check && npm test && npm run build

openapi: $(VENV)/developing ## Write docs/openapi.json anew
	$(BIN)/python -m pointsay.server.openapi docs/openapi.json

TRAIN_MINI := $(BIN)/pointsay train mini --photos $(DATA)/fashion_products \
  --phone-photos $(DATA)/clothing_cc0 --sentences $(DATA)/captions/coco_captions_30k.txt

# Three trainings and two means of weights; training/recipe.py says why.
train-mini: $(VENV)/developing ## Train the embedded encoder anew (many hours on two cores; resumes)
	$(TRAIN_MINI) --stages wide,sharp --work work/mini/v0 --out work/mini/v0/out
	$(TRAIN_MINI) --stages kin,fine,fit --start work/mini/v0/out --work work/mini/v1 --out work/mini/v1/out
	$(BIN)/pointsay train average work/mini/v1/out work/mini/v0/out --shares 0.6,0.4 \
	  --name pointsay-mini-between --out work/mini/between
	$(TRAIN_MINI) --stages broad --start work/mini/between --work work/mini/v2 --out work/mini/v2/out
	$(BIN)/pointsay train average work/mini/v2/out work/mini/between --shares 0.5,0.5 \
	  --name pointsay-mini-v2 --out src/pointsay/encoders/mini/weights

lock: $(VENV)/developing ## Record the exact versions that are installed and tested
	$(BIN)/python scripts/lock.py > requirements.lock

clean: ## Remove what was made here, the environment included
	rm -rf $(VENV) demo build dist .pytest_cache .mypy_cache .ruff_cache web/node_modules
