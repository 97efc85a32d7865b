#ifndef NETPROOF_CLINUX_H
#define NETPROOF_CLINUX_H

/// Opens a listening TCP socket inside another network namespace, on the calling thread, and comes back.
/// `netns_path` names the namespace (`/run/netns/NAME` or `/proc/PID/ns/net`), `address` is dotted IPv4.
/// Returns the descriptor, or -errno. The socket stays in the namespace it was made in.
int netproof_listen_in_netns(const char *netns_path, const char *address, unsigned short port, int backlog);

#endif
