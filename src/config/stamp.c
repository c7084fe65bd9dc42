#include <courant/config.h>

#include <sys/stat.h>

/*
 * How one knows without reading it that a file is as it was. Its size and mtime can be set back by anyone (cp -p,
 * tar, git); its ctime cannot. Two writings within one tick of the file system's clock leave the same: so a file
 * that is younger than the coarsest tick there is (2 s, FAT) is not vouched for, and nothing written later can
 * have its ctime. The program is in it because another version may find other things in the same file.
 */
#define FRESH_S 3

static void
add_stat(struct buf *b, const struct stat *st)
{
    buf_printf(b, "%ju %ju %jd %jd.%09ld %jd.%09ld;", (uintmax_t)st->st_dev, (uintmax_t)st->st_ino,
               (intmax_t)st->st_size, (intmax_t)st->st_mtim.tv_sec, st->st_mtim.tv_nsec,
               (intmax_t)st->st_ctim.tv_sec, st->st_ctim.tv_nsec);
}

uint64_t
config_sources_stamp(const struct config_paths *paths, int64_t now_s)
{
    struct stat file, program = { 0 };
    struct arena a = { 0 };
    struct buf b = { .arena = &a };

    if (stat(paths->sources_file.ptr, &file) != 0 || now_s - file.st_ctim.tv_sec < FRESH_S ||
        stat("/proc/self/exe", &program) != 0)
        return 0;
    buf_add(&b, paths->sources_file);
    add_stat(&b, &file);
    add_stat(&b, &program);
    uint64_t stamp = str_hash(buf_str(&b));

    arena_free(&a);
    return stamp;
}
