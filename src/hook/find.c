/* Which program runs a group's recipes: the rules of heat-config's 55-heat-config. */
#include "hook_priv.h"

#include <pwd.h>
#include <string.h>
#include <unistd.h>

#define SYSTEM_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

struct WfHooks {
    GPtrArray *folders; /* char *, in order of search */
    char *user, *home;
    char *path; /* of recipes */
};

/* The folder of the program itself: its hooks are beside it where it was built, else where they
 * were installed with it; and recipes that call it find it. */
static char *own_folder(void)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    return self ? g_path_get_dirname(self) : NULL;
}

WfHooks *wf_hooks_new(const char *const *folders)
{
    g_autofree char *own = own_folder();
    const struct passwd *me = getpwuid(geteuid());
    WfHooks *hooks = g_new0(WfHooks, 1);
    hooks->user = g_strdup(me ? me->pw_name : "root");
    hooks->home = g_strdup(me ? me->pw_dir : "/");
    hooks->folders = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; folders && folders[i]; i++)
        g_ptr_array_add(hooks->folders, g_strdup(folders[i]));
    const char *more = g_getenv("HEAT_CONFIG_HOOKS");
    if (more && *more)
        g_ptr_array_add(hooks->folders, g_strdup(more));
    g_ptr_array_add(hooks->folders, g_strdup("/usr/libexec/heat-config/hooks"));
    g_ptr_array_add(hooks->folders, g_strdup("/var/lib/heat-config/hooks"));
    if (own) { /* of a build that is not installed, whatever else is */
        g_ptr_array_add(hooks->folders, g_build_filename(own, "hooks", NULL));
        g_ptr_array_add(hooks->folders, g_canonicalize_filename(WEFT_HOOKS_FROM_PROGRAM, own));
    }
    hooks->path =
        own && !strchr(own, ':') ? g_strconcat(SYSTEM_PATH ":", own, NULL) : g_strdup(SYSTEM_PATH);
    return hooks;
}

void wf_hooks_free(WfHooks *hooks)
{
    if (!hooks)
        return;
    g_ptr_array_unref(hooks->folders);
    g_free(hooks->user);
    g_free(hooks->home);
    g_free(hooks->path);
    g_free(hooks);
}

const char *wf_hooks_user(const WfHooks *hooks, const char **ret_home)
{
    *ret_home = hooks->home;
    return hooks->user;
}

const char *wf_hooks_path(const WfHooks *hooks)
{
    return hooks->path;
}

static char *find(const WfHooks *hooks, const char *group, int mode)
{
    g_autoptr(GString) name = g_string_new(NULL);
    for (const char *c = group; *c; c++)
        if (g_ascii_isalnum(*c) || *c == '-' || *c == '_')
            g_string_append_c(name, *c);
    for (guint i = 0; name->len && i < hooks->folders->len; i++) {
        g_autofree char *path = g_build_filename(hooks->folders->pdata[i], name->str, NULL);
        if (g_file_test(path, G_FILE_TEST_IS_REGULAR) && !access(path, mode))
            return g_steal_pointer(&path);
    }
    return NULL;
}

char *wf_hooks_find(const WfHooks *hooks, const char *group)
{
    return find(hooks, group, X_OK);
}

void wf_hooks_refuse(const WfHooks *hooks, const char *group, GError **error)
{
    g_autofree char *there = find(hooks, group, F_OK);
    if (there)
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND,
                    "the hook '%s' for group '%s' is not executable", there, group);
    else
        g_set_error(error, WF_ERROR, WF_ERROR_NOT_FOUND, "no hook for group '%s' is installed",
                    group);
}

char *wf_hooks_folders(const WfHooks *hooks)
{
    GString *s = g_string_new(NULL);

    for (guint i = 0; i < hooks->folders->len; i++)
        g_string_append_printf(s, "%s%s", i ? ", " : "", (char *)hooks->folders->pdata[i]);
    return g_string_free(s, FALSE);
}

bool wf_hook_is_builtin(const char *group)
{
    return !strcmp(group, "script");
}

bool wf_hook_is_data_only(const char *group)
{
    return !strcmp(group, "os-apply-config") || !strcmp(group, "Heat::Ungrouped");
}

bool wf_hook_pick(const json_t *component, const char *action, const json_t **ret_config,
                  const char **ret_group)
{
    const json_t *configs = json_object_get(component, "configs");
    for (gsize i = 0; i < json_array_size(configs); i++) {
        const json_t *entry = json_array_get(configs, i);
        const json_t *actions = json_object_get(entry, "actions");
        for (gsize k = 0; k < json_array_size(actions); k++) {
            const char *name = json_string_value(json_array_get(actions, k));
            if (!name || strcmp(name, action))
                continue;
            const char *tool = json_string_value(json_object_get(entry, "tool"));
            *ret_config = json_object_get(entry, "config");
            *ret_group = tool ? tool : "Heat::Ungrouped";
            return true;
        }
    }
    return false;
}
