"""The operators' own kinds: the keys that our manifests use, with their types, and no others.

Written from the operators' documentation. Who uses one more key reads its page first and adds it here.

KEDA: https://keda.sh/docs/latest/reference/scaledobject-spec/, https://keda.sh/docs/latest/concepts/authentication/,
https://keda.sh/docs/latest/scalers/rabbitmq-queue/
MongoDB: https://github.com/mongodb/mongodb-kubernetes-operator/tree/master/docs (deploy-configure.md, secure.md,
users.md)
Prometheus: https://prometheus-operator.dev/docs/api-reference/api/
RabbitMQ: https://www.rabbitmq.com/kubernetes/operator/using-operator

What an operator hands on to Kubernetes (affinity, resources, selectors, metadata) is a `$ref` into the schemas of
kubernetes-validate.
"""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
QUANTITY: Schema = {"type": "string", "pattern": r"^\d+[KMGT]i$"}
DURATION: Schema = {"type": "string", "pattern": r"^\d+[smhd]$"}
AFFINITY: Schema = {"$ref": "io.k8s.api.core.v1.Affinity"}
RESOURCES: Schema = {"$ref": "io.k8s.api.core.v1.ResourceRequirements"}
SELECTOR: Schema = {"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector"}
METADATA: Schema = {"$ref": "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"}


def closed(must: Schema, may: Schema | None = None) -> Schema:
    """An object that has every key of `must`, perhaps those of `may`, and no other."""
    return {
        "type": "object",
        "properties": must | (may or {}),
        "required": sorted(must),
        "additionalProperties": False,
    }


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def free(value: Schema) -> Schema:
    """A map whose keys are the author's own."""
    return {"type": "object", "additionalProperties": value}


def one_of(*texts: str) -> Schema:
    return {"type": "string", "enum": list(texts)}


NAMED = closed({"name": TEXT})

# Every value of a trigger's metadata is a text: a number is refused by the API server.
QUEUE_LENGTH = closed(
    {"queueName": TEXT, "mode": one_of("QueueLength"), "value": {"type": "string", "pattern": r"^\d+$"}},
    {"protocol": one_of("amqp")},
)
SCALED_OBJECT = closed(
    {
        "scaleTargetRef": NAMED,
        "triggers": many(closed({"type": one_of("rabbitmq"), "metadata": QUEUE_LENGTH}, {"authenticationRef": NAMED})),
    },
    {"minReplicaCount": COUNT, "maxReplicaCount": COUNT, "pollingInterval": COUNT, "cooldownPeriod": COUNT},
)
TRIGGER_AUTHENTICATION = closed(
    {"secretTargetRef": many(closed({"parameter": one_of("host", "tls", "ca"), "name": TEXT, "key": TEXT}))}
)

RABBITMQ_CLUSTER = closed(
    {},
    {
        "replicas": COUNT,
        "image": TEXT,
        "tls": closed({"secretName": TEXT}),
        "rabbitmq": closed({}, {"additionalPlugins": many(TEXT), "additionalConfig": TEXT}),
        "persistence": closed({}, {"storage": QUANTITY}),
        "resources": RESOURCES,
        "affinity": AFFINITY,
    },
)

NOTHING: Schema = {"type": "array", "maxItems": 0}
PRIVILEGE = closed({"resource": closed({"db": TEXT, "collection": TEXT}), "actions": many(TEXT)})
AUTHENTICATION = closed({"modes": many(one_of("SCRAM"))}, {"ignoreUnknownUsers": FLAG})
MONGO_TLS = closed({"enabled": FLAG, "certificateKeySecretRef": NAMED, "caCertificateSecretRef": NAMED})
MONGO_USER = closed(
    {"name": TEXT, "roles": many(closed({"name": TEXT, "db": TEXT})), "scramCredentialsSecretName": TEXT},
    {"db": TEXT, "passwordSecretRef": NAMED, "connectionStringSecretName": TEXT},
)
# The operator takes any text for these two and merges it, wherever it stands; so here a slip is seen as well.
MONGOD = closed({}, {"storage.wiredTiger.engineConfig.cacheSizeGB": {"type": "number"}})
STATEFUL_SET = closed({"spec": closed({"template": closed({"spec": closed({"affinity": AFFINITY})})})})
MONGODB_COMMUNITY = closed(
    {
        "type": one_of("ReplicaSet"),
        "users": many(MONGO_USER),
        "security": closed(
            {"authentication": AUTHENTICATION, "tls": MONGO_TLS},
            {"roles": many(closed({"role": TEXT, "db": TEXT, "privileges": many(PRIVILEGE)}, {"roles": NOTHING}))},
        ),
    },
    {"members": COUNT, "version": TEXT, "additionalMongodConfig": MONGOD, "statefulSet": STATEFUL_SET},
)

RELABELING = closed({"targetLabel": TEXT}, {"replacement": TEXT, "sourceLabels": many(TEXT)})
ENDPOINT = closed(
    {"port": TEXT},
    {"path": TEXT, "interval": DURATION, "params": free(many(TEXT)), "relabelings": many(RELABELING)},
)
ALERT = closed({"alert": TEXT, "expr": TEXT}, {"for": DURATION, "labels": free(TEXT), "annotations": free(TEXT)})

SPECS: dict[tuple[str, str], Schema] = {
    ("keda.sh/v1alpha1", "ScaledObject"): SCALED_OBJECT,
    ("keda.sh/v1alpha1", "TriggerAuthentication"): TRIGGER_AUTHENTICATION,
    ("mongodbcommunity.mongodb.com/v1", "MongoDBCommunity"): MONGODB_COMMUNITY,
    ("monitoring.coreos.com/v1", "PrometheusRule"): closed(
        {"groups": many(closed({"name": TEXT, "rules": many(ALERT)}))}
    ),
    ("monitoring.coreos.com/v1", "ServiceMonitor"): closed({"selector": SELECTOR, "endpoints": many(ENDPOINT)}),
    ("rabbitmq.com/v1beta1", "RabbitmqCluster"): RABBITMQ_CLUSTER,
}


def schema_of(api: str, kind: str) -> Schema | None:
    """The schema of a whole object of an operator, None for a kind that is not in use."""
    spec = SPECS.get((api, kind))
    if spec is None:
        return None
    return closed({"apiVersion": one_of(api), "kind": one_of(kind), "metadata": METADATA, "spec": spec})
