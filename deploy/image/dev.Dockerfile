# syntax=docker/dockerfile:1
# For `skaffold dev` alone: the same sources and folders as the image of Dockerfile, with what a sync needs (tar, sources
# that the process may write) and a process that starts anew when one changes. Never push it.
ARG NODE_IMAGE=docker.io/library/node:24-slim
FROM ${NODE_IMAGE}
ARG PNPM_VERSION=12.21.0
ENV CI=true npm_config_update_notifier=false
WORKDIR /app
RUN npm install --global pnpm@${PNPM_VERSION} && npm cache clean --force && chown 10001:10001 /app
USER 10001:10001
ENV HOME=/tmp
COPY --chown=10001:10001 package.json pnpm-lock.yaml pnpm-workspace.yaml tsconfig.json ./
COPY --chown=10001:10001 patches patches
COPY --chown=10001:10001 packages packages
COPY --chown=10001:10001 services services
RUN pnpm install --store-dir=/tmp/pnpm-store --frozen-lockfile --ignore-scripts \
    --filter-prod "@mystocks/monitor..." --filter-prod "@mystocks/dashboard..." \
  && cd services/dashboard && ./node_modules/.bin/vite build && rm -rf /tmp/pnpm-store
COPY --chown=10001:10001 docs/alert-rules.md docs/alert-rules.zh-CN.md docs/
ENV MYSTOCKS_HOST=0.0.0.0 \
  MYSTOCKS_DATA_DIR=/data
EXPOSE 8000 4318 8081
ENTRYPOINT ["/usr/local/bin/node", "--watch", "--watch-preserve-output", "/app/services/monitor/main.ts"]
