#include "import.h"

#include <courant/config_edit.h>
#include <courant/net.h>
#include <courant/text.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LIST_MOST    ((size_t)16 << 20)
#define HEAD_LEN     16
#define SHOWN_MOST   200 /* bytes of an address in the report */
#define WORDS_MOST   400
#define SQLITE_MAGIC STR("SQLite format 3")

static const char *const verdicts[IMPORT_COUNT] = { "taken", "changed", "there", "refused" };

/* ---- the report ---- */

void
import_say(struct import *im, enum import_verdict verdict, str subject, int line, str words)
{
    struct arena *a = &im->cli->arena;
    str shown = text_clean(a, net_url_without_secret(a, str_sub(subject, 0, SHOWN_MOST)));

    im->counts[verdict]++;
    printf("%-8s %.*s", verdicts[verdict], STR_ARG(shown));
    if (line > 0)
        printf(" (line %d)", line);
    printf("%s%.*s\n", words.len > 0 ? ": " : "", STR_ARG(text_clean(a, words)));
}

void
import_changed(struct import_source *s, const char *format, ...)
{
    char text[WORDS_MOST];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    buf_add(&s->words, s->words.len > 0 ? STR("; ") : STR(""));
    buf_add(&s->words, str_of(text));
}

/* ---- an entry ---- */

static void
disable(struct import_source *s, const char *what)
{
    if (!s->source.is_disabled)
        import_changed(s, "%s: it is off until you take out its enabled = off in sources.ini",
                       what);
    s->source.is_disabled = true;
}

/* "filter:COMMAND:URL": the command ends at the first colon. */
static bool
split_filter(struct import_source *s, str rest, const char **why)
{
    size_t colon = str_find_char(rest, ':');

    if (colon == STR_NONE || str_trim(str_sub(rest, 0, colon)).len == 0) {
        *why = "a filter needs a command and an address";
        return false;
    }
    s->source.filter = str_trim(str_sub(rest, 0, colon));
    s->source.url = str_trim(str_from(rest, colon + 1));
    return true;
}

/* Values have no escapes there; in a command, quotes that became others would be another command. */
static bool
can_be_quoted(str value)
{
    return str_find_char(value, '"') == STR_NONE || str_find_char(value, '\'') == STR_NONE;
}

bool
import_address(struct import_source *s, str address, const char **why)
{
    const str query = STR("query:"), filter = STR("filter:"), exec = STR("exec:");
    struct config_source *source = &s->source;

    source->url = address;
    if (str_starts_nocase(address, query)) {
        *why = "a query is no source; [view:NAME] in courant.ini keeps searches";
        return false;
    }
    if (str_starts_nocase(address, filter) && !split_filter(s, str_from(address, filter.len), why))
        return false;
    if (source->filter.len > 0 || source->password_command.len > 0 ||
        str_starts_nocase(source->url, exec))
        disable(s, "runs a command, without a shell");
    else if (str_starts_nocase(source->url, STR("file:")))
        disable(s, "reads a file");
    if (!can_be_quoted(source->url) || !can_be_quoted(source->filter) ||
        !can_be_quoted(source->password_command)) {
        *why = "has both kinds of quotes, which sources.ini cannot hold; put the command into a "
               "script";
        return false;
    }
    return true;
}

static const struct config_source *
find_there(const struct config *config, str url)
{
    for (size_t i = 0; i < config->source_count; i++)
        if (str_eq(config->sources[i].url, url))
            return &config->sources[i];
    return NULL;
}

/* An id that is taken, or is none, is not worth losing the source for. */
static bool
add(struct import *im, struct import_source *s, struct err *err)
{
    struct err ignored = { 0 };
    str key;

    if (s->source.key.len > 0 && config_additions_put(im->additions, &s->source, &key, &ignored))
        return true;
    s->source.key = (str){ 0 };
    return config_additions_put(im->additions, &s->source, &key, err);
}

void
import_add(struct import *im, struct import_source *s, str address, int line)
{
    const struct config_source *there = find_there(&im->cli->config, s->source.url);
    struct err err = { 0 };

    if (there)
        import_say(im, IMPORT_THERE, address, line,
                   arena_printf(&im->cli->arena, "as [%.*s]", STR_ARG(there->key)));
    else if (!add(im, s, &err))
        import_say(im, IMPORT_REFUSED, address, line, str_of(err.text));
    else
        import_say(im, s->words.len > 0 ? IMPORT_CHANGED : IMPORT_TAKEN, address, line,
                   buf_str(&s->words));
}

/* ---- the command ---- */

static bool
is_database(const char *path)
{
    char head[HEAD_LEN] = "";
    FILE *file = fopen(path, "rbe");
    size_t len = file ? fread(head, 1, sizeof(head), file) : 0;

    if (file)
        fclose(file);
    return str_starts((str){ head, len }, SQLITE_MAGIC);
}

static bool
is_markup(str raw)
{
    raw = str_starts(raw, STR("\xef\xbb\xbf")) ? str_from(raw, 3) : raw;
    raw = str_trim(raw);
    return str_starts(raw, STR("<")) || str_starts(raw, STR("\xff\xfe")) ||
           str_starts(raw, STR("\xfe\xff"));
}

static bool
import_list(struct import *im, const char *path, struct err *err)
{
    struct arena *a = &im->cli->arena;
    struct err ignored = { 0 };
    str raw;
    bool ok = true;

    if (!file_load(path, LIST_MOST, a, &raw, err) ||
        !config_additions_open(a, &im->cli->paths, &im->additions, err))
        return false;
    if (is_markup(raw))
        ok = import_opml(im, raw, err) || err_wrap(err, "%s", path);
    else
        import_urls(im, raw);
    return config_additions_end(im->additions, ok, ok ? err : &ignored) && ok;
}

static bool
import_file(struct import *im, const char *path, struct err *err)
{
    if (is_database(path))
        return import_cache(im, path, err) || err_wrap(err, "%s", path);
    return import_list(im, path, err);
}

int
cli_import(struct cli *cli, str *args, size_t count)
{
    struct import im = { .cli = cli };
    struct err err = { 0 };

    if (!cli_options("import", NULL, 0, args, count, &count))
        return CLI_USAGE;
    if (count != 1)
        return cli_usage("import");
    const char *path = arena_cstr(&cli->arena, args[0]);

    if (!cli_store(cli, &err))
        return cli_fail("import", &err);
    bool ok = import_file(&im, path, &err);

    if (!cli_reload(cli, ok ? &err : &(struct err){ 0 }) || !ok)
        return cli_fail("import", &err);
    printf("%zu taken, %zu changed, %zu there already, %zu refused\n", im.counts[IMPORT_TAKEN],
           im.counts[IMPORT_CHANGED], im.counts[IMPORT_THERE], im.counts[IMPORT_REFUSED]);
    return im.counts[IMPORT_REFUSED] > 0 ? CLI_PARTLY : CLI_DONE;
}
