#include "app.h"
#include "loop.h"

#include <courant/ui.h>

bool
ui_run(const struct ui_options *options, struct err *err)
{
    struct app *app = mem_new(sizeof(*app));
    bool ok = app_open(app, options, err);

    if (ok) {
        loop_run(app);
        app_close(app);
    }
    mem_free(app);
    return ok;
}
