# Stands in for python:3.11-slim.
FROM dealbus-ci/base
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3 python3-pip python3-venv \
    && ln -s python3 /usr/bin/python && rm -rf /var/lib/apt/lists/*
CMD ["python3"]
