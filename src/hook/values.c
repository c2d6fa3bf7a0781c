/* Values on their way into a recipe: environment and hook input. */
#include "hook_priv.h"

#include <string.h>
#include <unistd.h>
#include <weft/py.h>

/* The kernel takes 128 KiB for one NAME=VALUE. */
#define VARIABLE_BYTES ((128u << 10) - 1)
/* And a quarter of the stack's limit, 2 MiB mostly, for all together. */
#define ENVIRONMENT_BYTES (1u << 20)

/* As a variable of the environment: text as it is, lists and maps as Python's json.dumps(), other
 * scalars as Python's str(). */
static char *text_of(const json_t *value, const char *type)
{
    if (json_is_string(value))
        return g_strdup(json_string_value(value));
    bool text = !type || !strcmp(type, "String");
    /* heat-config makes str() of what a String input holds; the script hook makes JSON of the
     * lists and maps that are left, and would refuse other scalars. We take those as str(). */
    if (!text && (json_is_object(value) || json_is_array(value)))
        return wf_py_json_dumps(value, false);
    return wf_py_str(value);
}

static bool have_same_name(const char *a, const char *b)
{
    while (*a && *a == *b && *a != '=')
        a++, b++;
    return *a == *b;
}

/* Takes the variable. Nothing happens if one of the first @n has its name: what was put before is
 * stronger. */
static void put(GPtrArray *env, guint n, char *variable)
{
    for (guint i = 0; i < n; i++) {
        if (have_same_name(env->pdata[i], variable)) {
            g_free(variable);
            return;
        }
    }
    g_ptr_array_add(env, variable);
}

static void put_list(GPtrArray *env, const char *const *list)
{
    for (guint i = 0; list && list[i]; i++)
        if (strchr(list[i], '='))
            put(env, env->len, g_strdup(list[i]));
}

static void put_input(GPtrArray *env, guint n, const WfHookInput *input, gsize *left, GString *log)
{
    g_autofree char *text = text_of(input->value, input->type);
    gsize size = strlen(input->name) + 1 + strlen(text);
    if (size <= MIN(VARIABLE_BYTES, *left)) {
        put(env, n, g_strconcat(input->name, "=", text, NULL));
        *left -= size;
        return;
    }
    g_string_append_printf(log,
                           "weft: input '%s' is too long for the environment (%" G_GSIZE_FORMAT
                           " bytes); it is only in the file $WEFT_INPUTS\n",
                           input->name, size);
}

static void put_base(GPtrArray *env, const WfHooks *hooks)
{
    const char *home, *user = wf_hooks_user(hooks, &home);
    put(env, env->len, g_strconcat("PATH=", wf_hooks_path(hooks), NULL));
    put(env, env->len, g_strconcat("HOME=", home, NULL));
    put(env, env->len, g_strconcat("USER=", user, NULL));
    put(env, env->len, g_strconcat("LOGNAME=", user, NULL));
    put(env, env->len, g_strdup("SHELL=/bin/sh"));
    put(env, env->len, g_strdup("LANG=C.UTF-8"));
    /* Where Heat's own hooks keep their files may be said to the agent. */
    for (char **ours = environ; ours && *ours; ours++)
        if (!strncmp(*ours, "HEAT_", 5) && strchr(*ours, '='))
            put(env, env->len, g_strdup(*ours));
}

/* The names of inputs differ, so they are compared only with the few others. */
char **wf_hook_environment(const WfHooks *hooks, const WfHookRequest *request,
                           const char *const *more, bool inputs, GString *log)
{
    GPtrArray *env = g_ptr_array_new();
    gsize left = ENVIRONMENT_BYTES;
    put_list(env, more);
    put_list(env, request->environment);
    for (guint i = 0, n = env->len; inputs && i < request->n_inputs; i++)
        put_input(env, n, &request->inputs[i], &left, log);
    put_base(env, hooks);
    g_ptr_array_add(env, NULL);
    return (char **)g_ptr_array_free(env, FALSE);
}

static json_t *stdin_input(const WfHookInput *input)
{
    const char *type = input->type ? input->type : "String";
    json_t *value = input->value ? json_incref(input->value) : json_string("");
    /* Heat's runner does this to every String input before any hook sees it. */
    if (!strcmp(type, "String") && !json_is_string(value)) {
        g_autofree char *text = wf_py_str(value);
        json_decref(value);
        value = json_string(text);
    }
    return json_pack("{s:s, s:s, s:o, s:s, s:s}", "name", input->name, "type", type, "value", value,
                     "description", input->description ? input->description : "", "default", "");
}

json_t *wf_hook_stdin(const WfHookRequest *request, const char *group, const json_t *config)
{
    json_t *inputs = json_array(), *outputs = json_array();
    for (guint i = 0; i < request->n_inputs; i++)
        json_array_append_new(inputs, stdin_input(&request->inputs[i]));
    for (guint i = 0; i < request->n_outputs; i++) {
        const WfHookOutput *o = &request->outputs[i];
        json_array_append_new(outputs, json_pack("{s:s, s:s, s:s, s:b}", "name", o->name, "type",
                                                 o->type ? o->type : "String", "description", "",
                                                 "error_output", o->error_output));
    }
    g_autoptr(GDateTime) now = g_date_time_new_now_utc();
    g_autofree char *time = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
    bool given = json_is_object(request->options);
    json_t *options = given ? json_incref((json_t *)request->options) : json_object();
    return json_pack("{s:s, s:s, s:s, s:s, s:O, s:o, s:o, s:o}", "id", request->id, "name",
                     request->name, "group", group, "creation_time", time, "config", config,
                     "options", options, "inputs", inputs, "outputs", outputs);
}
