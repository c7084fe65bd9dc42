#include <courant/base.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
load_open(int fd, const char *path, size_t limit, struct arena *a, str *raw_out, struct err *err)
{
    struct buf b = { .arena = a };
    struct stat st = { 0 };
    char piece[65536];

    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode))
        return err_set(err, ERR_STORE, "%s: is a folder", path);
    if (S_ISREG(st.st_mode) && st.st_size > 0) { /* its size is only a hint: it may still grow */
        b.room = MIN((size_t)st.st_size, limit);
        b.ptr = arena_alloc(a, b.room);
    }
    for (;;) {
        ssize_t got = read(fd, piece, sizeof(piece));

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
        if (got == 0)
            break;
        if (b.len + (size_t)got > limit)
            return err_set(err, ERR_LIMIT, "%s: larger than %zu bytes", path, limit);
        buf_add(&b, (str){ piece, (size_t)got });
    }
    *raw_out = buf_str(&b);
    return true;
}

bool
file_load(const char *path, size_t limit, struct arena *a, str *raw_out, struct err *err)
{
    if (strcmp(path, "-") == 0)
        return load_open(STDIN_FILENO, "standard input", limit, a, raw_out, err);
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return err_set(err, errno == ENOENT ? ERR_MISSING : ERR_STORE, "%s: %s", path,
                       strerror(errno));
    bool ok = load_open(fd, path, limit, a, raw_out, err);

    close(fd);
    return ok;
}

bool
file_load_ordinary(const char *path, size_t limit, struct arena *a, str *raw_out, struct err *err)
{
    struct stat st;

    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode))
        return err_set(err, ERR_STORE, "%s: is not an ordinary file", path);
    return file_load(path, limit, a, raw_out, err);
}

static bool
write_all(int fd, str bytes)
{
    while (bytes.len > 0) {
        ssize_t put = write(fd, bytes.ptr, bytes.len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return false;
        bytes = str_from(bytes, (size_t)put);
    }
    return true;
}

bool
file_write(const char *path, str bytes, struct err *err)
{
    struct arena a = { 0 };
    char *temporary = arena_cstr(&a, arena_printf(&a, "%s.XXXXXX", path));
    bool ok = false;
    int fd = mkstemp(temporary); /* 0600, and never through a link that somebody left there */

    if (fd < 0) {
        err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    } else {
        ok = write_all(fd, bytes) && fsync(fd) == 0;
        ok = close(fd) == 0 && ok;
        ok = ok && rename(temporary, path) == 0;
        if (!ok) {
            err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
            unlink(temporary);
        }
    }
    arena_free(&a);
    return ok;
}

bool
file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}

bool
file_make_folders(const char *path, struct err *err)
{
    struct arena a = { 0 };
    char *folder = arena_cstr(&a, str_of(path));
    bool ok = true;

    for (char *slash = strchr(folder + (folder[0] != '\0'), '/'); ok && slash;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0700) != 0 && errno != EEXIST)
            ok = err_set(err, ERR_STORE, "%s: %s", folder, strerror(errno));
        *slash = '/';
    }
    arena_free(&a);
    return ok;
}

str
path_join(struct arena *a, str folder, str name)
{
    bool slash = folder.len > 0 && folder.ptr[folder.len - 1] != '/';

    return arena_printf(a, "%.*s%s%.*s", STR_ARG(folder), slash ? "/" : "", STR_ARG(name));
}

str
path_folder(struct arena *a, str path)
{
    size_t slash = str_find_last(path, '/');

    return arena_str(a, slash == STR_NONE ? STR(".") : str_sub(path, 0, MAX(slash, 1)));
}

str
path_name(str path)
{
    size_t slash = str_find_last(path, '/');

    return slash == STR_NONE ? path : str_from(path, slash + 1);
}

str
path_expand(struct arena *a, str path)
{
    str home = str_of(getenv("HOME"));

    if (home.len > 0 && str_starts(path, STR("~/")))
        return path_join(a, home, str_from(path, 2));
    return arena_str(a, path);
}
