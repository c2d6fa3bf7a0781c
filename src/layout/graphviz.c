#include "graphviz.h"

#include <dlfcn.h>

#define MAX_PLUGINS 3

static bool load(const char *file, const char *symbol, lt_symlist_t *entry)
{
    g_autofree char *path = g_build_filename(WEFT_GRAPHVIZ_PLUGINS, file, NULL);
    void *handle = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
    void *address = handle ? dlsym(handle, symbol) : NULL;
    if (!address)
        return false;
    entry->name = (char *)symbol;
    entry->address = address;
    return true;
}

GVC_t *wf_graphviz_open(bool core)
{
    static lt_symlist_t table[MAX_PLUGINS]; /* Graphviz keeps the pointer */
    bool found = load("libgvplugin_dot_layout.so.6", "gvplugin_dot_layout_LTX_library", &table[0]);
    if (found && core)
        found = load("libgvplugin_core.so.6", "gvplugin_core_LTX_library", &table[1]);
    return found ? gvContextPlugins(table, 0) : gvContext();
}
