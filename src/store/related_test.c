#include "fixture.h"

#include <courant/page.h>
#include <courant/store_related.h>

static size_t
waiting(struct fixture *f, int64_t **ids)
{
    size_t count;

    MUST(f, store_rel_waiting(f->st, &f->a, 10, ids, &count, &f->err));
    return count;
}

static void
vectors_wait_come_and_wait_again(void **state)
{
    struct fixture *f = *state;
    struct store_vector vector = { .language = "kk", .word = STR("12345"), .bridge = STR("") },
                        back;
    struct store_rel_words words;
    int64_t one, two, *ids;

    fixture_sources(f, 2);
    one = fixture_story(f, "a", NOW - 50, "one", "<p>Text <i>of</i> it</p>");
    two = fixture_story(f, "b", NOW - 99, "two", "x");
    assert_int_equal(waiting(f, &ids), 2);
    assert_int_equal(ids[0], two); /* which was published first */
    MUST(f, store_rel_words(f->st, &f->a, one, &words, &f->err));
    assert_str_equal(words.text, STR("Text of it"));
    assert_str_equal(words.title, STR("one"));
    assert_int_equal(words.source_id, fixture_source_id(f, "a"));
    for (size_t i = 0; i < 2; i++) {
        vector.story_id = ids[i];
        MUST(f, store_rel_vector_put(f->st, &vector, &f->err));
    }
    assert_int_equal(waiting(f, &ids), 0);
    MUST(f, store_rel_vector_get(f->st, &f->a, two, &back, &f->err));
    assert_int_equal(back.sort_at, NOW - 99);
    assert_str_equal(back.word, STR("12345"));
    assert_string_equal(back.language, "kk");
    assert_int_equal(back.source_id, fixture_source_id(f, "b"));
    assert_false(store_rel_vector_get(f->st, &f->a, 99, &back, &f->err));
    assert_int_equal(f->err.kind, ERR_MISSING);
    fixture_story(f, "a", NOW - 50, "one", "another text"); /* an edit */
    assert_int_equal(waiting(f, &ids), 1);
    assert_int_equal(ids[0], one);
    vector.story_id = one;
    MUST(f, store_rel_vector_put(f->st, &vector, &f->err));
    assert_int_equal(waiting(f, &ids), 0);
}

/* What has its vector does not come back when an older story comes; nothing is left out because it was changed early. */
static void
none_that_wait_are_forgotten(void **state)
{
    struct fixture *f = *state;
    struct store_vector vector = { .language = "en", .word = STR("12345"), .bridge = STR("") };
    int64_t old, new, third, *ids;

    fixture_sources(f, 2);
    new = fixture_story(f, "a", NOW - 10, "new", "x");
    old = fixture_story(f, "b", NOW - 90, "old", "x");
    assert_int_equal(waiting(f, &ids), 2);
    vector.story_id = old; /* the later id has its vector first */
    MUST(f, store_rel_vector_put(f->st, &vector, &f->err));
    assert_int_equal(waiting(f, &ids), 1);
    assert_int_equal(ids[0], new);
    third = fixture_story(f, "b", NOW - 50, "third", "x");
    fixture_story(f, "b", NOW - 50, "third", "changed before it was queued");
    assert_int_equal(waiting(f, &ids), 2);
    assert_int_equal(ids[0], third);
    assert_int_equal(ids[1], new);
}

static void
counts_and_lists_grow(void **state)
{
    struct fixture *f = *state;
    const uint32_t terms[] = { 7, UINT32_MAX, 9 }, more[] = { 1, 2, 3 };
    uint32_t df[3];
    int64_t documents;
    str list;

    MUST(f, store_rel_df_add(f->st, terms, more, 2, 5, &f->err));
    MUST(f, store_rel_df_add(f->st, terms, more, 2, 1, &f->err));
    MUST(f, store_rel_df_get(f->st, terms, 3, df, &documents, &f->err));
    assert_int_equal(df[0], 2);
    assert_int_equal(df[1], 4);
    assert_int_equal(df[2], 0);
    assert_int_equal(documents, 6);
    MUST(f, store_rel_list(f->st, &f->a, 2800, 7, &list, &f->err));
    assert_int_equal(list.len, 0);
    MUST(f, store_rel_post(f->st, 2800, 7, (str){ "\x04\x03\x02\x01\xFF", 5 }, &f->err));
    MUST(f, store_rel_post(f->st, 2800, 7, (str){ "\0\0\0\0\0", 5 },
                           &f->err)); /* zero bytes are bytes */
    MUST(f, store_rel_list(f->st, &f->a, 2800, 7, &list, &f->err));
    assert_int_equal(list.len, 10);
    assert_memory_equal(list.ptr, "\x04\x03\x02\x01\xFF\0\0\0\0\0", 10);
}

static void
threads_know_how_many_sources_they_have(void **state)
{
    struct fixture *f = *state;
    struct store_thread thread = {
        .first_at = NOW, .last_at = NOW, .size = 2, .word = STR("w"), .languages = STR("en ru")
    };
    struct store_story story, *list;
    int64_t ids[4], gone;
    size_t count;

    fixture_sources(f, 3);
    for (size_t i = 0; i < 4; i++) {
        char key[] = { (char)('a' + i % 3), 0 };

        ids[i] = fixture_story(f, key, NOW - 86400 * (10 - (int64_t)i),
                               arena_printf(&f->a, "t%zu", i).ptr, "x");
    }
    MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
    assert_true(thread.id > 0);
    for (size_t i = 0; i < 4; i++)
        MUST(f, store_rel_thread_join(f->st, ids[i], thread.id, &f->err));
    MUST(f, store_story_get(f->st, &f->a, ids[0], &story, &f->err));
    assert_int_equal(story.thread_id, thread.id);
    assert_int_equal(story.thread_sources, 3);
    MUST(f, store_thread_list(f->st, &f->a, thread.id, 3, &list, &count, &f->err));
    assert_int_equal(count, 3);
    assert_int_equal(list[0].id, ids[0]);
    assert_str_equal(fixture_list(f, arena_printf(&f->a, "thread:%" PRId64, thread.id).ptr),
                     STR("t3 t2 t1 t0"));
    thread.size = 4;
    MUST(f, store_rel_thread_put(f->st, &thread, &f->err));
    MUST(f, store_rel_thread_get(f->st, &f->a, thread.id, &thread, &f->err));
    assert_int_equal(thread.size, 4);
    assert_str_equal(thread.languages, STR("en ru"));
    MUST(f, store_rel_thread_join(f->st, ids[1], 0, &f->err));
    MUST(f, store_story_get(f->st, &f->a, ids[0], &story, &f->err));
    assert_int_equal(story.thread_sources, 2);
    MUST(f, store_mark(f->st, ids, 4, STORE_READ, &f->err));
    MUST(f, store_expire_step(f->st, &(struct store_keep){ .stories = 0, .for_s = 60 }, NOW, 100,
                              &gone, &f->err));
    assert_int_equal(gone, 4);
    assert_false(
        store_rel_thread_get(f->st, &f->a, thread.id, &thread, &f->err)); /* with its last story */
    MUST(f, store_check(f->st, &f->err));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(vectors_wait_come_and_wait_again),
        FIXTURE_TEST(none_that_wait_are_forgotten),
        FIXTURE_TEST(none_that_wait_are_forgotten),
        FIXTURE_TEST(counts_and_lists_grow),
        FIXTURE_TEST(threads_know_how_many_sources_they_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
