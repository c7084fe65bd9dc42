#include "value.h"

#include <string.h>

bool
value_bool(str text, bool *out, struct err *err)
{
    static const char *const words[] = { "off", "on", "no", "yes", "false", "true", "0", "1" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++) {
        if (str_eq_nocase(text, str_of(words[i]))) {
            *out = i % 2 == 1;
            return true;
        }
    }
    return err_set(err, ERR_INVALID, "\"%.*s\" is neither on nor off", QUOTED(text));
}

bool
value_int(str text, int64_t least, int64_t most, int64_t *out, struct err *err)
{
    str rest = text;
    int64_t value = 0;

    if (!str_take_int(&rest, &value) || rest.len > 0 || value < least || value > most)
        return err_set(err, ERR_INVALID,
                       "\"%.*s\" is not a whole number from %" PRId64 " to %" PRId64, QUOTED(text),
                       least, most);
    *out = value;
    return true;
}

bool
value_word(str text, const char *words, int *out, struct err *err)
{
    str rest = str_of(words), word;
    int index = 0;

    for (; str_take_field(&rest, ' ', &word); index++) {
        if (str_eq_nocase(text, word)) {
            *out = index;
            return true;
        }
    }
    return err_set(err, ERR_INVALID, "\"%.*s\" is none of: %s", QUOTED(text), words);
}

str
value_word_at(const char *words, int index)
{
    str rest = str_of(words), word = { 0 };

    for (int i = 0; i <= index; i++)
        if (!str_take_field(&rest, ' ', &word))
            return (str){ 0 };
    return word;
}

bool
value_is_id(str text)
{
    if (text.len == 0 || text.len > 64 || text.ptr[0] == '.' || text.ptr[0] == '-')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!char_is_digit(c) && !(c >= 'a' && c <= 'z') && !strchr("._-", c))
            return false;
    }
    return true;
}

/* Something to connect to: at least one letter or digit before the path, no user without a host. */
static bool
has_host(str after_scheme)
{
    if (!str_starts(after_scheme, STR("//")))
        return false;
    str host = str_from(after_scheme, 2);

    for (size_t i = 0; i < host.len; i++) {
        if (strchr("/?#", host.ptr[i])) {
            host = str_sub(host, 0, i);
            break;
        }
    }
    size_t at = str_find_last(host, '@');

    if (at != STR_NONE)
        host = str_from(host, at + 1);
    return host.len > 0 &&
           (char_is_alnum(host.ptr[0]) || host.ptr[0] == '[' || (unsigned char)host.ptr[0] >= 0x80);
}

bool
value_url(str text, struct err *err)
{
    bool is_command = str_starts_nocase(text, STR("exec:"));

    for (size_t i = 0; i < text.len; i++)
        if ((text.ptr[i] == ' ' && !is_command) || (unsigned char)text.ptr[i] < ' ')
            return err_set(err, ERR_INVALID, "\"%.*s\" has a blank in it; write it as %%20",
                           QUOTED(text));
    if (str_eq(text, WELCOME_URL))
        return true;
    if (is_command)
        return str_trim(str_from(text, 5)).len > 0 ||
               err_set(err, ERR_INVALID, "\"%.*s\" names no command", QUOTED(text));
    if (str_starts_nocase(text, STR("file:")))
        return str_starts(str_from(text, 5), STR("/")) ||
               err_set(err, ERR_INVALID, "\"%.*s\" must give the whole path: file:///…",
                       QUOTED(text));
    size_t colon = str_find_char(text, ':');
    str scheme = str_sub(text, 0, colon);

    if (colon == STR_NONE ||
        !(str_eq_nocase(scheme, STR("http")) || str_eq_nocase(scheme, STR("https"))))
        return err_set(err, ERR_INVALID, "\"%.*s\" is not an http, https, file or exec address",
                       QUOTED(text));
    return has_host(str_from(text, colon + 1)) ||
           err_set(err, ERR_INVALID, "\"%.*s\" names no host", QUOTED(text));
}

/* Letters to change, put in, leave out or swap with their neighbour to make one of the other. */
#define WORD_MOST 32

static size_t
distance(str x, str y)
{
    size_t rows[3][WORD_MOST + 1];

    if (x.len > WORD_MOST || y.len > WORD_MOST)
        return SIZE_MAX;
    for (size_t j = 0; j <= y.len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= x.len; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= y.len; j++) {
            bool same = x.ptr[i - 1] == y.ptr[j - 1];

            row[j] = MIN(MIN(above[j], row[j - 1]) + 1, above[j - 1] + !same);
            if (i > 1 && j > 1 && x.ptr[i - 1] == y.ptr[j - 2] && x.ptr[i - 2] == y.ptr[j - 1])
                row[j] = MIN(row[j], twice[j - 2] + 1);
        }
    }
    return rows[x.len % 3][y.len];
}

const char *
value_nearest(str name, const char *const *candidates, size_t count)
{
    const char *best = NULL;
    size_t best_distance = name.len > 4 ? 3 : 2; /* so many letters wrong make another word */

    for (size_t i = 0; i < count; i++) {
        size_t d = distance(name, str_of(candidates[i]));

        if (d < best_distance) {
            best_distance = d;
            best = candidates[i];
        }
    }
    return best;
}

bool
value_proxy(str text, struct err *err)
{
    static const char *const schemes[] = {
        "http", "https", "socks4", "socks4a", "socks5", "socks5h"
    };
    size_t slashes = str_find(text, STR("://"));
    str scheme = slashes == STR_NONE ? STR("http") : str_sub(text, 0, slashes);
    str rest = slashes == STR_NONE ? text : str_from(text, slashes + 3);
    bool is_known = str_eq_nocase(text, STR("none"));

    for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
        is_known = is_known || str_eq_nocase(scheme, str_of(schemes[i]));
    for (size_t i = 0; i < rest.len; i++)
        is_known = is_known && !char_is_space(rest.ptr[i]) && rest.ptr[i] != '/';
    /* Not quoted: it may hold a password. */
    return (is_known && rest.len > 0) ||
           err_set(err, ERR_INVALID, "is no proxy such as http://host:3128 or socks5h://host:1080");
}

bool
value_path(str text, struct err *err)
{
    return str_starts(text, STR("/")) || str_starts(text, STR("~/")) ||
           err_set(err, ERR_INVALID, "\"%.*s\" is no whole path such as /a/file or ~/file",
                   QUOTED(text));
}
