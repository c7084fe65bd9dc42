#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

int
lock_take(str file)
{
    struct arena a = { 0 };
    int fd = open(path_folder(&a, file).ptr, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int done = -1;

    arena_free(&a);
    while (fd >= 0 && (done = flock(fd, LOCK_EX)) != 0 && errno == EINTR)
        ;
    if (fd >= 0 && done != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

void
lock_drop(int lock)
{
    if (lock >= 0)
        close(lock);
}
