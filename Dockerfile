# docker build -t lintel . && docker run --rm -v "$PWD:/src" lintel check db/migrations

FROM swift:6.3-bookworm AS build
WORKDIR /lintel
# The libraries change seldom: their layer stays when the sources change.
COPY Makefile ./
COPY .ci .ci
RUN apt-get -qq update && apt-get -qq install --yes --no-install-recommends make && make deps DEPS=libraries
COPY . .
RUN make build DEPS=libraries && install -D "$(readlink -f .build/release)/lintel" /out/lintel

# The program is static. git is for `--since`, `--staged`, and for `fix`, which leaves alone what the default branch has.
FROM alpine:3
RUN apk add --no-cache git \
  # The folder that is looked at belongs to someone else.
  && git config --system --add safe.directory '*' \
  && adduser -D -H -u 10001 lintel
COPY --from=build /out/lintel /usr/local/bin/lintel
USER 10001
WORKDIR /src
ENTRYPOINT ["lintel"]
CMD ["check"]
