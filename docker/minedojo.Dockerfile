# deckard with Minecraft 1.11.2 through MineDojo 0.1. See docs/guide/containers.md.
#   docker build -t deckard:minedojo -f docker/minedojo.Dockerfile .
# Do not publish the image: it holds Minecraft, which Mojang's EULA does not let you pass on.
ARG BASE=python:3.11-slim-bookworm
# The mod runs on Java 8 alone, which Debian 12 has not got.
ARG JDK=eclipse-temurin:8-jdk

FROM ${JDK} AS jdk

FROM ${BASE} AS build
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
# A ForgeGradle 2.2 that asks for assets over https; JitPack at times loses one of its forks.
ARG FORGE_GRADLE=com.github.MineDojo:ForgeGradle:FG_2.2_patched-SNAPSHOT
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/java/openjdk/bin:$PATH LANG=C.UTF-8
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY docker/constraints.txt docker/patch_malmo.py docker/
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY prompts prompts
COPY configs configs
COPY deckard deckard
# MineDojo's own pins can't be met any more; the extra names what it really needs.
RUN python3 -m venv /opt/deckard \
    && /opt/deckard/bin/pip install --no-cache-dir -c docker/constraints.txt '.[anthropic,minedojo]' \
    && /opt/deckard/bin/pip install --no-cache-dir --no-deps minedojo==0.1
# A name for the folder that does not depend on the version of Python.
RUN ln -s /opt/deckard/lib/python3*/site-packages/minedojo/sim/Malmo /opt/malmo \
    && python3 docker/patch_malmo.py /opt/malmo/Minecraft "${FORGE_GRADLE}"
# Built here, never at the first reset. The servers time out often, so it is tried six times; what is
# in run/gradle the jar takes from there at run time, the rest is Gradle's own.
WORKDIR /opt/malmo/Minecraft
RUN chmod +x gradlew launchClient.sh \
    && for pause in 20 40 80 160 320 0; do \
           if GRADLE_USER_HOME="$PWD/run" ./gradlew --no-daemon -g run/gradle shadowJar; then break; fi; \
           [ "$pause" -gt 0 ] && sleep "$pause" || exit 1; \
       done \
    && test -s build/libs/MalmoMod-0.37.0-fat.jar \
    && find . -name '*.lock' -delete \
    && rm -rf run/wrapper .gradle
# A short run compiles craftworld for all containers on CPUs of this kind; the entrypoint copies it.
# Numba compares times of sources, of which COPY may lose the fractions of a second.
RUN find /opt/deckard/lib -path '*/craftworld/*.py' -exec touch -d 2026-01-01 {} + \
    && NUMBA_CACHE_DIR=/opt/kernels /opt/deckard/bin/deckard run -s target=wooden_pickaxe -o /tmp/warm

FROM ${BASE}
# Xvfb is the screen, LWJGL 2 calls xrandr and draws with Mesa.
# hadolint ignore=DL3008
RUN apt-get update && apt-get install -y --no-install-recommends \
        tini xvfb xauth x11-xserver-utils libgl1 libgl1-mesa-dri libglu1-mesa libglib2.0-0 \
        libxi6 libxrender1 libxtst6 libxcursor1 libxrandr2 libxxf86vm1 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=jdk /opt/java/openjdk /opt/java/openjdk
COPY --from=build /opt/deckard /opt/deckard
COPY --from=build /opt/kernels /opt/kernels
COPY --chmod=755 docker/entrypoint.sh /usr/local/bin/entrypoint.sh
ENV JAVA_HOME=/opt/java/openjdk PATH=/opt/deckard/bin:/opt/java/openjdk/bin:$PATH \
    HOME=/tmp USER=deckard LANG=C.UTF-8 DECKARD_CONTAINER=1
# The link anew: COPY would follow it, and bring the folder of 1 GB twice.
RUN ln -s /opt/deckard/lib/python3*/site-packages/minedojo/sim/Malmo /opt/malmo \
    && install -d -o 1000 -g 1000 /runs
WORKDIR /runs
USER 1000:1000
ENTRYPOINT ["tini", "-g", "--", "/usr/local/bin/entrypoint.sh"]
CMD ["doctor", "--world", "minedojo"]
