#ifndef NETPROOF_CLIBCURL_H
#define NETPROOF_CLIBCURL_H

#include <curl/curl.h>
#include <stddef.h>

// curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic, which Swift cannot call. One function per kind
// of argument keeps the type of each option visible at the call.

CURLcode np_curl_set_long(CURL *handle, CURLoption option, long value);
CURLcode np_curl_set_string(CURL *handle, CURLoption option, const char *value);
CURLcode np_curl_set_pointer(CURL *handle, CURLoption option, void *value);
CURLcode np_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value);
// The bytes are copied by libcurl (CURL_BLOB_COPY).
CURLcode np_curl_set_blob(CURL *handle, CURLoption option, const void *bytes, size_t length);
// The bytes are copied by libcurl (CURLOPT_COPYPOSTFIELDS); length may be 0.
CURLcode np_curl_set_body(CURL *handle, const void *bytes, size_t length);

typedef size_t (*np_curl_data_callback)(char *bytes, size_t size, size_t count, void *context);
CURLcode np_curl_set_write(CURL *handle, np_curl_data_callback callback, void *context);
CURLcode np_curl_set_header(CURL *handle, np_curl_data_callback callback, void *context);
typedef int (*np_curl_progress_callback)(
    void *context, curl_off_t download_total, curl_off_t downloaded, curl_off_t upload_total, curl_off_t uploaded);
CURLcode np_curl_set_progress(CURL *handle, np_curl_progress_callback callback, void *context);

// Sets TCP_USER_TIMEOUT (tcp(7)) on the sockets that are made for the handle: how long sent data may stay unacknowledged
// before the kernel ends the connection. By itself it goes on for a quarter of an hour.
CURLcode np_curl_set_user_timeout(CURL *handle, unsigned milliseconds);

CURLcode np_curl_get_long(CURL *handle, CURLINFO info, long *value);
CURLcode np_curl_get_socket(CURL *handle, curl_socket_t *value);

CURLMcode np_curl_multi_set_long(CURLM *multi, CURLMoption option, long value);
// The result of a finished transfer; CURLE_OK for messages of other kinds (there are none today).
CURLcode np_curl_message_result(const CURLMsg *message);

#endif
