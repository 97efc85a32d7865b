#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
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

int netproof_listen_in_netns(const char *netns_path, const char *address, unsigned short port, int backlog) {
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
    result = listen_here(address, port, backlog);
    // A thread left in a foreign namespace would run unrelated work there: that must never be survived.
    if (setns(home, CLONE_NEWNET) != 0) __builtin_trap();
  }
  close(target);
  close(home);
  return result;
}
