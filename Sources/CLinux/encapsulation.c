#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/pkt_cls.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// The few instruction forms that the program below needs (linux/filter.h has them only for the kernel itself).
#define INSTRUCTION(c, d, s, o, i) \
  ((struct bpf_insn){.code = (c), .dst_reg = (d), .src_reg = (s), .off = (o), .imm = (i)})
#define MOVE_REGISTER(d, s) INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_X, d, s, 0, 0)
#define MOVE_VALUE(d, i) INSTRUCTION(BPF_ALU64 | BPF_MOV | BPF_K, d, 0, 0, i)
#define MOVE_VALUE32(d, i) INSTRUCTION(BPF_ALU | BPF_MOV | BPF_K, d, 0, 0, i)
#define ADD_VALUE(d, i) INSTRUCTION(BPF_ALU64 | BPF_ADD | BPF_K, d, 0, 0, i)
#define AND_VALUE32(d, i) INSTRUCTION(BPF_ALU | BPF_AND | BPF_K, d, 0, 0, i)
#define SHIFT_RIGHT(d, i) INSTRUCTION(BPF_ALU64 | BPF_RSH | BPF_K, d, 0, 0, i)
#define LOAD_WORD(d, s, o) INSTRUCTION(BPF_LDX | BPF_MEM | BPF_W, d, s, o, 0)
#define LOAD_HALF(d, s, o) INSTRUCTION(BPF_LDX | BPF_MEM | BPF_H, d, s, o, 0)
#define LOAD_BYTE(d, s, o) INSTRUCTION(BPF_LDX | BPF_MEM | BPF_B, d, s, o, 0)
#define STORE_WORD(d, s, o) INSTRUCTION(BPF_STX | BPF_MEM | BPF_W, d, s, o, 0)
#define STORE_VALUE(d, o, i) INSTRUCTION(BPF_ST | BPF_MEM | BPF_W, d, 0, o, i)
#define STORE_HALF(d, o, i) INSTRUCTION(BPF_ST | BPF_MEM | BPF_H, d, 0, o, i)
#define JUMP_NOT_EQUAL(d, i, o) INSTRUCTION(BPF_JMP | BPF_JNE | BPF_K, d, 0, o, i)
#define JUMP_NOT_EQUAL_REGISTER(d, s, o) INSTRUCTION(BPF_JMP32 | BPF_JNE | BPF_X, d, s, o, 0)
#define CALL(f) INSTRUCTION(BPF_JMP | BPF_CALL, 0, 0, 0, f)
#define EXIT INSTRUCTION(BPF_JMP | BPF_EXIT, 0, 0, 0, 0)

// Loads a program and pins it; returns 0 or -errno.
static int load_and_pin(enum bpf_prog_type type, const char *name, struct bpf_insn *program, size_t count,
                        const char *pin_path) {
  union bpf_attr load;
  memset(&load, 0, sizeof load);
  load.prog_type = type;
  load.insns = (uint64_t)(uintptr_t)program;
  load.insn_cnt = (uint32_t)count;
  load.license = (uint64_t)(uintptr_t) "GPL";
  strncpy(load.prog_name, name, sizeof load.prog_name - 1);
  int descriptor = (int)syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof load);
  if (descriptor < 0) return -errno;

  union bpf_attr pin;
  memset(&pin, 0, sizeof pin);
  pin.pathname = (uint64_t)(uintptr_t)pin_path;
  pin.bpf_fd = (uint32_t)descriptor;
  int result = 0;
  if (syscall(SYS_bpf, BPF_OBJ_PIN, &pin, sizeof pin) != 0) result = -errno;
  close(descriptor);
  return result;
}

// Ethernet header, then the destination's place in an IPv4 header (RFC 791).
enum { ipv4_destination_offset = 14 + 16 };

int netproof_pin_encapsulation(const char *pin_path, const char *network, int prefix_length, const char *endpoint,
                               int vxlan_index, const unsigned char *inner_mac, unsigned default_vni) {
  struct in_addr net, peer;
  if (inet_pton(AF_INET, network, &net) != 1 || inet_pton(AF_INET, endpoint, &peer) != 1) return -EINVAL;
  if (prefix_length < 1 || prefix_length > 32) return -EINVAL;
  const uint32_t mask = htonl(UINT32_MAX << (32 - prefix_length));
  int32_t mac_head;
  int16_t mac_tail;
  memcpy(&mac_head, inner_mac, 4);
  memcpy(&mac_tail, inner_mac + 4, 2);

  struct bpf_insn program[] = {
      MOVE_REGISTER(BPF_REG_6, BPF_REG_1),
      // Destination address of the inner packet; leave what is not for this peer to the next filter.
      MOVE_VALUE(BPF_REG_2, ipv4_destination_offset),
      MOVE_REGISTER(BPF_REG_3, BPF_REG_10),
      ADD_VALUE(BPF_REG_3, -4),
      MOVE_VALUE(BPF_REG_4, 4),
      CALL(BPF_FUNC_skb_load_bytes),
      JUMP_NOT_EQUAL(BPF_REG_0, 0, 0),
      LOAD_WORD(BPF_REG_1, BPF_REG_10, -4),
      AND_VALUE32(BPF_REG_1, (int32_t)mask),
      MOVE_VALUE32(BPF_REG_2, (int32_t)(net.s_addr & mask)),
      JUMP_NOT_EQUAL_REGISTER(BPF_REG_1, BPF_REG_2, 0),
      // VNI = the sender's security identity, carried in the upper half of the mark as Cilium does.
      LOAD_WORD(BPF_REG_1, BPF_REG_6, offsetof(struct __sk_buff, mark)),
      SHIFT_RIGHT(BPF_REG_1, 16),
      JUMP_NOT_EQUAL(BPF_REG_1, 0, 1),
      MOVE_VALUE(BPF_REG_1, (int32_t)default_vni),
      // struct bpf_tunnel_key up to remote_ipv4 (host byte order): the local address is left to the routing table.
      STORE_WORD(BPF_REG_10, BPF_REG_1, -16),
      STORE_VALUE(BPF_REG_10, -12, (int32_t)ntohl(peer.s_addr)),
      MOVE_REGISTER(BPF_REG_1, BPF_REG_6),
      MOVE_REGISTER(BPF_REG_2, BPF_REG_10),
      ADD_VALUE(BPF_REG_2, -16),
      MOVE_VALUE(BPF_REG_3, 8),
      MOVE_VALUE(BPF_REG_4, BPF_F_ZERO_CSUM_TX),
      CALL(BPF_FUNC_skb_set_tunnel_key),
      // The peer takes a decapsulated frame only when it is addressed to its own cilium_vxlan.
      STORE_VALUE(BPF_REG_10, -8, mac_head),
      STORE_HALF(BPF_REG_10, -4, mac_tail),
      MOVE_REGISTER(BPF_REG_1, BPF_REG_6),
      MOVE_VALUE(BPF_REG_2, 0),
      MOVE_REGISTER(BPF_REG_3, BPF_REG_10),
      ADD_VALUE(BPF_REG_3, -8),
      MOVE_VALUE(BPF_REG_4, 6),
      MOVE_VALUE(BPF_REG_5, 0),
      CALL(BPF_FUNC_skb_store_bytes),
      INSTRUCTION(BPF_JMP | BPF_JA, 0, 0, 2, 0),
      // Not ours.
      MOVE_VALUE(BPF_REG_0, TC_ACT_UNSPEC),
      EXIT,
      MOVE_VALUE(BPF_REG_1, vxlan_index),
      MOVE_VALUE(BPF_REG_2, 0),
      CALL(BPF_FUNC_redirect),
      EXIT,
  };
  // Both early exits land on "Not ours".
  program[6].off = 33 - 7;
  program[10].off = 33 - 11;

  return load_and_pin(BPF_PROG_TYPE_SCHED_CLS, "to_overlay", program, sizeof program / sizeof program[0], pin_path);
}

int netproof_pin_udp_drop(const char *pin_path, unsigned short port, int offset) {
  struct bpf_insn program[] = {
      LOAD_WORD(BPF_REG_2, BPF_REG_1, offsetof(struct xdp_md, data)),
      LOAD_WORD(BPF_REG_3, BPF_REG_1, offsetof(struct xdp_md, data_end)),
      // An IPv4 header without options and a UDP header up to its destination port must be there.
      MOVE_REGISTER(BPF_REG_4, BPF_REG_2),
      ADD_VALUE(BPF_REG_4, 24 + offset),
      INSTRUCTION(BPF_JMP | BPF_JGT | BPF_X, BPF_REG_4, BPF_REG_3, 8, 0),
      LOAD_BYTE(BPF_REG_5, BPF_REG_2, offset),
      JUMP_NOT_EQUAL(BPF_REG_5, 0x45, 6),
      LOAD_BYTE(BPF_REG_5, BPF_REG_2, offset + 9),
      JUMP_NOT_EQUAL(BPF_REG_5, IPPROTO_UDP, 4),
      LOAD_HALF(BPF_REG_5, BPF_REG_2, offset + 22),
      JUMP_NOT_EQUAL(BPF_REG_5, htons(port), 2),
      MOVE_VALUE(BPF_REG_0, XDP_DROP),
      EXIT,
      MOVE_VALUE(BPF_REG_0, XDP_PASS),
      EXIT,
  };
  return load_and_pin(BPF_PROG_TYPE_XDP, "udp_drop", program, sizeof program / sizeof program[0], pin_path);
}
