.DEFAULT_GOAL := help
.PHONY: help run test build bench format image

VERSION := $(shell sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
ACCELERATOR ?= cpu
IMAGE ?= transcribe:$(VERSION)-$(ACCELERATOR)
export MODEL PORT

help: ## What there is to make
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Serve a model on port 8989, in demo settings: MODEL=<folder or Hugging Face repository> PORT=<port>
	@scripts/run

test: ## Run every test; the last line counts them
	@scripts/test

build: ## Build everything
	@scripts/ensure dotnet
	dotnet build Transcribe.sln --configuration Release --nologo

bench: ## Measure the service and the engine's stages; takes a quarter of an hour of a machine at rest
	@bench/run.sh

format: ## Bring the code into the style of .editorconfig
	@scripts/ensure dotnet
	dotnet format whitespace Transcribe.sln
	dotnet format style Transcribe.sln

image: ## Build the container image: ACCELERATOR=cpu|cuda IMAGE=<name:tag>
	docker build --platform linux/amd64 --build-arg ACCELERATOR=$(ACCELERATOR) --tag $(IMAGE) .
