# The base goes by its tag, so that a rebuild brings its security fixes; Dependabot proposes the next major.
FROM node:26-slim AS build
WORKDIR /shop
# The packages come first: a change of the source alone does not install them again.
COPY package.json package-lock.json ./
# No package that production needs has an install script; none gets to run one.
RUN umask 077 && npm ci --omit=dev --ignore-scripts --no-audit --no-fund
COPY LICENSE ./
COPY docker/kiosk docker/shrc docker/
COPY src src
# Whatever the modes were in the checkout and after umask 077: root writes, the shop's user reads.
RUN umask 077 && chmod -R u=rwX,go=rX .

FROM node:26-slim
LABEL org.opencontainers.image.title="Kiosk" \
      org.opencontainers.image.description="A headless shop API: accounts, catalogue, cart, checkout, orders." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.base.name="docker.io/library/node:26-slim"
# ENV is what an interactive sh reads when it starts. The metrics are reached on the container's own address.
ENV NODE_ENV=production \
    METRICS_HOST=0.0.0.0 \
    PATH=$PATH:/shop/docker \
    ENV=/shop/docker/shrc
COPY --from=build /shop /shop
# Where the shop's file is, if it is kept in one: DATABASE_URL is sqlite:kiosk.db when nothing else is said.
RUN umask 077 && mkdir /data && chown node:node /data
VOLUME /data
WORKDIR /data
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# The shop waits a minute for its database when it starts: until then, not being ready is no failure.
HEALTHCHECK --interval=10s --timeout=5s --start-period=75s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + (process.env.PORT || 3000) + '/readyz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["/shop/docker/kiosk"]
CMD ["serve"]
