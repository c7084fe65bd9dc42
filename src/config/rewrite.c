#include "rewrite.h"

#include "line.h"
#include "load.h"
#include "lock.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static str
real_path(struct arena *a, str path)
{
    char real[PATH_MAX];

    return realpath(path.ptr, real) ? arena_str(a, str_of(real)) : path;
}

static bool
load_text(struct arena *a, str path, str *out, struct err *err)
{
    struct err why = { 0 };

    *out = (str){ 0 };
    if (load_file(a, path, out, &why) || why.kind == ERR_MISSING)
        return true;
    *err = why;
    return false;
}

/* Written whole beside it and renamed, with the permissions that it had. */
static bool
save_text(str path, str text, struct err *err)
{
    struct stat st;
    bool is_there = stat(path.ptr, &st) == 0;

    if (text.len > FILE_MOST_BYTES)
        return err_set(err, ERR_LIMIT, "%s: would be larger than 1 MB", path.ptr);
    /* Renaming asks for no leave, but who took it from the file meant something by it. */
    if (is_there && access(path.ptr, W_OK) != 0)
        return err_set(err, ERR_STORE, "%s: %s", path.ptr, strerror(errno));
    if (!file_make_folders(path.ptr, err) || !file_write(path.ptr, text, err))
        return false;
    if (is_there && chmod(path.ptr, st.st_mode & 0777) != 0)
        return err_set(err, ERR_STORE, "%s: its permissions could not be kept", path.ptr);
    return true;
}

/* What the system refused has the whole path in its words already. */
bool
rewrite_name(const struct rewrite *r, struct err *err)
{
    return err->kind != ERR_STORE && err_wrap(err, "%.*s", STR_ARG(path_name(r->file)));
}

bool
rewrite_open(struct rewrite *r, struct arena *a, str file, struct err *err)
{
    *r = (struct rewrite){ .arena = a, .file = file, .path = real_path(a, file) };
    r->lock = lock_take(r->path);
    if (load_text(a, r->path, &r->text, err))
        return true;
    rewrite_close(r);
    return rewrite_name(r, err);
}

bool
rewrite_save(struct rewrite *r, str text, struct config_undo *undo, struct err *err)
{
    if (!save_text(r->path, text, err))
        return rewrite_name(r, err);
    if (undo)
        *undo = (struct config_undo){ .file = r->path, .before = r->text, .after = str_hash(text) };
    return true;
}

void
rewrite_close(struct rewrite *r)
{
    lock_drop(r->lock);
    r->lock = -1;
}

const char *
rewrite_newline(str text)
{
    return str_find(text, STR("\r\n")) != STR_NONE ? "\r\n" : "\n";
}

str
rewrite_quote(struct arena *a, str value, bool is_url)
{
    struct buf b = { .arena = a };
    bool has_double = str_find_char(value, '"') != STR_NONE;
    bool use_single = has_double && !is_url && str_find_char(value, '\'') == STR_NONE;

    buf_add_char(&b, use_single ? '\'' : '"');
    for (size_t i = 0; i < value.len; i++) {
        char c = value.ptr[i];

        if ((unsigned char)c < ' ' || c == 0x7F)
            c = ' ';
        if (c == '"' && !use_single)
            buf_add(&b, is_url ? STR("%22") : STR("”"));
        else
            buf_add_char(&b, c);
    }
    buf_add_char(&b, use_single ? '\'' : '"');
    return buf_str(&b);
}

bool
rewrite_check(str text, struct err *err)
{
    str raw;

    while (str_take_line(&text, &raw)) {
        struct line line;

        line_read(raw, &line);
        if (line.kind == LINE_BAD)
            return err_set(err, ERR_INVALID, "\"%.*s…\" %s", STR_ARG(str_sub(raw, 0, 40)),
                           line.fault);
    }
    return true;
}
