/* What a run says about a component or a VM: state, times, why it waits, what it
 * printed; and at the end, what decided how long all of it took. */
#include "facts_priv.h"

#include <string.h>
#include "run.h"

#define BLOCKED_MOST 100

/* "began at 3.4 s": from the beginning of the run. */
static void append_at(const RunScreen *s, GString *text, const char *what, gint64 at)
{
    gint64 began = run_began(s);
    if (!at)
        return;
    g_string_append_printf(text, "%s at ", what);
    run_append_time(text, began && at > began ? at - began : 0);
}

/* "began at 2.7 s, took 0.8 s; earlier runs took 1.0 s" */
static void add_times(Facts *f, const RunScreen *s, const WfRow *row)
{
    g_autoptr(GString) text = g_string_new(" ");
    bool ended = row->started && row->finished >= row->started;
    append_at(s, text, "began", row->started);
    if (row->state == WF_STATE_RUNNING) {
        g_string_append(text, text->len > 1 ? ", runs for " : "runs for ");
        run_append_time(text, run_now(s) - row->since);
    } else if (ended) {
        g_string_append(text, text->len > 1 ? ", took " : "took ");
        run_append_time(text, row->finished - row->started);
    }
    if (row->expected_ms >= 0) {
        g_string_append_printf(text, "%sexpected: ", text->len > 1 ? "; " : "");
        run_append_time(text, row->expected_ms);
    }
    if (text->len > 1)
        facts_wrap(f, WF_ROLE_TEXT, 3, 2, text->str);
}

/* From itself to the root, each step farther to the right. */
static void add_why(Facts *f, const RunScreen *s, guint32 row)
{
    enum { STEPS_MOST = 60, DEEPEST = 12 };
    g_autoptr(GPtrArray) why = wf_progress_why(run_progress(s), row, run_now(s));
    if (why->len < 2)
        return;
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

static void add_blocked(Facts *f, const RunScreen *s, guint32 root)
{
    WfProgress *p = run_progress(s);
    guint n = 0;
    for (guint32 i = 0; i < wf_progress_n_rows(p); i++) {
        const WfRow *row = wf_progress_row(p, i);
        if (row->state != WF_STATE_BLOCKED || row->root != root || ++n > BLOCKED_MOST)
            continue;
        if (n == 1)
            facts_heading(f, "blocked by this");
        Fact *fact = facts_addf(f, WF_ROLE_STATE_BLOCKED, " %s (%s)", row->name, row->vm);
        fact->link = run_thing_of_row(s, i);
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
}

static void add_row(Facts *f, guint32 number)
{
    const RunScreen *s = f->desk->run;
    const WfRow *row = wf_progress_row(run_progress(s), number);
    add_state(f, row);
    add_times(f, s, row);
    add_why(f, s, number);
    add_log(f, row);
    if (row->state == WF_STATE_FAILED)
        add_blocked(f, s, number);
}

void facts_run_component(Facts *f, WfId component)
{
    guint32 row;
    if (f->run_told || !run_row_of_node(f->desk->run, component, &row))
        return;
    facts_heading(f, "run");
    add_row(f, row);
}

/* Its agent, and how many of its components are in which state. */
void facts_run_vm(Facts *f, WfId vm)
{
    const RunScreen *s = f->desk->run;
    WfProgress *p = s ? run_progress(s) : NULL;
    guint32 n, counts[WF_N_STATES] = {0}, known = 0;
    const WfId *components = wf_model_vm_components(f->m, vm, &n);
    if (!p)
        return;
    for (guint32 i = 0; i < n; i++) {
        const WfRow *row = run_row_of_node(s, components[i], NULL);
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
        g_autoptr(GString) text = g_string_new(up ? " its agent is up" : " no agent reports");
        if (!up && since && run_now(s) > since) {
            g_string_append(text, ", for ");
            run_append_time(text, run_now(s) - since);
        }
        facts_add(f, up ? WF_ROLE_TEXT : WF_ROLE_WARNING, text->str);
    }
}

/* The summary that the command line prints, line by line. */
static void add_summary(Facts *f, const RunScreen *s)
{
    WfProgress *p = run_progress(s);
    gint64 began = run_began(s);
    g_autofree char *text = wf_progress_summary(p, began, began + run_elapsed(s));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        bool heading = lines[i][0] && lines[i][0] != ' ';
        bool bad = g_str_has_prefix(lines[i], "failed");
        if (lines[i][0] || lines[i + 1])
            facts_wrap(f,
                       bad       ? WF_ROLE_STATE_FAILED
                       : heading ? WF_ROLE_STRONG
                                 : WF_ROLE_TEXT,
                       6, 4, lines[i]);
    }
}

GPtrArray *facts_about_run(const Desk *desk, int number, int width, bool ascii)
{
    Facts f = facts_start(desk, width, ascii);
    const RunScreen *s = desk->run;
    WfProgress *p = run_progress(s);
    if (!p)
        return f.rows;
    if (number == DETAIL_SUMMARY) {
        add_summary(&f, s);
        return f.rows;
    }
    if (number < 0 || (guint32)number >= wf_progress_n_rows(p))
        return f.rows;
    const WfRow *row = wf_progress_row(p, (guint32)number);
    WfThing thing = run_thing_of_row(s, (guint32)number);
    g_autofree char *name = g_strdup_printf("%s on VM %s", row->name, row->vm);
    facts_wrap(&f, WF_ROLE_STRONG, 2, 3, name);
    add_row(&f, (guint32)number);
    f.run_told = true;
    if (thing.kind == WF_THING_COMPONENT) {
        facts_add(&f, WF_ROLE_TEXT, "");
        facts_component(&f, thing.id);
    }
    return f.rows;
}
