/*
 * Each reading is a process of its own, so that every heap is cold, and is counted in CPU time, so that neighbours
 * matter little. sfeed is a whole program: what it takes for a feed without items is taken off.
 */
#include "feeds.h"

#include "make_store.h"
#include "measure.h"

#include <courant/feed.h>

#include <expat.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ROUNDS     11
#define ITEMS      1500
#define PARAGRAPHS 8
#define TARGET     1.5

/* ---- feeds as they are served: bodies of some kilobytes with links and pictures ---- */

static void
add_words(struct buf *out, unsigned *seed, int count)
{
    for (int i = 0; i < count; i++) {
        *seed = *seed * 1103515245 + 12345;
        buf_printf(out, "%s%s", i > 0 ? " " : "", make_store_word(*seed >> 8 & 0x3fff, false));
    }
}

/* In CDATA, or escaped. */
static void
add_body(struct buf *out, unsigned *seed, bool is_escaped)
{
    const char *open = is_escaped ? "&lt;" : "<", *close = is_escaped ? "&gt;" : ">";
    const char *quote = is_escaped ? "&quot;" : "\"";

    for (int i = 0; i < PARAGRAPHS; i++) {
        buf_printf(out, "%sp%s", open, close);
        add_words(out, seed, 40);
        buf_printf(out, " %sa href=%shttps://host.example/%u%s%s", open, quote, *seed, quote,
                   close);
        add_words(out, seed, 3);
        buf_printf(out, "%s/a%s ", open, close);
        add_words(out, seed, 40);
        buf_printf(out, ".%s/p%s\n%simg src=%shttps://img.example/%u.jpg%s/%s\n", open, close, open,
                   quote, *seed, quote, close);
    }
}

static void
add_rss_item(struct buf *out, unsigned *seed, int i)
{
    buf_add(out, STR("<item>\n<title>"));
    add_words(out, seed, 9);
    buf_printf(out,
               "</title>\n<link>https://host.example/%d?a=1&amp;b=2</link>\n"
               "<guid isPermaLink=\"false\">https://host.example/?p=%d</guid>\n"
               "<pubDate>Mon, %02d Nov 2020 13:16:28 +0000</pubDate>\n<dc:creator><![CDATA[",
               i, i, i % 28 + 1);
    add_words(out, seed, 2);
    buf_add(out, STR("]]></dc:creator>\n<category><![CDATA["));
    add_words(out, seed, 1);
    buf_add(out, STR("]]></category>\n<description><![CDATA[<p>"));
    add_words(out, seed, 40);
    buf_add(out, STR("</p>]]></description>\n<content:encoded><![CDATA["));
    add_body(out, seed, false);
    buf_printf(
        out,
        "]]></content:encoded>\n<media:thumbnail url=\"https://img.example/%d.jpg\"/>\n</item>\n",
        i);
}

static void
add_atom_entry(struct buf *out, unsigned *seed, int i)
{
    buf_add(out, STR("<entry>\n<title type=\"html\">"));
    add_words(out, seed, 4);
    buf_add(out, STR(" &amp;amp; "));
    add_words(out, seed, 4);
    buf_printf(out,
               "</title>\n<id>tag:host.example,2020:%d</id>\n<link rel=\"alternate\" "
               "href=\"https://host.example/%d\"/>\n<updated>2020-11-%02dT13:16:28Z</updated>\n"
               "<published>2020-11-%02dT13:16:28+02:00</published>\n<author><name>",
               i, i, i % 28 + 1, i % 28 + 1);
    add_words(out, seed, 2);
    buf_add(out, STR("</name></author>\n<content type=\"html\">"));
    add_body(out, seed, true);
    buf_add(out, STR("</content>\n</entry>\n"));
}

static str
make_feed(struct arena *a, bool is_atom, int count)
{
    struct buf out = { .arena = a };
    unsigned seed = 7;

    buf_add(&out, is_atom ? STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed "
                                "xmlns=\"http://www.w3.org/2005/Atom\"><title>Bench</title>\n")
                          : STR("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" "
                                "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
                                "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                                "xmlns:media=\"http://search.yahoo.com/mrss/\"><channel>"
                                "<title>Bench</title>\n"));
    for (int i = 0; i < count; i++) {
        if (is_atom)
            add_atom_entry(&out, &seed, i);
        else
            add_rss_item(&out, &seed, i);
    }
    buf_add(&out, is_atom ? STR("</feed>\n") : STR("</channel></rss>\n"));
    return buf_str(&out);
}

/* ---- readings, each in its own process: its CPU time in microseconds, 0 when it failed ---- */

static double
cpu_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static bool
read_by_courant(str raw)
{
    struct arena a = { 0 };
    struct feed_input input = { .raw = raw, .url = STR("https://host.example/feed") };
    struct feed feed = { 0 };
    struct err err = { 0 };
    bool ok = feed_parse(&a, &input, &feed, &err) && feed.item_count == ITEMS;

    arena_free(&a);
    return ok;
}

static void XMLCALL
count_open(void *user, const char *name, const char **attrs)
{
    (void)name;
    (void)attrs;
    ++*(size_t *)user;
}

static void XMLCALL
count_text(void *user, const char *text, int len)
{
    (void)text;
    *(size_t *)user += (size_t)len;
}

static bool
read_by_expat(str raw)
{
    XML_Parser p = XML_ParserCreate(NULL);
    size_t seen = 0;

    XML_SetUserData(p, &seen);
    XML_SetElementHandler(p, count_open, NULL);
    XML_SetCharacterDataHandler(p, count_text);
    bool ok = XML_Parse(p, raw.ptr, (int)raw.len, 1) == XML_STATUS_OK && seen > 0;

    XML_ParserFree(p);
    return ok;
}

static double
time_read(bool (*read_it)(str raw), str raw)
{
    double took_us = 0;
    int ends[2], status = 0;

    if (pipe(ends) != 0)
        return 0;
    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        double begun = cpu_us();
        bool ok = read_it(raw);

        took_us = ok ? cpu_us() - begun : 0;
        _exit(write(ends[1], &took_us, sizeof(took_us)) != sizeof(took_us));
    }
    close(ends[1]);
    if (pid < 0 || read(ends[0], &took_us, sizeof(took_us)) != sizeof(took_us))
        took_us = 0;
    close(ends[0]);
    if (pid > 0)
        waitpid(pid, &status, 0);
    return took_us;
}

static double
time_sfeed(const char *path)
{
    struct rusage used = { 0 };
    int status = -1;

    fflush(stdout);
    pid_t pid = fork();

    if (pid == 0) {
        int in = open(path, O_RDONLY), out = open("/dev/null", O_WRONLY);

        if (in >= 0 && out >= 0 && dup2(in, 0) == 0 && dup2(out, 1) == 1)
            execlp("sfeed", "sfeed", (char *)NULL);
        _exit(127);
    }
    if (pid < 0 || wait4(pid, &status, 0, &used) != pid || status != 0)
        return 0;
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

/* ---- the figures ---- */

static bool
save(str text, const char *folder, const char *name, char *path, size_t room)
{
    struct err err = { 0 };

    snprintf(path, room, "%s/%s", folder, name);
    return file_write(path, text, &err);
}

static void
print_speed(const char *name, struct samples *us, size_t bytes)
{
    struct samples speed = { 0 };

    for (size_t i = 0; i < us->count; i++)
        sample_add(&speed, (double)bytes / us->values[i]);
    sample_print(name, &speed, "MB/s");
    sample_clear(&speed);
}

static void
print_times_faster(const char *name, const struct samples *theirs, const struct samples *ours,
                   double target)
{
    struct samples ratios = { 0 };

    for (size_t i = 0; i < MIN(theirs->count, ours->count); i++)
        sample_add(&ratios, ours->values[i] > 0 ? theirs->values[i] / ours->values[i] : 0);
    double median = sample_at(&ratios, 0.5);

    printf("  ratio: %-43s %.2f  (min %.2f, max %.2f", name, median, sample_at(&ratios, 0),
           sample_at(&ratios, 1));
    if (target > 0)
        printf("; target: at least %.2f%s", target, median >= target ? "" : ", MISSED");
    printf(")\n");
    sample_clear(&ratios);
}

static void
bench_feed(const char *format, bool is_atom, const char *folder)
{
    struct arena a = { 0 };
    struct samples ours = { 0 }, expat = { 0 }, sfeed = { 0 };
    str raw = make_feed(&a, is_atom, ITEMS);
    char whole[4096], none[4096];
    bool has_sfeed = save(raw, folder, "whole.xml", whole, sizeof(whole)) &&
                     save(make_feed(&a, is_atom, 0), folder, "none.xml", none, sizeof(none)) &&
                     time_sfeed(none) > 0;

    printf("%s, %.1f MB, %d items\n", format, (double)raw.len / 1e6, ITEMS);
    for (int i = 0; i < ROUNDS; i++) { /* in turn, so that all meet the same weather */
        sample_add(&ours, time_read(read_by_courant, raw));
        sample_add(&expat, time_read(read_by_expat, raw));
        if (has_sfeed)
            sample_add(&sfeed, time_sfeed(whole) - time_sfeed(none));
    }
    /* Pairs first: printing sorts. */
    if (has_sfeed)
        print_times_faster("courant's speed over sfeed's", &sfeed, &ours, TARGET);
    else
        printf("  sfeed is not installed: no comparison with it\n");
    print_times_faster("courant's speed over expat's (events only)", &expat, &ours, 0);
    print_speed("courant, all fields", &ours, raw.len);
    print_speed("expat, events only", &expat, raw.len);
    if (has_sfeed)
        print_speed("sfeed, all fields as lines", &sfeed, raw.len);
    sample_clear(&ours);
    sample_clear(&expat);
    sample_clear(&sfeed);
    arena_free(&a);
}

void
bench_feeds(void)
{
    char folder[] = "/tmp/courant-bench-XXXXXX", path[64];

    printf("\nreading a large feed, each time with a cold heap, in CPU time\n");
    if (!mkdtemp(folder))
        return;
    bench_feed("RSS 2.0, bodies in CDATA", false, folder);
    bench_feed("Atom 1.0, bodies escaped", true, folder);
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, i ? "whole.xml" : "none.xml");
        unlink(path);
    }
    rmdir(folder);
}
