# The push server on a Java runtime of the modules that it uses. From the root of the repository, after mvn package:
#   docker build -f flink-conf/images/push-server.Dockerfile -t colonycraft/push-server:1.0.0-SNAPSHOT .
# Java 25 makes the keys of a Web Push message in less than half of the CPU that Java 17 needs, which the server runs on as well.
FROM eclipse-temurin:25.0.3_9-jdk AS runtime
RUN jlink --output /runtime --strip-debug --no-header-files --no-man-pages --compress=zip-6 \
      --add-modules java.base,java.desktop,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql,jdk.crypto.ec,jdk.management,jdk.naming.dns,jdk.unsupported,jdk.zipfs

FROM debian:12.11-slim

ARG VERSION=1.0.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="ColonyCraft push server" \
      org.opencontainers.image.description="Sends live metrics and notifications of the ColonyCraft platform to browsers" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.base.name="docker.io/library/debian:12.11-slim"

COPY --from=runtime /runtime /opt/java
COPY push-server/target/push-server-${VERSION}-runnable.jar /opt/push-server.jar

# It writes nothing: the root may be read-only, with a /tmp in memory.
USER 10001:10001
EXPOSE 8080

# Bash alone, since there is nothing else that speaks HTTP.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
  CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 && read -r line <&3 && [[ $line == *' 200 '* ]]"]

ENTRYPOINT ["/opt/java/bin/java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", "-jar", "/opt/push-server.jar"]
