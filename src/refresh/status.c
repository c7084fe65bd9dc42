#include "worker.h"

static const struct status {
    long status;
    const char *words;
} statuses[] = {
    { 400, "the server did not understand the request" },
    { 401, "the server wants a user and a password, or other ones" },
    { 403, "the server refuses to give it" },
    { 404, "not found on the server" },
    { 406, "the server has it in no form that can be read" },
    { 410, "gone for good, says the server; it will not be tried again by itself" },
    { 429, "the server asks not to be asked so often" },
    { 451, "withheld for legal reasons" },
    { 500, "the server has an error of its own" },
    { 502, "the server behind the server does not answer" },
    { 503, "the server is out of service for now" },
    { 504, "the server behind the server does not answer" },
};

str
status_words(struct arena *a, long status)
{
    const char *words = status >= 500   ? "the server has an error of its own"
                        : status >= 400 ? "the server refuses the request"
                                        : "the server gave an answer that means nothing here";

    for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
        if (statuses[i].status == status)
            words = statuses[i].words;
    return arena_printf(a, "%s (%ld)", words, status);
}
