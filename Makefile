# make demo    the whole system on this machine, with sample mails; needs no configuration
# make test    every gate and every test
# make check   the gates that take seconds: format, lint, types, imports
# make bench   the benchmarks; BENCH=--full for the sizes of the goals, BENCH=NAME for one
# make score   how letters are read: the figures, also into docs/extraction.md; SCORE=--diff lists
#              what is read wrong
# make texts   take the words of the staff page from its code into its catalogues
# make lock    compile requirements/ anew from pyproject.toml
# make venv    .venv, as requirements/lock.txt says
#
# Each does all of its own set-up, see tools/setup.

.PHONY: demo test check bench score texts lock venv
.SILENT:

BIN := .venv/bin
COMPILE := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header
TEXTS := .venv/mailreg.pot

demo: venv
	$(BIN)/mailreg demo

test: check
	tools/setup servers
	tools/gate wheel tools/check-wheel
	$(BIN)/python tools/check_corpus.py
	$(BIN)/python -m pytest -q -n 2 --dist loadfile

check: venv
	tools/gate format $(BIN)/ruff format --check .
	tools/gate lint $(BIN)/ruff check .
	tools/gate types $(BIN)/mypy
	tools/gate imports $(BIN)/lint-imports --no-logo

bench: venv
	tools/setup servers
	$(BIN)/python -m benchmarks $(BENCH)

score: venv
	$(BIN)/python -m tools.score $(SCORE)

texts: venv
	$(BIN)/pybabel -q extract -F babel.cfg -k N_ -k NP_:1c,2 -k say -k say_number:1,2 \
		-k BadRequest --no-location --sort-output \
		-o $(TEXTS) src/mailreg
	$(BIN)/pybabel -q update -D mailreg -i $(TEXTS) -d src/mailreg/web/locale --width 100 \
		--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

lock: venv
	$(COMPILE) --all-extras --group dev -o requirements/lock.txt
	$(COMPILE) --constraint requirements/lock.txt -o requirements/run.txt

venv:
	tools/setup venv
