/* Where the files are. Source: the XDG base directory specification 0.8; docs/config.md, "Files". */
#include <courant/config.h>

#include <pwd.h>
#include <stdlib.h>
#include <unistd.h>

/* XDG: "If an implementation encounters a relative path … it should … ignore it." */
static str
absolute(const char *variable)
{
    str value = str_of(getenv(variable));

    return str_starts(value, STR("/")) ? value : (str){ 0 };
}

/* cron and some services give no HOME. */
static str
home_folder(void)
{
    str home = absolute("HOME");

    if (home.len > 0)
        return home;
    const struct passwd *entry = getpwuid(getuid());

    return entry ? str_of(entry->pw_dir) : (str){ 0 };
}

static str
xdg_folder(struct arena *a, const char *variable, str home, str below_home)
{
    str base = absolute(variable);

    if (base.len == 0)
        base = path_join(a, home, below_home);
    return path_join(a, base, STR("courant"));
}

static str
choose(struct arena *a, str over, str folder, str name)
{
    return over.len > 0 ? (str){ arena_cstr(a, over), over.len } : path_join(a, folder, name);
}

bool
config_paths_find(struct arena *a, const struct config_paths *over, struct config_paths *out,
                  struct err *err)
{
    static const struct config_paths nothing;
    str home = home_folder();

    if (home.len == 0)
        return err_set(err, ERR_STORE, "HOME is not set, and this user has no home folder");
    if (!over)
        over = &nothing;
    str config = over->config_folder.len > 0
                     ? (str){ arena_cstr(a, over->config_folder), over->config_folder.len }
                     : xdg_folder(a, "XDG_CONFIG_HOME", home, STR(".config"));
    str data = xdg_folder(a, "XDG_DATA_HOME", home, STR(".local/share"));
    str state = xdg_folder(a, "XDG_STATE_HOME", home, STR(".local/state"));

    *out = (struct config_paths){
        .config_folder = config,
        .settings_file = choose(a, over->settings_file, config, STR("courant.ini")),
        .sources_file = choose(a, over->sources_file, config, STR("sources.ini")),
        .rules_file = choose(a, over->rules_file, config, STR("rules.ini")),
        .themes_folder = choose(a, over->themes_folder, config, STR("themes")),
        .store_file = choose(a, over->store_file, data, STR("courant.db")),
        .log_file = choose(a, over->log_file, state, STR("courant.log")),
    };
    return true;
}
