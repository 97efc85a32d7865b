"""An independent judge of the lab's API server: the Python `kubernetes` client, which shares no code with the lab.

Usage: judge.py KUBECONFIG. Prints one line per fact that it has checked; ends with status 1 at the first that is wrong.
"""

import sys

from kubernetes import client, config, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.stream import stream

NAMESPACE = "judge"


def check(fact, holds, seen=""):
    print(("ok    " if holds else "WRONG ") + fact + (f": {seen}" if not holds else ""))
    if not holds:
        sys.exit(1)


def refused(status, call, *arguments, **options):
    try:
        call(*arguments, **options)
    except ApiException as error:
        return error.status == status
    return False


def main(kubeconfig):
    config.load_kube_config(config_file=kubeconfig)
    core = client.CoreV1Api()
    version = client.VersionApi().get_code()
    check("the server tells its version", version.git_version.startswith("v1."), version.git_version)

    nodes = core.list_node().items
    check("nodes are Ready", len(nodes) == 2 and all(
        any(c.type == "Ready" and c.status == "True" for c in n.status.conditions) for n in nodes))
    agents = core.list_namespaced_pod("kube-system", label_selector="k8s-app=cilium").items
    check("an agent runs on every node", {a.spec.node_name for a in agents} == {n.metadata.name for n in nodes})

    names, token = [], None
    while True:
        page = core.list_pod_for_all_namespaces(limit=1, _continue=token)
        names += [p.metadata.name for p in page.items]
        token = page.metadata._continue
        if not token:
            break
    check("pages put together are the whole list", sorted(names) == sorted(
        p.metadata.name for p in core.list_pod_for_all_namespaces().items))

    core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=NAMESPACE)))
    try:
        objects(core)
        leases()
        access(core)
        commands(core, agents[0])
    finally:
        core.delete_namespace(NAMESPACE)


def objects(core):
    made = core.create_namespaced_config_map(
        NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="a", labels={"x": "y"}), data={"k": "1"}))
    check("a created object has a uid and a version", bool(made.metadata.uid and made.metadata.resource_version))
    check("creating it twice is a conflict", refused(
        409, core.create_namespaced_config_map, NAMESPACE, client.V1ConfigMap(metadata=client.V1ObjectMeta(name="a"))))
    changed = core.patch_namespaced_config_map("a", NAMESPACE, {"data": {"k": "2"}})
    check("a patch changes the object and its version",
          changed.data == {"k": "2"} and changed.metadata.resource_version != made.metadata.resource_version)
    check("replacing an old version is a conflict", refused(
        409, core.replace_namespaced_config_map, "a", NAMESPACE, made))
    check("selectors select", [m.metadata.name for m in core.list_namespaced_config_map(
        NAMESPACE, label_selector="x=y").items] == ["a"])

    start = core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    core.delete_namespaced_config_map("a", NAMESPACE)
    events = watch.Watch().stream(
        core.list_namespaced_config_map, NAMESPACE, resource_version=start, timeout_seconds=10)
    event = next(iter(events))
    check("a watch tells of the deletion", event["type"] == "DELETED" and event["object"].metadata.name == "a")
    check("what is gone is 404", refused(404, core.read_namespaced_config_map, "a", NAMESPACE))
    check("a name that is none is 422", refused(422, core.create_namespaced_config_map, NAMESPACE,
                                                client.V1ConfigMap(metadata=client.V1ObjectMeta(name="No_Name"))))


def leases():
    coordination = client.CoordinationV1Api()
    lease = coordination.create_namespaced_lease(NAMESPACE, client.V1Lease(
        metadata=client.V1ObjectMeta(name="l"), spec=client.V1LeaseSpec(holder_identity="a", lease_duration_seconds=30)))
    lease.spec.holder_identity = "b"
    second = coordination.replace_namespaced_lease("l", NAMESPACE, lease)
    check("a Lease changes its holder", second.spec.holder_identity == "b")
    check("a Lease that somebody else has changed is a conflict", refused(
        409, coordination.replace_namespaced_lease, "l", NAMESPACE, lease))
    coordination.delete_namespaced_lease("l", NAMESPACE)


def access(core):
    account = core.create_namespaced_service_account(
        NAMESPACE, client.V1ServiceAccount(metadata=client.V1ObjectMeta(name="reader")))
    rbac = client.RbacAuthorizationV1Api()
    rbac.create_namespaced_role(NAMESPACE, client.V1Role(
        metadata=client.V1ObjectMeta(name="reader"),
        rules=[client.V1PolicyRule(api_groups=[""], resources=["configmaps"], verbs=["list"])]))
    rbac.create_namespaced_role_binding(NAMESPACE, client.V1RoleBinding(
        metadata=client.V1ObjectMeta(name="reader"),
        role_ref=client.V1RoleRef(api_group="rbac.authorization.k8s.io", kind="Role", name="reader"),
        subjects=[client.RbacV1Subject(kind="ServiceAccount", name="reader", namespace=NAMESPACE)]))
    token = core.create_namespaced_service_account_token(
        account.metadata.name, NAMESPACE, client.AuthenticationV1TokenRequest(
            spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=600))).status.token
    admin = core.api_client.configuration
    configuration = client.Configuration(host=admin.host)
    configuration.ssl_ca_cert = admin.ssl_ca_cert
    configuration.api_key = {"authorization": f"Bearer {token}"}
    reader = client.ApiClient(configuration)
    own = client.CoreV1Api(reader)
    check("a service account may do what its role says",
          own.list_namespaced_config_map(NAMESPACE).kind in (None, "ConfigMapList"))
    check("and nothing else", refused(403, own.list_namespaced_pod, NAMESPACE)
          and refused(403, own.list_namespaced_config_map, "kube-system"))
    for verb, allowed in [("list", True), ("delete", False)]:
        review = client.AuthorizationV1Api(reader).create_self_subject_access_review(
            client.V1SelfSubjectAccessReview(spec=client.V1SelfSubjectAccessReviewSpec(
                resource_attributes=client.V1ResourceAttributes(
                    namespace=NAMESPACE, verb=verb, resource="configmaps"))))
        check(f"an access review agrees on {verb}", review.status.allowed == allowed)
    configuration = client.Configuration(host=admin.host)
    configuration.ssl_ca_cert = admin.ssl_ca_cert
    configuration.api_key = {"authorization": "Bearer nobody"}
    check("an unknown token is 401", refused(
        401, client.CoreV1Api(client.ApiClient(configuration)).list_namespaced_config_map, NAMESPACE))


def commands(core, agent):
    def run(*command):
        session = stream(core.connect_get_namespaced_pod_exec, agent.metadata.name, "kube-system",
                         container="cilium-agent", command=list(command), stdout=True, stderr=True, stdin=False,
                         tty=False, _preload_content=False)
        session.run_forever(timeout=30)
        return session.read_stdout(), session.returncode
    output, status = run("cilium-dbg", "status", "--brief")
    check("a command's output and status come back", output.strip() == "OK" and status == 0, (output, status))
    check("a failed command's status comes back", run("sh", "-c", "exit 7")[1] == 7)


main(sys.argv[1])
