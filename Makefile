# Twinscope: every command of the project. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help

.PHONY: help setup run test bench accuracy fuzz lint

# How long `make fuzz` looks, in all.
SECONDS ?= 600

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install what is missing: system packages, Rust, Node, the UI's packages
	@.ci/setup

run: setup ## build Twinscope and open its window with the sample workspace
	@.ci/start

test: setup ## run every check and every test, with a summary
	@.ci/test

bench: setup ## measure speed, as ratios within one run
	@.ci/bench

accuracy: setup ## put known faults into valid twins and count what is found: recall and precision
	@.ci/accuracy

fuzz: setup ## feed made-up bytes to the reader, the diagnosis and the bench hub for SECONDS=600
	@.ci/fuzz $(SECONDS)

lint: setup ## formatting, lints, types, licences and duplicate crates
	@.ci/lint
