.DEFAULT_GOAL := help
.PHONY: help run test build bench format image

VERSION := $(shell sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
ACCELERATOR ?= cpu
IMAGE ?= transcribe:$(VERSION)-$(ACCELERATOR)
export MODEL PORT

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve a model on port 8989 with demo settings: MODEL=<folder or Hugging Face repository> PORT=<port>
	@scripts/run

test: ## Run all tests (about ten minutes); the last line contains the counts
	@scripts/test

build: ## Build the solution
	@scripts/ensure dotnet
	dotnet build Transcribe.sln --configuration Release --nologo

bench: ## Benchmark the service and the stages of the engine (15 minutes on an idle machine)
	@bench/run.sh

format: ## Format the code as .editorconfig specifies
	@scripts/ensure dotnet
	dotnet format whitespace Transcribe.sln
	dotnet format style Transcribe.sln

image: ## Build the container image: ACCELERATOR=cpu|cuda IMAGE=<name:tag>
	docker build --platform linux/amd64 --build-arg ACCELERATOR=$(ACCELERATOR) --tag $(IMAGE) .
