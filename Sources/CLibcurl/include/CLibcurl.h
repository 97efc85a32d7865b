#ifndef NETPROOF_CLIBCURL_H
#define NETPROOF_CLIBCURL_H
#include <curl/curl.h>
#endif
