/* See graphviz.h. */
#include "graphviz.h"

#include <dlfcn.h>

#define MAX_PLUGINS 3

static bool load_plugin(const char *file, const char *symbol, lt_symlist_t *entry)
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

/* Loading just what is needed saves Graphviz looking for the rest. Plugins have no soname that a
 * compiler could be asked for: where they are called otherwise, Graphviz finds them by itself. */
static GVC_t *new_context(const WfGraphviz *gv, WfGraphvizPlugins plugins)
{
    static lt_symlist_t table[MAX_PLUGINS]; /* Graphviz keeps the pointer */
    bool found =
        plugins != WF_GRAPHVIZ_ALL &&
        load_plugin("libgvplugin_dot_layout.so.6", "gvplugin_dot_layout_LTX_library", &table[0]);
    if (found && plugins == WF_GRAPHVIZ_SVG)
        found = load_plugin("libgvplugin_core.so.6", "gvplugin_core_LTX_library", &table[1]);
    return found ? gv->gvContextPlugins(table, 0) : gv->gvContext();
}

/* The sonames are those it was compiled for: the structures in the headers are theirs. */
static void *load_library(const char *soname)
{
    void *handle = dlopen(soname, RTLD_NOW | RTLD_GLOBAL);
    if (!handle)
        g_printerr("%s\n", dlerror());
    return handle;
}

bool wf_graphviz_open(WfGraphviz *gv, WfGraphvizPlugins plugins)
{
    void *graph = load_library(WEFT_CGRAPH_SONAME), *context = load_library(WEFT_GVC_SONAME);
    const Agdesc_t *directed = graph ? dlsym(graph, "Agdirected") : NULL;
    bool found = directed && context;

#define TAKE(from, name) found = found && (gv->name = (__typeof__(gv->name))dlsym(from, #name));
#define TAKE_GRAPH(name) TAKE(graph, name)
#define TAKE_CONTEXT(name) TAKE(context, name)
    WF_GRAPHVIZ_GRAPH(TAKE_GRAPH)
    WF_GRAPHVIZ_CONTEXT(TAKE_CONTEXT)
    if (!found)
        return false;
    gv->directed = *directed;
    gv->gvc = new_context(gv, plugins);
    return gv->gvc;
}
