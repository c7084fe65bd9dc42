#include "aside.h"

#include "test.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct yard {
    int done_fd, gate_fd; /* readable after each job; a job behind the gate waits for it */
    pthread_t owner;
};

struct job {
    struct yard *yard;
    int order; /* in which it ran */
    bool waits, was_beside;
};

static void
wake(void *context)
{
    struct yard *yard = context;

    eventfd_write(yard->done_fd, 1);
}

static void
run(void *context)
{
    static int count;
    struct job *job = context;
    eventfd_t ignored;

    if (job->waits)
        eventfd_read(job->yard->gate_fd, &ignored);
    job->was_beside = !pthread_equal(pthread_self(), job->yard->owner);
    job->order = ++count;
}

static struct job *
take(struct aside *aside, struct yard *yard)
{
    struct pollfd fd = { .fd = yard->done_fd, .events = POLLIN };
    struct job *job;
    eventfd_t ignored;

    while (!(job = aside_take(aside))) {
        assert_int_equal(poll(&fd, 1, TEST_LONG_MS), 1);
        eventfd_read(yard->done_fd, &ignored);
    }
    return job;
}

static void
begin(struct yard *yard)
{
    *yard = (struct yard){ .done_fd = eventfd(0, EFD_CLOEXEC),
                           .gate_fd = eventfd(0, EFD_CLOEXEC),
                           .owner = pthread_self() };
}

static void
end(struct yard *yard)
{
    close(yard->done_fd);
    close(yard->gate_fd);
}

static void
jobs_run_beside_urgent_ones_first(void **state)
{
    struct yard yard;
    struct aside *aside;
    struct job first = { .yard = &yard, .waits = true }, second = { .yard = &yard },
               urgent = { .yard = &yard };

    (void)state;
    begin(&yard);
    aside = aside_new(wake, &yard);
    assert_null(aside_take(aside));
    aside_put(aside, run, &first, false);
    aside_put(aside, run, &second, false);
    aside_put(aside, run, &urgent, true); /* the first may have begun, or be behind it */
    eventfd_write(yard.gate_fd, 1);
    for (int i = 0; i < 3; i++)
        assert_true(take(aside, &yard)->was_beside);
    assert_null(aside_take(aside));
    assert_true(urgent.order < second.order);
    assert_true(first.order < second.order);
    aside_free(aside);
    end(&yard);
}

static void
an_end_waits_for_the_job_under_way(void **state)
{
    struct yard yard;
    struct aside *aside;
    struct job done = { .yard = &yard }, late = { .yard = &yard };

    (void)state;
    begin(&yard);
    aside = aside_new(wake, &yard);
    aside_put(aside, run, &done, false);
    take(aside, &yard);
    aside_put(aside, run, &late, false);
    aside_free(aside); /* it may have run or not: nobody touches it from here on */
    assert_true(done.order > 0);
    aside_free(aside_new(wake, &yard)); /* which never had a thread */
    end(&yard);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(jobs_run_beside_urgent_ones_first),
        cmocka_unit_test(an_end_waits_for_the_job_under_way),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
