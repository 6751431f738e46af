# The jobs on Flink's official image, with its config. From the root of the repository, after mvn package:
#   docker build -f flink-conf/images/jobs.Dockerfile -t colonycraft/realtime-jobs:1.0.0-SNAPSHOT .
FROM flink:2.2.1-java17

ARG VERSION=1.0.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ColonyCraft real-time jobs" \
      org.opencontainers.image.description="Flink jobs for the real-time monitoring of the ColonyCraft platform" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/flink:2.2.1-java17"

# Flink's scripts write into the config. The folder of state is there so that a volume on it belongs to Flink.
COPY --chown=flink:flink flink-conf/config.yaml flink-conf/log4j-console.properties /opt/flink/conf/
COPY --chown=flink:flink jobs/target/lib/ /opt/flink/lib/
COPY --chown=flink:flink --chmod=755 flink-conf/images/submit.sh flink-conf/images/daily.sh /opt/flink/bin/
COPY cep-rules/rules/ /opt/colonycraft/rules/
COPY --chown=flink:flink jobs/target/jobs-${VERSION}-flink.jar /opt/flink/usrlib/jobs.jar
RUN install -d -o flink -g flink /tmp/colonycraft

USER 9999:9999
