#include "churn.h"

#include <courant/text.h>

/* Beside such a word a number is a counter or an age; folded. */
static const char *const counters[] = {
    "view",       "views",     "comment",     "comments",    "share",        "shares",
    "like",       "likes",     "read",        "reads",       "vote",         "votes",
    "reply",      "replies",   "rating",      "followers",   "sec",          "secs",
    "second",     "seconds",   "min",         "mins",        "minute",       "minutes",
    "hour",       "hours",     "ago",         "updated",     "просмотр",     "просмотра",
    "просмотров", "просмотры", "комментарий", "комментария", "комментариев", "комментарии",
    "назад",      "мин",       "минут",       "минуты",      "минуту",       "час",
    "часа",       "часов",     "қаралды",     "пікір",       "рет",          "бұрын",
};

static const char *const notices[] = {
    "advertisement", "advertisements", "advertising", "sponsored", "ad", "реклама", "жарнама"
};

static bool
is_one_of(str word, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(word, str_of(list[i])))
            return true;
    return false;
}

static bool
is_counter(str word)
{
    return is_one_of(word, counters, ARRAY_LEN(counters));
}

enum nature { IS_EDIT, IS_NOTICE, IS_NUMBER, IS_COUNTER };

/* What a run of words is at most: all must be notices, or all numbers and words of counting. */
static enum nature
nature_of(struct arena *a, str text)
{
    struct text_word *words;
    size_t count = text_words(a, text, &words), notice_count = 0, counter_count = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_notice = is_one_of(words[i].word, notices, ARRAY_LEN(notices));

        notice_count += is_notice;
        counter_count += is_counter(words[i].word);
        if (!is_notice && !is_counter(words[i].word) && !words[i].is_number)
            return IS_EDIT;
    }
    if (notice_count == count)
        return IS_NOTICE; /* signs alone too */
    return notice_count ? IS_EDIT : counter_count ? IS_COUNTER : IS_NUMBER;
}

/* The word at the edge of what stayed: "12 comments", "Views: 12". */
static bool
is_counting(struct arena *a, const struct text_change *change, bool is_before)
{
    struct text_word *words;
    size_t count = change->kind == TEXT_SAME ? text_words(a, change->text, &words) : 0;

    return count > 0 && is_counter(words[is_before ? count - 1 : 0].word);
}

static bool
has_counter_near(struct arena *a, const struct text_change *changes, size_t count, size_t at)
{
    size_t from = at, to = at;

    while (from > 0 && changes[from].kind != TEXT_SAME)
        from--;
    while (to + 1 < count && changes[to].kind != TEXT_SAME)
        to++;
    return is_counting(a, &changes[from], true) || is_counting(a, &changes[to], false);
}

bool
churn_is_edit(str was, str now)
{
    struct arena a = { 0 };
    struct text_change *changes;
    size_t count = text_diff(&a, was, now, &changes);
    bool is_edit = false;

    for (size_t i = 0; i < count && !is_edit; i++) {
        if (changes[i].kind == TEXT_SAME)
            continue;
        enum nature nature = nature_of(&a, changes[i].text);

        is_edit =
            nature == IS_EDIT || (nature == IS_NUMBER && !has_counter_near(&a, changes, count, i));
    }
    arena_free(&a);
    return is_edit;
}
