#ifndef NETPROOF_CLIBARCHIVE_H
#define NETPROOF_CLIBARCHIVE_H
#include <archive.h>
#include <archive_entry.h>

// AE_IFREG and AE_IFDIR have casts in their definitions, which Swift does not import.
static inline int netproof_is_regular_file(struct archive_entry *entry) {
  return archive_entry_filetype(entry) == AE_IFREG && archive_entry_hardlink(entry) == NULL;
}
static inline int netproof_is_directory(struct archive_entry *entry) {
  return archive_entry_filetype(entry) == AE_IFDIR;
}
static inline void netproof_make_regular_file(struct archive_entry *entry) {
  archive_entry_set_filetype(entry, AE_IFREG);
}
#endif
