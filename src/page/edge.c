#include "clean.h"
#include "date.h"
#include "label.h"
#include "line.h"
#include "title.h"

#include <courant/text.h>

enum {
    MOST_LINES = 16,
    STAMP_MOST = 140, /* weighed characters of a line of dates and names */
    CLOSING_MOST = 400,
    SIGNATURE_MOST = 40,
    COUNTER_MOST = 60,  /* bytes */
    INITIALS_MOST = 40, /* bytes */
    LEDE_MOST = 350,
    FRONT_MOST = 300, /* blocks looked at: no page has so many lines above its text */
};

/* ---- the front ---- */

/* "By then it was too late." is no byline. */
static bool
ends_sentence(str text)
{
    static const char *const marks[] = { ".", "!", "?", "…", "”", "\"", "»", "。", "।", "؟", ":" };

    if (str_ends(text, STR("a.m.")) || str_ends(text, STR("p.m.")) || str_ends(text, STR(" min.")))
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

/* The text that is this block's own, without what blocks inside it say. */
static str
own_text(struct reader *r, const struct html_node *block)
{
    struct buf out = { .arena = &r->scratch };

    for (uint32_t id = block->id; id <= mark_of(r, block)->end; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].block == block->id &&
            r->marks[id].drop == KEPT)
            buf_add(&out, r->nodes[id]->text);
    return text_clean(&r->scratch, buf_str(&out));
}

static void
drop_own(struct reader *r, const struct html_node *block, enum drop why)
{
    for (uint32_t id = block->id; id <= mark_of(r, block)->end; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].block == block->id)
            clean_drop(r, r->nodes[id], why);
}

static bool
has_year(str text)
{
    for (size_t i = 0; i + 4 <= text.len; i++)
        if ((str_starts(str_from(text, i), STR("19")) ||
             str_starts(str_from(text, i), STR("20"))) &&
            char_is_digit(text.ptr[i + 2]) && char_is_digit(text.ptr[i + 3]))
            return true;
    return false;
}

static bool
has_letters(str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (char_is_alpha(text.ptr[i]) || (unsigned char)text.ptr[i] >= 0xC3)
            return true;
    return false;
}

static bool
tells_reading_time(str text)
{
    static const char *const words[] = { "min read",
                                         "minute read",
                                         "mins read",
                                         "minutes read",
                                         "reading time",
                                         "read time",
                                         "lesezeit",
                                         "temps de lecture",
                                         "de lecture",
                                         "min de lectura",
                                         "minutos de lectura",
                                         "tiempo de lectura",
                                         "tempo di lettura",
                                         "min di lettura",
                                         "tempo de leitura",
                                         "min de leitura",
                                         "leestijd",
                                         "lästid",
                                         "lesetid",
                                         "læsetid",
                                         "czas czytania",
                                         "min czytania",
                                         "okuma süresi",
                                         "время чтения",
                                         "мин. чтения",
                                         "Время чтения",
                                         "На чтение",
                                         "час читання",
                                         "Час читання" };

    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (str_find_nocase(text, str_of(words[i])) != STR_NONE)
            return true;
    return false;
}

/* "Saturday 24 October, 14:10" without a year is a date where the page says so. */
static bool
holds_time(const struct reader *r, const struct html_node *block)
{
    for (const struct html_node *n = html_next(block, block); n; n = html_next(n, block))
        if (n->tag == HTML_TIME && mark_of(r, n)->chars * 2 > mark_of(r, block)->own_chars)
            return true;
    return false;
}

/* "24.09.2025 14:10", "By Jane Doe", "3 min read" before the first line of text; "812", "·". */
static bool
is_front_matter(struct reader *r, str text)
{
    int64_t at;
    uint32_t stops = 0, chars = mark_weigh(text, &stops); /* of what is left of the line */

    if (text.len == 0 || chars >= STAMP_MOST || ends_sentence(text))
        return false;
    if (is_stamp(text) || (chars < 20 && !has_letters(text)))
        return true;
    if (chars >= 70)
        return false;
    if (chars < 45 && (has_year(text) || page_date_read(text, &at)))
        return true;
    if (r->byline.len > 4 && str_find_nocase(text, r->byline) != STR_NONE)
        return true;
    return label_author(text).len < text.len || tells_reading_time(text);
}

/* "Columnist", "Local news": a few words in an element that is no paragraph. */
static bool
is_label(const struct html_node *block, const struct mark *m)
{
    return m->own_chars < 45 && m->own_stops == 0 &&
           (block->tag == HTML_DIV || block->tag == HTML_HEADER || block->tag == HTML_SECTION ||
            block->tag == HTML_ADDRESS || block->tag == HTML_ARTICLE || block->tag == HTML_OTHER);
}

static bool
is_of_picture(const struct reader *r, const struct html_node *block)
{
    return block->tag == HTML_FIGCAPTION || html_ancestor(block, HTML_FIGURE) ||
           mark_of(r, block)->hints & (HINT_CAPTION | HINT_CREDIT);
}

/* A heading that tells nothing but when. */
static bool
is_date(struct reader *r, const struct html_node *heading)
{
    int64_t at;

    return mark_of(r, heading)->chars < 45 && page_date_read(mark_text(r, heading), &at);
}

/* "Population | 41,200", "Founded | 1924": what a table tells beside its heads is no date of the page. */
static bool
is_cell_of_data(const struct html_node *block)
{
    const struct html_node *row = block->tag == HTML_TR ? block : html_ancestor(block, HTML_TR);

    for (const struct html_node *n = row ? row->first : NULL; n; n = n->next)
        if (n->tag == HTML_TH)
            return true;
    return false;
}

/* The headline, in an element that is none: <font size=5>. */
static bool
is_title_line(struct reader *r, const struct html_node *block)
{
    return r->title.len > 0 && mark_of(r, block)->own_chars < 400 &&
           title_is_same(&r->scratch, own_text(r, block), r->title);
}

void
clean_front(struct reader *r)
{
    const struct html_node *last = NULL;
    uint32_t from = r->content->id, end = mark_of(r, r->content)->end;
    unsigned sentences = 0, looked = 0;
    bool has_headline = r->headline && is_inside(r, r->headline, r->content);

    for (uint32_t id = from; id <= end; id++) {
        const struct html_node *block = r->nodes[r->marks[id].block];
        const struct mark *m = mark_of(r, block);

        if (r->nodes[id]->tag != HTML_TEXT || r->marks[id].drop != KEPT ||
            r->marks[id].chars == 0 || block == last || is_of_picture(r, block) ||
            is_cell_of_data(block))
            continue;
        if (++looked > FRONT_MOST)
            return;
        last = block;
        if (sentences == 0 && is_title_line(r, block)) {
            drop_own(r, block, DROP_TITLE);
            continue;
        }
        bool is_above = has_headline && id < r->headline->id;
        bool is_matter = is_heading(block)
                             ? is_date(r, block)
                             : m->own_chars < STAMP_MOST &&
                                   (is_front_matter(r, own_text(r, block)) || holds_time(r, block));

        if (is_matter || (is_above && !mark_is_prose(m)) || (has_headline && is_label(block, m)))
            drop_own(r, block, DROP_META);
        else if (!is_above && m->own_chars > LEDE_MOST)
            return;
        else if (!is_above && (m->own_chars > 80 || mark_is_prose(m)) && ++sentences > 1)
            return; /* the first may be the standfirst, above the byline */
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

/* Who wrote it, set to the right under the text; "(abc/def)", their initials. */
static bool
is_signature(str text, const struct html_node *block, const struct mark *m)
{
    size_t letters = 0;

    if (m->own_chars != m->chars || m->own_stops > 0)
        return false;
    if (m->chars < SIGNATURE_MOST && block->tag == HTML_P) {
        str style = html_attr(block, "style");
        size_t align = str_find_nocase(style, STR("text-align"));

        if (str_eq_nocase(html_attr(block, "align"), STR("right")) ||
            (align != STR_NONE &&
             str_find_nocase(str_sub(style, align, align + 20), STR("right")) != STR_NONE))
            return true;
    }
    if (text.len < 4 || text.len > 18 || text.ptr[0] != '(' || text.ptr[text.len - 1] != ')')
        return false;
    text = str_sub(text, 1, text.len - 1);
    for (size_t i = 0; i < text.len; i++)
        letters += (text.ptr[i] >= 'a' && text.ptr[i] <= 'z') || text.ptr[i] == '/';
    return letters == text.len;
}

/* "mara@post.example", alone. */
static bool
is_mail_address(str text)
{
    size_t at = str_find_char(text, '@');

    return at != STR_NONE && at > 0 && text.len < 80 && str_find_char(text, ' ') == STR_NONE &&
           str_find_char(str_from(text, at), '.') != STR_NONE;
}

/* "Просмотров: 812", "812 views". */
static bool
is_counter(str text)
{
    static const char *const words[] = {
        "Просмотр", "просмотр", "Прочитали", "Прочитано", "Переглядів", "Қаралды",      "қаралды",
        "Көрілім",  " views",   "Views:",    "Hits:",     "Okunma",     "görüntülenme", "lượt xem",
        "Lượt xem", "Visitas:", "阅读:",     "阅读：",    "浏览",       "조회"
    };
    bool has_digit = false;

    for (size_t i = 0; i < text.len; i++)
        has_digit |= char_is_digit(text.ptr[i]);
    for (size_t i = 0; has_digit && text.len < COUNTER_MOST && i < ARRAY_LEN(words); i++)
        if (str_find(text, str_of(words[i])) != STR_NONE)
            return true;
    return false;
}

/*
 * "এমএস/এএইচ": the initials of writer and editor. In Latin letters, where one of them may be an agency
 * ("mjk/dpa"), such a line says whose the text is, and stays.
 */
static bool
is_initials(str text)
{
    size_t slash = str_find_char(text, '/');

    if (slash == STR_NONE || slash == 0 || (unsigned char)text.ptr[0] < 0x80 ||
        slash + 1 >= text.len || text.len > INITIALS_MOST ||
        str_find_char(str_from(text, slash + 1), '/') != STR_NONE)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (i != slash && !char_is_alpha(text.ptr[i]) && (unsigned char)text.ptr[i] < 0x80)
            return false;
    return true;
}

static enum drop
drop_at_end(struct reader *r, const struct html_node *block)
{
    const struct mark *m = mark_of(r, block);
    int64_t at;

    if (m->own_chars != m->chars || m->chars > CLOSING_MOST || block == r->content || m->is_told)
        return KEPT;
    str text = mark_text(r, block);

    if (line_is_closing(&r->scratch, text) || line_is_call(&r->scratch, text, m->links > 0) ||
        is_biography(r, text))
        return DROP_CALL;
    if (ends_sentence(text))
        return KEPT;
    return is_stamp(text) || is_signature(text, block, m) || is_mail_address(text) ||
                   is_counter(text) || (block->tag == HTML_P && is_initials(text)) ||
                   (m->chars < 45 && block->tag != HTML_LI && page_date_read(text, &at))
               ? DROP_META
               : KEPT;
}

/* "S", "■": the sign that a paper sets under its texts. */
static bool
is_stub(const struct reader *r, const struct html_node *block)
{
    const struct mark *m = mark_of(r, block);

    return m->own_chars == m->chars && m->chars < 3 && r->marks[r->content->id].prose > LEDE_MOST &&
           block->tag != HTML_TD && block->tag != HTML_LI && block != r->content;
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
        if (is_heading(block) && !(count > 0 && is_linked_line(r, block)))
            clean_drop(r, block, DROP_NOISE);
        else if (count < MOST_LINES && is_linked_line(r, block))
            lines[count++] = block;
        else if (is_stub(r, block))
            clean_drop(r, block, DROP_NOISE);
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
    if (last == 0 || !r->marks[r->marks[last].block].is_told_whole || behind * 5 > told * 2)
        return;
    for (uint32_t id = last + 1; id <= end; id++)
        if (r->nodes[id]->tag == HTML_TEXT && r->marks[id].drop == KEPT)
            r->marks[id].drop = DROP_UNTOLD;
}
