#include <courant/base.h>

#include <dlfcn.h>
#include <string.h>

bool
library_load(const char *name, const struct library_symbol *symbols, size_t count, struct err *err)
{
    void *library = dlopen(name, RTLD_NOW | RTLD_LOCAL);

    if (!library)
        return err_set(err, ERR_MISSING, "%s cannot be loaded: %s", name, dlerror());
    for (size_t i = 0; i < count; i++) {
        void *address = dlsym(library, symbols[i].name);

        if (!address)
            return err_set(err, ERR_MISSING, "%s is too old: it has no %s", name, symbols[i].name);
        memcpy(symbols[i].function, &address, sizeof(address)); /* as POSIX has it for functions */
    }
    return true;
}
