#ifndef NETPROOF_CZLIB_H
#define NETPROOF_CZLIB_H
#include <zlib.h>
#endif
