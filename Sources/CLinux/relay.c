#define _GNU_SOURCE
#include "CLinux.h"
#include "address.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// A frame: the length of its data and a node's number, two bytes each in network order, then the data. Upwards the number
// is the receiver's, downwards the sender's. The first frame of a connection has no data and the number of who speaks.
enum { header = 4, largest_data = 65535, most_clients = 32, most_peers = 16 };

struct stream {
  int descriptor; // -1: none
  int number;     // -1: not told yet
  size_t filled;
  unsigned char bytes[header + largest_data];
};

static void put(unsigned char *where, unsigned value) {
  where[0] = (unsigned char)(value >> 8);
  where[1] = (unsigned char)value;
}

static unsigned get(const unsigned char *where) { return (unsigned)where[0] << 8 | where[1]; }

// Both ends take what comes at once, so that a frame that was begun is soon sent: where it is not, the other end is gone.
static void tune(int descriptor) {
  int on = 1;
  unsigned patience = 5000;
  struct timeval limit = {.tv_sec = 2};
  setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &patience, sizeof patience);
  setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

// Sends a frame; where there is no room for its beginning it is lost, as any network may lose a datagram. Returns 0, or
// -1 where the stream is of no use any more.
static int send_frame(int descriptor, const unsigned char *frame, size_t length) {
  ssize_t sent = send(descriptor, frame, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
  size_t done = (size_t)sent;
  while (done < length) {
    sent = send(descriptor, frame + done, length - done, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return -1;
    done += (size_t)sent;
  }
  return 0;
}

static void forget(struct stream *stream) {
  if (stream->descriptor >= 0) close(stream->descriptor);
  stream->descriptor = -1;
  stream->number = -1;
  stream->filled = 0;
}

// Takes what has come. Returns 0, or -1 at the stream's end.
static int fill(struct stream *stream) {
  ssize_t count = recv(stream->descriptor, stream->bytes + stream->filled, sizeof stream->bytes - stream->filled, MSG_DONTWAIT);
  if (count < 0) return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? 0 : -1;
  if (count == 0) return -1;
  stream->filled += (size_t)count;
  return 0;
}

// The length of the first frame, header included; 0 where it has not come whole.
static size_t whole(const struct stream *stream) {
  if (stream->filled < header) return 0;
  size_t length = header + get(stream->bytes);
  return stream->filled < length ? 0 : length;
}

static void drop(struct stream *stream, size_t length) {
  stream->filled -= length;
  memmove(stream->bytes, stream->bytes + length, stream->filled);
}

int netproof_serve_relay(const char *address, unsigned short port) {
  static struct stream clients[most_clients];
  struct sockaddr_storage where;
  socklen_t size = place(address, port, &where);
  if (size == 0) return -EINVAL;
  int listener = socket(where.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (listener < 0) return -errno;
  int on = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(listener, (struct sockaddr *)&where, size) != 0 || listen(listener, most_clients) != 0) {
    int error = errno;
    close(listener);
    return -error;
  }
  for (int index = 0; index < most_clients; index++) clients[index] = (struct stream){.descriptor = -1, .number = -1};
  while (1) {
    struct pollfd ready[most_clients + 1];
    for (int index = 0; index < most_clients; index++) {
      ready[index] = (struct pollfd){.fd = clients[index].descriptor, .events = POLLIN};
    }
    ready[most_clients] = (struct pollfd){.fd = listener, .events = POLLIN};
    if (poll(ready, most_clients + 1, -1) < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    for (int index = 0; index < most_clients; index++) {
      struct stream *from = &clients[index];
      // Another client's frame may have shown it to be gone.
      if (ready[index].revents == 0 || from->descriptor != ready[index].fd) continue;
      if (fill(from) != 0) {
        forget(from);
        continue;
      }
      size_t length;
      while ((length = whole(from)) > 0) {
        int to = (int)get(from->bytes + 2);
        if (from->number < 0) {
          for (int other = 0; other < most_clients; other++) {
            // Whoever comes again is not where they were before.
            if (clients[other].number == to) forget(&clients[other]);
          }
          from->number = to;
        } else {
          put(from->bytes + 2, (unsigned)from->number);
          for (int other = 0; other < most_clients; other++) {
            if (other == index || clients[other].number != to) continue;
            if (send_frame(clients[other].descriptor, from->bytes, length) != 0) forget(&clients[other]);
          }
        }
        drop(from, length);
      }
    }
    if (ready[most_clients].revents != 0) {
      int descriptor = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
      for (int index = 0; index < most_clients && descriptor >= 0; index++) {
        if (clients[index].descriptor >= 0) continue;
        tune(descriptor);
        clients[index].descriptor = descriptor;
        descriptor = -1;
      }
      if (descriptor >= 0) close(descriptor);
    }
  }
}

// A connection that has said who speaks; -1 where there is none now.
static int reach(const struct sockaddr_storage *relay, socklen_t size, unsigned short own) {
  int descriptor = socket(relay->ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return -1;
  tune(descriptor);
  unsigned char hello[header] = {0};
  put(hello + 2, own);
  // SO_SNDTIMEO bounds the attempt (socket(7)).
  if (connect(descriptor, (const struct sockaddr *)relay, size) != 0 || send_frame(descriptor, hello, header) != 0) {
    close(descriptor);
    return -1;
  }
  return descriptor;
}

int netproof_carry_by_relay(const char *relay, unsigned short port, unsigned short own, unsigned short wireguard,
                            const unsigned short *numbers, const unsigned short *ports, int count) {
  static struct stream stream;
  static unsigned char frame[header + largest_data];
  struct sockaddr_storage where;
  socklen_t size = place(relay, port, &where);
  if (size == 0 || count < 0 || count > most_peers) return -EINVAL;
  struct sockaddr_in local = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr_in program = local;
  program.sin_port = htons(wireguard);
  struct pollfd ready[most_peers + 1];
  for (int index = 0; index < count; index++) {
    local.sin_port = htons(ports[index]);
    int descriptor = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0 || bind(descriptor, (struct sockaddr *)&local, sizeof local) != 0) return -errno;
    ready[index] = (struct pollfd){.fd = descriptor, .events = POLLIN};
  }
  stream = (struct stream){.descriptor = -1, .number = -1};
  while (1) {
    while (stream.descriptor < 0) {
      stream.descriptor = reach(&where, size, own);
      if (stream.descriptor < 0) usleep(100000);
    }
    ready[count] = (struct pollfd){.fd = stream.descriptor, .events = POLLIN};
    if (poll(ready, (nfds_t)count + 1, -1) < 0) {
      if (errno == EINTR) continue;
      return -errno;
    }
    if (ready[count].revents != 0) {
      if (fill(&stream) != 0) {
        forget(&stream);
        continue;
      }
      size_t length;
      while ((length = whole(&stream)) > 0) {
        for (int index = 0; index < count; index++) {
          if (numbers[index] != get(stream.bytes + 2)) continue;
          // By the socket of the peer that it is from: there WireGuard sends what is for that peer.
          (void)!sendto(ready[index].fd, stream.bytes + header, length - header, 0, (struct sockaddr *)&program,
                        sizeof program);
        }
        drop(&stream, length);
      }
    }
    for (int index = 0; index < count && stream.descriptor >= 0; index++) {
      ssize_t length;
      while (stream.descriptor >= 0 && (length = recv(ready[index].fd, frame + header, largest_data, 0)) > 0) {
        put(frame, (unsigned)length);
        put(frame + 2, numbers[index]);
        if (send_frame(stream.descriptor, frame, header + (size_t)length) != 0) forget(&stream);
      }
    }
  }
}
