#include "transfer.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * file: addresses, from the user's own configuration only. Read here and not by curl: regular files and
 * nothing else (a pipe would hang, a folder would be listed), with the limit of any other source, and
 * with an ETag of time and size so that a file that has not changed is not parsed.
 */

/* %20 to a blank; false on %00. */
static bool
unescape(struct arena *a, str path, str *out)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < path.len; i++) {
        int high = path.ptr[i] == '%' && i + 2 < path.len ? char_hex(path.ptr[i + 1]) : -1;
        int low = high >= 0 ? char_hex(path.ptr[i + 2]) : -1;
        char c = low >= 0 ? (char)(high * 16 + low) : path.ptr[i];

        if (c == '\0')
            return false;
        buf_add_char(&b, c);
        i += low >= 0 ? 2 : 0;
    }
    buf_add_char(&b, '\0');
    *out = (str){ buf_str(&b).ptr, b.len - 1 };
    return true;
}

/* Up to the limit; one byte over it is the failure. */
static bool
read_all(struct answer *answer, int fd, int64_t most, struct err *err)
{
    char piece[65536];

    for (;;) {
        ssize_t got = read(fd, piece, sizeof(piece));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_NET, "the file cannot be read: %s", strerror(errno));
        if (got == 0)
            return true;
        if ((int64_t)answer->face.raw_body.len + got > most)
            return err_set(err, ERR_LIMIT, "larger than %.*s",
                           STR_ARG(net_size_words(&answer->face.arena, most)));
        answer_add(answer, (str){ piece, (size_t)got });
    }
}

static void
read_open(struct answer *answer, int fd, const struct net_request *request)
{
    struct net_response *r = &answer->face;
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        err_set(&r->err, ERR_NET, "not a regular file");
        return;
    }
    r->etag = arena_printf(&r->arena, "%" PRId64 ".%09ld-%" PRId64, (int64_t)st.st_mtim.tv_sec,
                           (long)st.st_mtim.tv_nsec, (int64_t)st.st_size);
    if (str_eq(r->etag, request->etag)) {
        r->status = 304;
        return;
    }
    if (!read_all(answer, fd, request->most_bytes, &r->err)) {
        r->raw_body.len = 0;
        return;
    }
    r->status = 200;
    r->wire_bytes = (int64_t)r->raw_body.len;
}

void
local_read(struct answer *answer, const struct net_request *request)
{
    struct net_response *r = &answer->face;
    int64_t began_ms = time_now_ms();
    struct net_url url;
    str path;

    r->final_url = arena_str(&r->arena, request->url);
    if (!net_url_parse(request->url, &url) || !str_starts(url.path, STR("/")) ||
        (url.host.len > 0 && !str_eq_nocase(url.host, STR("localhost"))) ||
        !unescape(&r->arena, url.path, &path)) {
        err_set(&r->err, ERR_INVALID, "a file is written as file:///its/path");
        return;
    }
    /* Not waiting: opening a pipe would. */
    int fd = open(path.ptr, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

    if (fd < 0) {
        err_set(&r->err, ERR_NET, "the file cannot be read: %s", strerror(errno));
        return;
    }
    read_open(answer, fd, request);
    close(fd);
    r->took_ms = time_now_ms() - began_ms;
}
