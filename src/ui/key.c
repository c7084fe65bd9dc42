#include "key.h"

static const struct name {
    const char *name;
    uint32_t code;
} names[] = {
    { "up", K_UP },         { "down", K_DOWN },           { "left", K_LEFT },
    { "right", K_RIGHT },   { "home", K_HOME },           { "end", K_END },
    { "pgup", K_PAGE_UP },  { "pgdn", K_PAGE_DOWN },      { "insert", K_INSERT },
    { "delete", K_DELETE }, { "backspace", K_BACKSPACE }, { "enter", K_ENTER },
    { "tab", K_TAB },       { "esc", K_ESCAPE },          { "space", ' ' },
    { "comma", ',' },
};

static const struct mod {
    str prefix;
    uint32_t bit;
} mods[] = {
    { STR_INIT("ctrl-"), K_CTRL },
    { STR_INIT("alt-"), K_ALT },
    { STR_INIT("shift-"), K_SHIFT },
};

static bool
parse_function_key(str word, uint32_t *out)
{
    int64_t n = 0;
    str rest = str_from(word, 1);

    if (word.len < 2 || (word.ptr[0] != 'f' && word.ptr[0] != 'F') || !str_take_int(&rest, &n) ||
        rest.len > 0 || n < 1 || n > 12)
        return false;
    *out = K_F1 + (uint32_t)n - 1;
    return true;
}

static bool
parse_code(str word, uint32_t *out)
{
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (str_eq_nocase(word, str_of(names[i].name))) {
            *out = names[i].code;
            return true;
        }
    if (parse_function_key(word, out))
        return true;
    if (word.len == 0)
        return false;
    str rest = word;
    uint32_t rune = rune_take(&rest);

    if (rest.len > 0 || rune <= ' ' || rune == 0x7F || rune == RUNE_BAD || rune >= K_FIRST)
        return false;
    *out = rune;
    return true;
}

bool
key_parse(str word, struct key *out)
{
    struct key key = { 0 };
    bool is_taken = true;

    while (is_taken) {
        is_taken = false;
        for (size_t i = 0; i < ARRAY_LEN(mods); i++)
            if (word.len > mods[i].prefix.len && str_starts_nocase(word, mods[i].prefix)) {
                key.mods |= mods[i].bit;
                word = str_from(word, mods[i].prefix.len);
                is_taken = true;
            }
    }
    if (!parse_code(word, &key.code))
        return false;
    /* A terminal sends the same byte for ctrl-n and ctrl-N, and has no shift of its own for letters. */
    if (key.code < 0x80 && (key.mods & K_CTRL))
        key.code = (uint32_t)(unsigned char)char_lower((char)key.code);
    if (key.code < K_FIRST && (key.mods & K_SHIFT))
        return false;
    *out = key;
    return true;
}

str
key_text(struct arena *a, struct key key)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < ARRAY_LEN(mods); i++)
        if (key.mods & mods[i].bit)
            buf_add(&b, mods[i].prefix);
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        if (names[i].code == key.code) {
            buf_add(&b, str_of(names[i].name));
            return buf_str(&b);
        }
    if (key.code >= K_F1 && key.code <= K_F12)
        buf_printf(&b, "f%u", (unsigned)(key.code - K_F1 + 1));
    else if (key.code < K_FIRST)
        buf_add_rune(&b, key.code);
    return buf_str(&b);
}

bool
key_eq(struct key x, struct key y)
{
    return x.code == y.code && x.mods == y.mods;
}

bool
key_sequence_parse(str words, struct key_sequence *out)
{
    struct key_sequence sequence = { 0 };
    str word;

    words = str_trim(words);
    while (str_take_field(&words, ' ', &word)) {
        word = str_trim(word);
        if (word.len == 0)
            continue;
        if (sequence.count == KEY_SEQUENCE_MOST ||
            !key_parse(word, &sequence.keys[sequence.count++]))
            return false;
    }
    if (sequence.count == 0)
        return false;
    *out = sequence;
    return true;
}

bool
key_take_alternative(str *rest, str *out)
{
    str field;

    while (str_take_field(rest, ',', &field)) {
        field = str_trim(field);
        if (field.len > 0) {
            *out = field;
            return true;
        }
    }
    return false;
}

str
key_sequence_text(struct arena *a, const struct key_sequence *sequence)
{
    struct buf b = { .arena = a };

    for (size_t i = 0; i < sequence->count; i++) {
        if (i > 0)
            buf_add_char(&b, ' ');
        buf_add(&b, key_text(a, sequence->keys[i]));
    }
    return buf_str(&b);
}
