#ifndef CBUILDFACTS_H
#define CBUILDFACTS_H

// What scripts/package knows of a build and the compiler does not. It reaches the C compiler alone, by definitions that
// Package.swift takes from the environment, so that a new commit recompiles this one small file.

/// The commit that was built, with `-dirty` behind it where the work tree had changes; NULL in a build that was not made
/// by scripts/package.
const char *netproof_build_commit(void);

/// The version of the Swift toolchain that built it, such as `6.2.1`; NULL as above.
const char *netproof_build_swift(void);

#endif
