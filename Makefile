# Everything happens in .venv; nothing is installed outside it.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
# What the tests need; with postgresql, browser and fuzz, the optional ones run as well.
EXTRAS ?= dev
# The tests start hundreds of processes, none of which should translate the sources anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test check format pages bench clean

demo: $(STAMP)  ## the main job on 40+ real forms; SERVE=1 leaves it open on loopback
	$(BIN)/yibiao demo $(if $(SERVE),--serve)

test: $(STAMP)  ## the whole test suite
	$(BIN)/pytest -q -n auto --dist worksteal

check: $(STAMP)  ## format, lint, types, layers, what bandit finds
	$(BIN)/ruff format --check src tests benchmarks
	$(BIN)/ruff check src tests benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive src
	$(BIN)/python hatch_build.py --check

pages: $(STAMP)  ## the pages, after a change in src/webapp
	$(BIN)/python hatch_build.py

format: $(STAMP)
	$(BIN)/ruff format src tests benchmarks
	$(BIN)/ruff check --fix src tests benchmarks

bench: $(STAMP)  ## quality and speed at small sizes, under two minutes; benchmarks/README.md has the larger ones
	-$(BIN)/python benchmarks/quality/matching.py zh_health_ws445 zh_ld_social_security --orders 1
	$(BIN)/python benchmarks/quality/burden.py --households 40 --residents 120
	$(BIN)/python benchmarks/speed/reading.py --fields 30 300
	$(BIN)/python benchmarks/quality/hostile.py --only password
	$(BIN)/python benchmarks/speed/registering.py --forms 30 300 --probes 20
	$(BIN)/python benchmarks/speed/journal.py --entries 500
	$(BIN)/python benchmarks/speed/filling.py --small --clients 16
	$(BIN)/python benchmarks/speed/restarting.py --records 2000
	$(BIN)/python benchmarks/speed/importing.py --entries 2000 --together 500
	$(BIN)/python benchmarks/speed/unit_table.py --records 20000 --times 3
	$(BIN)/python benchmarks/speed/counting_doubles.py --records 5000 --times 2
	$(BIN)/python benchmarks/speed/carrying.py --rows 1000
	$(BIN)/python benchmarks/speed/slicing.py --small --times 5
	$(BIN)/python benchmarks/speed/together.py --records 2000

$(STAMP): pyproject.toml hatch_build.py
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; set PYTHON=…")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[$(EXTRAS)]'
	@touch $(STAMP)

lock:  ## pin what the service needs, with hashes, in requirements.lock; wants uv
	uv pip compile pyproject.toml --extra postgresql --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --custom-compile-command 'make lock' --quiet --output-file requirements.lock

clean:
	rm -rf src/webapp/node_modules src/yibiao/web/app .venv build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis demo-data
