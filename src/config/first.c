/* The files that the first start writes. courant.ini is made from the table of settings, so it never lags. */
#include "lock.h"
#include "setting.h"

#include <sys/stat.h>

static void
write_setting(struct buf *b, const struct setting *s)
{
    bool is_quoted = s->kind == SETTING_IS_TEXT || s->kind == SETTING_IS_ARGV ||
                     s->kind == SETTING_IS_ENUM || s->kind == SETTING_IS_SPAN ||
                     s->kind == SETTING_IS_SIZE;
    const char *quote = is_quoted ? "\"" : "";

    buf_printf(b, "\n# %s", s->help);
    if (s->kind != SETTING_IS_TEXT && s->kind != SETTING_IS_ARGV && s->kind != SETTING_IS_BOOL)
        buf_printf(b, " (%.*s)", STR_ARG(setting_range(b->arena, s)));
    buf_printf(b, "\n;%s = %s%s%s\n", s->key, quote, s->fallback, quote);
}

static str
settings_text(struct arena *a)
{
    struct buf b = { .arena = a };

    buf_add(&b, embed_get("courant.ini.head"));
    for (const struct setting *s = setting_table; s->key; s++) {
        if (s->kind == SETTING_IS_GROUP)
            buf_printf(&b, "\n# ---- %s ----\n", s->key);
        else
            write_setting(&b, s);
    }
    buf_add(&b, embed_get("courant.ini.tail"));
    return buf_str(&b);
}

/* A link is there even where it leads to nothing: it is the user's, and is not replaced. */
static bool
is_missing(str path)
{
    struct stat st;

    return lstat(path.ptr, &st) != 0;
}

static bool
write_missing(str path, str text, bool *is_new, struct err *err)
{
    *is_new = is_missing(path);
    if (!*is_new)
        return true;
    if (!file_make_folders(path.ptr, err))
        return false;
    int lock = lock_take(path);

    *is_new = is_missing(path); /* another copy may have been quicker, and added to it */
    bool ok = !*is_new || file_write(path.ptr, text, err);

    lock_drop(lock);
    return ok;
}

bool
config_write_first(const struct config_paths *paths, bool *is_first, struct err *err)
{
    struct arena a = { 0 };
    bool is_new = false, ignored = false;
    bool ok = write_missing(paths->settings_file, settings_text(&a), &ignored, err) &&
              write_missing(paths->sources_file, embed_get("sources.ini"), &is_new, err);

    if (ok)
        *is_first = is_new;
    arena_free(&a);
    return ok;
}
