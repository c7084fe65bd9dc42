#include <courant/base.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int fd = -1;

bool
log_open(const char *path, struct err *err)
{
    if (!file_make_folders(path, err))
        return false;
    /* Not blocking: a pipe that nobody reads would be waited for. */
    int opened =
        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);

    if (opened < 0)
        return err_set(err, ERR_STORE, "%s: %s", path, strerror(errno));
    log_close();
    pthread_mutex_lock(&lock);
    fd = opened;
    pthread_mutex_unlock(&lock);
    return true;
}

void
log_close(void)
{
    pthread_mutex_lock(&lock);
    if (fd >= 0)
        close(fd);
    fd = -1;
    pthread_mutex_unlock(&lock);
}

int
log_fd(void)
{
    pthread_mutex_lock(&lock);
    int now = fd;

    pthread_mutex_unlock(&lock);
    return now;
}

void
log_add(const char *room, const char *format, ...)
{
    struct err words;
    char line[sizeof(words.text) + 64];
    char when[TIME_TEXT_LEN];
    char text[sizeof(words.text)];
    va_list args;
    int len;

    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    err_set(&words, ERR_NONE, "%s", text); /* for its cleaning */
    time_text(time_now_s(), when);
    len = snprintf(line, sizeof(line), "%s %s: %s\n", when, room, words.text);
    pthread_mutex_lock(&lock);
    if (fd >= 0 && len > 0 && write(fd, line, MIN((size_t)len, sizeof(line) - 1)) < 0)
        errno = 0; /* a log that cannot be written is nobody's problem */
    pthread_mutex_unlock(&lock);
}
