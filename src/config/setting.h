/*
 * src/config/setting.h: the table of settings that settings.def makes, and setting one of them.
 *
 * Shape   a value is what docs/config.md tells of its kind
 * Memory  texts are copied into the arena handed in
 * Errors  ERR_MISSING no such key, with the nearest one; ERR_INVALID the value
 */
#ifndef COURANT_CONFIG_SETTING_H
#define COURANT_CONFIG_SETTING_H

#include <courant/config.h>

enum setting_kind {
    SETTING_IS_TEXT,
    SETTING_IS_BOOL,
    SETTING_IS_INT,
    SETTING_IS_SPAN,
    SETTING_IS_SIZE,
    SETTING_IS_ENUM,
    SETTING_IS_ARGV,
    SETTING_IS_GROUP, /* no setting: key is a heading for the first courant.ini */
};

struct setting {
    const char *key, *fallback, *help;
    const char *words; /* SETTING_IS_ENUM */
    size_t offset;     /* in struct settings */
    int64_t least, most;
    enum setting_kind kind;
};

extern const struct setting setting_table[]; /* ends with key NULL */

/* What values the setting takes, in words: "on or off", "10 to 200". */
str setting_range(struct arena *a, const struct setting *setting);
void setting_defaults(struct arena *a, struct settings *out);

#endif
