#ifndef NETPROOF_CLINUX_H
#define NETPROOF_CLINUX_H

/// Opens a listening TCP socket inside another network namespace, on the calling thread, and comes back.
/// `netns_path` names the namespace (`/run/netns/NAME` or `/proc/PID/ns/net`), `address` is an IPv4 or IPv6 address; a
/// socket on `::` serves both families.
/// Returns the descriptor, or -errno. The socket stays in the namespace it was made in.
int netproof_listen_in_netns(const char *netns_path, const char *address, unsigned short port, int backlog);

/// Subscribes in another network namespace to the kernel's messages about links, addresses and routes.
/// Returns a descriptor that does not block, or -errno.
int netproof_watch_netns(const char *netns_path);

/// Takes everything that has come on such a descriptor: 1 when something had, also when more came than the kernel keeps;
/// 0 when nothing had; else -errno.
int netproof_take_changes(int descriptor);

/// Makes the TAP device `device` in the present network namespace and carries its frames in UDP datagrams: each that the
/// node sends goes to all peers, each that comes goes to the device, as in one Ethernet segment. Runs until killed.
/// `peers` are `count` IPv4 addresses, at most 16, all of which listen on `port`. Returns -errno only.
int netproof_relay_tap(const char *device, unsigned short port, const char *const *peers, int count);

/// Serves datagrams over TCP on `address` (IPv4 or IPv6) and `port` in the present network namespace: whoever connects tells a
/// number, and what it sends for another number goes to whoever told that one. Runs until killed. Returns -errno only.
int netproof_serve_relay(const char *address, unsigned short port);

/// Carries by such a relay what a WireGuard of the present network namespace, which listens on UDP port `wireguard`, has for
/// `count` peers, at most 16: what it sends to 127.0.0.1 and a peer's one of `ports` goes to the peer with the same place in
/// `numbers`, and comes from there likewise. `own` is the node's own number. It connects again whenever the
/// connection ends. Runs until killed. Returns -errno only.
int netproof_carry_by_relay(const char *relay, unsigned short port, unsigned short own, unsigned short wireguard,
                            const unsigned short *numbers, const unsigned short *ports, int count);

/// Answers STUN's binding requests (RFC 8489) on a UDP port of `count` addresses of the present network namespace, at most
/// 8. Runs until killed. Returns -errno only.
int netproof_serve_stun(const char *const *addresses, int count, unsigned short port);

/// Asks `count` STUN servers, at most 8, twice a second, as tailscaled does: from the UDP port `own`, which WireGuard itself
/// listens on, with a packet mark (0 for none). Runs until killed. Returns -errno only.
int netproof_ask_stun(const char *const *servers, int count, unsigned short port, unsigned short own, unsigned mark);

/// Loads an eBPF classifier that tunnels packets for `network`/`prefix_length`, of either family, and pins it at
/// `pin_path`.
///
/// The classifier gives the packet VXLAN metadata (remote `endpoint`, of either family, too; VNI from the upper half of the packet mark or
/// `default_vni`), addresses the inner frame to `inner_mac` (6 bytes) and redirects it to the device `vxlan_index`,
/// as Cilium's `bpf_overlay` does; other packets pass on to the next filter. The local address stays open: the kernel
/// chooses it by route. Metadata also keeps path-MTU learning away from the inner route.
/// Returns 0 or -errno.
int netproof_pin_encapsulation(const char *pin_path, const char *network, int prefix_length, const char *endpoint,
                               int vxlan_index, const unsigned char *inner_mac, unsigned default_vni);

/// Loads an XDP program that drops UDP datagrams to `port` in IPv4 packets without options and IPv6 packets without
/// extension headers, for a device whose packets
/// begin with a link-layer header of `offset` bytes (0 for none), and pins it at `pin_path`. What it drops is not even
/// seen by captures on that device. Returns 0 or -errno.
int netproof_pin_udp_drop(const char *pin_path, unsigned short port, int offset);

/// Makes the C library keep less memory that has been freed; to be called before there is a second thread.
///
/// By itself glibc keeps an arena per thread, and serves large blocks from them once one has been freed (mallopt(3)):
/// after the answers of a thousand nodes have passed through, more lies idle than is in use.
void netproof_return_freed_memory(void);

/// Whether the process ignores a signal (1) or not (0), for example SIGHUP under nohup(1).
int netproof_ignores_signal(int number);

/// Has the last line of a process that dies of one of its own faults (SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS,
/// SIGTRAP) appended to the file at `path`: `signal NUMBER`. The process dies as it would have without.
/// Returns 0 or -errno.
int netproof_note_death(const char *path);

/// Opens a descriptor that stands for the process with this id and no later one with the same id; closes on exec.
/// Returns the descriptor or -errno.
int netproof_pidfd_open(int pid);

/// Whether the process of such a descriptor has ended (1) or not (0).
int netproof_has_ended(int pidfd);

/// Lets the process open as many files as the system allows it, instead of the usual fewer.
/// Returns the number, or -errno.
long netproof_raise_open_files(void);

#endif
