/// The tree of module health at the end of `cilium-dbg status --verbose`, as recorded from Cilium 1.19.4.
///
/// Ages, MTU, node addresses and endpoints are placeholders that `ModuleHealthFormat` fills in. The modules are
/// the real agent's: the stand-in has none of them and reports them as the recording does.
enum ModuleHealthTemplate {
  static let tree = #"""
    ├── controlplane
    │   ├── agent-infra-endpoints
    │   │   └── job-init-host-endpoint                          [STOPPED] Start initialization (@AGE@, x1)
    │   ├── bgp-control-plane
    │   │   ├── observer-job-default-gateway-route-change-tracker    [OK] OK (391ns) [57] (@AGE@, x1)
    │   │   └── observer-job-device-change-device-change-tracker    [OK] OK (3.131µs) [60] (@AGE@, x1)
    │   ├── cilium-agent-dynamic-config
    │   │   └── job-k8s-reflector-cilium-configs-cm-cilium-config-kube-system    [OK] 150 upserted, 0 deleted, 150 total objects (@AGE@, x1)
    │   ├── cilium-health
    │   │   └── job-init                                        [STOPPED] Start initialization (@AGE@, x1)
    │   ├── ciliumenvoyconfig
    │   │   ├── job-node-labels                                 [OK] Running (@AGE@, x1)
    │   │   ├── job-reconcile                                   [OK] OK, 0 object(s) (@AGE@, x2)
    │   │   └── job-refresh                                     [OK] Next refresh in 30m0s (@AGE@, x1)
    │   ├── clustermesh
    │   │   └── job-clustermesh-nodemanager-notifier            [STOPPED] Running (@AGE@, x1)
    │   ├── config-drift-checker
    │   │   └── job-drift-checker                               [OK] Running (@AGE@, x1)
    │   ├── daemonconfig
    │   │   └── timer-job-validate-unchanged-daemon-config      [OK] OK (152.922µs) (@AGE@, x1)
    │   ├── dynamic-lifecycle-manager
    │   │   ├── job-reconcile                                   [OK] OK, 0 object(s) (@AGE@, x2)
    │   │   └── job-refresh                                     [OK] Next refresh in 30m0s (@AGE@, x1)
    │   ├── enabled-features
    │   │   └── job-update-config-metric                        [STOPPED] Waiting for agent config (@AGE@, x1)
    │   ├── endpoint-api
    │   │   ├── job-cni-deletion-queue                          [STOPPED] Running (@AGE@, x1)
    │   │   └── job-unlock-lockfile                             [STOPPED] Running (@AGE@, x1)
    │   ├── endpoint-manager
    @ENDPOINTS@
    │   │   ├── endpoint-gc                                     [OK] endpoint-gc (@AGE@, x1)
    │   │   ├── job-init-periodic-endpoint-controllers          [STOPPED] Running (@AGE@, x1)
    │   │   └── job-namespace-updater                           [OK] Running (@AGE@, x1)
    │   ├── endpoint-restore
    │   │   └── job-finish-endpoint-restore                     [STOPPED] Regenerating restored endpoints (@AGE@, x1)
    │   ├── ep-bpf-prog-watchdog
    │   │   ├── job-wait-for-endpoint-restore                   [STOPPED] Running (@AGE@, x1)
    │   │   └── timer-job-ep-bpf-prog-watchdog                  [OK] OK (1.245608ms) (@AGE@, x1)
    │   ├── fqdn
    │   │   └── namemanager
    │   │       ├── job-wait-for-endpoint-restore               [STOPPED] OK (@AGE@, x1)
    │   │       ├── observer-job-preallocate                    [OK] Primed (@AGE@, x1)
    │   │       └── timer-job-dns-garbage-collector-job         [OK] OK (30.178µs) (@AGE@, x1)
    │   ├── hostip-sync
    │   │   └── job-sync-hostips                                [OK] Synchronized (@AGE@, x3)
    │   ├── hubble
    │   │   ├── job-hubble                                      [STOPPED] Running (@AGE@, x1)
    │   │   └── timer-job-hubble-namespace-cleanup              [OK] Primed (@AGE@, x1)
    │   ├── ipam
    │   │   └── ipam-podippool-table
    │   │       └── job-k8s-reflector-podippools-daemon-k8s     [OK] 0 upserted, 0 deleted, 0 total objects (@AGE@, x1)
    │   ├── ipcache
    │   │   ├── job-api-server-backend-watcher                  [OK] Running (@AGE@, x1)
    │   │   └── job-release-local-identities                    [STOPPED] Running (@AGE@, x1)
    │   ├── k8s-tables
    │   │   ├── job-k8s-reflector-k8s-namespaces-daemon-k8s     [OK] 0 upserted, 1 deleted, 6 total objects (@AGE@, x1)
    │   │   └── job-k8s-reflector-k8s-pods-daemon-k8s           [OK] 2 upserted, 0 deleted, 4 total objects (@AGE@, x1)
    │   ├── l2-announcer
    │   │   └── job-l2-announcer-lease-gc                       [STOPPED] Running (@AGE@, x1)
    │   ├── loadbalancer-healthserver
    │   │   └── job-control-loop                                [OK] 0 health servers running (@AGE@, x31)
    │   ├── loadbalancer-maps
    │   │   └── timer-job-pressure-metrics-reporter             [OK] Primed (@AGE@, x1)
    │   ├── loadbalancer-reconciler
    │   │   ├── job-reconcile                                   [OK] OK, 7 object(s) (@AGE@, x8)
    │   │   ├── job-refresh                                     [OK] Next refresh in 29m59.998998213s (@AGE@, x1)
    │   │   ├── job-start-reconciler                            [STOPPED] Waiting for load-balancing tables to initialize (@AGE@, x1)
    │   │   └── socket-termination
    │   │       └── job-socket-termination                      [OK] Running (@AGE@, x1)
    │   ├── loadbalancer-reflectors
    │   │   └── k8s-reflector
    │   │       ├── job-reflect-pods                            [OK] Running (@AGE@, x1)
    │   │       └── job-reflect-services-endpoints              [OK] Running (@AGE@, x1)
    │   ├── loadbalancer-writer
    │   │   └── job-node-addr-reconciler                        [OK] Running (@AGE@, x1)
    │   ├── local-node-store
    │   │   └── job-sync-local-node                             [OK] Running (@AGE@, x1)
    │   ├── nat-stats
    │   │   └── timer-job-nat-stats                             [OK] OK (1.183355ms) (@AGE@, x1)
    │   ├── node-manager
    │   │   ├── job-backgroundSync                              [OK] Node validation successful (@AGE@, x2)
    │   │   ├── node-checkpoint-writer                          [OK] node checkpoint written (@AGE@, x2)
    │   │   └── nodes-add                                       [OK] Node adds successful (@AGE@, x2)
    │   ├── policy
    │   │   ├── observer-job-policy-importer                    [OK] Primed (@AGE@, x1)
    │   │   └── timer-job-id-alloc-update-policy-maps           [OK] OK (4.62944ms) (@AGE@, x1)
    │   ├── stale-endpoint-cleanup
    │   │   └── job-endpoint-cleanup                            [STOPPED] Running (@AGE@, x1)
    │   ├── status
    │   │   └── job-probes                                      [OK] Running (@AGE@, x1)
    │   └── ztunnel
    │       └── enrollment-reconciler
    │           └── job-derive-desired-mtls-namespace-enrollments  [OK] Running (@AGE@, x1)
    ├── datapath
    │   ├── agent-liveness-updater
    │   │   └── timer-job-agent-liveness-updater                [OK] OK (71.473µs) (@AGE@, x1)
    │   ├── iptables
    │   │   ├── ipset
    │   │   │   ├── job-ipset-init-finalizer                    [STOPPED] Running (@AGE@, x1)
    │   │   │   ├── job-reconcile                               [OK] OK, 0 object(s) (@AGE@, x2)
    │   │   │   └── job-refresh                                 [OK] Next refresh in 30m0s (@AGE@, x1)
    │   │   └── job-iptables-reconciliation-loop                [OK] iptables rules update completed (@AGE@, x1)
    │   ├── l2-responder
    │   │   └── job-l2-responder-reconciler                     [OK] Running (@AGE@, x1)
    │   ├── link-cache
    │   │   └── timer-job-sync                                  [OK] OK (318.471µs) (@AGE@, x1)
    │   ├── loader
    │   │   └── job-per-endpoint-route-initializer              [STOPPED] Running (@AGE@, x1)
    │   ├── maps
    │   │   ├── bwmap
    │   │   │   └── timer-job-pressure-metric-throttle          [OK] OK (3.15µs) (@AGE@, x1)
    │   │   └── ct-nat-map-gc
    │   │       ├── job-enable-gc                               [STOPPED] Running (@AGE@, x1)
    │   │       ├── observer-job-nat-map-next4                  [OK] OK (10.666µs) [1802] (@AGE@, x1)
    │   │       └── observer-job-nat-map-next6                  [OK] Primed (@AGE@, x1)
    │   ├── maps-cleanup
    │   │   └── job-cleanup                                     [STOPPED] Running (@AGE@, x1)
    │   ├── mtu
    │   │   ├── job-endpoint-mtu-updater                        [OK] Endpoint MTU updated (@AGE@, x1)
    │   │   └── job-mtu-updater                                 [OK] MTU updated (@MTU@) (@AGE@, x1)
    │   ├── node-address
    │   │   ├──                                                 [OK] @ADDRESSES@ (@AGE@, x1)
    │   │   └── job-node-address-update                         [OK] Running (@AGE@, x1)
    │   ├── orchestrator
    │   │   └── job-reinitialize                                [OK] OK (@AGE@, x1)
    │   ├── route-reconciler
    │   │   ├── job-desired-route-refresher                     [OK] Running (@AGE@, x1)
    │   │   ├── job-reconcile                                   [OK] OK, 0 object(s) (@AGE@, x3)
    │   │   └── job-refresh                                     [OK] Next refresh in 30m0s (@AGE@, x1)
    │   ├── sysctl
    │   │   ├── job-reconcile                                   [OK] OK, 20 object(s) (@AGE@, x3)
    │   │   └── job-refresh                                     [OK] Next refresh in 10m0s (@AGE@, x1)
    │   └── utime
    │       └── timer-job-sync-userspace-and-datapath           [OK] OK (123.459µs) (@AGE@, x1)
    └── infra
        ├── agent-healthz
        │   └── job-agent-healthz-server-ipv4                   [OK] Running (@AGE@, x1)
        ├── k8s-synced-crdsync
        │   └── job-sync-crds                                   [STOPPED] Running (@AGE@, x1)
        ├── metrics
        │   ├── job-collect                                     [OK] Sampled 24 metrics in 19.643674ms (@AGE@, x1)
        │   └── timer-job-cleanup                               [OK] Primed (@AGE@, x1)
        └── shell
            └── job-listener                                    [OK] Listening on /var/run/cilium/shell.sock (@AGE@, x1)
    """#
}
