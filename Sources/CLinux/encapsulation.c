#define _GNU_SOURCE
#include "CLinux.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
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

// Ethernet header, then the destination's place in an IPv4 (RFC 791) and an IPv6 header (RFC 8200).
enum { ipv4_destination_offset = 14 + 16, ipv6_destination_offset = 14 + 24 };

// Reads an address of either family as bytes; returns how many, or 0.
static int parse_address(const char *text, unsigned char bytes[16]) {
  if (inet_pton(AF_INET, text, bytes) == 1) return 4;
  return inet_pton(AF_INET6, text, bytes) == 1 ? 16 : 0;
}

// A program under construction; there is room for every program of this file.
struct builder {
  struct bpf_insn code[80];
  int count;
  // The places of jumps to the program's "not ours".
  int exits[8];
  int exit_count;
};

static void emit(struct builder *builder, struct bpf_insn instruction) { builder->code[builder->count++] = instruction; }

// A jump whose target is known at the end only.
static void emit_exit(struct builder *builder, struct bpf_insn instruction) {
  builder->exits[builder->exit_count++] = builder->count;
  emit(builder, instruction);
}

// Where things lie on the program's stack, in bytes below its top. A struct bpf_tunnel_key up to its label takes 28.
enum { loaded_address = -16, tunnel_key = -48, inner_address = -8 };

int netproof_pin_encapsulation(const char *pin_path, const char *network, int prefix_length, const char *endpoint,
                               int vxlan_index, const unsigned char *inner_mac, unsigned default_vni) {
  unsigned char net[16], peer[16];
  const int length = parse_address(network, net), peer_length = parse_address(endpoint, peer);
  if (length == 0 || peer_length == 0 || prefix_length < 1 || prefix_length > length * 8) return -EINVAL;
  int32_t mac_head;
  int16_t mac_tail;
  memcpy(&mac_head, inner_mac, 4);
  memcpy(&mac_tail, inner_mac + 4, 2);

  struct builder builder = {.count = 0, .exit_count = 0};
  emit(&builder, MOVE_REGISTER(BPF_REG_6, BPF_REG_1));
  // The inner packet's family and destination; leave what is not for this peer to the next filter.
  emit(&builder, LOAD_WORD(BPF_REG_1, BPF_REG_6, offsetof(struct __sk_buff, protocol)));
  emit_exit(&builder, JUMP_NOT_EQUAL(BPF_REG_1, htons(length == 4 ? ETH_P_IP : ETH_P_IPV6), 0));
  emit(&builder, MOVE_REGISTER(BPF_REG_1, BPF_REG_6));
  emit(&builder, MOVE_VALUE(BPF_REG_2, length == 4 ? ipv4_destination_offset : ipv6_destination_offset));
  emit(&builder, MOVE_REGISTER(BPF_REG_3, BPF_REG_10));
  emit(&builder, ADD_VALUE(BPF_REG_3, loaded_address));
  emit(&builder, MOVE_VALUE(BPF_REG_4, length));
  emit(&builder, CALL(BPF_FUNC_skb_load_bytes));
  emit_exit(&builder, JUMP_NOT_EQUAL(BPF_REG_0, 0, 0));
  for (int word = 0; word * 32 < prefix_length; word++) {
    const int bits = prefix_length - word * 32;
    const uint32_t mask = bits >= 32 ? UINT32_MAX : htonl(UINT32_MAX << (32 - bits));
    uint32_t wanted;
    memcpy(&wanted, net + word * 4, 4);
    emit(&builder, LOAD_WORD(BPF_REG_1, BPF_REG_10, loaded_address + word * 4));
    emit(&builder, AND_VALUE32(BPF_REG_1, (int32_t)mask));
    emit(&builder, MOVE_VALUE32(BPF_REG_2, (int32_t)(wanted & mask)));
    emit_exit(&builder, JUMP_NOT_EQUAL_REGISTER(BPF_REG_1, BPF_REG_2, 0));
  }
  // VNI = the sender's security identity, carried in the upper half of the mark as Cilium does.
  emit(&builder, LOAD_WORD(BPF_REG_1, BPF_REG_6, offsetof(struct __sk_buff, mark)));
  emit(&builder, SHIFT_RIGHT(BPF_REG_1, 16));
  emit(&builder, JUMP_NOT_EQUAL(BPF_REG_1, 0, 1));
  emit(&builder, MOVE_VALUE(BPF_REG_1, (int32_t)default_vni));
  // struct bpf_tunnel_key up to remote_ipv4 (host byte order) or remote_ipv6 (network order), then tos, ttl and label:
  // the local address is left to the routing table.
  emit(&builder, STORE_WORD(BPF_REG_10, BPF_REG_1, tunnel_key));
  for (int word = 0; word < 4; word++) {
    uint32_t value = 0;
    if (word * 4 < peer_length) memcpy(&value, peer + word * 4, 4);
    if (peer_length == 4) value = ntohl(value);
    emit(&builder, STORE_VALUE(BPF_REG_10, tunnel_key + 4 + word * 4, (int32_t)value));
  }
  emit(&builder, STORE_VALUE(BPF_REG_10, tunnel_key + 20, 0));
  emit(&builder, STORE_VALUE(BPF_REG_10, tunnel_key + 24, 0));
  emit(&builder, MOVE_REGISTER(BPF_REG_1, BPF_REG_6));
  emit(&builder, MOVE_REGISTER(BPF_REG_2, BPF_REG_10));
  emit(&builder, ADD_VALUE(BPF_REG_2, tunnel_key));
  // The kernel takes the sizes of older forms of the struct: up to remote_ipv4, and up to the label.
  emit(&builder, MOVE_VALUE(BPF_REG_3, peer_length == 4 ? 8 : offsetof(struct bpf_tunnel_key, local_ipv4)));
  // Over IPv6 a receiver refuses packets without a checksum unless it is told to (RFC 6935).
  emit(&builder, MOVE_VALUE(BPF_REG_4, peer_length == 4 ? BPF_F_ZERO_CSUM_TX : BPF_F_TUNINFO_IPV6));
  emit(&builder, CALL(BPF_FUNC_skb_set_tunnel_key));
  emit_exit(&builder, JUMP_NOT_EQUAL(BPF_REG_0, 0, 0));
  // The peer takes a decapsulated frame only when it is addressed to its own cilium_vxlan.
  emit(&builder, STORE_VALUE(BPF_REG_10, inner_address, mac_head));
  emit(&builder, STORE_HALF(BPF_REG_10, inner_address + 4, mac_tail));
  emit(&builder, MOVE_REGISTER(BPF_REG_1, BPF_REG_6));
  emit(&builder, MOVE_VALUE(BPF_REG_2, 0));
  emit(&builder, MOVE_REGISTER(BPF_REG_3, BPF_REG_10));
  emit(&builder, ADD_VALUE(BPF_REG_3, inner_address));
  emit(&builder, MOVE_VALUE(BPF_REG_4, 6));
  emit(&builder, MOVE_VALUE(BPF_REG_5, 0));
  emit(&builder, CALL(BPF_FUNC_skb_store_bytes));
  emit(&builder, MOVE_VALUE(BPF_REG_1, vxlan_index));
  emit(&builder, MOVE_VALUE(BPF_REG_2, 0));
  emit(&builder, CALL(BPF_FUNC_redirect));
  emit(&builder, EXIT);
  // Not ours.
  for (int index = 0; index < builder.exit_count; index++) {
    builder.code[builder.exits[index]].off = (int16_t)(builder.count - builder.exits[index] - 1);
  }
  emit(&builder, MOVE_VALUE(BPF_REG_0, TC_ACT_UNSPEC));
  emit(&builder, EXIT);
  return load_and_pin(BPF_PROG_TYPE_SCHED_CLS, "to_overlay", builder.code, (size_t)builder.count, pin_path);
}

// Drops what has the protocol and the destination port at the given offsets behind a first byte that is told by a mask.
static void emit_udp_drop(struct builder *builder, int offset, int first_mask, int first, int protocol_offset,
                          int port_offset, unsigned short port) {
  const int end = port_offset + 2;
  emit(builder, MOVE_REGISTER(BPF_REG_4, BPF_REG_2));
  emit(builder, ADD_VALUE(BPF_REG_4, offset + end));
  // Each jump leads behind this block, which ends in two instructions that drop.
  emit(builder, INSTRUCTION(BPF_JMP | BPF_JGT | BPF_X, BPF_REG_4, BPF_REG_3, 9, 0));
  emit(builder, LOAD_BYTE(BPF_REG_5, BPF_REG_2, offset));
  emit(builder, AND_VALUE32(BPF_REG_5, first_mask));
  emit(builder, JUMP_NOT_EQUAL(BPF_REG_5, first, 6));
  emit(builder, LOAD_BYTE(BPF_REG_5, BPF_REG_2, offset + protocol_offset));
  emit(builder, JUMP_NOT_EQUAL(BPF_REG_5, IPPROTO_UDP, 4));
  emit(builder, LOAD_HALF(BPF_REG_5, BPF_REG_2, offset + port_offset));
  emit(builder, JUMP_NOT_EQUAL(BPF_REG_5, htons(port), 2));
  emit(builder, MOVE_VALUE(BPF_REG_0, XDP_DROP));
  emit(builder, EXIT);
}

int netproof_pin_udp_drop(const char *pin_path, unsigned short port, int offset) {
  struct builder builder = {.count = 0, .exit_count = 0};
  emit(&builder, LOAD_WORD(BPF_REG_2, BPF_REG_1, offsetof(struct xdp_md, data)));
  emit(&builder, LOAD_WORD(BPF_REG_3, BPF_REG_1, offsetof(struct xdp_md, data_end)));
  // An IPv4 header without options, or an IPv6 header without extensions, and a UDP header up to its port.
  emit_udp_drop(&builder, offset, 0xff, 0x45, 9, 22, port);
  emit_udp_drop(&builder, offset, 0xf0, 0x60, 6, 42, port);
  emit(&builder, MOVE_VALUE(BPF_REG_0, XDP_PASS));
  emit(&builder, EXIT);
  return load_and_pin(BPF_PROG_TYPE_XDP, "udp_drop", builder.code, (size_t)builder.count, pin_path);
}
