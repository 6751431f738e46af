# The simulated platform, for trying the product without a platform of one's own. From the root of the repository, after mvn package:
#   docker build -f flink-conf/images/simulator.Dockerfile -t colonycraft/simulator:1.0.0-SNAPSHOT .
FROM flink:2.2.1-java17

ARG VERSION=1.0.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ColonyCraft simulated platform" \
      org.opencontainers.image.description="Sends the events of a simulated platform to Kafka" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/flink:2.2.1-java17"

# Kafka's client and the catalogue of topics are in the jobs' jar, a logger is in Flink's lib.
COPY jobs/target/jobs-${VERSION}-flink.jar /opt/simulator/jobs.jar
COPY jobs/quickstart/target/quickstart-${VERSION}.jar /opt/simulator/simulator.jar

USER 9999:9999
ENTRYPOINT ["java", "-cp", "/opt/simulator/simulator.jar:/opt/simulator/jobs.jar:/opt/flink/lib/*", "ai.colonycraft.realtime.jobs.quickstart.SimulatedPlatform"]
