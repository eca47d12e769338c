# Platform linux/amd64. ACCELERATOR=cpu is based on Debian 12. ACCELERATOR=cuda is based on NVIDIA's image with CUDA 13 and cuDNN 9,
# which the CUDA provider of ONNX Runtime requires.
ARG ACCELERATOR=cpu

# No .NET 10 image is based on Debian, so the server is published with its own runtime, which runs on both base images.
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG ACCELERATOR
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages scripts/publish /app "$ACCELERATOR" && scripts/layers /app /layers

FROM --platform=linux/amd64 debian:12-slim AS base-cpu
# NVIDIA publishes this image for Ubuntu but not for Debian.
FROM --platform=linux/amd64 nvidia/cuda:13.1.1-cudnn-runtime-ubuntu24.04 AS base-cuda

FROM base-${ACCELERATOR} AS final
RUN apt-get update \
    && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends ca-certificates curl ffmpeg libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /app --no-create-home transcribe \
    && install --directory --owner transcribe /models /data
# One layer each, so that a pull of a new version brings what changed: the service, and not the inference libraries, which have 317 MB for
# CUDA. A linked layer does not depend on those before it.
COPY --link --from=build /layers/native /app
COPY --link --from=build /layers/runtime /app
COPY --link models/digits /app/models/digits
COPY --link LICENSE /app/
COPY --link --from=build /layers/service /app

# /models contains the user's models and the Hugging Face cache. The bundled model is in /app, where no volume hides it.
# /data contains the long-running operations and audio while it is read.
VOLUME /models /data
ENV HF_HOME=/models \
    Transcribe__Models__Default=/app/models/digits \
    Transcribe__Operations__Folder=/data \
    Transcribe__Audio__SpoolFolder=/data/audio

USER 10001
WORKDIR /app
EXPOSE 8989
# With a certificate the port requires TLS. The certificate does not name the loopback address, so it is not verified.
# The start period is long enough to download and load a large model.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30m --retries=3 \
    CMD curl --silent --fail --insecure --output /dev/null \
        "http${Transcribe__Server__CertificatePath:+s}://127.0.0.1:${Transcribe__Server__Port:-8989}/health"
# The exec form delivers SIGTERM to the server, which drains before it stops.
ENTRYPOINT ["/app/Transcribe.Server"]
