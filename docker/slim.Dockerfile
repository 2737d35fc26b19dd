# deckard with its embedded world: no GPU, no Java, no Minecraft. See docs/guide/containers.md.
#   docker build -t deckard:slim -f docker/slim.Dockerfile .
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
# Where pip finds a torch without CUDA, which the one of PyPI for Linux brings along.
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
WORKDIR /src
COPY docker/constraints.txt docker/
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY prompts prompts
COPY configs configs
COPY deckard deckard
RUN python3 -m venv /opt/deckard \
    && /opt/deckard/bin/pip install --no-cache-dir -c docker/constraints.txt '.[anthropic]'
# A short run compiles craftworld for all containers on CPUs of this kind; the entrypoint copies it.
# Numba compares times of sources, of which COPY may lose the fractions of a second.
RUN find /opt/deckard/lib -path '*/craftworld/*.py' -exec touch -d 2026-01-01 {} + \
    && NUMBA_CACHE_DIR=/opt/kernels /opt/deckard/bin/deckard run -s target=wooden_pickaxe -o /tmp/warm

FROM ${BASE}
# Debian's own tini: no version of it matters here.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/deckard /opt/deckard
COPY --from=build /opt/kernels /opt/kernels
COPY --chmod=755 docker/entrypoint.sh /usr/local/bin/entrypoint.sh
# Any uid may run it: home is /tmp, and a name is given lest libraries look the uid up.
ENV PATH=/opt/deckard/bin:$PATH HOME=/tmp USER=deckard LANG=C.UTF-8 DECKARD_CONTAINER=1
RUN install -d -o 1000 -g 1000 /runs
WORKDIR /runs
USER 1000:1000
ENTRYPOINT ["tini", "-g", "--", "/usr/local/bin/entrypoint.sh"]
CMD ["run"]
