# syntax=docker/dockerfile:1
# The Collector of deploy/collector's manifest: what it is made of is pinned there by go.mod and go.sum.
ARG GO_IMAGE=docker.io/library/golang:1.25

FROM ${GO_IMAGE} AS built
ARG COLLECTOR_VERSION=0.155.0
WORKDIR /build
COPY deploy/collector/builder.yaml deploy/collector/go.mod deploy/collector/go.sum ./
RUN sed -i 's|^dist:$|dist:\n  output_path: /build/out|' builder.yaml \
  && go run go.opentelemetry.io/collector/cmd/builder@v${COLLECTOR_VERSION} --config builder.yaml --skip-compilation --skip-get-modules \
  && cp go.mod go.sum out/ \
  && cd out && CGO_ENABLED=0 go build -mod=readonly -trimpath -buildvcs=false -ldflags="-s -w" -o /otelcol-mystocks .

FROM scratch
ARG VERSION=0.0.0
ARG REVISION=unknown
ARG CREATED=1970-01-01T00:00:00Z
LABEL org.opencontainers.image.title="mystocks-monitor-collector" \
  org.opencontainers.image.description="OpenTelemetry Collector with the parts that MyStocks Monitor uses" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.created="${CREATED}" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}"
COPY --from=built /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=built /otelcol-mystocks /otelcol-mystocks
USER 10001:10001
EXPOSE 4317 4318 8888 8889 13133
ENTRYPOINT ["/otelcol-mystocks"]
