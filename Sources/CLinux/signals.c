#include "CLinux.h"

#include <signal.h>
#include <stddef.h>

int netproof_ignores_signal(int number) {
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}
