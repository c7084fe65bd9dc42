#include <courant/config.h>

#include <stdio.h>
#include <string.h>

/* A file of junk has a fault in every line; nobody reads more than these. */
#define PROBLEMS_MOST 200

struct config_problems {
    struct arena *arena;
    VEC(struct config_problem) list;
};

struct config_problems *
config_problems_new(struct arena *a)
{
    struct config_problems *list = ARENA_NEW(a, struct config_problems);

    list->arena = a;
    return list;
}

/* Each file's in the order of its lines, whoever found them. */
static void
insert(struct config_problems *list, struct config_problem problem)
{
    size_t at = list->list.count;

    VEC_PUSH(list->arena, &list->list);
    struct config_problem *items = list->list.items;

    for (size_t i = at;
         i > 0 && str_eq(items[i - 1].file, problem.file) && items[i - 1].line > problem.line; i--)
        at = i - 1;
    memmove(items + at + 1, items + at, (list->list.count - 1 - at) * sizeof(*items));
    items[at] = problem;
}

void
config_problem_add(struct config_problems *list, str file, int line, bool is_warning,
                   const char *format, ...)
{
    char words[sizeof(((struct err *)NULL)->text)];
    struct err clean = { 0 }; /* err_set takes out what a terminal would act on */
    va_list args;

    if (list->list.count > PROBLEMS_MOST)
        return;
    va_start(args, format);
    vsnprintf(words, sizeof(words), format, args);
    va_end(args);
    err_set(&clean, ERR_INVALID, "%s",
            list->list.count < PROBLEMS_MOST ? words : "there is more; mend these first");
    insert(list, (struct config_problem){
                     .file = arena_str(list->arena, file),
                     .line = line,
                     .words = arena_str(list->arena, str_of(clean.text)),
                     .is_warning = is_warning,
                 });
}

size_t
config_problems_list(const struct config_problems *list, const struct config_problem **out)
{
    *out = list->list.items;
    return list->list.count;
}
