#ifndef NETPROOF_ADDRESS_H
#define NETPROOF_ADDRESS_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

// An IPv4 or IPv6 address with a port; returns its length, or 0 for no address.
static inline socklen_t place(const char *address, unsigned short port, struct sockaddr_storage *where) {
  memset(where, 0, sizeof *where);
  struct sockaddr_in *four = (struct sockaddr_in *)where;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)where;
  if (inet_pton(AF_INET, address, &four->sin_addr) == 1) {
    four->sin_family = AF_INET;
    four->sin_port = htons(port);
    return sizeof *four;
  }
  if (inet_pton(AF_INET6, address, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6;
    six->sin6_port = htons(port);
    return sizeof *six;
  }
  return 0;
}

#endif
