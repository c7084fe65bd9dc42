/*
 * Does a person sit at the store? Who writes much then does it in short pieces, for a mark is made with a finger on a key.
 *
 * A lock on an empty file beside the store tells: shared by those who read, tried by those who write. The kernel takes it from
 * a copy that is killed. The store's own files must not be opened beside SQLite: closing one drops SQLite's locks.
 */
#include "db.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

static int
open_lock(const struct store *st, int flags)
{
    struct arena a = { 0 };
    const char *path = sqlite3_db_filename(st->db, "main");
    int fd = -1;

    if (path && path[0])
        fd = open(arena_printf(&a, "%s-reader", path).ptr,
                  flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
    arena_free(&a);
    return fd;
}

void
store_attend(struct store *st)
{
    if (st->attend_fd < 0)
        st->attend_fd = open_lock(st, O_RDWR | O_CREAT);
    if (st->attend_fd >= 0)
        flock(st->attend_fd, LOCK_SH | LOCK_NB); /* without it others are only less considerate */
}

bool
store_is_attended(struct store *st)
{
    int fd = open_lock(st, O_RDONLY);
    bool is_attended = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;

    if (fd >= 0)
        close(fd);
    return is_attended;
}

void
store_attend_end(struct store *st)
{
    if (st->attend_fd >= 0)
        close(st->attend_fd);
    st->attend_fd = -1;
}
