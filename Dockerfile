# All of Carehook's images: docker build --target subscription-api -t carehook/subscription-api .
# Targets: subscription-api, event-ingest, filter-router, delivery-worker, webhook-operator, demo-receiver.
# `npm run test:deploy` takes the same steps without Docker; a step that changes here changes there.

FROM node:24-slim AS build
WORKDIR /carehook
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --include=dev
COPY . .
# Tests and fixtures are compiled along: they stay behind.
RUN npm run build && find dist \( -name '*.test.js*' -o -name '*.contract.js*' -o -name '*.fixture.js*' \) -delete

# Neither compilers nor test tools reach a running container. Without `--omit=optional` TypeScript would, as an optional peer.
FROM node:24-slim AS dependencies
WORKDIR /carehook
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:24-slim AS runtime
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.vendor="Carehook" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
ENV NODE_ENV=production
WORKDIR /carehook
# Everything belongs to root and nothing is written: containers may run with a read-only file system.
COPY package.json LICENSE ./
COPY --from=dependencies /carehook/node_modules ./node_modules
COPY --from=build /carehook/dist/libs ./dist/libs
USER 10001:10001
# Whether the process turns. Not whether Kafka or PostgreSQL are there: a restart would not bring them back.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "--enable-source-maps"]

FROM runtime AS subscription-api
LABEL org.opencontainers.image.title="carehook/subscription-api" \
      org.opencontainers.image.description="Carehook's API; also holds migrate, reseal and audit-verify"
COPY --from=build /carehook/dist/apps/subscription-api ./dist/apps/subscription-api
COPY --from=build /carehook/dist/apps/console ./dist/apps/console
ENV PORT=3000
EXPOSE 3000
CMD ["dist/apps/subscription-api/src/main.js"]

FROM runtime AS event-ingest
LABEL org.opencontainers.image.title="carehook/event-ingest" \
      org.opencontainers.image.description="Takes clinical events over HTTP"
COPY --from=build /carehook/dist/apps/event-ingest ./dist/apps/event-ingest
ENV PORT=3001
EXPOSE 3001
CMD ["dist/apps/event-ingest/src/main.js"]

FROM runtime AS filter-router
LABEL org.opencontainers.image.title="carehook/filter-router" \
      org.opencontainers.image.description="Finds the webhooks that want an event"
COPY --from=build /carehook/dist/apps/filter-router ./dist/apps/filter-router
ENV PORT=3002
EXPOSE 3002
CMD ["dist/apps/filter-router/src/main.js"]

FROM runtime AS delivery-worker
LABEL org.opencontainers.image.title="carehook/delivery-worker" \
      org.opencontainers.image.description="Sends, records and schedules deliveries"
COPY --from=build /carehook/dist/apps/delivery-worker ./dist/apps/delivery-worker
ENV PORT=3003
EXPOSE 3003
CMD ["dist/apps/delivery-worker/src/main.js"]

FROM runtime AS webhook-operator
LABEL org.opencontainers.image.title="carehook/webhook-operator" \
      org.opencontainers.image.description="Makes webhooks of Kubernetes resources"
COPY --from=build /carehook/dist/apps/webhook-operator ./dist/apps/webhook-operator
ENV PORT=3004
EXPOSE 3004
CMD ["dist/apps/webhook-operator/src/main.js"]

# The receiver of `npm start`'s demo, for trying things out. It needs the SDKs that it checks signatures with.
FROM runtime AS demo-receiver
LABEL org.opencontainers.image.title="carehook/demo-receiver" \
      org.opencontainers.image.description="A receiver that checks signatures, for demonstrations"
COPY --from=build /carehook/node_modules ./node_modules
COPY --from=build /carehook/dist/tools/local-stack ./dist/tools/local-stack
ENV PORT=3010 HOST=0.0.0.0
EXPOSE 3010
HEALTHCHECK --interval=5s --timeout=3s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then(({ok}) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["dist/tools/local-stack/src/demo/receiver.main.js"]
