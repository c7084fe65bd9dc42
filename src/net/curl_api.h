/*
 * src/net/curl_api.h: libcurl, loaded when the first transfer begins: with the thirty libraries that it brings it
 * would be two thirds of the time until the first screen, and most of the memory of a reader that fetches nothing.
 *
 * Threads curl_load from any; the functions as curl has it
 */
#ifndef COURANT_NET_CURL_API_H
#define COURANT_NET_CURL_API_H

#include <courant/base.h>

#include <curl/curl.h>

#define CURL_FUNCTIONS(F)                                                                          \
    F(easy_cleanup)                                                                                \
    F(easy_getinfo)                                                                                \
    F(easy_init)                                                                                   \
    F(easy_pause)                                                                                  \
    F(easy_reset)                                                                                  \
    F(easy_setopt)                                                                                 \
    F(easy_strerror)                                                                               \
    F(easy_unescape)                                                                               \
    F(free)                                                                                        \
    F(getdate)                                                                                     \
    F(global_init)                                                                                 \
    F(multi_add_handle)                                                                            \
    F(multi_cleanup)                                                                               \
    F(multi_info_read)                                                                             \
    F(multi_init)                                                                                  \
    F(multi_perform)                                                                               \
    F(multi_poll)                                                                                  \
    F(multi_remove_handle)                                                                         \
    F(multi_setopt)                                                                                \
    F(share_cleanup)                                                                               \
    F(share_init)                                                                                  \
    F(share_setopt)                                                                                \
    F(slist_append)                                                                                \
    F(slist_free_all)

struct curl_api {
#define FIELD(name) __typeof__(&curl_##name) name;
    CURL_FUNCTIONS(FIELD)
#undef FIELD
};

extern struct curl_api curl; /* after curl_load has said true */

bool curl_load(struct err *err);

#endif
