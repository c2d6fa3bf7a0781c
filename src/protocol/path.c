/* Where things stand in ZooKeeper. */
#include "protocol_priv.h"

#include <string.h>

static bool plain(const char *name, gsize i)
{
    char c = name[i];
    /* "." and ".." are no names to ZooKeeper. */
    if (c == '.')
        return strcmp(name, ".") && strcmp(name, "..");
    return g_ascii_isalnum(c) || c == '_' || c == '-';
}

char *wf_zname_encode(const char *name)
{
    GString *out = g_string_sized_new(strlen(name) + 8);
    for (gsize i = 0; name[i]; i++) {
        if (plain(name, i))
            g_string_append_c(out, name[i]);
        else
            g_string_append_printf(out, "%%%02X", (guchar)name[i]);
    }
    return g_string_free(out, FALSE);
}

/* Only the very text that encoding makes is decoded, so that a name has one path. */
char *wf_zname_decode(const char *element)
{
    g_autofree char *name = g_uri_unescape_string(element, NULL);
    if (!name || !*name || !g_utf8_validate(name, -1, NULL))
        return NULL;
    g_autofree char *again = wf_zname_encode(name);
    return strcmp(again, element) ? NULL : g_steal_pointer(&name);
}

static char *below(const char *stack, const char *rest)
{
    g_autofree char *s = wf_zname_encode(stack);
    return g_strconcat("/weft/", s, rest, NULL);
}

static char *below_vm(const char *stack, const char *vm, const char *rest)
{
    g_autofree char *s = wf_zname_encode(stack);
    g_autofree char *v = wf_zname_encode(vm);
    return g_strconcat("/weft/", s, "/vms/", v, rest, NULL);
}

char *wf_path_head(const char *stack)
{
    return below(stack, "");
}

char *wf_path_lock(const char *stack)
{
    return below(stack, "/lock");
}

char *wf_path_models(const char *stack)
{
    return below(stack, "/models");
}

char *wf_path_model(const char *stack, guint64 generation)
{
    g_autofree char *rest = g_strdup_printf("/models/%" G_GUINT64_FORMAT, generation);
    return below(stack, rest);
}

char *wf_path_recipes(const char *stack)
{
    return below(stack, "/recipes");
}

char *wf_path_recipe(const char *stack, const char *digest)
{
    g_autofree char *rest = g_strconcat("/recipes/", digest, NULL);
    return below(stack, rest);
}

char *wf_path_acls(const char *stack)
{
    return below(stack, "/acl");
}

char *wf_path_acl(const char *stack, const char *hash)
{
    g_autofree char *rest = g_strconcat("/acl/", hash, NULL);
    return below(stack, rest);
}

char *wf_path_vms(const char *stack)
{
    return below(stack, "/vms");
}

char *wf_path_manifest(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "");
}

char *wf_path_spill(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "/m");
}

char *wf_path_epoch(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "/epoch");
}

char *wf_path_st(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "/st");
}

char *wf_path_live(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "/live");
}

char *wf_path_up(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "/live/up");
}

char *wf_path_outcomes(const char *stack, const char *vm)
{
    return below_vm(stack, vm, "/o");
}

char *wf_path_outcome(const char *stack, const char *vm, const char *component)
{
    bool facts = !strcmp(component, WF_FACTS);
    g_autofree char *name = facts ? g_strdup(WF_FACTS) : wf_zname_encode(component);
    g_autofree char *rest = g_strconcat("/o/", name, NULL);
    return below_vm(stack, vm, rest);
}

char *wf_path_sealed(const char *stack, const char *vm, const char *component)
{
    g_autofree char *outcome = wf_path_outcome(stack, vm, component);
    return g_strconcat(outcome, "/sealed", NULL);
}

char *wf_path_chunk(const char *parent, guint n)
{
    return g_strdup_printf("%s/%u", parent, n);
}

/* The tree, as patterns over the elements after the stack: "%" takes a name, "#" a number. */
static const struct {
    const char *pattern;
    WfZnode kind;
} tree[] = {
    {"", WF_ZNODE_HEAD},
    {"lock", WF_ZNODE_LOCK},
    {"models", WF_ZNODE_MODELS},
    {"models/%", WF_ZNODE_MODEL},
    {"models/%/#", WF_ZNODE_CHUNK},
    {"recipes", WF_ZNODE_RECIPES},
    {"recipes/%", WF_ZNODE_RECIPE},
    {"recipes/%/#", WF_ZNODE_CHUNK},
    {"acl", WF_ZNODE_ACLS},
    {"acl/%", WF_ZNODE_ACL},
    {"vms", WF_ZNODE_VMS},
    {"vms/@", WF_ZNODE_MANIFEST},
    {"vms/@/m", WF_ZNODE_SPILL},
    {"vms/@/m/#", WF_ZNODE_CHUNK},
    {"vms/@/epoch", WF_ZNODE_EPOCH},
    {"vms/@/st", WF_ZNODE_ST},
    {"vms/@/live", WF_ZNODE_LIVE},
    {"vms/@/live/up", WF_ZNODE_UP},
    {"vms/@/o", WF_ZNODE_OUTCOMES},
    {"vms/@/o/%", WF_ZNODE_OUTCOME},
    {"vms/@/o/%/sealed", WF_ZNODE_SEALED},
};

static char *element_name(const char *element)
{
    return strcmp(element, WF_FACTS) ? wf_zname_decode(element) : g_strdup(WF_FACTS);
}

static bool matches(const char *pattern, char **elements, WfZpath *found)
{
    g_auto(GStrv) want = g_strsplit(pattern, "/", -1);
    if (g_strv_length(want) != g_strv_length(elements))
        return false;
    for (guint i = 0; want[i]; i++) {
        char **slot = !strcmp(want[i], "%") || !strcmp(want[i], "#") ? &found->name
                      : !strcmp(want[i], "@")                        ? &found->vm
                                                                     : NULL;
        if (!slot) {
            if (strcmp(want[i], elements[i]))
                return false;
            continue;
        }
        if (*want[i] == '#' && strspn(elements[i], "0123456789") != strlen(elements[i]))
            return false;
        g_free(*slot);
        if (!(*slot = element_name(elements[i])))
            return false;
    }
    return true;
}

bool wf_zpath_parse(const char *path, WfZpath *ret_zpath)
{
    if (!g_str_has_prefix(path, "/weft/"))
        return false;
    g_auto(GStrv) elements = g_strsplit(path + strlen("/weft/"), "/", 16);
    g_auto(WfZpath) zpath = {0};
    if (!(zpath.stack = wf_zname_decode(elements[0])))
        return false;
    for (gsize i = 0; i < G_N_ELEMENTS(tree); i++) {
        g_auto(WfZpath) found = {.kind = tree[i].kind};
        if (!matches(tree[i].pattern, elements + 1, &found))
            continue;
        found.stack = g_steal_pointer(&zpath.stack);
        *ret_zpath = found;
        found = (WfZpath){0};
        return true;
    }
    *ret_zpath = zpath;
    zpath = (WfZpath){0};
    return true;
}

void wf_zpath_clear(WfZpath *zpath)
{
    g_free(zpath->stack);
    g_free(zpath->vm);
    g_free(zpath->name);
    *zpath = (WfZpath){0};
}
