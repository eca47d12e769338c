# linux/amd64. ACCELERATOR=cpu: Debian 12. ACCELERATOR=cuda: NVIDIA's CUDA 13 image, which ONNX Runtime's CUDA provider needs with cuDNN 9.
ARG ACCELERATOR=cpu

# There is no .NET 10 image on Debian: the server is published with its own runtime, which runs on any of the bases below.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG ACCELERATOR
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages scripts/publish /app "$ACCELERATOR"

FROM --platform=linux/amd64 debian:12-slim AS base-cpu
# NVIDIA publishes no Debian variant of this image.
FROM --platform=linux/amd64 nvidia/cuda:13.1.1-cudnn-runtime-ubuntu24.04 AS base-cuda

FROM base-${ACCELERATOR} AS final
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates curl ffmpeg \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --no-create-home transcribe \
    && install --directory --owner transcribe /models /data
COPY --from=build /app /app
COPY LICENSE /app/
COPY models/digits /app/models/digits

# /models is for models of one's own and for the Hugging Face cache; the bundled model lies beside the server, where no mount hides it.
# /data holds the long-running operations.
VOLUME /models /data
ENV HF_HOME=/models \
    Transcribe__Models__Default=/app/models/digits \
    Transcribe__Operations__Folder=/data

USER 10001
WORKDIR /app
EXPOSE 8989
# The start period leaves a large model time to be downloaded and loaded.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30m --retries=3 \
    CMD curl --silent --fail --output /dev/null "http://127.0.0.1:${Transcribe__Server__Port:-8989}/health"
# The exec form: SIGTERM reaches the server itself, which drains before it stops.
ENTRYPOINT ["/app/Transcribe.Server"]
