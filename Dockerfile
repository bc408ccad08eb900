# Scholiast with all that a build needs, and nothing that only its tests need.
#
#   docker build -t scholiast .
#   docker run --rm -v "$PWD:/work" -u "$(id -u):$(id -g)" scholiast build

FROM python:3.12-slim-bookworm

RUN apt-get update -q \
    && apt-get install -q -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 git \
    && rm -rf /var/lib/apt/lists/*

COPY . /opt/scholiast
RUN python3 /opt/scholiast/build.py setup \
    && printf '#!/bin/sh\nexec python3 /opt/scholiast/build.py "$@"\n' > /usr/local/bin/scholiast \
    && chmod +x /usr/local/bin/scholiast

# Who runs it need not be known inside: secrets and caches go where anybody can write.
ENV XDG_STATE_HOME=/tmp/scholiast/state XDG_CACHE_HOME=/tmp/scholiast/cache HOME=/tmp
WORKDIR /work
ENTRYPOINT ["scholiast"]
CMD ["build"]
