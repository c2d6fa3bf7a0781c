/* How an attempt ends: in an outcome, in another attempt, or put off and put back
 * as if it had not begun. After a crash it is the journal that knows of one, and
 * what is left of its recipe has to end first. */
#include "agent_priv.h"

#include <signal.h>
#include <string.h>

#define RETRY_MS 1000
#define RETRY_MS_MAX 60000
#define AGAIN_MS 5000 /* what is the store's or the disk's trouble, not the recipe's */
#define ORPHAN_POLL_MS 100
#define ORPHAN_GRACE_US (10 * G_USEC_PER_SEC)

/* ---- again, later ---- */

static gboolean on_again(gpointer user)
{
    Component *c = user;
    c->timer = 0;
    wf_component_note(c, NEWS_CONSIDER);
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
    wf_agent_wake(c->agent);
}

/* Nothing runs until a further attempt: the next agent need not take it for one that a crash ended.
 * Where that cannot be written down it will. The disk is waited for as with what began (run.c):
 * only where a machine that forgets it would make a failure of it. */
static void rest(const Run *run)
{
    const Component *c = run->component;
    WfJournal *journal = c->agent->journal;
    if (wf_journal_rest(journal, c->name, c->tried, c->attempt, c->earlier, NULL) &&
        run->on_crash == WF_CRASH_FAIL)
        wf_journal_sync(journal, NULL);
}

/* It never began, for a reason that is not its own. */
void wf_run_put_off(Run *run, const char *trouble)
{
    Component *c = run->component;
    wf_agent_trouble(c->agent, trouble);
    guint ms = c->agent->retry_ms ? c->agent->retry_ms : AGAIN_MS;
    c->attempt--;
    rest(run);
    let_go(run);
    again(c, ms);
}

/* ---- a halted stack ---- */

/* Not counted as run. The journal keeps that it began, so that a deletion would undo it. */
static void put_back(Run *run)
{
    Component *c = run->component;
    c->attempt--;
    rest(run);
    let_go(run);
    wf_component_set_stage(c, STAGE_WAITING);
    wf_component_note(c, NEWS_CONSIDER);
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
    char *text = wf_json_canonical(value);
    g_autofree char *box = wf_seal_to_output(o->public_key, text, strlen(text), error);
    wf_secret_free(text);
    if (box)
        json_object_set_new(sealed, o->name, json_string(box));
    return box != NULL;
}

/* Whoever reads them gets None, and nothing else would tell why. */
static void note_missing(Run *run, const json_t *sealed)
{
    WfOutcome *outcome = run->outcome;
    for (guint i = 0; i < run->outputs->len; i++) {
        const WfEntryOutput *o = run->outputs->pdata[i];
        if (o->error_output || json_object_get(outcome->outputs, o->name) ||
            json_object_get(sealed, o->name))
            continue;
        if (!outcome->missing)
            outcome->missing = json_array();
        json_array_append_new(outcome->missing, json_string(o->name));
    }
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
    note_missing(run, sealed);
    return sealed;
}

/* What may have any size goes: a failure can always be written. */
static void fail_outcome(WfOutcome *o, const char *cause)
{
    o->status = WF_STATUS_FAILED;
    json_decref(o->lazy);
    o->lazy = NULL;
    json_decref(o->outputs);
    o->outputs = NULL;
    json_decref(o->missing);
    o->missing = NULL;
    o->sealed = false;
    g_free(o->cause);
    o->cause = g_strndup(cause, 500);
}

/* The outcome and its sealed values (or NULL) take their place in the component. The outcome's
 * text, or NULL. */
static GBytes *make_outcome(Run *run, const WfHookResult *result)
{
    WfOutcome *o = run->outcome;
    g_autoptr(GError) error = NULL;
    json_t *sealed = NULL;
    o->runs = run->component->outcome->runs + 1;
    o->exit = result->exit;
    o->log = g_strdup(result->log && *result->log ? result->log : NULL);
    o->finished = wf_agent_now_ms();
    o->earlier = json_incref(run->component->earlier);
    if (!result->ok) {
        fail_outcome(o, result->cause);
    } else if (!strcmp(o->action, "DELETE")) {
        o->status = WF_STATUS_DELETED;
    } else {
        o->status = WF_STATUS_DONE;
        sealed = collect_outputs(run, result, &error);
    }
    g_autoptr(GBytes) text = error ? NULL : wf_outcome_format(o, &error);
    bool both = text && json_object_size(sealed);
    g_autoptr(GBytes) box = both ? wf_sealed_format(o->want, sealed, &error) : NULL;
    if (error) { /* nobody could read what it gave */
        fail_outcome(o, error->message);
        g_clear_pointer(&sealed, json_decref);
        g_clear_pointer(&text, g_bytes_unref);
    }
    Component *c = run->component;
    if (o->status == WF_STATUS_FAILED)
        wf_component_add_earlier(c, o->started, o->finished);
    wf_outcome_free(c->outcome);
    c->outcome = g_steal_pointer(&run->outcome);
    json_decref(c->sealed);
    c->sealed = sealed;
    return g_steal_pointer(&text);
}

/* A disk that refuses the record is tried again before anything is published. */
static void report(Component *c, GBytes *text)
{
    g_autoptr(GError) error = NULL;
    c->unjournalled = c->unsynced = true;
    wf_publish(c);
    c->text = text;
    if (!wf_publish_journal(c, &error))
        wf_agent_trouble(c->agent, error->message);
}

void wf_run_finish(Run *run, const WfHookResult *result)
{
    Component *c = run->component;
    WfAgent *agent = c->agent;
    run->job = NULL;
    wf_agent_tell(agent, WF_AGENT_FINISHED, c, "%s", result->ok ? "" : result->cause);
    if (result->cancelled && run->on_crash == WF_CRASH_RERUN) {
        put_back(run);
        return;
    }
    bool more = !result->ok && !result->cancelled && c->attempt - c->base < 1 + run->retries;
    if (more) {
        guint shift = MIN(c->attempt - c->base - 1, 6);
        guint ms = MIN((agent->retry_ms ? agent->retry_ms : RETRY_MS) << shift, RETRY_MS_MAX);
        wf_component_add_earlier(c, run->outcome->started, wf_agent_now_ms());
        rest(run);
        let_go(run);
        again(c, ms);
    } else {
        GBytes *text = make_outcome(run, result);
        let_go(run);
        report(c, text);
        wf_component_set_stage(c, STAGE_WAITING);
        wf_component_note(c, NEWS_CONSIDER);
    }
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
    json_decref(o->earlier);
    o->earlier = json_incref(c->earlier);
    g_free(o->machine);
    o->machine = g_strdup(c->agent->machine);
    if (!wf_outcome_is_delivered(o, o->want))
        g_clear_pointer(&o->delivered, g_free);
    wf_component_add_earlier(c, o->started, o->finished);
    fail_outcome(o, "its agent or its machine went down while it ran");
    wf_outcome_free(c->outcome);
    c->outcome = g_steal_pointer(&o);
    g_clear_pointer(&c->sealed, json_decref);
    report(c, NULL);
}

static gboolean on_orphan(gpointer user)
{
    Component *c = user;
    const WfJournalEntry *entry = wf_journal_get(c->agent->journal, c->name);
    g_autofree char *folder = wf_run_folder(c);
    bool late = g_get_monotonic_time() - c->orphan_since > ORPHAN_GRACE_US;
    if (wf_hook_end_orphans(folder, late ? SIGKILL : SIGTERM))
        return G_SOURCE_CONTINUE;
    c->timer = 0;
    wf_component_set_stage(c, STAGE_WAITING);
    if (entry && entry->want && c->entry && c->entry->on_crash == WF_CRASH_FAIL)
        crashed(c, entry);
    wf_component_note(c, NEWS_CONSIDER);
    return G_SOURCE_REMOVE;
}

void wf_run_recover(Component *c, const WfJournalEntry *entry)
{
    if (entry->earlier || g_strcmp0(c->tried, entry->want)) {
        json_decref(c->earlier);
        c->earlier = json_incref(entry->earlier);
    }
    g_free(c->tried);
    c->tried = g_strdup(entry->want);
    c->attempt = entry->attempt;
    c->base = entry->base;
    if (entry->rests)
        return;
    c->orphan_since = g_get_monotonic_time(); /* whoever sets the clock back makes nobody wait */
    wf_component_set_stage(c, STAGE_ORPHANED);
    g_autofree char *folder = wf_run_folder(c);
    if (wf_hook_end_orphans(folder, SIGTERM)) {
        wf_agent_tell(c->agent, WF_AGENT_WAITING, c, "for what an earlier agent left running");
        c->timer = g_timeout_add(ORPHAN_POLL_MS, on_orphan, c);
        return;
    }
    c->stage = STAGE_UNKNOWN;
    if (c->entry && c->entry->on_crash == WF_CRASH_FAIL)
        crashed(c, entry);
}
