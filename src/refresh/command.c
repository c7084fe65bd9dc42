#include "command.h"

#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define AT_ONCE 4

struct commands {
    void (*wake)(void *context);
    void *context;
    int cancel_fd; /* readable: all shall end */
    struct queue *waiting, *done;
    struct job {
        struct commands *all;
        struct command *command;
        bool is_used; /* until it is taken */
        bool has_thread;
        pthread_t thread;
    } jobs[AT_ONCE];
    size_t untaken;
};

struct command *
command_new(void)
{
    return mem_new(sizeof(struct command));
}

void
command_free(struct command *command)
{
    if (!command)
        return;
    arena_free(&command->arena);
    mem_free(command);
}

struct commands *
commands_new(void (*wake)(void *context), void *context)
{
    struct commands *all = mem_new(sizeof(*all));

    all->wake = wake;
    all->context = context;
    all->cancel_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    all->waiting = queue_new(0);
    all->done = queue_new(0);
    return all;
}

static void *
run_one(void *context)
{
    struct job *job = context;
    struct command *c = job->command;

    run_capture_until(&c->arena, c->argv, c->input, c->most_bytes, c->most_ms, job->all->cancel_fd,
                      &c->raw_out, &c->err);
    queue_put(job->all->done, job);
    job->all->wake(job->all->context);
    return NULL;
}

/* Signals are not for these threads; a program that does not read its input must not end this one. */
static bool
start_thread(struct job *job)
{
    sigset_t all, before;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool ok = pthread_create(&job->thread, NULL, run_one, job) == 0;

    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return ok;
}

static void
start_waiting(struct commands *all)
{
    for (size_t i = 0; i < AT_ONCE; i++) {
        struct job *job = &all->jobs[i];
        struct command *command = job->is_used ? NULL : queue_take(all->waiting);

        if (!command)
            continue;
        *job = (struct job){ .all = all, .command = command, .is_used = true };
        job->has_thread = start_thread(job);
        if (!job->has_thread) /* none to be had: then in this one, rather than not */
            run_one(job);
    }
}

static struct command *
end_job(struct job *job)
{
    if (job->has_thread)
        pthread_join(job->thread, NULL);
    job->is_used = job->has_thread = false;
    return job->command;
}

void
command_start(struct commands *all, struct command *command)
{
    all->untaken++;
    queue_put(all->waiting, command);
    start_waiting(all);
}

struct command *
command_take(struct commands *all)
{
    struct job *job = queue_take(all->done);

    if (!job)
        return NULL;
    struct command *command = end_job(job);

    all->untaken--;
    start_waiting(all);
    return command;
}

size_t
commands_running(const struct commands *all)
{
    return all->untaken;
}

void
commands_free(struct commands *all)
{
    struct command *command;

    if (!all)
        return;
    while ((command = queue_take(all->waiting)))
        command_free(command);
    eventfd_write(all->cancel_fd, 1);
    for (size_t i = 0; i < AT_ONCE; i++)
        if (all->jobs[i].is_used)
            command_free(end_job(&all->jobs[i]));
    while (queue_take(all->done)) /* which were just freed */
        ;
    queue_free(all->waiting);
    queue_free(all->done);
    close(all->cancel_fd);
    mem_free(all);
}
