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

static const struct config_put *
find_put(const struct config_put *puts, size_t count, char letter)
{
    for (size_t i = 0; i < count; i++)
        if (puts[i].letter == letter)
            return &puts[i];
    return NULL;
}

/* In one pass: what is put in is never looked through for more. */
static const char *
put_all(struct arena *a, str word, const struct config_put *puts, size_t count, bool *is_put)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < word.len; i++) {
        const struct config_put *put =
            word.ptr[i] == '%' && i + 1 < word.len ? find_put(puts, count, word.ptr[i + 1]) : NULL;

        if (!put) {
            buf_add_char(&b, word.ptr[i]);
            continue;
        }
        buf_add(&b, put->value);
        *is_put = true;
        i++;
    }
    buf_add_char(&b, '\0');
    return b.ptr;
}

const char **
config_argv_put(struct arena *a, str command, const struct config_put *puts, size_t count)
{
    VEC(const char *) words = { 0 };
    bool is_put = count == 0 || puts[0].value.len == 0;

    for (;;) {
        struct buf word = { .arena = a };

        if (words.count == WORDS_MOST || !take_word(&command, &word))
            break;
        *VEC_PUSH(a, &words) = put_all(a, buf_str(&word), puts, count, &is_put);
    }
    /* "firefox" alone means "firefox %u": the address belongs somewhere. */
    if (!is_put && words.count > 0)
        *VEC_PUSH(a, &words) = arena_cstr(a, puts[0].value);
    *VEC_PUSH(a, &words) = NULL;
    return words.items;
}

const char **
config_argv(struct arena *a, str command, str url)
{
    return config_argv_put(a, command, &(struct config_put){ 'u', url }, 1);
}
