#include "CBuildFacts.h"

#include <stddef.h>

#ifndef NETPROOF_COMMIT
#define NETPROOF_COMMIT NULL
#endif
#ifndef NETPROOF_SWIFT
#define NETPROOF_SWIFT NULL
#endif

const char *netproof_build_commit(void) { return NETPROOF_COMMIT; }

const char *netproof_build_swift(void) { return NETPROOF_SWIFT; }
