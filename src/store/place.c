#include "place.h"

#include <sqlite3.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool
place_is_emptied(const char *path)
{
    struct arena a = { 0 };
    struct stat file, log;
    char real[PATH_MAX]; /* beside which SQLite keeps the log */
    bool is_emptied = realpath(path, real) && stat(real, &file) == 0 && file.st_size == 0 &&
                      stat(arena_printf(&a, "%s-wal", real).ptr, &log) == 0 &&
                      S_ISREG(log.st_mode) && log.st_size > 0;

    arena_free(&a);
    return is_emptied;
}

static bool
check_absent(const char *path, int why, struct err *err)
{
    struct stat link;

    if (why != ENOENT)
        return err_set(err, ERR_STORE, "%s", strerror(why));
    return lstat(path, &link) != 0 ||
           err_set(err, ERR_STORE, "is a link that leads to nothing; left as it was");
}

bool
place_check(const char *path, bool *out_there, struct err *err)
{
    struct stat st;

    *out_there = stat(path, &st) == 0;
    if (!*out_there)
        return check_absent(path, errno, err);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_STORE, "is not an ordinary file");
    return !place_is_emptied(path) ||
           err_set(err, ERR_DAMAGED,
                   "the store is damaged (its file is empty, its log is not); `courant doctor "
                   "--rescue` saves what can be read, and keeps the damaged one");
}

/*
 * Made by us, so that nobody else can read what one reads; SQLite gives its side files the same mode. One that
 * is there is not even opened: a close drops every lock that this process has on the file, those of its other
 * connections too, and then another copy takes the WAL away from under them.
 */
bool
place_make(const char *path, struct err *err)
{
    int fd;

    if (!file_make_folders(path, err))
        return false;
    fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    return fd >= 0 || errno == EEXIST || err_set(err, ERR_STORE, "%s", strerror(errno));
}

/* By the very function that SQLite locks with, on the file that tells of a reader (attend.c): never on the store's own. */
bool
place_has_locks(const char *path)
{
    union {
        sqlite3_syscall_ptr plain;
        int (*fcntl)(int, int, ...);
    } call = { .plain = NULL };
    sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
    struct flock lock = { .l_type = F_RDLCK, .l_whence = SEEK_SET };
    struct arena a = { 0 };
    int fd = open(arena_printf(&a, "%s-reader", path).ptr,
                  O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    bool has_locks = true;

    if (vfs && vfs->iVersion >= 3 && vfs->xGetSystemCall)
        call.plain = vfs->xGetSystemCall(vfs, "fcntl");
    if (fd >= 0 && call.plain && call.fcntl(fd, F_SETLK, &lock) != 0)
        has_locks = errno != ENOLCK && errno != ENOSYS && errno != EOPNOTSUPP && errno != EINVAL;
    if (fd >= 0)
        close(fd);
    arena_free(&a);
    return has_locks;
}
