/* Any bytes as sources.ini's text, as a theme's, and as single values: nothing may crash or hang. */
#include "source.h"
#include "theme.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = { 0 };
    struct config_problems *problems = config_problems_new(&a);
    struct theme_draft draft = { .arena = &a, .problems = problems };
    str raw = { (const char *)data, size };
    const struct config_source *sources;
    struct theme theme = { 0 };
    struct ini ini = { 0 };

    ini_load(&a, STR("fuzz.ini"), raw, problems, &ini);
    size_t count = sources_read(&a, STR("fuzz.ini"), &ini, problems, &sources);

    for (size_t i = 0; i < count; i++)
        config_argv(&a, sources[i].url, sources[i].name);
    theme_layer(&draft, STR("fuzz.ini"), raw);
    theme_resolve(&draft, &theme);
    theme_judge(&draft, &theme);
    for (enum theme_role role = 0; role < THEME_ROLE_COUNT; role++)
        theme_look_for(&theme, role, size % 2 ? 16 : 256);
    arena_free(&a);
    return 0;
}
