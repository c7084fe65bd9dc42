/*
 * Commands of the user as argument vectors. Blanks part words, '…' and "…" hold them together, a
 * backslash outside '…' takes the next character as it is. There is no shell, so nothing else means
 * anything, and an address put in for %u stays one argument whatever is in it.
 */
#include <courant/config.h>

#define WORDS_MOST 256

/* Takes one word off the front; false: there is none. */
static bool
take_word(str *rest, struct buf *word)
{
    char quote = 0;
    size_t i = 0;

    while (rest->len > 0 && char_is_space(rest->ptr[0]))
        *rest = str_from(*rest, 1);
    if (rest->len == 0)
        return false;
    for (; i < rest->len; i++) {
        char c = rest->ptr[i];

        if (!quote && char_is_space(c))
            break;
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? 0 : c;
        else if (c == '\\' && quote != '\'' && i + 1 < rest->len)
            buf_add_char(word, rest->ptr[++i]);
        else
            buf_add_char(word, c);
    }
    *rest = str_from(*rest, i);
    return true;
}

static const char *
put_url(struct arena *a, str word, str url, bool *is_put)
{
    struct buf b = { .arena = a };
    size_t at;

    while ((at = str_find(word, STR("%u"))) != STR_NONE) {
        buf_add(&b, str_sub(word, 0, at));
        buf_add(&b, url);
        word = str_from(word, at + 2);
        *is_put = true;
    }
    buf_add(&b, word);
    buf_add_char(&b, '\0');
    return b.ptr;
}

const char **
config_argv(struct arena *a, str command, str url)
{
    VEC(const char *) words = { 0 };
    bool is_put = url.len == 0;

    for (;;) {
        struct buf word = { .arena = a };

        if (words.count == WORDS_MOST || !take_word(&command, &word))
            break;
        *VEC_PUSH(a, &words) = put_url(a, buf_str(&word), url, &is_put);
    }
    /* "firefox" alone means "firefox %u": the address belongs somewhere. */
    if (!is_put && words.count > 0)
        *VEC_PUSH(a, &words) = arena_cstr(a, url);
    *VEC_PUSH(a, &words) = NULL;
    return words.items;
}
