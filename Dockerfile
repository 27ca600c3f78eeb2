# The page is built in one stage, the server's own packages are installed in another; the image holds what runs.
FROM node:26-trixie-slim AS page
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.base.json vite.config.ts ./
COPY scripts/web-build.ts ./scripts/
COPY shared ./shared
COPY web ./web
RUN node node_modules/vite/bin/vite.js build

FROM node:26-trixie-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:26-trixie-slim
LABEL org.opencontainers.image.title="Deskmate" org.opencontainers.image.licenses="MIT"
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000 DATA_DIR=/data
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=packages /app/node_modules ./node_modules
COPY --from=page /app/dist ./dist
COPY package.json LICENSE ./
COPY migrations ./migrations
COPY shared ./shared
COPY server ./server
USER node
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s \
  CMD ["node", "-e", "require(process.env.TLS_CERT_FILE?'https':'http').get({port:process.env.PORT,path:'/readyz',rejectUnauthorized:false},r=>process.exit(r.statusCode===200?0:1)).on('error',()=>process.exit(1))"]
CMD ["node", "server/main.ts"]
