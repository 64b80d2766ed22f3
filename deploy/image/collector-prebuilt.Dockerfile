# The same from a program that is built already: the context holds otelcol-mystocks and ca-certificates.crt.
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
COPY ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY otelcol-mystocks /otelcol-mystocks
USER 10001:10001
EXPOSE 4317 4318 8888 8889 13133
ENTRYPOINT ["/otelcol-mystocks"]
