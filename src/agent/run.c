/* One attempt: fetch the recipe, say so in the journal, start it, and make an
 * outcome of how it ended. */
#include "agent_priv.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <weft/expr.h>
#include <weft/file.h>

#define RETRY_MS 1000
#define RETRY_MS_MAX 60000
#define AGAIN_MS 5000 /* what is the store's or the disk's trouble, not the recipe's */
#define ORPHAN_POLL_MS 100
#define ORPHAN_GRACE_MS 10000

void wf_run_free(Run *run)
{
    if (!run)
        return;
    wf_fetch_cancel(run->fetch);
    g_clear_handle_id(&run->stand_in, g_source_remove);
    wf_outcome_free(run->outcome);
    wf_entry_action_free(run->how);
    g_free(run->hook);
    json_decref(run->config);
    json_decref(run->options);
    json_decref(run->labels);
    g_ptr_array_unref(run->inputs);
    g_ptr_array_unref(run->outputs);
    g_free(run->input_key);
    g_free(run->token);
    g_free(run);
}

void wf_run_abandon(Run *run)
{
    if (run->job)
        wf_hook_abandon(run->job);
    run->component->run = NULL;
    wf_run_free(run);
}

void wf_run_blocked(Run *run, bool blocked)
{
    WfAgent *agent = run->component->agent;
    if (blocked && !run->n_blocked++)
        agent->n_running--;
    else if (!blocked && !--run->n_blocked)
        agent->n_running++; /* perhaps one more than there are slots, until one ends */
    wf_agent_schedule(agent);
}

static char *work_folder(const Component *c)
{
    g_autofree char *name = wf_zname_encode(c->name);
    return g_build_filename(c->agent->folder, "work", name, NULL);
}

static char *lock_path(const Component *c)
{
    g_autofree char *folder = work_folder(c);
    return g_build_filename(folder, ".lock", NULL);
}

/* ---- again, later ---- */

static gboolean on_again(gpointer user)
{
    Component *c = user;
    c->timer = 0;
    wf_component_consider(c);
    return G_SOURCE_REMOVE;
}

static void again(Component *c, guint ms)
{
    wf_component_set_stage(c, STAGE_RETRYING);
    c->timer = g_timeout_add((guint)g_random_int_range((gint32)ms * 3 / 4, (gint32)ms * 5 / 4 + 1),
                             on_again, c);
}

/* Gives the slot back and forgets the attempt. */
static void let_go(Run *run)
{
    Component *c = run->component;
    if (!run->n_blocked)
        c->agent->n_running--;
    run->n_blocked = 0;
    wf_socket_run_ended(run);
    c->run = NULL;
    wf_run_free(run);
}

/* It never began, for a reason that is not its own. */
static void put_off(Run *run, const char *trouble)
{
    Component *c = run->component;
    wf_agent_trouble(c->agent, trouble);
    guint ms = c->agent->retry_ms ? c->agent->retry_ms : AGAIN_MS;
    c->attempt--;
    let_go(run);
    again(c, ms);
    wf_agent_schedule(c->agent);
}

/* ---- a halted stack ---- */

/* Not counted as run. The journal keeps that it began, so that a deletion would undo it. */
static void put_back(Run *run)
{
    Component *c = run->component;
    c->attempt--;
    let_go(run);
    wf_component_set_stage(c, STAGE_WAITING);
    wf_component_consider(c);
}

void wf_run_halt(Run *run)
{
    if (run->job)
        wf_hook_cancel(run->job); /* its end is heard of in wf_run_finish() */
    else
        put_back(run); /* its recipe is still being fetched, or it is only pretended */
}

/* ---- the end ---- */

/* Outputs accumulate over actions: what an UPDATE does not report keeps its value. */
static void keep_old_outputs(Run *run)
{
    const WfOutcome *old = run->component->outcome;
    if (strcmp(run->outcome->action, "UPDATE") || old->status != WF_STATUS_DONE)
        return;
    for (guint i = 0; i < run->outputs->len; i++) {
        const WfEntryOutput *o = run->outputs->pdata[i];
        json_t *value = json_object_get(old->outputs, o->name);
        if (value && !o->secret && !o->error_output)
            json_object_set(run->outcome->outputs, o->name, value);
    }
}

static bool add_output(Run *run, const WfEntryOutput *o, json_t *value, json_t *sealed,
                       GError **error)
{
    if (!o->secret) {
        json_object_set(run->outcome->outputs, o->name, value);
        return true;
    }
    g_autofree char *text = wf_json_canonical(value);
    g_autofree char *box = wf_seal_to_output(o->public_key, text, strlen(text), error);
    memset(text, 0, strlen(text));
    if (box)
        json_object_set_new(sealed, o->name, json_string(box));
    return box != NULL;
}

static json_t *collect_outputs(Run *run, const WfHookResult *result, GError **error)
{
    json_t *sealed = json_object();
    run->outcome->outputs = json_object();
    keep_old_outputs(run);
    if (!strcmp(run->outcome->action, "UPDATE") && run->component->sealed)
        json_object_update(sealed, run->component->sealed);
    for (guint i = 0; i < run->outputs->len; i++) {
        const WfEntryOutput *o = run->outputs->pdata[i];
        json_t *value = json_object_get(result->outputs, o->name);
        if (value && !add_output(run, o, value, sealed, error)) {
            json_decref(sealed);
            return NULL;
        }
    }
    run->outcome->sealed = json_object_size(sealed) > 0;
    return sealed;
}

static void fail_outcome(WfOutcome *o, const char *cause)
{
    o->status = WF_STATUS_FAILED;
    json_decref(o->outputs);
    o->outputs = NULL;
    o->sealed = false;
    g_free(o->cause);
    o->cause = g_strndup(cause, 500);
}

/* The outcome and its sealed values (or NULL) take their place in the component. */
static void make_outcome(Run *run, const WfHookResult *result)
{
    WfOutcome *o = run->outcome;
    g_autoptr(GError) error = NULL;
    json_t *sealed = NULL;
    o->runs = run->component->outcome->runs + 1;
    o->exit = result->exit;
    o->log = g_strdup(result->log && *result->log ? result->log : NULL);
    o->finished = wf_agent_now_ms();
    if (!result->ok) {
        fail_outcome(o, result->cause);
    } else if (!strcmp(o->action, "DELETE")) {
        o->status = WF_STATUS_DELETED;
    } else {
        o->status = WF_STATUS_DONE;
        sealed = collect_outputs(run, result, &error);
    }
    g_autoptr(GBytes) bytes = error ? NULL : wf_outcome_format(o, &error);
    if (error) {
        fail_outcome(o, error->message);
        g_clear_pointer(&sealed, json_decref);
    }
    Component *c = run->component;
    wf_outcome_free(c->outcome);
    c->outcome = g_steal_pointer(&run->outcome);
    json_decref(c->sealed);
    c->sealed = sealed;
}

/* A disk that refuses the record is tried again before anything is published. */
static void report(Component *c)
{
    g_autoptr(GError) error = NULL;
    c->unjournalled = c->unsynced = true;
    if (!wf_publish_journal(c, &error))
        wf_agent_trouble(c->agent, error->message);
    wf_publish(c);
}

void wf_run_finish(Run *run, const WfHookResult *result)
{
    Component *c = run->component;
    WfAgent *agent = c->agent;
    run->job = NULL;
    wf_agent_tell(agent, WF_AGENT_FINISHED, c, "%s", result->ok ? "" : result->cause);
    if (result->cancelled && run->on_crash == WF_CRASH_RERUN) {
        put_back(run);
        wf_agent_schedule(agent);
        return;
    }
    bool more = !result->ok && !result->cancelled && c->attempt - c->base < 1 + run->retries;
    if (more) {
        guint shift = MIN(c->attempt - c->base - 1, 6);
        guint ms = MIN((agent->retry_ms ? agent->retry_ms : RETRY_MS) << shift, RETRY_MS_MAX);
        let_go(run);
        again(c, ms);
    } else {
        make_outcome(run, result);
        let_go(run);
        report(c);
        wf_component_set_stage(c, STAGE_WAITING);
        wf_component_consider(c);
    }
    wf_agent_schedule(agent);
}

static void on_done(WfHookJob *job, const WfHookResult *result, gpointer user)
{
    (void)job;
    wf_run_finish(user, result);
}

static void on_line(gpointer user)
{
    Run *run = user;
    wf_publish_st(run->component->agent);
}

/* ---- the start ---- */

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
    /* Heat's own inputs come last. */
    const char *name;
    json_t *value;
    json_object_foreach (run->labels, name, value) {
        WfHookInput input = {.name = name, .value = value};
        g_array_append_val(list, input);
    }
    return list;
}

static char **environment(Run *run)
{
    const Component *c = run->component;
    GPtrArray *list = g_ptr_array_new();
    if (!run->token)
        run->token = g_uuid_string_random();
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

/* A file of its own for every run: what an earlier run left going (a service) holds another. */
static int open_lock(const Component *c)
{
    g_autofree char *folder = work_folder(c);
    g_autofree char *path = lock_path(c);
    const int flags = O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    if (mkdir(folder, 0700) && g_mkdir_with_parents(folder, 0700))
        return -1;
    int fd = open(path, flags, 0600);
    return fd < 0 && errno == EEXIST && !unlink(path) ? open(path, flags, 0600) : fd;
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
    g_autofree char *id = run_id(run), *folder = work_folder(c);
    g_auto(GStrv) env = environment(run);
    int lock = open_lock(c);
    WfHookRequest request = {
        .id = id,
        .name = c->name,
        .action = run->outcome->action,
        .group = run->how->hook ? run->how->hook : run->hook,
        .config = run->config,
        .options = run->options,
        .inputs = (const WfHookInput *)inputs->data,
        .n_inputs = inputs->len,
        .outputs = (const WfHookOutput *)outputs->data,
        .n_outputs = outputs->len,
        .folder = folder,
        .environment = (const char *const *)env,
        .timeout_s = run->timeout_s,
        .lock_fd = lock,
        .on_line = on_line,
    };
    WfHookJob *job = wf_hook_start(c->agent->hooks, &request, on_done, run, error);
    if (lock >= 0)
        close(lock);
    return job;
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
    json_t *inputs = json_object();
    for (guint i = 0; i < run->inputs->len; i++) {
        const RunInput *in = run->inputs->pdata[i];
        if (in->value)
            json_object_set(inputs, in->name, in->value);
    }
    json_t *config = wf_expr_apply_inputs(whole ? whole : run->config, inputs, run->input_key,
                                          run->strict_inputs, error);
    json_decref(inputs);
    return config;
}

static void finish_unstarted(Run *run, const char *cause)
{
    WfHookResult result = {.ran = true, .exit = 1, .cause = cause};
    wf_run_finish(run, &result);
}

void wf_run_marked(Run *run)
{
    Component *c = run->component;
    WfAgent *agent = c->agent;
    g_autoptr(GError) error = NULL;
    run->marking = false;
    run->outcome->started = wf_agent_now_ms();
    wf_agent_tell(agent, WF_AGENT_STARTED, c, NULL);
    if (agent->stand_in) {
        wf_standin_start(run);
        return;
    }
    run->job = start_hook(run, &error);
    if (run->job)
        wf_journal_group(agent->journal, c->name, wf_hook_group(run->job), NULL);
    else
        finish_unstarted(run, error->message);
}

/* Could anybody who looks at the store still take the last outcome for what is there? */
static bool is_good_for_others(const Component *c)
{
    const WfOutcome *o = c->outcome;
    return !c->absent && o->status == WF_STATUS_DONE && (!o->doing || c->dirty || c->sending);
}

/* The last outcome stops being good before its recipe starts: should the wish go back to it
 * meanwhile, its readers must not take it for what is there. */
static void mark(Run *run)
{
    Component *c = run->component;
    run->marking = true;
    g_free(c->outcome->doing);
    c->outcome->doing = g_strdup(run->outcome->want);
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
        put_off(run, error->message);
        return;
    }
    c->no_disk = false;
    if (error)
        finish_unstarted(run, error->message);
    else if (is_good_for_others(c))
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
    put_off(run, text);
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

/* ---- after a crash ---- */

static void crashed(Component *c, const WfJournalEntry *entry)
{
    g_autoptr(WfOutcome) o = wf_outcome_copy(c->outcome);
    g_free(o->want);
    g_free(o->action);
    g_clear_pointer(&o->doing, g_free);
    o->runs++;
    o->want = g_strdup(entry->want);
    o->action = g_strdup(entry->action);
    o->attempt = entry->attempt;
    o->retry = c->entry ? c->entry->retry : o->retry;
    o->started = entry->started;
    o->finished = wf_agent_now_ms();
    g_free(o->machine);
    o->machine = g_strdup(c->agent->machine);
    fail_outcome(o, "its agent or its machine went down while it ran");
    wf_outcome_free(c->outcome);
    c->outcome = g_steal_pointer(&o);
    report(c);
}

static gboolean on_orphan(gpointer user)
{
    Component *c = user;
    const WfJournalEntry *entry = wf_journal_get(c->agent->journal, c->name);
    g_autofree char *lock = lock_path(c);
    bool late = wf_agent_now_ms() - c->orphan_since > ORPHAN_GRACE_MS;
    if (wf_hook_end_orphans(lock, entry ? entry->group : 0, late ? SIGKILL : SIGTERM))
        return G_SOURCE_CONTINUE;
    c->timer = 0;
    wf_component_set_stage(c, STAGE_WAITING);
    if (entry && entry->want && c->entry && c->entry->on_crash == WF_CRASH_FAIL)
        crashed(c, entry);
    wf_component_consider(c);
    return G_SOURCE_REMOVE;
}

void wf_run_recover(Component *c, const WfJournalEntry *entry)
{
    g_free(c->tried);
    c->tried = g_strdup(entry->want);
    c->attempt = entry->attempt;
    c->base = entry->base;
    c->orphan_since = wf_agent_now_ms();
    wf_component_set_stage(c, STAGE_ORPHANED);
    g_autofree char *lock = lock_path(c);
    if (wf_hook_end_orphans(lock, entry->group, SIGTERM)) {
        c->timer = g_timeout_add(ORPHAN_POLL_MS, on_orphan, c);
        return;
    }
    c->stage = STAGE_UNKNOWN;
    if (c->entry && c->entry->on_crash == WF_CRASH_FAIL)
        crashed(c, entry);
}
