/* The printed forms of a run as it goes: plain lines, a few lines of a terminal, JSON.
 * Names and lines of recipes are made visible. */
#include "progress_priv.h"

#include <string.h>
#include <weft/text.h>

/* "db2.install (db)" */
void wf_print_name(GString *s, const WfRow *row)
{
    wf_print_visible(s, row->name);
    g_string_append(s, " (");
    wf_print_visible(s, row->vm);
    g_string_append_c(s, ')');
}

static void add_wait(GString *s, const WfRow *row)
{
    static const struct {
        const char *on, *text;
    } own[] = {{"slot", "for its VM to be free"},
               {"pause", "because it is paused"},
               {"phase", "for the stack to go on"},
               {"retry", "before a further attempt"},
               {"disk", "for room on its disk"},
               {"agent", "for a recipe that an earlier agent left running"}};

    for (guint i = 0; i < G_N_ELEMENTS(own); i++)
        if (!row->on_vm && g_strcmp0(row->on, own[i].on) == 0) {
            g_string_append_printf(s, "waits %s", own[i].text);
            return;
        }
    g_string_append(s, row->state == WF_STATE_BLOCKED ? "is blocked by " : "waits for ");
    if (row->output) {
        wf_print_visible(s, row->output);
        g_string_append(s, " of ");
    }
    bool facts = g_strcmp0(row->on, WF_FACTS) == 0;
    wf_print_visible(s, facts ? "the facts" : row->on ? row->on : "something");
    if (row->on_vm && (facts || strcmp(row->on_vm, row->vm) != 0)) {
        g_string_append(s, facts ? " of VM " : " on ");
        wf_print_visible(s, row->on_vm);
    }
}

char *wf_progress_wait_text(const WfRow *row)
{
    GString *s = g_string_new(NULL);

    add_wait(s, row);
    return g_string_free(s, FALSE);
}

char *wf_progress_asks_text(WfProgress *p, const WfRow *row)
{
    if (row->state != WF_STATE_RUNNING || !row->on_vm)
        return NULL;
    GString *s = g_string_new(NULL);
    const WfRow *root = row->root == WF_NO_ROW ? NULL : wf_progress_row(p, row->root);

    add_wait(s, row);
    if (root && !strcmp(root->name, row->on) && !strcmp(root->vm, row->on_vm)) {
        g_string_append(s, ", which has failed");
    } else if (root) {
        g_string_append(s, ", which is blocked by ");
        wf_print_name(s, root);
    }
    return g_string_free(s, FALSE);
}

char *wf_progress_missing_text(const WfRow *row)
{
    size_t n = json_array_size(row->missing);
    GString *s = n ? g_string_new(n == 1 ? "output " : "outputs ") : NULL;

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(s, "%s%s", i ? ", " : "",
                               json_string_value(json_array_get(row->missing, i)));
    return n ? g_string_free(
                   g_string_append(s, n == 1 ? " was never written" : " were never written"), FALSE)
             : NULL;
}

void wf_print_state(WfProgress *p, GString *s, const WfRow *row)
{
    g_string_append(s, row->state == WF_STATE_DONE && row->deleting ? "deleted"
                                                                    : wf_state_name(row->state));
    if (row->state == WF_STATE_WAITING && row->on) {
        g_string_append(s, ", ");
        add_wait(s, row);
    } else if (row->state == WF_STATE_FAILED && row->cause) {
        g_string_append(s, ": ");
        wf_print_visible(s, row->cause);
    } else if (row->state == WF_STATE_BLOCKED && row->root != WF_NO_ROW) {
        g_string_append(s, ": ");
        wf_print_name(s, wf_progress_row(p, row->root));
        g_string_append(s, " failed");
    } else if (row->state == WF_STATE_LOST) {
        g_string_append(s, ": its agent is away");
    } else if (row->state == WF_STATE_RUNNING && row->attempt > 1) {
        g_string_append_printf(s, ", attempt %u", row->attempt);
    }
    g_autofree char *asks = wf_progress_asks_text(p, row);
    if (asks)
        g_string_append_printf(s, ", %s", asks);
    g_autofree char *missing = row->state == WF_STATE_DONE ? wf_progress_missing_text(row) : NULL;
    if (missing) {
        g_string_append(s, "; ");
        wf_print_visible(s, missing);
    }
    if (row->delivered && row->state == WF_STATE_RUNNING)
        g_string_append(s, ", nobody waits for its end");
    else if (row->delivered && row->state == WF_STATE_FAILED)
        g_string_append(s, "; it blocks nobody");
}

char *wf_progress_change_line(WfProgress *p, const WfProgressChange *change, gint64 began)
{
    GString *s = g_string_new(NULL);
    const WfRow *row = wf_progress_row(p, change->row);

    g_string_append_printf(s, "%8.1f s  ", (double)(change->at - began) / 1000);
    wf_print_name(s, row);
    g_string_append(s, ": ");
    if (row->state == change->to)
        wf_print_state(p, s, row);
    else
        g_string_append(s, wf_state_name(change->to)); /* it has gone on since */
    return g_string_free(s, FALSE);
}

static json_t *row_json(WfProgress *p, const WfRow *row)
{
    const WfRow *root = row->root == WF_NO_ROW ? NULL : wf_progress_row(p, row->root);
    json_t *o = json_pack("{s:s, s:s, s:s, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*, s:s*}", "component",
                          row->name, "vm", row->vm, "state", wf_state_name(row->state), "on",
                          row->on, "on_vm", row->on_vm, "output", row->output, "cause", row->cause,
                          "log", row->log, "line", row->line, "root", root ? root->name : NULL);

    if (row->attempt)
        json_object_set_new(o, "attempt", json_integer(row->attempt));
    if (row->started)
        json_object_set_new(o, "started", json_integer(row->started));
    if (row->finished)
        json_object_set_new(o, "finished", json_integer(row->finished));
    if (row->deleting)
        json_object_set_new(o, "deleting", json_true());
    if (row->delivered)
        json_object_set_new(o, "delivered", json_true());
    if (row->state == WF_STATE_DONE && row->missing)
        json_object_set_new(o, "missing", json_deep_copy(row->missing));
    return o;
}

char *wf_progress_change_json(WfProgress *p, const WfProgressChange *change)
{
    json_auto_t *o = row_json(p, wf_progress_row(p, change->row));

    json_object_set_new(o, "event", json_string("state"));
    json_object_set_new(o, "state", json_string(wf_state_name(change->to)));
    json_object_set_new(o, "at", json_integer(change->at));
    json_object_set_new(o, "from", json_string(wf_state_name(change->from)));
    return json_dumps(o, JSON_COMPACT);
}

json_t *wf_progress_to_json(WfProgress *p, gint64 now)
{
    guint n[WF_N_STATES];
    json_t *rows = json_array(), *counts = json_object(), *vms = json_array();
    const WfHead *head = wf_progress_head(p);

    wf_progress_counts(p, n);
    n[WF_STATE_DONE] -= p->n_deleted;
    for (guint i = 0; i < WF_N_STATES; i++)
        if (n[i])
            json_object_set_new(counts, wf_state_name((WfState)i), json_integer(n[i]));
    if (p->n_deleted)
        json_object_set_new(counts, "deleted", json_integer(p->n_deleted));
    for (guint32 i = 0; i < p->rows->len; i++)
        json_array_append_new(rows, row_json(p, wf_progress_row(p, i)));
    for (guint i = 0; i < p->vms->len; i++) {
        const Vm *vm = p->vms->pdata[i];
        gint64 since = vm->up ? vm->up_since : wf_vm_away_since(vm);
        json_t *o = json_pack("{s:s, s:b}", "name", vm->name, "up", vm->up);
        if (since > 0)
            json_object_set_new(o, "since", json_integer(since));
        json_array_append_new(vms, o);
    }
    return json_pack("{s:i, s:s, s:I, s:s*, s:I, s:o, s:o, s:o}", "weft", 1, "stack", p->stack,
                     "generation", (json_int_t)(head ? head->generation : 0), "phase",
                     head ? wf_phase_name(head->phase) : NULL, "at", (json_int_t)now, "counts",
                     counts, "vms", vms, "components", rows);
}

void wf_progress_tally_append(const WfProgressTally *t, GString *text)
{
    if (t->stay || !t->to_delete)
        g_string_append_printf(text, "%u of %u done", t->done, t->stay);
    if (t->stay && t->to_delete)
        g_string_append(text, ", ");
    if (t->stay && t->to_delete && t->deleted == t->to_delete)
        g_string_append_printf(text, "%u deleted", t->deleted);
    else if (t->to_delete)
        g_string_append_printf(text, "%u of %u deleted", t->deleted, t->to_delete);
}

GString *wf_print_how_many(WfProgress *p)
{
    static const WfState order[] = {WF_STATE_RUNNING, WF_STATE_WAITING, WF_STATE_PENDING,
                                    WF_STATE_STALE,   WF_STATE_FAILED,  WF_STATE_BLOCKED,
                                    WF_STATE_LOST,    WF_STATE_SKIPPED};
    GString *s = g_string_new(NULL);
    guint n[WF_N_STATES];

    wf_progress_counts(p, n);
    WfProgressTally tally = wf_progress_tally(p);
    wf_progress_tally_append(&tally, s);
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if (n[order[i]])
            g_string_append_printf(s, ", %u %s", n[order[i]], wf_state_name(order[i]));
    if (wf_progress_is_on_hold(p))
        g_string_append(s, p->head->phase == WF_PHASE_PAUSE ? ", paused" : ", halted");
    return s;
}

char *wf_progress_sentence(WfProgress *p, gint64 now)
{
    GString *s = wf_print_how_many(p);
    gint64 left = wf_progress_remaining_ms(p, now);

    if (left > 0) {
        g_string_append(s, "; about ");
        wf_print_seconds(s, left);
        g_string_append(s, " left");
    }
    return g_string_free(s, FALSE);
}

/* ---- why ---- */

static char *why_end(WfProgress *p, const WfRow *row, gint64 now)
{
    GString *s = g_string_new(NULL);

    wf_print_name(s, row);
    if (row->state == WF_STATE_RUNNING) {
        g_string_append(s, " is running for ");
        wf_print_seconds(s, now - row->since);
    } else {
        g_string_append(s, row->state == WF_STATE_FAILED ? " has " : " is ");
        wf_print_state(p, s, row);
    }
    return g_string_free(s, FALSE);
}

char *wf_progress_away(const WfProgress *p, const char *vm_name, gint64 now)
{
    const Vm *vm = g_hash_table_lookup(p->vm_index, vm_name);
    gint64 since = vm ? wf_vm_heard(vm) : -1;
    GString *s;

    if (since < 0)
        return NULL;
    if (!since)
        return g_strdup("no agent has reported yet");
    s = g_string_new("its agent is away, last heard of ");
    wf_print_seconds(s, now - since);
    g_string_append(s, " ago");
    return g_string_free(s, FALSE);
}

/* "VM db: its agent is away, last heard of 12.0 s ago" */
static void add_away(GPtrArray *chain, const WfProgress *p, const char *vm, gint64 now)
{
    g_autofree char *away = vm ? wf_progress_away(p, vm, now) : NULL;
    g_autoptr(GString) s = g_string_new("VM ");

    if (!away)
        return;
    wf_print_visible(s, vm);
    g_string_append_printf(s, ": %s", away);
    g_ptr_array_add(chain, g_string_free(g_steal_pointer(&s), FALSE));
}

static bool needs_agent(WfState state)
{
    return state == WF_STATE_PENDING || state == WF_STATE_STALE || state == WF_STATE_LOST;
}

static bool blocks(WfProgress *p, guint32 on, const WfRow *row)
{
    return on != WF_NO_ROW && (on == row->root || wf_progress_row(p, on)->root != WF_NO_ROW);
}

/* One step to the root, and what it leads to. What blocks a row need not be what it waits for
 * first: that may still run. */
static guint32 add_step(GPtrArray *chain, WfProgress *p, const WfRow *row, gint64 now)
{
    guint32 next = row->on_vm ? wf_progress_find(p, row->on_vm, row->on) : WF_NO_ROW;
    GString *s = g_string_new(NULL);

    wf_print_name(s, row);
    if (row->state == WF_STATE_BLOCKED && !blocks(p, next, row)) {
        next = row->root;
        g_string_append(s, " is blocked by ");
        wf_print_name(s, wf_progress_row(p, next));
    } else {
        g_string_append(s, row->state == WF_STATE_RUNNING ? " is running, and " : " ");
        add_wait(s, row);
    }
    g_ptr_array_add(chain, g_string_free(s, FALSE));
    add_away(chain, p, next == WF_NO_ROW ? row->on_vm : NULL, now);
    return next;
}

GPtrArray *wf_progress_why(WfProgress *p, guint32 row, gint64 now)
{
    GPtrArray *chain = g_ptr_array_new_with_free_func(g_free);

    wf_progress_derive(p);
    for (guint step = 0; step <= p->rows->len && row != WF_NO_ROW; step++) {
        const WfRow *r = wf_progress_row(p, row);
        bool waits = (r->state == WF_STATE_WAITING && r->on) ||
                     (r->state == WF_STATE_RUNNING && r->on_vm) ||
                     (r->state == WF_STATE_BLOCKED && r->root != WF_NO_ROW);
        if (!waits) {
            g_ptr_array_add(chain, why_end(p, r, now));
            add_away(chain, p, needs_agent(r->state) ? r->vm : NULL, now);
            break;
        }
        row = add_step(chain, p, r, now);
    }
    return chain;
}

/* ---- who is away ---- */

enum { AWAY_MOST = 3 };

/* How much of it is left for its agent. */
static guint n_left(const Vm *vm)
{
    guint n = 0;

    for (guint i = 0; i < vm->own->len; i++)
        n += needs_agent(((Row *)vm->own->pdata[i])->row.state);
    return n;
}

/* "no agent: db (last heard of 12.0 s ago), web (never seen), 2 more VMs; 9 components are left to
 * them": only where something is left to do. False: there is none. */
bool wf_print_who_is_away(GString *s, const WfProgress *p, gint64 now)
{
    guint away = 0, left = 0;

    for (guint i = 0; i < p->vms->len; i++) {
        const Vm *vm = p->vms->pdata[i];
        gint64 since = wf_vm_heard(vm);
        guint n = since < 0 ? 0 : n_left(vm);
        left += n;
        if (!n || ++away > AWAY_MOST)
            continue;
        g_string_append(s, away == 1 ? "no agent: " : ", ");
        wf_print_visible(s, vm->name);
        g_string_append(s, since ? " (last heard of " : " (never seen");
        if (since) {
            wf_print_seconds(s, now - since);
            g_string_append(s, " ago");
        }
        g_string_append_c(s, ')');
    }
    if (!away)
        return false;
    if (away > AWAY_MOST)
        g_string_append_printf(s, ", %u more VM%s", away - AWAY_MOST,
                               away == AWAY_MOST + 1 ? "" : "s");
    g_string_append_printf(s, "; %u component%s %s left to %s", left, left == 1 ? "" : "s",
                           left == 1 ? "is" : "are", away == 1 ? "it" : "them");
    return true;
}

char *wf_progress_who_is_away(WfProgress *p, gint64 now)
{
    g_autoptr(GString) s = g_string_new(NULL);

    wf_progress_derive(p);
    return wf_print_who_is_away(s, p, now) ? g_string_free(g_steal_pointer(&s), FALSE) : NULL;
}

/* ---- a few lines of a terminal ---- */

static int longest_first(gconstpointer a, gconstpointer b)
{
    const WfRow *x = *(const WfRow *const *)a, *y = *(const WfRow *const *)b;

    return x->since < y->since ? -1 : x->since > y->since;
}

static void add_cut(GString *s, const GString *line, guint width)
{
    g_autofree char *cut = wf_text_cut(line->str, (int)width, "");

    g_string_append(s, cut);
    g_string_append_c(s, '\n');
}

static void add_bar(GString *s, WfProgress *p, const WfProgressFormat *format, gint64 began,
                    gint64 now)
{
    g_autoptr(GString) line = g_string_new(NULL);
    g_autofree char *sentence = wf_progress_sentence(p, now);
    guint n[WF_N_STATES], cells = CLAMP(format->width / 4, 8, 30);

    wf_progress_counts(p, n);
    guint full = p->rows->len ? n[WF_STATE_DONE] * cells / p->rows->len : 0;
    for (guint i = 0; i < cells; i++)
        g_string_append(line, format->ascii ? (i < full ? "#" : ".") : (i < full ? "█" : "░"));
    g_string_append_c(line, ' ');
    wf_print_seconds(line, now - began);
    g_string_append_printf(line, "  %s", sentence);
    add_cut(s, line, format->width);
}

char *wf_progress_area(WfProgress *p, const WfProgressFormat *format, gint64 began, gint64 now)
{
    GString *s = g_string_new(NULL);
    g_autoptr(GPtrArray) running = g_ptr_array_new();
    g_autoptr(GString) away = g_string_new("  ");
    guint room = MAX(format->height, 2) - 1;

    wf_progress_derive(p);
    bool some_away = room > 1 && wf_print_who_is_away(away, p, now);
    room -= some_away;
    for (guint32 i = 0; i < p->rows->len; i++)
        if (wf_row_at(p, i)->row.state == WF_STATE_RUNNING)
            g_ptr_array_add(running, &wf_row_at(p, i)->row);
    g_ptr_array_sort(running, longest_first);
    for (guint i = 0; i < MIN(running->len, room); i++) {
        const WfRow *row = running->pdata[i];
        g_autoptr(GString) line = g_string_new("  ");
        wf_print_seconds(line, now - row->since);
        g_string_append(line, "  ");
        wf_print_name(line, row);
        g_autofree char *asks = wf_progress_asks_text(p, row);
        if (asks || row->line)
            g_string_append(line, "  ");
        if (asks)
            g_string_append(line, asks);
        else
            wf_print_visible(line, row->line ? row->line : "");
        add_cut(s, line, format->width);
    }
    if (some_away)
        add_cut(s, away, format->width);
    add_bar(s, p, format, began, now);
    return g_string_free(s, FALSE);
}
