# Stands in for prom/prometheus.
FROM dealbus-ci/base
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends prometheus && rm -rf /var/lib/apt/lists/* \
    && ln -s /usr/bin/prometheus /bin/prometheus 2>/dev/null; install -d -o nobody -g nogroup /prometheus
USER nobody
VOLUME /prometheus
ENTRYPOINT ["/bin/prometheus"]
