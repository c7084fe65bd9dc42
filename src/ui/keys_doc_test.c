#include "test.h"

#include <courant/ui.h>

#include <stdlib.h>

/* docs/keys.md is what the tables say. COURANT_WRITE_DOCS=1 writes it anew. */
static void
the_document_is_current(void **state)
{
    struct arena a = { 0 };
    struct err err = { 0 };
    str want = ui_keys_table(&a), have = { 0 };

    (void)state;
    if (getenv("COURANT_WRITE_DOCS"))
        assert_true(file_write("docs/keys.md", want, &err));
    assert_true(file_load("docs/keys.md", 1 << 20, &a, &have, &err));
    if (!str_eq(have, want))
        fail_msg("docs/keys.md is old: COURANT_WRITE_DOCS=1 build/src/ui/keys_doc_test");
    arena_free(&a);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_document_is_current) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
