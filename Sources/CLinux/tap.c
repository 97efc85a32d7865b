#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { most_peers = 16, largest_frame = 65536 };

static int open_tap(const char *device) {
  int tap = open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);
  if (tap < 0) return -errno;
  struct ifreq request;
  memset(&request, 0, sizeof request);
  request.ifr_flags = IFF_TAP | IFF_NO_PI;
  strncpy(request.ifr_name, device, IFNAMSIZ - 1);
  if (ioctl(tap, TUNSETIFF, &request) != 0) {
    int error = errno;
    close(tap);
    return -error;
  }
  return tap;
}

static int open_socket(unsigned short port) {
  int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return -errno;
  struct sockaddr_in where;
  memset(&where, 0, sizeof where);
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  // Frames are larger than most paths: the kernel may cut the datagrams.
  int mode = IP_PMTUDISC_DONT;
  if (setsockopt(descriptor, IPPROTO_IP, IP_MTU_DISCOVER, &mode, sizeof mode) != 0 ||
      bind(descriptor, (struct sockaddr *)&where, sizeof where) != 0) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

int netproof_relay_tap(const char *device, unsigned short port, const char *const *peers, int count) {
  static unsigned char frame[largest_frame];
  struct sockaddr_in targets[most_peers];
  if (count < 0 || count > most_peers) return -EINVAL;
  for (int index = 0; index < count; index++) {
    memset(&targets[index], 0, sizeof targets[index]);
    targets[index].sin_family = AF_INET;
    targets[index].sin_port = htons(port);
    if (inet_pton(AF_INET, peers[index], &targets[index].sin_addr) != 1) return -EINVAL;
  }
  int tap = open_tap(device);
  if (tap < 0) return tap;
  int network = open_socket(port);
  if (network < 0) return network;
  struct pollfd ready[2] = {{.fd = tap, .events = POLLIN}, {.fd = network, .events = POLLIN}};
  while (1) {
    if (poll(ready, 2, -1) < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    ssize_t length;
    // What cannot be sent or taken now is lost, as on any Ethernet.
    while ((length = read(tap, frame, sizeof frame)) > 0) {
      for (int index = 0; index < count; index++) {
        (void)!sendto(network, frame, (size_t)length, 0, (struct sockaddr *)&targets[index], sizeof targets[index]);
      }
    }
    while ((length = recv(network, frame, sizeof frame, 0)) > 0) (void)!write(tap, frame, (size_t)length);
  }
}
