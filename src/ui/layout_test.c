#include "ui/layout.h"

#include "test.h"

#include <courant/config.h>

#include <stdio.h>

static bool
is_inside(struct rect r, struct rect outer)
{
    return r.cols >= 0 && r.rows >= 0 && r.x >= outer.x && r.y >= outer.y &&
           r.x + r.cols <= outer.x + outer.cols && r.y + r.rows <= outer.y + outer.rows;
}

static bool
do_overlap(struct rect x, struct rect y)
{
    return x.x < y.x + y.cols && y.x < x.x + x.cols && x.y < y.y + y.rows && y.y < x.y + x.rows;
}

static void
check_layout(const struct layout_wish *wish)
{
    struct layout layout;
    struct rect screen = { 0, 0, wish->cols, wish->rows };
    char label[96];

    layout_make(wish, &layout);
    snprintf(label, sizeof(label), "%dx%d kind %d focus %d zoom %d sources %d", wish->cols,
             wish->rows, wish->kind, (int)wish->focus, wish->is_zoomed, wish->has_sources);
    if (!is_inside(layout.header, screen) || !is_inside(layout.status, screen) ||
        !is_inside(layout.body, screen))
        fail_msg("%s: header, body or status outside", label);
    const struct layout_place *focus = &layout.places[wish->focus];

    if (!focus->is_shown || focus->inner.rows < 1 || focus->inner.cols < 1)
        fail_msg("%s: the focus has no room", label);
    for (int i = 0; i < PANE_COUNT; i++) {
        if (!layout.places[i].is_shown)
            continue;
        if (!is_inside(layout.places[i].frame, layout.body) ||
            !is_inside(layout.places[i].inner, layout.places[i].frame) ||
            layout.places[i].inner.rows < 1 ||
            layout.places[i].inner.cols < 10 - 9 * (layout.kind == LAYOUT_SINGLE))
            fail_msg("%s: pane %d has no good place", label, i);
        for (int k = 0; k < i; k++)
            if (layout.places[k].is_shown &&
                do_overlap(layout.places[i].inner, layout.places[k].inner))
                fail_msg("%s: panes %d and %d overlap", label, i, k);
    }
}

static void
every_size_has_a_layout(void **state)
{
    (void)state;
    for (int cols = 1; cols <= 300; cols++)
        for (int rows = 1; rows <= 100; rows++)
            for (int kind = LAYOUT_AUTO; kind <= LAYOUT_SINGLE; kind++)
                for (int way = 0; way < 2 * PANE_COUNT; way++) {
                    enum pane focus = (enum pane)(way % PANE_COUNT);
                    struct layout_wish wish = { .cols = cols,
                                                .rows = rows,
                                                .kind = kind,
                                                .focus = focus,
                                                .is_zoomed = way >= PANE_COUNT,
                                                .related_lines = rows % 40,
                                                .has_sources = focus == PANE_SOURCES };

                    check_layout(&wish);
                }
}

/* Every cell of the body is a pane's or a border's, and no pane's cell is a border. */
static void
borders_fill_what_panes_leave(void **state)
{
    static const int sizes[][2] = { { 60, 16 }, { 80, 24 }, { 100, 16 }, { 120, 40 }, { 200, 50 } };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
        struct layout_wish wish = { .cols = sizes[i][0], .rows = sizes[i][1] };
        struct layout layout;

        layout_make(&wish, &layout);
        for (int y = layout.body.y; y < layout.body.y + layout.body.rows; y++)
            for (int x = 0; x < wish.cols; x++) {
                enum pane pane;

                if (layout_pane_at(&layout, x, y, &pane) == (layout_border(&layout, x, y) != 0))
                    fail_msg("%dx%d: cell %d,%d", wish.cols, wish.rows, x, y);
            }
    }
}

static void
corners_join(void **state)
{
    struct layout_wish wish = { .cols = 120, .rows = 40 };
    struct layout layout;

    (void)state;
    layout_make(&wish, &layout);
    struct rect article = layout.places[PANE_ARTICLE].frame;

    assert_int_equal(layout.kind, LAYOUT_COLUMNS);
    assert_int_equal(layout_border(&layout, 0, 1), EDGE_BOTTOM | EDGE_RIGHT);
    assert_int_equal(layout_border(&layout, 119, 38), EDGE_TOP | EDGE_LEFT);
    assert_int_equal(layout_border(&layout, article.x, 1), EDGE_BOTTOM | EDGE_LEFT | EDGE_RIGHT);
    assert_int_equal(layout_border(&layout, article.x, article.y + article.rows - 1),
                     EDGE_TOP | EDGE_BOTTOM | EDGE_RIGHT);
    assert_int_equal(layout_border(&layout, 5, 1), EDGE_LEFT | EDGE_RIGHT);
}

static void
tab_goes_round(void **state)
{
    /* clang-format off */
    static const struct { int cols, rows; bool has_sources; enum pane from; int step; enum pane to; } cases[] = {
        { 120, 40, false, PANE_STORIES, 1, PANE_ARTICLE },
        { 120, 40, false, PANE_RELATED, 1, PANE_STORIES },
        { 120, 40, false, PANE_STORIES, -1, PANE_RELATED },
        { 120, 40, true, PANE_SOURCES, 1, PANE_ARTICLE },
        { 120, 40, true, PANE_ARTICLE, -1, PANE_SOURCES },
        { 200, 50, false, PANE_RELATED, 1, PANE_SOURCES },
        { 40, 12, false, PANE_RELATED, 1, PANE_STORIES },
        { 40, 12, true, PANE_RELATED, 1, PANE_SOURCES },
    };
    /* clang-format on */

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct layout_wish wish = { .cols = cases[i].cols,
                                    .rows = cases[i].rows,
                                    .focus = cases[i].from,
                                    .has_sources = cases[i].has_sources };
        struct layout layout;

        layout_make(&wish, &layout);
        if (layout_next_pane(&layout, &wish, cases[i].step) != cases[i].to)
            fail_msg("case %zu", i);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_has_a_layout),
        cmocka_unit_test(borders_fill_what_panes_leave),
        cmocka_unit_test(corners_join),
        cmocka_unit_test(tab_goes_round),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
