#include "story_out.h"

#include <courant/doc.h>
#include <courant/html.h>
#include <courant/refresh.h>
#include <courant/text.h>

#include <stdio.h>
#include <time.h>

#define WIDTH_USUAL 80
#define WIDTH_LEAST 10
#define WIDTH_MOST  1000
#define DATE_ROOM   128

/* Through a pointer, since compilers want formats that they can check: this one is the user's. */
static size_t (*const format_time)(char *, size_t, const char *, const struct tm *) = strftime;

static str
date_text(struct arena *a, str format, int64_t at)
{
    char text[DATE_ROOM];
    time_t when = (time_t)at;
    struct tm parts;

    if (at == 0 || !localtime_r(&when, &parts))
        return (str){ 0 };
    size_t len = format_time(text, sizeof(text), arena_cstr(a, format), &parts);

    return arena_str(a, (str){ text, len });
}

/* Source, date, author: what there is of them. */
static str
meta_line(struct cli *cli, const struct store_story *story)
{
    str date = date_text(&cli->arena, cli->config.settings.time_format, story->published_at);
    const str parts[] = { story->source_name, date, story->author };
    struct buf b = { .arena = &cli->arena };

    for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
        if (parts[i].len == 0)
            continue;
        if (b.len > 0)
            buf_add(&b, STR(" · "));
        buf_add(&b, parts[i]);
    }
    return buf_str(&b);
}

static str
body_of(const struct store_text *text)
{
    return text->page_html.len > 0 ? text->page_html : text->feed_html;
}

static const struct html_node *
block_of(const struct html_node *node)
{
    const struct html_node *block = node->parent;

    while (block && !html_is_block(block))
        block = block->parent;
    return block;
}

/* Runs of white space become one blank; the first of a paragraph none. */
static void
add_folded(struct buf *b, str text, bool *is_blank)
{
    for (size_t i = 0; i < text.len; i++) {
        bool is_space = char_is_space(text.ptr[i]);

        if (!is_space && *is_blank && b->len > 0 && b->ptr[b->len - 1] != '\n')
            buf_add_char(b, ' ');
        if (!is_space)
            buf_add_char(b, text.ptr[i]);
        *is_blank = is_space;
    }
}

/* Paragraphs, headings, list items, parted by an empty line. */
static str
plain_text(struct arena *a, str html)
{
    struct buf b = { .arena = a };
    struct html_tree tree;
    struct err err = { 0 };
    const struct html_node *block = NULL;
    bool is_blank = false;

    if (!html_parse(a, html, HTML_MODE_FRAGMENT, NULL, &tree, &err))
        return html_strip(a, html);
    for (struct html_node *n = tree.root; n;
         n = html_is_hidden(n) ? html_next_over(n, tree.root) : html_next(n, tree.root)) {
        if (n->tag == HTML_BR)
            is_blank = true;
        if (n->tag != HTML_TEXT || str_trim(n->text).len == 0) {
            is_blank |= n->tag == HTML_TEXT;
            continue;
        }
        if (b.len > 0 && block_of(n) != block)
            buf_add(&b, STR("\n\n"));
        block = block_of(n);
        add_folded(&b, n->text, &is_blank);
    }
    return buf_str(&b);
}

static json_t *
json_picture(const struct store_text *text)
{
    if (text->lead_url.len == 0)
        return json_null();
    json_t *o = json_object();

    json_object_set_new(o, "url", json_of(text->lead_url));
    json_object_set_new(o, "credit", json_of(text->lead_credit));
    json_object_set_new(o, "caption", json_of(text->lead_caption));
    json_object_set_new(o, "alt", json_of(text->lead_alt));
    return o;
}

static json_t *
json_enclosures(const struct store_text *text)
{
    json_t *list = json_array();

    for (size_t i = 0; i < text->enclosure_count; i++) {
        const struct store_enclosure *e = &text->enclosures[i];
        json_t *o = json_object();

        json_object_set_new(o, "url", json_of(e->url));
        json_object_set_new(o, "type", json_of(e->type));
        json_object_set_new(o, "length", e->length > 0 ? json_integer(e->length) : json_null());
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *
json_revisions(struct arena *a, const struct store_text *text)
{
    json_t *list = json_array();

    for (size_t i = 0; i < text->revision_count; i++) {
        const struct store_revision *r = &text->revisions[i];
        json_t *o = json_object();

        json_object_set_new(o, "seen", json_time(r->seen_at));
        json_object_set_new(o, "title", json_of(r->title));
        json_object_set_new(o, "text", json_of(plain_text(a, r->html)));
        json_array_append_new(list, o);
    }
    return list;
}

bool
json_text(struct store *st, struct arena *a, const struct store_text *text, json_t **out,
          struct err *err)
{
    json_t *o = NULL;

    if (!json_story(st, &text->story, &o, err))
        return false;
    str plain = plain_text(a, body_of(text));

    json_object_set_new(o, "text", json_of(plain));
    json_object_set_new(o, "html", json_of(body_of(text)));
    json_object_set_new(o, "lead_image", json_picture(text));
    json_object_set_new(o, "enclosures", json_enclosures(text));
    json_object_set_new(o, "revisions", json_revisions(a, text));
    json_object_set_new(o, "note", json_of(text->page_note));
    *out = o;
    return true;
}

static bool
print_json(struct cli *cli, const struct store_text *text, struct err *err)
{
    json_t *o = NULL;

    if (!json_text(cli->store, &cli->arena, text, &o, err))
        return false;
    json_print(o);
    return true;
}

static void
print_article(struct cli *cli, const struct store_text *text, int width_cols)
{
    const struct settings *settings = &cli->config.settings;
    struct doc_source source = {
        .title = text->story.title,
        .meta = meta_line(cli, &text->story),
        .html = body_of(text),
        .base_url = text->story.url,
        .lead_picture_alt = text->lead_caption.len > 0 ? text->lead_caption : text->lead_alt,
        .lead_picture_credit = text->lead_credit,
        .lead_picture_url = text->lead_url,
        .note = text->page_note,
    };
    struct doc_options options = {
        .width_cols = width_cols,
        .measure_cols = 0,
        .is_justified = settings->is_justified,
        .has_link_numbers = true,
        .hyphens = settings->is_hyphenated ? text_hyphens_find(text->story.language) : NULL,
    };
    struct doc doc = { 0 };

    doc_build(&cli->arena, &source, &doc);
    str lines = doc_text(&cli->arena, &doc, &options, true);

    printf("%.*s%s", STR_ARG(lines), str_ends(lines, STR("\n")) ? "" : "\n");
}

int
cli_show(struct cli *cli, str *args, size_t count)
{
    struct store_story story = { 0 };
    struct store_text text = { 0 };
    struct err err = { 0 };
    bool is_json = false, is_full = false;
    int64_t width_cols = WIDTH_USUAL;
    int status = CLI_DONE;
    str width = { 0 };
    const struct cli_option options[] = {
        { "--json", &is_json, NULL },
        { "--full", &is_full, NULL },
        { "--width", NULL, &width },
    };

    if (!cli_options("show", options, ARRAY_LEN(options), args, count, &count))
        return CLI_USAGE;
    if (count != 1 || (width.len > 0 && !cli_number(width, WIDTH_LEAST, WIDTH_MOST, &width_cols)))
        return cli_usage("show");
    if (!(is_full ? cli_store : cli_stories)(cli, &err))
        return cli_fail("show", &err);
    if (!story_find(cli, "show", args[0], &story, &status))
        return status;
    if (is_full && !refresh_page_now(&cli->config, cli->paths.store_file, story.id, &err))
        status = cli_fail("show", &err); /* what the feed sent is shown all the same */
    if (!store_text_load(cli->store, &cli->arena, story.id, &text, &err))
        return cli_fail("show", &err);
    if (!is_json)
        print_article(cli, &text, (int)width_cols);
    else if (!print_json(cli, &text, &err))
        return cli_fail("show", &err);
    return status == CLI_DONE ? CLI_DONE : CLI_PARTLY;
}
