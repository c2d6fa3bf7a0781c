/* What is printed when somebody asks how it is, or when it is over: a table of all
 * components, and what came of it. */
#include "progress_priv.h"

#include <string.h>
#include <weft/text.h>

/* By what blocks them, then by their place. */
static int by_root(gconstpointer a, gconstpointer b)
{
    const Row *x = *(Row *const *)a, *y = *(Row *const *)b;
    int roots = wf_row_compare(x->root, y->root);

    return roots ? roots : wf_row_compare(x, y);
}

enum { LOG_LINES = 6 };

/* The last of them. */
static void add_log(GString *s, const WfRow *row, guint most)
{
    g_auto(GStrv) lines = g_strsplit(row->log ? row->log : "", "\n", -1);
    guint n = g_strv_length(lines);

    for (guint i = n > most ? n - most : 0; i < n; i++)
        if (*lines[i]) {
            g_string_append(s, "    | ");
            wf_print_visible(s, lines[i]);
            g_string_append_c(s, '\n');
        }
}

static void add_printed(GString *s, WfProgress *p)
{
    for (guint32 i = 0; i < p->rows->len; i++) {
        const WfRow *row = wf_progress_row(p, i);
        if (row->state == WF_STATE_FAILED || !row->log)
            continue;
        wf_print_name(s, row);
        g_string_append(s, " printed:\n");
        add_log(s, row, G_MAXUINT);
    }
}

static void add_failures(GString *s, WfProgress *p)
{
    g_autoptr(GPtrArray) blocked = g_ptr_array_new();
    guint b = 0;

    for (guint i = 0; i < p->blocked->len; i++)
        g_ptr_array_add(blocked, p->blocked->pdata[i]);
    g_ptr_array_sort(blocked, by_root);
    for (guint32 i = 0; i < p->rows->len; i++) {
        const WfRow *row = wf_progress_row(p, i);
        if (row->state != WF_STATE_FAILED)
            continue;
        g_string_append(s, "failed: ");
        wf_print_name(s, row);
        g_string_append(s, ": ");
        wf_print_visible(s, row->cause ? row->cause : "no cause was published");
        g_string_append_c(s, '\n');
        add_log(s, row, p->keep_logs ? G_MAXUINT : LOG_LINES);
        for (; b < blocked->len && ((Row *)blocked->pdata[b])->root == wf_row_at(p, i); b++) {
            const WfRow *other = &((Row *)blocked->pdata[b])->row;
            g_autofree char *asks = wf_progress_asks_text(p, other);
            g_string_append(s, "    blocks ");
            wf_print_name(s, other);
            g_string_append_printf(s, "%s%s\n", asks ? ", which runs and " : "", asks ? asks : "");
        }
    }
}

static void add_missing(GString *s, WfProgress *p)
{
    for (guint32 i = 0; i < p->rows->len; i++) {
        const WfRow *row = wf_progress_row(p, i);
        g_autofree char *text = row->state == WF_STATE_DONE ? wf_progress_missing_text(row) : NULL;
        if (!text)
            continue;
        g_string_append(s, "warning: ");
        wf_print_name(s, row);
        g_string_append(s, ": ");
        wf_print_visible(s, text);
        g_string_append(s, "; who reads it gets None\n");
    }
}

enum { LEAST_GAP_MS = 50 }; /* else it would be told as 0.0 s */

/* What became of a run that did not go well, or was not the first to be tried. */
static void add_how(GString *s, const WfRow *row, const WfProgressSpan *run)
{
    if (run->to == row->finished && row->attempt > 1)
        g_string_append_printf(s, ", attempt %u", row->attempt);
    if (run->state == WF_STATE_FAILED)
        g_string_append(s, ", failed");
    else if (run->state == WF_STATE_LOST)
        g_string_append(s, ", cut off");
}

static void add_critical(GString *s, WfProgress *p)
{
    g_autoptr(GArray) path = wf_progress_critical(p);
    gint64 last = 0, work = 0;

    if (!path->len)
        return;
    g_string_append(s, "what decided how long it took:\n");
    for (guint i = 0; i < path->len; i++) {
        const WfProgressSpan *run = &g_array_index(path, WfProgressSpan, i);
        const WfRow *row = wf_progress_row(p, run->row);
        g_string_append(s, "  ");
        wf_print_seconds(s, run->to - run->from);
        g_string_append(s, "  ");
        wf_print_name(s, row);
        add_how(s, row, run);
        if (last && run->from >= last + LEAST_GAP_MS) {
            g_string_append(s, ", begun after ");
            wf_print_seconds(s, run->from - last);
        }
        g_string_append_c(s, '\n');
        work += run->to - run->from;
        last = run->to;
    }
    g_string_append(s, "  in recipes ");
    wf_print_seconds(s, work);
    g_string_append(s, ", between them ");
    wf_print_seconds(s, last - g_array_index(path, WfProgressSpan, 0).from - work);
    g_string_append_c(s, '\n');
}

char *wf_progress_summary(WfProgress *p, gint64 now)
{
    GString *s = g_string_new(NULL);
    g_autoptr(GString) last = wf_print_how_many(p);
    gint64 took = wf_progress_took(p, now);

    wf_progress_derive(p);
    if (p->keep_logs)
        add_printed(s, p);
    add_failures(s, p);
    add_missing(s, p);
    add_critical(s, p);
    if (took >= 0) {
        g_string_append(last, ", in ");
        wf_print_seconds(last, took);
    }
    g_string_append_printf(s, "%s\n", last->str);
    return g_string_free(s, FALSE);
}

/* ---- a table ---- */

/* How long it ran, or runs by now; NULL: not known. Caller frees. */
static char *time_of(const WfRow *row, gint64 now)
{
    g_autoptr(GString) s = g_string_new(NULL);
    bool ended = row->state == WF_STATE_DONE || row->state == WF_STATE_FAILED;

    if (row->state == WF_STATE_RUNNING)
        wf_print_seconds(s, now - row->since);
    else if (ended && row->started && row->finished >= row->started)
        wf_print_seconds(s, row->finished - row->started);
    return s->len ? g_string_free(g_steal_pointer(&s), FALSE) : NULL;
}

typedef struct {
    int name, vm, time; /* in columns, with what separates them */
} Widths;

static Widths measure(WfProgress *p, gint64 now)
{
    enum { MOST_NAME = 60, MOST_VM = 30 };
    Widths w = {9, 2, 0};

    for (guint32 i = 0; i < p->rows->len; i++) {
        const WfRow *row = wf_progress_row(p, i);
        g_autofree char *time = time_of(row, now);
        w.name = MAX(w.name, wf_print_width(row->name));
        w.vm = MAX(w.vm, wf_print_width(row->vm));
        w.time = MAX(w.time, time ? (int)strlen(time) + 2 : 0);
    }
    return (Widths){MIN(w.name, MOST_NAME) + 2, MIN(w.vm, MOST_VM) + 2, w.time};
}

static void add_row(GString *s, WfProgress *p, const WfRow *row, const Widths *widths, gint64 now)
{
    g_autofree char *name = wf_text_visible(row->name, -1, 0),
                    *vm = wf_text_visible(row->vm, -1, 0), *time = time_of(row, now);

    wf_print_padded(s, name, widths->name);
    wf_print_padded(s, vm, widths->vm);
    wf_print_padded(s, time ? time : "", widths->time);
    wf_print_state(p, s, row);
    g_string_append_c(s, '\n');
    if (p->keep_logs)
        add_log(s, row, G_MAXUINT);
}

char *wf_progress_table(WfProgress *p, gint64 now)
{
    GString *s = g_string_new(NULL);
    g_autofree char *sentence = wf_progress_sentence(p, now);
    const Widths widths = measure(p, now);

    for (guint32 i = 0; i < p->rows->len; i++)
        add_row(s, p, wf_progress_row(p, i), &widths, now);
    if (wf_print_who_is_away(s, p, now))
        g_string_append_c(s, '\n');
    if (p->head)
        g_string_append_printf(s, "generation %" G_GUINT64_FORMAT ": ", p->head->generation);
    g_string_append_printf(s, "%s\n", sentence);
    return g_string_free(s, FALSE);
}
