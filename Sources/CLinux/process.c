#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int death_note = -1;

// Only what signal-safety(7) allows.
static void note_death(int number, siginfo_t *info, void *context) {
  (void)context;
  char line[] = "signal 00\n";
  line[7] = (char)('0' + number / 10 % 10);
  line[8] = (char)('0' + number % 10);
  ssize_t written = write(death_note, line, sizeof line - 1);
  (void)written;
  // Sent by somebody, abort(3) included: the first process of a PID namespace would survive the default action.
  if (info->si_code <= 0) _exit(128 + number);
  // Back in the faulting instruction, the default action follows.
  signal(number, SIG_DFL);
}

int netproof_note_death(const char *path) {
  int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (descriptor < 0) return -errno;
  death_note = descriptor;
  static const int faults[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_sigaction = note_death;
  action.sa_flags = SA_SIGINFO;
  for (size_t index = 0; index < sizeof faults / sizeof *faults; index++) {
    if (sigaction(faults[index], &action, NULL) != 0) return -errno;
  }
  return 0;
}

int netproof_pidfd_open(int pid) {
  int descriptor = (int)syscall(SYS_pidfd_open, pid, 0);
  return descriptor < 0 ? -errno : descriptor;
}

int netproof_has_ended(int pidfd) {
  struct pollfd waited = {.fd = pidfd, .events = POLLIN};
  int result;
  do {
    result = poll(&waited, 1, 0);
  } while (result < 0 && errno == EINTR);
  return result > 0;
}

long netproof_raise_open_files(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
  return (long)limit.rlim_cur;
}
