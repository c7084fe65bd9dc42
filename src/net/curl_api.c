#include "curl_api.h"

#include <pthread.h>

struct curl_api curl;

static const struct library_symbol symbols[] = {
#define ROW(name) { "curl_" #name, &curl.name },
    CURL_FUNCTIONS(ROW)
#undef ROW
};

static struct err failure;

static void
load(void)
{
    /* As linked by OpenSSL and by GnuTLS: what is asked of it here is the same in both. */
    static const char *const names[] = { "libcurl.so.4", "libcurl-gnutls.so.4" };
    struct err err = { 0 };

    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        err = (struct err){ 0 };
        if (library_load(names[i], symbols, ARRAY_LEN(symbols), &err))
            break;
    }
    failure = err;
    if (err.kind == ERR_NONE)
        curl.global_init(CURL_GLOBAL_DEFAULT);
}

bool
curl_load(struct err *err)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, load);
    return failure.kind == ERR_NONE || err_set(err, failure.kind, "%s", failure.text);
}
