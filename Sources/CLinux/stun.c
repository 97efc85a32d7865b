#define _GNU_SOURCE
#include "CLinux.h"
#include "address.h"

#include <errno.h>
#include <linux/filter.h>
#include <poll.h>
#include <stdint.h>
#include <sys/random.h>
#include <unistd.h>

// RFC 8489: type, length, cookie, transaction (20 bytes), then attributes.
enum { most_servers = 8, header = 20, transaction = 12, request_length = 40, udp_header = 8 };

static const unsigned char cookie[4] = {0x21, 0x12, 0xa4, 0x42};

// The answer to a binding request: XOR-MAPPED-ADDRESS alone, as Tailscale's servers give it. Returns its length, or 0 for
// what is no such request.
static size_t answer(const unsigned char *request, size_t length, const struct sockaddr_storage *from,
                     unsigned char *reply) {
  if (length < header || request[0] != 0 || request[1] != 1 || memcmp(request + 4, cookie, sizeof cookie) != 0) return 0;
  const unsigned char *address;
  uint16_t port;
  size_t bytes;
  if (from->ss_family == AF_INET) {
    const struct sockaddr_in *four = (const struct sockaddr_in *)from;
    address = (const unsigned char *)&four->sin_addr;
    port = ntohs(four->sin_port);
    bytes = 4;
  } else {
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
    address = (const unsigned char *)&six->sin6_addr;
    port = ntohs(six->sin6_port);
    bytes = 16;
  }
  memcpy(reply, request, header);
  reply[0] = reply[1] = 1;
  reply[2] = 0;
  reply[3] = (unsigned char)(8 + bytes);
  unsigned char *attribute = reply + header;
  unsigned char head[8] = {0, 0x20, 0, (unsigned char)(4 + bytes), 0, bytes == 4 ? 1 : 2, (unsigned char)(port >> 8),
                           (unsigned char)port};
  memcpy(attribute, head, sizeof head);
  attribute[6] ^= cookie[0];
  attribute[7] ^= cookie[1];
  // The address is masked with the cookie and the transaction, which follow each other in the header.
  for (size_t index = 0; index < bytes; index++) attribute[8 + index] = address[index] ^ request[4 + index];
  return header + 8 + bytes;
}

int netproof_serve_stun(const char *const *addresses, int count, unsigned short port) {
  if (count < 1 || count > most_servers) return -EINVAL;
  struct pollfd ports[most_servers];
  for (int index = 0; index < count; index++) {
    struct sockaddr_storage own;
    socklen_t length = place(addresses[index], port, &own);
    if (length == 0) return -EINVAL;
    ports[index].fd = socket(own.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ports[index].events = POLLIN;
    if (ports[index].fd < 0 || bind(ports[index].fd, (struct sockaddr *)&own, length) != 0) return -errno;
  }
  for (;;) {
    if (poll(ports, (nfds_t)count, -1) < 0 && errno != EINTR) return -errno;
    for (int index = 0; index < count; index++) {
      unsigned char request[1500], reply[header + 24];
      struct sockaddr_storage from;
      socklen_t size = sizeof from;
      ssize_t length =
          recvfrom(ports[index].fd, request, sizeof request, MSG_DONTWAIT, (struct sockaddr *)&from, &size);
      if (length < 0) continue;
      size_t told = answer(request, (size_t)length, &from, reply);
      if (told > 0) sendto(ports[index].fd, reply, told, MSG_DONTWAIT, (struct sockaddr *)&from, size);
    }
  }
}

static uint32_t crc32(const unsigned char *bytes, size_t length) {
  uint32_t value = ~0u;
  for (size_t index = 0; index < length; index++) {
    value ^= bytes[index];
    for (int bit = 0; bit < 8; bit++) value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
  }
  return ~value;
}

// A request as Tailscale makes it (net/stun): SOFTWARE “tailnode”, FINGERPRINT.
static int request(unsigned char *bytes) {
  static const unsigned char software[12] = {0x80, 0x22, 0, 8, 't', 'a', 'i', 'l', 'n', 'o', 'd', 'e'};
  static const unsigned char fingerprint[4] = {0x80, 0x28, 0, 4};
  memset(bytes, 0, request_length);
  bytes[1] = 1;
  bytes[3] = request_length - header;
  memcpy(bytes + 4, cookie, sizeof cookie);
  if (getrandom(bytes + 8, transaction, 0) != transaction) return -1;
  memcpy(bytes + header, software, sizeof software);
  memcpy(bytes + 32, fingerprint, sizeof fingerprint);
  uint32_t check = htonl(crc32(bytes, 32) ^ 0x5354554e);
  memcpy(bytes + 36, &check, sizeof check);
  return 0;
}

// A raw socket sends from a port that another program listens on, WireGuard here, which also gets the answers; itself it
// takes nothing in.
static int raw(int family, unsigned mark) {
  int descriptor = socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_UDP);
  if (descriptor < 0) return -errno;
  struct sock_filter nothing = {BPF_RET | BPF_K, 0, 0, 0};
  struct sock_fprog filter = {1, &nothing};
  int checksum = 6; // Where UDP's is, without which IPv6 takes no datagram.
  if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0 ||
      (mark != 0 && setsockopt(descriptor, SOL_SOCKET, SO_MARK, &mark, sizeof mark) != 0) ||
      (family == AF_INET6 && setsockopt(descriptor, IPPROTO_IPV6, IPV6_CHECKSUM, &checksum, sizeof checksum) != 0)) {
    int error = errno;
    close(descriptor);
    return -error;
  }
  return descriptor;
}

int netproof_ask_stun(const char *const *servers, int count, unsigned short port, unsigned short own, unsigned mark) {
  if (count < 1 || count > most_servers) return -EINVAL;
  struct sockaddr_storage places[most_servers];
  socklen_t lengths[most_servers];
  int descriptors[most_servers];
  for (int index = 0; index < count; index++) {
    // Raw sockets of IPv6 take no port in the address; the datagram's own header has it.
    lengths[index] = place(servers[index], 0, &places[index]);
    if (lengths[index] == 0) return -EINVAL;
    descriptors[index] = raw(places[index].ss_family, mark);
    if (descriptors[index] < 0) return descriptors[index];
  }
  for (;;) {
    for (int index = 0; index < count; index++) {
      unsigned char datagram[udp_header + request_length] = {
          (unsigned char)(own >> 8), (unsigned char)own,           (unsigned char)(port >> 8), (unsigned char)port, 0,
          udp_header + request_length};
      if (request(datagram + udp_header) != 0) return -errno;
      // Without a way there is nothing to send: the next time may have one.
      sendto(descriptors[index], datagram, sizeof datagram, MSG_DONTWAIT, (struct sockaddr *)&places[index],
             lengths[index]);
    }
    usleep(500000);
  }
}
