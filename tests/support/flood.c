#include "flood.h"

#include "test.h"

#define FLOOD                                                                                      \
    "Dozens of homes in the coastal town of Port Selby were flooded on Monday night after a dam "  \
    "on the Maro river burst, killing eleven people and cutting the railway to the capital, "      \
    "rescue officials said. Soldiers in boats took families from their roofs."

/* clang-format off */
static const struct { const char *key, *name; struct feed_story story; } told[FLOOD_STORIES] = {
    { "globe", "The Globe", { "Dam bursts on Maro river, eleven dead in Port Selby", "http://globe.test/1",
                              "PARIS (AFP) - " FLOOD, 9 } },
    { "herald", "Herald", { "Eleven dead as Maro river dam bursts at Port Selby", "http://herald.test/1",
                            "PARIS (AFP) - " FLOOD, 8 } },
    { "post", "Morning Post", { "Dam bursts on Maro river: eleven dead in Port Selby", "http://post.test/1",
                                "PARIS (AFP) - " FLOOD, 7 } },
    { "times", "Selby Times", { "Port Selby counts its dead after Maro dam burst", "http://times.test/1",
                                "Residents of Port Selby searched the mud for neighbours on Tuesday; the mayor asked "
                                "why warnings about the Maro dam were ignored last spring. Eleven bodies were found.", 4 } },
    { "nord", "Radio Nord", { "Railway to Port Selby stays closed after Maro dam burst", "http://nord.test/1",
                              "The railway between the capital and Port Selby stays closed for weeks after the Maro river "
                              "dam burst, the operator said; two bridges were carried off by the flood.", 2 } },
};
/* clang-format on */

static void
tell(struct home *h, size_t at)
{
    const char *file = arena_printf(&h->arena, "%s.xml", told[at].key).ptr;

    home_file(h, file, feed_of(&h->arena, told[at].name, &told[at].story, 1));
    home_source(h, told[at].key, file, told[at].name, "News", NULL);
}

static void
fetch(struct home *h)
{
    int status;

    HOME_RUN(h, &status, "refresh", "--force");
    assert_int_equal(status, 0);
}

struct home *
flood_begin(const char *name, size_t stories)
{
    static const size_t rounds[] = { 3, 4, 5 };
    struct home *h = home_make(name);
    size_t at = 0;

    home_setting(h, "refresh-on-start = off\nfull-text = never");
    for (size_t round = 0; round < ARRAY_LEN(rounds) && at < stories; round++) {
        for (; at < rounds[round] && at < stories; at++)
            tell(h, at);
        fetch(h);
    }
    return h;
}

struct home *
flood_make(const char *name)
{
    return flood_begin(name, FLOOD_STORIES);
}

void
flood_go_on(struct home *h, size_t at)
{
    tell(h, at);
    fetch(h);
}
