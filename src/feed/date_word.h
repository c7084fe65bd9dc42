/*
 * src/feed/date_word.h: the words that occur in dates: months, weekdays, halves of the day, zones, in many languages.
 *
 * Shape   a word is folded (text_fold: lower case, no marks on Latin and Greek, ё as е), without its full stop
 * Units   months from 1, weekdays from 0 (Sunday), zones in seconds east of Greenwich
 */
#ifndef COURANT_FEED_DATE_WORD_H
#define COURANT_FEED_DATE_WORD_H

#include <courant/base.h>

enum date_word_kind {
    DATE_WORD_UNKNOWN,
    DATE_WORD_MONTH,
    DATE_WORD_WEEKDAY,
    DATE_WORD_EITHER, /* "mar": March, or Tuesday where another month follows */
    DATE_WORD_AM,
    DATE_WORD_PM,
    DATE_WORD_FILLER, /* "de", "at", "года": says nothing */
    DATE_WORD_ZONE,
};

enum date_rule { DATE_RULE_NONE, DATE_RULE_EU, DATE_RULE_US, DATE_RULE_AU };

struct date_word {
    enum date_word_kind kind;
    int month, weekday;
    int zone_s;
    enum date_rule rule; /* when clocks are an hour ahead */
};

/* kind DATE_WORD_UNKNOWN when it is none of them. */
struct date_word date_word_find(str word);

#endif
