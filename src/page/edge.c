#include "clean.h"
#include "date.h"
#include "label.h"
#include "line.h"

enum {
    MOST_LINES = 16,
    STAMP_MOST = 140, /* weighed characters of a line of dates and names */
    CLOSING_MOST = 400,
};

/* ---- the front ---- */

/* "By then it was too late." is no byline. */
static bool
ends_sentence(str text)
{
    static const char *const marks[] = { ".", "!", "?", "…", "”", "\"", "»", "。", "।", "؟", ":" };

    if (str_ends(text, STR("a.m.")) || str_ends(text, STR("p.m.")))
        return false;
    for (size_t i = 0; i < ARRAY_LEN(marks); i++)
        if (str_ends(text, str_of(marks[i])))
            return true;
    return false;
}

/* "Published: 3 May 2024 | Updated 14:10". */
static bool
is_stamp(str text)
{
    static const char *const words[] = {
        "Published",  "Updated",      "Posted",     "Last updated", "First published", "Modified",
        "Created",    "Опубликовано", "Обновлено",  "Дата",         "Жарияланды",      "Жаңартылды",
        "Stand:",     "Publié",       "Mis à jour", "Publicado",    "Actualizado",     "Atualizado",
        "Pubblicato", "Aggiornato",   "发布时间",   "更新",         "公開日",          "入力",
        "입력",       "등록"
    };
    bool has_digit = false;

    for (size_t i = 0; i < text.len; i++)
        has_digit |= char_is_digit(text.ptr[i]);
    for (size_t i = 0; has_digit && i < ARRAY_LEN(words); i++)
        if (str_starts_nocase(text, str_of(words[i])))
            return true;
    return false;
}

/* "24.09.2025 14:10", "By Jane Doe", "3 min read" before the first line of text. */
static bool
is_front_matter(struct reader *r, const struct html_node *node)
{
    const struct mark *m = mark_of(r, node);
    str text = m->chars > 0 && m->chars < STAMP_MOST ? mark_text(r, node) : (str){ "", 0 };
    int64_t at;

    if (text.len == 0 || ends_sentence(text))
        return false;
    if (is_stamp(text))
        return true;
    if (m->chars >= 70)
        return false;
    if (m->chars < 45 && page_date_read(text, &at))
        return true;
    if (r->byline.len > 4 && str_find_nocase(text, r->byline) != STR_NONE)
        return true;
    return label_author(text).len < text.len ||
           str_find_nocase(text, STR("min read")) != STR_NONE ||
           str_find_nocase(text, STR("minute read")) != STR_NONE;
}

void
clean_front(struct reader *r)
{
    const struct html_node *top = r->content;

    for (const struct html_node *n = html_next(top, top); n; n = html_next(n, top)) {
        const struct mark *m = mark_of(r, n);

        if (n->tag == HTML_TEXT || m->drop != KEPT || m->block != n->id || m->own_chars == 0)
            continue;
        if (m->own_chars > STAMP_MOST)
            return;
        if (m->own_chars == m->chars && is_front_matter(r, n))
            clean_drop(r, n, DROP_META);
        else if (m->own_chars > 80)
            return;
    }
}

/* ---- the end ---- */

/* A headline that is a link, as a line of its own. */
static bool
is_linked_line(struct reader *r, const struct html_node *block)
{
    const struct mark *m = mark_of(r, block);

    return m->own_chars == m->chars && m->links == 1 && link_share(m) > 0.8 && m->chars >= 15 &&
           !clean_is_foreign(r, block) && block != r->content;
}

/* "Jane Doe is a reporter in the harbour.", under what she wrote. */
static bool
is_biography(const struct reader *r, str text)
{
    static const char *const verbs[] = { " is ",      " covers ",   " writes ", " was ",
                                         " reports ", " has been ", " joined ", " works " };
    str rest;

    if (r->byline.len < 5 || !str_starts_nocase(text, r->byline))
        return false;
    rest = str_sub(text, r->byline.len, r->byline.len + 12);
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++)
        if (str_starts(rest, str_of(verbs[i])))
            return true;
    return false;
}

static enum drop
drop_at_end(struct reader *r, const struct html_node *block)
{
    const struct mark *m = mark_of(r, block);

    if (m->own_chars != m->chars || m->chars > CLOSING_MOST || block == r->content || m->is_told)
        return KEPT;
    str text = mark_text(r, block);

    if (line_is_closing(&r->scratch, text) || line_is_call(&r->scratch, text) ||
        is_biography(r, text))
        return DROP_CALL;
    return is_front_matter(r, block) ? DROP_META : KEPT;
}

/*
 * From the end backwards: headings with nothing under them, appeals, biographies, and two or more linked
 * headlines, which are the publisher's other stories.
 */
void
clean_end(struct reader *r)
{
    const struct html_node *lines[MOST_LINES];
    size_t count = 0;

    for (uint32_t id = mark_of(r, r->content)->end; id > r->content->id; id--) {
        const struct html_node *n = r->nodes[id];

        if (n->tag != HTML_TEXT || r->marks[id].drop != KEPT || str_trim(n->text).len == 0)
            continue;
        const struct html_node *block = r->nodes[r->marks[id].block];
        enum drop why;

        if (count > 0 && lines[count - 1] == block)
            continue;
        if (clean_is_heading(block) && !(count > 0 && is_linked_line(r, block)))
            clean_drop(r, block, DROP_NOISE);
        else if (count < MOST_LINES && is_linked_line(r, block))
            lines[count++] = block;
        else if ((why = drop_at_end(r, block)) != KEPT)
            clean_drop(r, block, why);
        else
            break;
    }
    for (size_t i = 0; count > 1 && i < count; i++)
        clean_drop(r, lines[i], DROP_LINKS);
}

/*
 * What stands behind the last words that the page tells machines is not the article's, if it is little:
 * else they were told the beginning only.
 */
void
clean_untold(struct reader *r)
{
    uint32_t last = 0, end = mark_of(r, r->content)->end;
    uint64_t told = 0, behind = 0;

    if (!r->has_told || r->is_told_cut)
        return;
    for (uint32_t id = r->content->id; id <= end; id++) {
        const struct mark *m = &r->marks[id];

        if (r->nodes[id]->tag != HTML_TEXT || m->drop != KEPT || m->chars == 0)
            continue;
        if (r->marks[m->block].is_told) {
            told += m->chars + behind;
            behind = 0;
            last = id;
        } else {
            behind += m->chars;
        }
    }
    if (last == 0 || !r->marks[r->marks[last].block].is_told_whole || behind * 5 > told)
        return;
    for (uint32_t id = last + 1; id <= end; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].drop == KEPT)
            r->marks[id].drop = DROP_UNTOLD;
}
