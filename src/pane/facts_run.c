/* What a run says about a component or a VM: state, times, why it waits, what it
 * printed; and at the end, what decided how long all of it took. */
#include "facts_priv.h"

#include <weft/live.h>
#include <weft/text.h>

#define BLOCKED_MOST 100

/* "began at 3.4 s": from the beginning of the run. */
static void append_at(const WfDeskRun *run, GString *text, const char *what, gint64 at)
{
    gint64 began = wf_desk_run_began(run);
    if (!at)
        return;
    g_string_append_printf(text, "%s at ", what);
    wf_text_append_time(text, began && at > began ? at - began : 0);
}

/* "began at 2.7 run, took 0.8 s; earlier runs took 1.0 s" */
static void add_times(Facts *f, const WfDeskRun *run, const WfRow *row)
{
    g_autoptr(GString) text = g_string_new(" ");
    bool ended = row->started && row->finished >= row->started;
    append_at(run, text, "began", row->started);
    if (row->state == WF_STATE_RUNNING) {
        g_string_append(text, text->len > 1 ? ", runs for " : "runs for ");
        wf_text_append_time(text, wf_desk_run_now(run) - row->since);
    } else if (ended) {
        g_string_append(text, text->len > 1 ? ", took " : "took ");
        wf_text_append_time(text, row->finished - row->started);
    }
    if (row->expected_ms >= 0) {
        g_string_append_printf(text, "%sexpected: ", text->len > 1 ? "; " : "");
        wf_text_append_time(text, row->expected_ms);
    }
    if (text->len > 1)
        facts_wrap(f, WF_ROLE_TEXT, 3, 2, text->str);
}

/* From itself to the root, each step farther to the right. */
static void add_why(Facts *f, const WfDeskRun *run, guint32 row)
{
    enum { STEPS_MOST = 60, DEEPEST = 12 };
    g_autoptr(GPtrArray) why =
        wf_progress_why(wf_desk_run_progress(run), row, wf_desk_run_now(run));
    const WfRow *own = wf_progress_row(wf_desk_run_progress(run), row);
    if (why->len < 2 && !(own->state == WF_STATE_WAITING && own->on))
        return; /* it would only say its state once more */
    facts_heading(f, "why");
    for (guint i = 0; i < why->len && i < STEPS_MOST; i++) {
        int indent = (int)MIN(i, DEEPEST) * 2 + 1;
        g_autofree char *line = g_strdup_printf("%*s%s", indent, "", (char *)why->pdata[i]);
        facts_wrap(f, i + 1 == why->len ? WF_ROLE_STRONG : WF_ROLE_TEXT, indent + 2, 4, line);
    }
    if (why->len > STEPS_MOST)
        facts_addf(f, WF_ROLE_DIM, "   and %u more steps", why->len - STEPS_MOST);
}

static void add_log(Facts *f, const WfRow *row)
{
    if (row->line && row->state == WF_STATE_RUNNING) {
        facts_heading(f, "it says");
        facts_addf(f, WF_ROLE_TEXT, " %s", row->line);
    }
    if (!row->log || !*row->log)
        return;
    facts_heading(f, "what it printed last");
    g_auto(GStrv) lines = g_strsplit(row->log, "\n", -1);
    for (guint i = 0; lines[i]; i++)
        if (lines[i][0] || lines[i + 1]) {
            g_autofree char *line = g_strconcat(" ", lines[i], NULL);
            facts_wrap(f, WF_ROLE_TEXT, 3, 8, line);
        }
}

static void add_blocked(Facts *f, const WfDeskRun *run, guint32 root)
{
    WfProgress *p = wf_desk_run_progress(run);
    guint n = 0;
    for (guint32 i = 0; i < wf_progress_n_rows(p); i++) {
        const WfRow *row = wf_progress_row(p, i);
        if (row->root != root || ++n > BLOCKED_MOST)
            continue;
        if (n == 1)
            facts_heading(f, "blocked by this");
        Fact *fact = facts_addf(f, WF_ROLE_STATE_BLOCKED, " %s (%s)", row->name, row->vm);
        fact->link = wf_desk_run_thing_of_row(run, i);
    }
    facts_more(f, BLOCKED_MOST, n);
}

static void add_state(Facts *f, const WfRow *row)
{
    g_autoptr(GString) text = g_string_new(wf_state_mark(row->state, f->ascii));
    g_string_append_printf(
        text, " %s",
        row->deleting && row->state == WF_STATE_DONE ? "deleted" : wf_state_name(row->state));
    if (row->attempt > 1)
        g_string_append_printf(text, ", attempt %u", row->attempt);
    if (row->state == WF_STATE_FAILED && row->cause)
        g_string_append_printf(text, ": %s", row->cause);
    facts_wrap(f, wf_state_role(row->state), 3, 4, text->str);
    g_autofree char *missing = row->state == WF_STATE_DONE ? wf_progress_missing_text(row) : NULL;
    if (missing)
        facts_wrap(f, WF_ROLE_WARNING, 3, 4, missing);
}

void facts_run_row(Facts *f, guint32 number)
{
    const WfDeskRun *run = f->desk->run;
    const WfRow *row = wf_progress_row(wf_desk_run_progress(run), number);
    add_state(f, row);
    add_times(f, run, row);
    add_why(f, run, number);
    add_log(f, row);
    if (row->state == WF_STATE_FAILED)
        add_blocked(f, run, number);
}

void facts_run_component(Facts *f, WfId component)
{
    guint32 row;
    if (f->run_told || !wf_desk_run_row_of_node(f->desk->run, component, &row))
        return;
    facts_heading(f, "run");
    facts_run_row(f, row);
}

/* Its agent, and how many of its components are in which state. */
void facts_run_vm(Facts *f, WfId vm)
{
    const WfDeskRun *run = f->desk->run;
    WfProgress *p = wf_desk_run_progress(run);
    guint32 n, counts[WF_N_STATES] = {0}, known = 0;
    const WfId *components = wf_model_vm_components(f->m, vm, &n);
    if (!p)
        return;
    for (guint32 i = 0; i < n; i++) {
        const WfRow *row = wf_desk_run_row_of_node(run, components[i], NULL);
        if (row)
            counts[row->state]++;
        known += row != NULL;
    }
    if (known)
        facts_heading(f, "run");
    for (guint state = 0; state < WF_N_STATES; state++)
        if (counts[state])
            facts_addf(f, wf_state_role(state), " %s %u %s", wf_state_mark(state, f->ascii),
                       counts[state], wf_state_name(state));
    for (guint i = 0; i < wf_progress_n_vms(p); i++) {
        bool up;
        gint64 since;
        if (!g_str_equal(wf_progress_vm(p, i, &up, &since), wf_model_vm_name(f->m, vm)))
            continue;
        g_autofree char *away =
            wf_progress_away(p, wf_model_vm_name(f->m, vm), wf_desk_run_now(run));
        g_autofree char *text = g_strdup_printf(" %s", away ? away : "its agent is up");
        if (up || away)
            facts_add(f, up ? WF_ROLE_TEXT : WF_ROLE_WARNING, text);
    }
}
