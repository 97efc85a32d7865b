#include "CLinux.h"

#include <malloc.h>

void netproof_return_freed_memory(void) {
  mallopt(M_ARENA_MAX, 1);
  // Naming the thresholds, even as they are by default, keeps them from growing.
  mallopt(M_MMAP_THRESHOLD, 128 * 1024);
  mallopt(M_TRIM_THRESHOLD, 128 * 1024);
}
