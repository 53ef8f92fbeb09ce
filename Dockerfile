# Both services:   docker build --build-arg SERVICE=app-cp .      (or app-ap)
ARG SERVICE=app-cp

# Third-party jars: this step runs again only when a pom.xml changes.
FROM maven:3.9-eclipse-temurin-25 AS dependencies
WORKDIR /src
COPY .mvn .mvn
COPY pom.xml ./
COPY common/pom.xml common/
COPY app-cp/pom.xml app-cp/
COPY app-ap/pom.xml app-ap/
COPY lab/pom.xml lab/
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests package dependency:copy-dependencies -DincludeScope=runtime -DexcludeGroupIds=caplab \
 && mkdir -p /jars /redis \
 && cp app-cp/target/dependency/*.jar /jars/ \
 && cd /redis && jar xf /src/lab/target/dependency/embedded-redis-*.jar \
 && mv "$(ls redis-server-*-linux-"$(case $(uname -m) in aarch64) echo arm64 ;; *) echo amd64 ;; esac)")" /usr/local/bin/redis-server \
 && chmod +x /usr/local/bin/redis-server

# The classes of this project.
FROM dependencies AS classes
COPY common/src/main common/src/main
COPY app-cp/src/main app-cp/src/main
COPY app-ap/src/main app-ap/src/main
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests -pl common,app-cp,app-ap package
ARG SERVICE
RUN mkdir /classes && cp common/target/common-?.?.?.jar "$SERVICE/target/$SERVICE"-?.?.?.jar "$SERVICE/target/bom.json" /classes/

# The lab with its embedded cluster:   docker build --target cap -t cap-lab .
FROM dependencies AS lab
COPY common/src/main common/src/main
COPY app-cp/src/main app-cp/src/main
COPY app-ap/src/main app-ap/src/main
COPY docs/glossary.md docs/
COPY lab/src/main lab/src/main
COPY deploy/launch deploy/
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -ntp -q -DskipTests -Dmaven.test.skip package \
 && mkdir -p /cap/lib && . deploy/launch && gather /src /cap/lib

# Everything listens at 127.0.0.1, as it does without a container:   docker run --rm -it --network host cap-lab
FROM eclipse-temurin:25-jre AS cap
WORKDIR /cap
COPY --from=lab /cap .
COPY deploy/launch lib/
COPY deploy/image/cap bin/
COPY redis/redis.conf redis/users.acl redis/
SHELL ["/bin/bash", "-euo", "pipefail", "-c"]
RUN ln -s "$JAVA_HOME" runtime && . lib/launch && rehearse runtime/bin/java /cap/lib /cap \
 && mkdir data runs && chown 10001:10001 data runs
USER 10001:10001
ENTRYPOINT ["/cap/bin/cap"]
CMD ["demo"]
LABEL org.opencontainers.image.title="CAP Lab" org.opencontainers.image.licenses="Apache-2.0"

# What runs: libraries below, classes above, so that a new version is a small layer.
FROM eclipse-temurin:25-jre AS plain
WORKDIR /app
COPY --from=dependencies /jars lib
COPY --from=classes /classes .
COPY deploy/image/live deploy/image/arguments ./
ARG SERVICE
ENV SERVICE=$SERVICE
RUN ./arguments "$SERVICE" /app > java.arguments

# A training run, whose outcome halves the time to the first answer.
FROM plain AS trained
COPY --from=dependencies /usr/local/bin/redis-server /usr/local/bin/
COPY deploy/image/train ./
RUN ./train redis-server /app/java.arguments /app/service.aot

FROM plain
COPY --from=trained /app/service.aot .
RUN install -d -o 10001 -g 10001 -m 700 /audit
USER 10001:10001
EXPOSE 5001 5002
HEALTHCHECK --interval=15s --timeout=3s --start-period=60s --start-interval=1s --retries=3 CMD ["/app/live"]
ENTRYPOINT ["java", "-XX:AOTCache=/app/service.aot", "@/app/java.arguments"]
# A new revision is a new image even if nothing else changed, so that a redeploy can be rehearsed.
ARG REVISION=unknown
LABEL org.opencontainers.image.title="CAP Lab $SERVICE" org.opencontainers.image.licenses="Apache-2.0" org.opencontainers.image.revision=$REVISION
