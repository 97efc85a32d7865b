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
  struct sockaddr_in where;
  memset(&where, 0, sizeof where);
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  if (inet_pton(AF_INET, address, &where.sin_addr) != 1) return -EINVAL;
  int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  int on = 1;
  if (setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
      bind(descriptor, (struct sockaddr *)&where, sizeof where) != 0 || listen(descriptor, backlog) != 0) {
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
