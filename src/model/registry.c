/* resource_registry: which types environments make into others or into templates. */
#include "model_priv.h"

#include <fnmatch.h>
#include <string.h>

static void add_entry(WfModel *m, char **names, const char *pattern, char *target, const char *base)
{
    RegistryEntry entry = {.names = g_strdupv(names),
                           .pattern = g_strdup(pattern),
                           .target = target,
                           .base = g_strdup(base),
                           .wildcard = g_str_has_suffix(pattern, "*")};

    for (guint i = 0; i < m->registry->len; i++) {
        const RegistryEntry *e = &g_array_index(m->registry, RegistryEntry, i);
        if (strcmp(e->pattern, pattern) == 0 &&
            g_strv_equal((const char *const *)e->names, (const char *const *)names)) {
            g_array_remove_index(m->registry, i);
            break;
        }
    }
    g_array_append_val(m->registry, entry);
}

/* `TYPE: null` takes away what earlier files said of the type, `OS::Foo::*: null` of all such
 * types. */
static void drop_entries(WfModel *m, char **names, const char *pattern)
{
    gsize len = strlen(pattern);
    bool wildcard = g_str_has_suffix(pattern, "*");

    for (guint i = m->registry->len; i-- > 0;) {
        const RegistryEntry *e = &g_array_index(m->registry, RegistryEntry, i);
        bool same = wildcard ? strncmp(e->pattern, pattern, len - 1) == 0
                             : strcmp(e->pattern, pattern) == 0;
        if (same && g_strv_equal((const char *const *)e->names, (const char *const *)names))
            g_array_remove_index(m->registry, i);
    }
}

/* A map of the registry: the section itself, or `resources: NAME: NAME: ...` inside of it. */
typedef struct {
    WfNode map;
    char **names; /* of the resources it is for, from the root on */
    char *base;
} RegistryMap;

static void free_registry_map(gpointer data)
{
    RegistryMap *map = data;
    g_strfreev(map->names);
    g_free(map->base);
}

/* Without the scheme, which says nothing about local files. */
static char *local_path(const WfDoc *doc, WfNode node)
{
    WfStr text = wf_doc_text(doc, node);
    gsize skip = text.len > 7 && memcmp(text.s, "file://", 7) == 0 ? 7 : 0;
    return g_strndup(text.s + skip, text.len - skip);
}

static void add_map(GArray *maps, WfNode node, char **names, const char *name, const char *base)
{
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    RegistryMap map = {.map = node, .base = g_strdup(base)};

    g_strv_builder_addv(builder, (const char **)names);
    if (name)
        g_strv_builder_add(builder, name);
    map.names = g_strv_builder_end(builder);
    g_array_append_val(maps, map);
}

static void read_entry(WfModel *m, const WfDoc *doc, WfNode key, WfNode value,
                       const RegistryMap *map, GArray *maps)
{
    g_autofree char *name = wf_doc_dup(doc, key);
    bool is_root = !map->names[0];

    switch (wf_doc_kind(doc, value)) {
    case WF_STRING:
        add_entry(m, map->names, name, local_path(doc, value), map->base);
        break;
    case WF_NULL:
        drop_entries(m, map->names, name);
        break;
    case WF_MAP:
        if (!is_root || strcmp(name, "resources") == 0) {
            add_map(maps, value, map->names, is_root ? NULL : name, map->base);
            break;
        }
        G_GNUC_FALLTHROUGH;
    default:
        wf_doc_finding(doc, value, m->findings, WF_CODE_TYPE,
                       "the registry wants a type or a path here, this is %s",
                       wf_kind_name(wf_doc_kind(doc, value)));
    }
}

/* resources: NAME: {TYPE: target, hooks: ..., restricted_actions: ...}, or one stack further in,
 * resources: STACK: NAME: {TYPE: target} */
static void read_names(const WfDoc *doc, const RegistryMap *map, GArray *maps)
{
    WF_DOC_FOREACH (doc, map->map, key, value) {
        g_autofree char *name = wf_doc_dup(doc, key);
        if (wf_doc_kind(doc, value) == WF_MAP)
            add_map(maps, value, map->names, name, map->base);
    }
}

void wf_registry_read(WfModel *m, const WfDoc *doc, WfNode section, const char *dir)
{
    static char *none[] = {NULL};
    g_autoptr(GArray) maps = g_array_new(FALSE, FALSE, sizeof(RegistryMap));

    g_array_set_clear_func(maps, free_registry_map);
    add_map(maps, section, none, NULL, dir);
    for (guint i = 0; i < maps->len; i++) {
        RegistryMap map = g_array_index(maps, RegistryMap, i);
        WfNode base_url = wf_doc_get(doc, map.map, "base_url");
        g_autofree char *base = base_url && wf_doc_kind(doc, base_url) == WF_STRING
                                    ? local_path(doc, base_url)
                                    : g_strdup(map.base);
        map.base = base;
        if (map.map != section && !map.names[0]) {
            read_names(doc, &map, maps);
            continue;
        }
        WF_DOC_FOREACH (doc, map.map, key, value)
            if (!wf_doc_is(doc, key, "base_url") &&
                (!map.names[0] ||
                 (!wf_doc_is(doc, key, "hooks") && !wf_doc_is(doc, key, "restricted_actions"))))
                read_entry(m, doc, key, value, &map, maps);
    }
}

/* ---- looking types up ---- */

/* Does @path name @r, from the outermost stack in? All but the last may be patterns. */
static bool is_path_of(const WfModel *m, char **path, WfId parent, WfSym local)
{
    guint n = g_strv_length(path);

    if (strcmp(path[n - 1], wf_names_text(m->names, local)) != 0)
        return false;
    for (n--; n-- > 0; parent = RESOURCE(m, parent)->parent)
        if (parent == WF_NONE ||
            fnmatch(path[n], wf_names_text(m->names, RESOURCE(m, parent)->local), 0) != 0)
            return false;
    return parent == WF_NONE;
}

/* Inside the template that an entry led to the entry does not count, so that a template may wrap
 * the type it stands for. */
static bool is_inside_of(const WfModel *m, guint entry, WfId parent)
{
    for (; parent != WF_NONE; parent = RESOURCE(m, parent)->parent)
        if (RESOURCE(m, parent)->entry == entry + 1)
            return true;
    return false;
}

static bool applies(const WfModel *m, guint i, const Resource *r, const char *type)
{
    const RegistryEntry *e = &g_array_index(m->registry, RegistryEntry, i);
    gsize len = strlen(e->pattern);

    if (e->names[0] && !is_path_of(m, e->names, r->parent, r->local))
        return false;
    if (strcmp(e->pattern, type) != 0 &&
        !(e->wildcard && !e->names[0] && strncmp(e->pattern, type, len - 1) == 0 &&
          strcmp(type, e->target) != 0 && wf_type_kind(e->target) != WF_RESOURCE_NESTED))
        return false;
    return !is_inside_of(m, i, r->parent);
}

/* The engine sorts what applies: entries for the resource's name first, then by text, so that a
 * wildcard goes before the types it covers. */
static guint find_entry(const WfModel *m, const Resource *r, const char *type)
{
    guint best = G_MAXUINT;

    for (guint i = 0; i < m->registry->len; i++) {
        if (!applies(m, i, r, type))
            continue;
        const RegistryEntry *e = &g_array_index(m->registry, RegistryEntry, i);
        const RegistryEntry *b =
            best == G_MAXUINT ? NULL : &g_array_index(m->registry, RegistryEntry, best);
        if (!b || (e->names[0] && !b->names[0]) ||
            (!e->names[0] == !b->names[0] && strcmp(e->pattern, b->pattern) < 0))
            best = i;
    }
    return best;
}

const char *wf_registry_type(WfModel *m, const Resource *r, const char *type, const char **ret_base,
                             guint32 *ret_entry)
{
    *ret_base = NULL;
    *ret_entry = 0;
    /* An alias may lead to another alias. */
    for (guint steps = 0; m->registry->len && steps < 10; steps++) {
        if (wf_type_kind(type) == WF_RESOURCE_NESTED)
            break;
        guint i = find_entry(m, r, type);
        if (i == G_MAXUINT)
            break;
        const RegistryEntry *e = &g_array_index(m->registry, RegistryEntry, i);
        if (strcmp(e->target, type) == 0)
            break;
        *ret_base = e->base;
        *ret_entry = i + 1;
        if (e->wildcard && g_str_has_suffix(e->target, "*")) {
            g_autofree char *same = g_strndup(e->target, strlen(e->target) - 1);
            g_autofree char *full = g_strconcat(same, type + strlen(e->pattern) - 1, NULL);
            type = wf_names_text(m->names, wf_sym(m, full));
        } else {
            type = e->target;
        }
    }
    return type;
}

char *wf_model_type_target(const WfModel *m, const char *type)
{
    static const Resource any = {.parent = WF_NONE};
    const char *base = NULL;
    guint32 entry;
    const char *target = wf_registry_type((WfModel *)m, &any, type, &base, &entry); /* names only */
    bool file = wf_type_kind(target) == WF_RESOURCE_NESTED && !strstr(target, "://");

    return base && file && !g_path_is_absolute(target) ? g_build_filename(base, target, NULL)
                                                       : g_strdup(target);
}
