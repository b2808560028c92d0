# Stands in for prom/alertmanager.
FROM dealbus-ci/base
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends prometheus-alertmanager wget \
    && rm -rf /var/lib/apt/lists/* \
    && ln -s prometheus-alertmanager /usr/bin/alertmanager && install -d -o nobody -g nogroup /alertmanager
USER nobody
VOLUME /alertmanager
ENTRYPOINT ["/bin/alertmanager"]
