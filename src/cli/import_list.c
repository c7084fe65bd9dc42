/*
 * Lists of sources: OPML, and newsboat's urls. A source stands in one section here: of several tags the first becomes
 * it, the others are said.
 */
#include "import.h"

#include <courant/feed.h>

static void
take_section(struct import_source *s, str section)
{
    while (str_starts(section, STR("/")))
        section = str_from(section, 1);
    if (section.len == 0)
        return;
    if (s->source.section.len == 0)
        s->source.section = section;
    else if (!str_eq(s->source.section, section))
        import_changed(s, "\"%.*s\" is left out: a source stands in one section", STR_ARG(section));
}

/* ---- OPML ---- */

/* What courant's own export says beside what all readers know. */
static void
take_own(struct import_source *s, const struct feed_opml_own *own)
{
    struct err err = { 0 };

    if (str_eq(own->name, STR("id")))
        s->source.key = own->value;
    else if (!str_eq(own->name, STR("url")) && !str_eq(own->name, STR("section")) &&
             !config_source_set(s->words.arena, &s->source, own->name, own->value, &err))
        import_changed(s, "%s", err.text);
}

/* A title in a list of ours may be the feed's; the name that the user gave stands apart. */
static bool
is_ours(const struct feed_opml_entry *entry)
{
    for (size_t i = 0; i < entry->own_count; i++)
        if (str_eq(entry->own[i].name, STR("id")))
            return true;
    return false;
}

static void
take_entry(struct import *im, const struct feed_opml_entry *entry)
{
    struct import_source s = { .words.arena = &im->cli->arena };
    str category, rest = entry->category;
    const char *why = NULL;

    if (!is_ours(entry) && !str_eq(entry->title, entry->url))
        s.source.name = entry->title;
    for (size_t i = 0; i < entry->own_count; i++)
        take_own(&s, &entry->own[i]);
    take_section(&s, entry->section);
    while (str_take_field(&rest, ',', &category))
        take_section(&s, str_trim(category));
    /* Last, so that no attribute can switch on what runs a command. */
    if (import_address(&s, entry->url, &why))
        import_add(im, &s, entry->url, 0);
    else
        import_say(im, IMPORT_REFUSED, entry->url, 0, str_of(why));
}

bool
import_opml(struct import *im, str raw, struct err *err)
{
    const struct feed_opml_entry *entries;
    size_t count;

    if (!feed_opml_read(&im->cli->arena, raw, &entries, &count, err))
        return false;
    for (size_t i = 0; i < count; i++)
        take_entry(im, &entries[i]);
    return true;
}

/* ---- newsboat's urls ---- */

static void
take_tag(struct import_source *s, str tag)
{
    if (str_starts(tag, STR("~"))) {
        if (s->source.name.len == 0)
            s->source.name = str_from(tag, 1);
    } else if (str_starts(tag, STR("!"))) {
        import_changed(s, "\"%.*s\" is left out: no source is hidden here", STR_ARG(tag));
    } else {
        take_section(s, tag);
    }
}

void
import_urls(struct import *im, str raw)
{
    const struct config_newsboat_line *lines;
    size_t count = config_newsboat_read(&im->cli->arena, raw, &lines);

    for (size_t i = 0; i < count; i++) {
        struct import_source s = { .words.arena = &im->cli->arena };
        const char *why = NULL;

        for (size_t k = 0; k < lines[i].tag_count; k++)
            take_tag(&s, lines[i].tags[k]);
        if (import_address(&s, lines[i].address, &why))
            import_add(im, &s, lines[i].address, lines[i].line);
        else
            import_say(im, IMPORT_REFUSED, lines[i].address, lines[i].line, str_of(why));
    }
}
