#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <sched.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static int listen_here(const char *address, unsigned short port, int backlog) {
  struct sockaddr_storage where;
  memset(&where, 0, sizeof where);
  struct sockaddr_in *v4 = (struct sockaddr_in *)&where;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)&where;
  socklen_t size;
  if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    size = sizeof *v4;
  } else {
    memset(&where, 0, sizeof where);
    if (inet_pton(AF_INET6, address, &v6->sin6_addr) != 1) return -EINVAL;
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    size = sizeof *v6;
  }
  int descriptor = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  int on = 1;
  if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(descriptor, (struct sockaddr *)&where, size) != 0 || listen(descriptor, backlog) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

// What is to be opened in another namespace.
struct wanted {
  const char *address;
  unsigned short port;
  int backlog;
};

static int open_listener(const struct wanted *wanted) {
  return listen_here(wanted->address, wanted->port, wanted->backlog);
}

static int open_watch(const struct wanted *wanted) {
  (void)wanted;
  int descriptor = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);
  if (descriptor < 0) return -errno;
  struct sockaddr_nl where;
  memset(&where, 0, sizeof where);
  where.nl_family = AF_NETLINK;
  where.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE;
  if (bind(descriptor, (struct sockaddr *)&where, sizeof where) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

static int in_netns(const char *netns_path, int (*open_it)(const struct wanted *), const struct wanted *wanted) {
  int home = open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  if (home < 0) return -errno;
  int target = open(netns_path, O_RDONLY | O_CLOEXEC);
  if (target < 0) {
    int error = errno;
    close(home);
    return -error;
  }
  int result;
  if (setns(target, CLONE_NEWNET) != 0) {
    result = -errno;
  } else {
    result = open_it(wanted);
    // A thread left in a foreign namespace would run unrelated work there: that must never be survived.
    if (setns(home, CLONE_NEWNET) != 0) __builtin_trap();
  }
  close(target);
  close(home);
  return result;
}

int netproof_listen_in_netns(const char *netns_path, const char *address, unsigned short port, int backlog) {
  const struct wanted wanted = {.address = address, .port = port, .backlog = backlog};
  return in_netns(netns_path, open_listener, &wanted);
}

int netproof_watch_netns(const char *netns_path) { return in_netns(netns_path, open_watch, NULL); }

int netproof_take_changes(int descriptor) {
  char message[8192];
  int changed = 0;
  while (1) {
    ssize_t count = recv(descriptor, message, sizeof message, MSG_DONTWAIT);
    if (count >= 0) {
      changed = 1;
    } else if (errno == ENOBUFS) {
      // More happened than the socket holds: that is a change, too.
      changed = 1;
    } else if (errno == EAGAIN) {
      return changed;
    } else if (errno != EINTR) {
      return -errno;
    }
  }
}
