# syntax=docker/dockerfile:1
#
# The observer: one file of JavaScript and Node, for every platform that Node has an image for.
#
#   docker buildx build --platform linux/amd64,linux/arm64 -t ghcr.io/example/observer:1.2.0 .
#
# Both stages can be pinned: --build-arg RUNTIME_IMAGE=docker.io/library/node:22-bookworm-slim@sha256:…
ARG BUILD_IMAGE=docker.io/library/node:22-bookworm-slim
ARG RUNTIME_IMAGE=docker.io/library/node:22-bookworm-slim

# On the platform of the builder, whatever is built for: the bundle is the same everywhere, and needs no emulation.
FROM --platform=$BUILDPLATFORM ${BUILD_IMAGE} AS build
WORKDIR /build
# First what changes seldom, so that the packages are fetched anew only when they change.
COPY package.json package-lock.json .npmrc ./
COPY calendar/package.json calendar/
COPY generators/package.json generators/
COPY metrics/package.json metrics/
COPY runtime/package.json runtime/
# The bundler is a dependency, not one of development only; nothing else is run at installation.
RUN npm ci --omit=dev --ignore-scripts --no-audit
COPY calendar calendar
COPY generators/contract generators/contract
COPY metrics metrics
COPY runtime runtime
RUN npm run build:observer
# Mount points, for volumes that take over the owner of what they cover.
RUN mkdir -p /build/home/data /build/home/backup

# On the platform that is built for. Nothing is run in it, so none has to be emulated. It has what the runbooks call in a pod:
# sh, df, du, find, node.
FROM ${RUNTIME_IMAGE}
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="observer" \
      org.opencontainers.image.description="Collects Korean stock-market data from the KIS Open API" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.source="https://github.com/example/observability-as-code" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
WORKDIR /app
COPY LICENSE /licenses/LICENSE
COPY --from=build /build/runtime/dist/observer.js /build/runtime/dist/observer.js.map ./
COPY --from=build --chown=65532:65532 /build/home /opt/platform/runtime/observer

ENV NODE_ENV=production \
    OBSERVER_REVISION=${REVISION} \
    OBSERVER_HOST=0.0.0.0 \
    OBSERVER_PORT=8000 \
    OBSERVER_DATA_DIR=/opt/platform/runtime/observer/data \
    OBSERVER_ARCHIVE_DIR=/opt/platform/runtime/observer/backup \
    KIS_TOKEN_CACHE_DIR=/opt/platform/runtime/observer/data/cache
EXPOSE 8000
# A number, because Kubernetes cannot tell of a name that it is not root.
USER 65532:65532
# Node is process 1: it has handlers for SIGTERM and SIGINT, and no children that somebody would have to reap.
STOPSIGNAL SIGTERM
# For Docker alone; Kubernetes has probes of its own and ignores it.
HEALTHCHECK --interval=30s --timeout=5s --start-period=2m \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OBSERVER_PORT}/health`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps", "/app/observer.js"]
CMD ["serve"]
