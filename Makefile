# Two commands: `make demo` and `make test`. Each builds its own .venv when needed.
PYTHON ?= python3
BIN := .venv/bin
DEMO := demo

.PHONY: demo test lint docs benchmark clean

.venv/ready: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

.venv/ready-test: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

.venv/ready-dev: .venv/ready-test
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $@

demo: .venv/ready
	rm -rf $(DEMO)
	@for name in limburg europe simulated; do $(BIN)/leco example $$name $(DEMO)/$$name; done
	@echo "\n=== Genk, Beringen, Borgloon: what partner lists alone can say ==="
	@$(BIN)/leco compare $(DEMO)/limburg/genk $(DEMO)/limburg/beringen $(DEMO)/limburg/borgloon \
	  --measures density,core_share,richness,hill_number,blau:unbiased=true
	@for name in genk beringen borgloon; do echo "\n$$name"; $(BIN)/leco describe $(DEMO)/limburg/$$name; done
	@echo "\n=== Europe, every tenth year ==="
	@$(BIN)/leco track $(DEMO)/europe --by sector --measures density,core_share,hill_number,bridging_ratio,turnover \
	  --every 1950-01-01,1960-01-01,1970-01-01,1980-01-01,1990-01-01,2000-01-01,2010-01-01,2020-01-01,2026-11-01
	@echo "\n=== Three simulated coalitions ==="
	@$(BIN)/leco compare $(DEMO)/simulated/simulated_stable $(DEMO)/simulated/simulated_shrinking $(DEMO)/simulated/simulated_growing
	@for name in stable shrinking growing; do echo "\nSimulated $$name, at the end of each year"; \
	  $(BIN)/leco track $(DEMO)/simulated/simulated_$$name --by sector --measures density,core_share,bridging_ratio,turnover,tie_survival; done
	@echo "\n=== Reports, to open in a browser ==="
	@$(BIN)/leco report $(DEMO)/limburg/genk $(DEMO)/limburg/beringen $(DEMO)/limburg/borgloon --lang nl --out $(DEMO)/limburg.html
	@$(BIN)/leco report $(DEMO)/europe --out $(DEMO)/europe.html
	@$(BIN)/leco report $(DEMO)/simulated/simulated_stable $(DEMO)/simulated/simulated_shrinking $(DEMO)/simulated/simulated_growing \
	  --every quarter --out $(DEMO)/simulated.html

test: .venv/ready-test
	$(BIN)/python -m pytest -q -n auto

lint: .venv/ready-dev
	$(BIN)/ruff check src tests benchmarks docs/*.py
	$(BIN)/ruff format --check src tests benchmarks docs/*.py
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: .venv/ready-dev
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

benchmark: .venv/ready-test
	$(BIN)/python benchmarks/kernels.py

clean:
	rm -rf .venv $(DEMO) docs/_build dist
