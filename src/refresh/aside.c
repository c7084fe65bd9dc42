#include "aside.h"

#include <pthread.h>
#include <signal.h>

struct job {
    void (*run)(void *context);
    void *context;
};

struct aside {
    void (*wake)(void *context);
    void *wake_context;
    struct queue *waiting, *done; /* of jobs */
    pthread_mutex_t lock;         /* for what follows, and for who sleeps until it changes */
    pthread_cond_t changed;
    size_t put_count; /* jobs ever put */
    bool is_ending;
    bool has_thread;
    pthread_t thread;
};

struct aside *
aside_new(void (*wake)(void *context), void *context)
{
    struct aside *s = mem_new(sizeof(*s));

    s->wake = wake;
    s->wake_context = context;
    s->waiting = queue_new(0);
    s->done = queue_new(0);
    pthread_mutex_init(&s->lock, NULL);
    pthread_cond_init(&s->changed, NULL);
    return s;
}

static void
run_job(struct aside *s, struct job *job)
{
    job->run(job->context);
    queue_put(s->done, job);
    s->wake(s->wake_context);
}

/* Sleeps until more was put than this thread has seen. False: it is to end. */
static bool
wait_for_more(struct aside *s, size_t *seen_count)
{
    pthread_mutex_lock(&s->lock);
    while (!s->is_ending && s->put_count == *seen_count)
        pthread_cond_wait(&s->changed, &s->lock);
    bool goes_on = !s->is_ending;

    *seen_count = s->put_count;
    pthread_mutex_unlock(&s->lock);
    return goes_on;
}

static bool
is_ending(struct aside *s)
{
    pthread_mutex_lock(&s->lock);
    bool is = s->is_ending;

    pthread_mutex_unlock(&s->lock);
    return is;
}

static void *
run_all(void *context)
{
    struct aside *s = context;
    struct job *job;
    size_t seen_count = 0;

    while (wait_for_more(s, &seen_count))
        while (!is_ending(s) && (job = queue_take(s->waiting)))
            run_job(s, job);
    return NULL;
}

/* Made when first wanted. Signals are not for it. */
static bool
has_thread(struct aside *s)
{
    sigset_t all, before;

    if (s->has_thread)
        return true;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    s->has_thread = pthread_create(&s->thread, NULL, run_all, s) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return s->has_thread;
}

void
aside_put(struct aside *s, void (*run)(void *context), void *context, bool is_urgent)
{
    struct job *job = mem_new(sizeof(*job));

    *job = (struct job){ run, context };
    if (!has_thread(s)) { /* none to be had: then in this one, rather than not */
        run_job(s, job);
        return;
    }
    if (is_urgent)
        queue_put_first(s->waiting, job);
    else
        queue_put(s->waiting, job);
    pthread_mutex_lock(&s->lock);
    s->put_count++;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
}

void *
aside_take(struct aside *s)
{
    struct job *job = queue_take(s->done);

    if (!job)
        return NULL;
    void *context = job->context;

    mem_free(job);
    return context;
}

static void
drop_all(struct queue *jobs)
{
    struct job *job;

    while ((job = queue_take(jobs)))
        mem_free(job);
    queue_free(jobs);
}

void
aside_free(struct aside *s)
{
    if (!s)
        return;
    pthread_mutex_lock(&s->lock);
    s->is_ending = true;
    pthread_cond_signal(&s->changed);
    pthread_mutex_unlock(&s->lock);
    if (s->has_thread)
        pthread_join(s->thread, NULL);
    drop_all(s->waiting);
    drop_all(s->done);
    pthread_mutex_destroy(&s->lock);
    pthread_cond_destroy(&s->changed);
    mem_free(s);
}
