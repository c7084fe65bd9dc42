/*
 * src/net/header.h: what the header lines of an answer say: type, charset, validators, how long it is
 * fresh, when to come back.
 *
 * Shape   lines as they come, one at a time; a new status line forgets what came before it
 * Units   _at in seconds since 1970 UTC, 0: not said
 * Memory  values are copied into the arena; those too long or with odd bytes count as not there
 * Source  RFC 9110, RFC 9111 § 4.2
 */
#ifndef COURANT_NET_HEADER_H
#define COURANT_NET_HEADER_H

#include <courant/base.h>

#define HEADER_MOST      2048 /* bytes of one value */
#define HEADER_SPAN_MOST (INT64_C(366) * 86400)

struct header_set {
    int status;
    bool has_cookie; /* it would set one */
    str location, content_type, etag, last_modified, cache_control, expires, date, age, retry_after;
};

void header_line(struct header_set *set, struct arena *a, str raw_line);
/* "text/html" and "utf-8" of Text/HTML; charset="UTF-8"; both may come out empty. */
void header_content_type(struct arena *a, str value, str *out_type, str *out_charset);
int64_t header_fresh_until(const struct header_set *set, int64_t now);
int64_t header_retry_at(const struct header_set *set, int64_t now);
bool header_date(str text, int64_t *out_at);

#endif
