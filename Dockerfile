# An image for each controller: docker build --target efs-controller --build-arg COMMIT=$(git rev-parse HEAD) .
# No frontend, base or package is taken but by its digest: bun.lock has those of the packages.

FROM node:22-bookworm-slim@sha256:43ac6c60b8f89723f746e8a92ce91abd5017e627ce1ddfe4238355d3a30b772c AS build
ARG COMMIT
WORKDIR /src
COPY package.json bun.lock bunfig.toml tsconfig.base.json tsconfig.json ./
COPY tools ./tools
COPY packages ./packages
COPY apps ./apps
RUN ["node", "tools/ship/image.mjs", "/out"]

FROM gcr.io/distroless/base-nossl-debian12:nonroot@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e AS efs-controller
COPY --from=build --chmod=0555 /out/efs-controller /out/efs-controller.cdx.json /
USER nonroot
ENTRYPOINT ["/efs-controller"]

FROM gcr.io/distroless/base-nossl-debian12:nonroot@sha256:be40c00dfabd86576d92666e87e406714d5618342de1a0c213ad232de255172e AS ec2-controller
COPY --from=build --chmod=0555 /out/ec2-controller /out/ec2-controller.cdx.json /
USER nonroot
ENTRYPOINT ["/ec2-controller"]
