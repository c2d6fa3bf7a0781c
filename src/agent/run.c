/* The start of an attempt: fetch the recipe, say so in the journal and start it. What comes of it
 * is in ending.c. */
#include "agent_priv.h"

#include <errno.h>
#include <string.h>
#include <weft/expr.h>

/* ---- the start ---- */

static void on_done(WfHookJob *job, const WfHookResult *result, gpointer user)
{
    (void)job;
    wf_run_finish(user, result);
}

static void on_line(gpointer user)
{
    Run *run = user;
    wf_agent_st_changed(run->component->agent);
}

/* Like Heat's derived config id: another one for every deed, the same for its repetition. */
static char *run_id(const Run *run)
{
    const Component *c = run->component;
    g_autofree char *text =
        g_strjoin("\n", c->agent->stack, c->name, run->outcome->want, run->outcome->action, NULL);
    g_autofree char *hex = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
    return g_strdup_printf("%.8s-%.4s-%.4s-%.4s-%.12s", hex, hex + 8, hex + 12, hex + 16, hex + 20);
}

static bool is_recipe(const RunInput *in)
{
    return g_str_has_prefix(in->name, WF_RECIPE_INPUT);
}

static GArray *hook_inputs(const Run *run)
{
    GArray *list = g_array_new(FALSE, TRUE, sizeof(WfHookInput));
    for (guint i = 0; i < run->inputs->len; i++) {
        const RunInput *in = run->inputs->pdata[i];
        WfHookInput input = {.name = in->name,
                             .type = in->type,
                             .description = in->description,
                             .value = in->value,
                             .secret = in->secret};
        if (in->value && !is_recipe(in))
            g_array_append_val(list, input);
    }
    return list;
}

/* The kernel's random bytes: those of GLib can be foretold by a recipe that has seen enough. */
static char *new_token(void)
{
    guint8 bytes[16];
    if (getentropy(bytes, sizeof bytes))
        g_error("no random bytes: %s", g_strerror(errno));
    return g_base64_encode(bytes, sizeof bytes);
}

static char **environment(Run *run)
{
    const Component *c = run->component;
    GPtrArray *list = g_ptr_array_new();
    if (!run->token)
        run->token = new_token();
    g_ptr_array_add(list, g_strconcat("WEFT_STACK=", c->agent->stack, NULL));
    g_ptr_array_add(list, g_strconcat("WEFT_VM=", c->agent->vm, NULL));
    g_ptr_array_add(list, g_strconcat("WEFT_COMPONENT=", c->name, NULL));
    g_ptr_array_add(list, g_strconcat("WEFT_ACTION=", run->outcome->action, NULL));
    g_ptr_array_add(list, g_strdup_printf("WEFT_ATTEMPT=%u", run->outcome->attempt));
    g_ptr_array_add(list, g_strconcat("WEFT_SOCKET=", c->agent->socket_path, NULL));
    g_ptr_array_add(list, g_strconcat("WEFT_TOKEN=", run->token, NULL));
    g_ptr_array_add(list, NULL);
    return (char **)g_ptr_array_free(list, FALSE);
}

static WfHookJob *start_hook(Run *run, GError **error)
{
    Component *c = run->component;
    g_autoptr(GArray) inputs = hook_inputs(run);
    g_autoptr(GArray) outputs = g_array_new(FALSE, TRUE, sizeof(WfHookOutput));
    for (guint i = 0; i < run->outputs->len; i++) {
        const WfEntryOutput *o = run->outputs->pdata[i];
        WfHookOutput output = {
            .name = o->name, .type = o->type, .error_output = o->error_output, .secret = o->secret};
        g_array_append_val(outputs, output);
    }
    bool secret;
    json_auto_t *options = wf_agent_unsealed(c->agent, run->options, &secret, error);
    if (!options)
        return NULL;
    g_autofree char *id = run_id(run), *folder = wf_run_folder(c);
    g_auto(GStrv) env = environment(run);
    WfHookRequest request = {
        .id = id,
        .name = c->name,
        .action = run->outcome->action,
        .group = run->how->hook ? run->how->hook : run->hook,
        .config = run->config,
        .options = options,
        .secret_options = secret,
        .inputs = (const WfHookInput *)inputs->data,
        .n_inputs = inputs->len,
        .outputs = (const WfHookOutput *)outputs->data,
        .n_outputs = outputs->len,
        .folder = folder,
        .environment = (const char *const *)env,
        .timeout_s = run->timeout_s,
        .on_line = on_line,
    };
    return wf_hook_start(c->agent->hooks, &request, on_done, run, error);
}

/* The value of the input that a recipe stands for, or NULL. */
static json_t *recipe_of(const Run *run)
{
    const json_t *name = json_object_get(run->config, run->input_key);
    for (guint i = 0; json_object_size(run->config) == 1 && i < run->inputs->len; i++) {
        const RunInput *in = run->inputs->pdata[i];
        if (is_recipe(in) && !g_strcmp0(in->name, json_string_value(name)))
            return in->value;
    }
    return NULL;
}

static json_t *structured(Run *run, GError **error)
{
    json_t *whole = recipe_of(run);
    json_auto_t *inputs = json_object();
    for (guint i = 0; i < run->inputs->len; i++) {
        const RunInput *in = run->inputs->pdata[i];
        if (in->value)
            json_object_set(inputs, in->name, in->value);
    }
    return wf_expr_apply_inputs(whole ? whole : run->config, inputs, run->input_key,
                                run->strict_inputs, error);
}

static void finish_unstarted(Run *run, const char *cause)
{
    WfHookResult result = {.ran = true, .exit = 1, .cause = cause};
    wf_run_finish(run, &result);
}

static void begin(Run *run)
{
    Component *c = run->component;
    g_autoptr(GError) error = NULL;
    if (c->agent->stand_in) {
        wf_standin_start(run, wf_run_finish);
        return;
    }
    run->job = start_hook(run, &error);
    if (g_error_matches(error, WF_ERROR, WF_ERROR_UNAVAILABLE)) {
        c->no_disk = true;
        wf_run_put_off(run, error->message);
    } else if (error) {
        finish_unstarted(run, error->message);
    }
}

void wf_run_marked(Run *run)
{
    Component *c = run->component;
    bool delivered = run->outcome->delivered;
    run->marking = false;
    run->outcome->started = wf_agent_now_ms();
    wf_agent_tell(c->agent, WF_AGENT_STARTED, c, NULL);
    begin(run);
    if (delivered)
        wf_component_published(c); /* who follows it on this VM goes on */
}

/* Could anybody who looks at the store still take the last outcome for what is there? */
static bool is_good_for_others(const Component *c)
{
    const WfOutcome *o = c->outcome;
    return !c->absent && o->status == WF_STATUS_DONE && (!o->doing || c->dirty || c->sending);
}

/* Does the store say of what it is delivered for as it is about to be? */
static bool is_delivery_known(const Run *run)
{
    const Component *c = run->component;
    const char *delivered = run->outcome->delivered;
    return c->absent || (!g_strcmp0(c->outcome->delivered, delivered) &&
                         !(delivered && (c->dirty || c->sending)));
}

/* The last outcome stops being good before its recipe starts: should the wish go back to it
 * meanwhile, its readers must not take it for what is there. One that sends no signal is delivered
 * with that, and who follows it goes on. */
static void mark(Run *run)
{
    Component *c = run->component;
    WfOutcome *o = c->outcome;
    run->marking = true;
    g_free(o->doing);
    o->doing = g_strdup(run->outcome->want);
    g_free(o->delivered);
    o->delivered = g_strdup(run->outcome->delivered);
    if (!o->machine) /* nothing has ended yet */
        o->machine = g_strdup(c->agent->machine);
    wf_publish(c);
    wf_component_published(c); /* to whom it is not, on this VM */
}

static void launch(Run *run)
{
    Component *c = run->component;
    WfAgent *agent = c->agent;
    g_autoptr(GError) error = NULL;
    run->outcome->started = wf_agent_now_ms();
    if (run->input_key && run->config) {
        json_t *config = structured(run, &error);
        json_decref(run->config);
        run->config = config;
    }
    /* A recipe that may be run again loses nothing if the machine forgets that it was begun: only
     * for the others has the disk to be waited for. */
    if (!error &&
        (!wf_journal_start(agent->journal, c->name, run->outcome->want, run->outcome->action,
                           run->outcome->attempt, c->base, run->outcome->started, &error) ||
         (run->on_crash == WF_CRASH_FAIL && !wf_journal_sync(agent->journal, &error)))) {
        c->no_disk = true;
        wf_run_put_off(run, error->message);
        return;
    }
    c->no_disk = false;
    if (!error && run->no_signal && strcmp(run->outcome->action, "DELETE"))
        run->outcome->delivered = g_strdup(run->outcome->want);
    if (error)
        finish_unstarted(run, error->message);
    else if (is_good_for_others(c) || !is_delivery_known(run))
        mark(run);
    else
        wf_run_marked(run);
}

static void on_recipe(GBytes *bytes, WfRc rc, const GError *problem, gpointer user)
{
    Run *run = user;
    run->fetch = NULL;
    g_autoptr(GError) error = NULL;
    gsize len = 0;
    const void *data = bytes ? g_bytes_get_data(bytes, &len) : NULL;
    run->config = bytes ? wf_recipe_parse(data, len, &error) : NULL;
    if (run->config) {
        g_hash_table_insert(run->component->agent->recipes, g_strdup(run->how->recipe),
                            json_incref(run->config));
        launch(run);
        return;
    }
    g_autofree char *text = g_strdup_printf("recipe of '%s': %s", run->component->name,
                                            error     ? error->message
                                            : problem ? problem->message
                                                      : wf_rc_text(rc));
    wf_run_put_off(run, text);
}

void wf_run_start(Run *run)
{
    WfAgent *agent = run->component->agent;
    const char *hook = run->how->hook ? run->how->hook : run->hook;
    if (!run->how->recipe || wf_hook_is_data_only(hook)) {
        WfHookResult result = {.ok = true};
        run->outcome->started = wf_agent_now_ms();
        wf_run_finish(run, &result);
        return;
    }
    json_t *config = g_hash_table_lookup(agent->recipes, run->how->recipe);
    if (config || agent->stand_in) {
        run->config = json_incref(config);
        launch(run);
        return;
    }
    g_autofree char *path = wf_path_recipe(agent->stack, run->how->recipe);
    run->fetch = wf_fetch(agent->store, path, path, WF_LIMIT_RECIPE_BYTES, on_recipe, run);
}
