/* The timeline: bars for people, spans for programs. */
#include "progress_priv.h"

#include <weft/text.h>

/* ---- bars ---- */

typedef struct {
    const WfProgressFormat *format;
    gint64 from, to;
    guint names, cells;
    GHashTable *critical; /* row + 1 */
} Chart;

/* How a cell looks; where several states share one, the later wins. */
static const struct {
    WfState state;
    const char *mark, *ascii;
} marks[] = {
    {WF_STATE_PENDING, "·", "."}, {WF_STATE_WAITING, "·", "."}, {WF_STATE_BLOCKED, "·", "."},
    {WF_STATE_LOST, "?", "?"},    {WF_STATE_DONE, "█", "#"},    {WF_STATE_RUNNING, "▒", ">"},
    {WF_STATE_FAILED, "x", "x"},
};

static guint rank_of(WfState state)
{
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++)
        if (marks[i].state == state)
            return i + 1;
    return 0;
}

static guint cell_at(const Chart *chart, gint64 at)
{
    double share = (double)(at - chart->from) / (double)MAX(chart->to - chart->from, 1);

    return (guint)(CLAMP(share, 0, 1) * chart->cells);
}

static void paint(const Chart *chart, guint8 *cells, const WfProgressSpan *span)
{
    guint first = MIN(cell_at(chart, span->from), chart->cells - 1);
    guint end = MAX(cell_at(chart, span->to), first + 1);
    guint8 rank = (guint8)rank_of(span->state);

    for (guint i = first; i < end; i++)
        cells[i] = MAX(cells[i], rank);
}

/* One component, with its own spans. */
static void add_bar(GString *s, WfProgress *p, const Chart *chart, guint32 row, const GArray *spans)
{
    g_autofree guint8 *cells = g_new0(guint8, chart->cells);
    const WfRow *r = wf_progress_row(p, row);
    gint64 ran = 0;

    for (guint i = 0; i < spans->len; i++) {
        const WfProgressSpan *span = &g_array_index(spans, WfProgressSpan, i);
        paint(chart, cells, span);
        ran += wf_state_is_run(span->state) ? span->to - span->from : 0;
    }
    bool decided = g_hash_table_contains(chart->critical, GUINT_TO_POINTER(row + 1));
    g_autofree char *name = wf_text_visible(r->name, -1, 0);
    g_autofree char *cut = wf_text_cut(name, (int)chart->names, "~");
    g_string_append(s, decided ? "* " : "  ");
    wf_print_padded(s, cut, (int)chart->names);
    g_string_append(s, "  ");
    for (guint i = 0; i < chart->cells; i++)
        g_string_append(s, !cells[i]              ? " "
                           : chart->format->ascii ? marks[cells[i] - 1].ascii
                                                  : marks[cells[i] - 1].mark);
    g_string_append(s, "  ");
    if (ran || r->state == WF_STATE_DONE)
        wf_print_seconds(s, ran);
    if (r->state != WF_STATE_DONE)
        g_string_append_printf(s, "%s%s", ran ? ", " : "", wf_state_name(r->state));
    g_string_append_c(s, '\n');
}

/* The VM's rows that did something since the chart begins; returns how many did. */
static guint add_vm(GString *s, WfProgress *p, const Chart *chart, guint index, gint64 now)
{
    const Vm *vm = p->vms->pdata[index];
    g_autoptr(GArray) spans = g_array_new(FALSE, FALSE, sizeof(WfProgressSpan));
    guint shown = 0;

    for (guint32 i = vm->first; i < vm->first + vm->n; i++) {
        g_array_set_size(spans, 0);
        wf_spans_add_row(spans, p, vm, i, now);
        for (guint k = spans->len; k-- > 0;)
            if (g_array_index(spans, WfProgressSpan, k).to < chart->from)
                g_array_remove_index(spans, k);
        if (!spans->len)
            continue;
        if (!shown++) {
            wf_print_visible(s, vm->name);
            g_string_append(s, vm->known_up && !vm->up ? " (away)\n" : "\n");
        }
        add_bar(s, p, chart, i, spans);
    }
    return shown;
}

static void measure(WfProgress *p, Chart *chart, gint64 now)
{
    g_autoptr(GArray) all = wf_spans_all(p, now);
    g_autoptr(GArray) path = wf_progress_critical(p);
    guint width = MAX(chart->format->width, 40);

    chart->from = wf_spans_began(all, 0); /* an update beside what it changed */
    for (guint i = 0; i < all->len; i++) {
        const WfProgressSpan *span = &g_array_index(all, WfProgressSpan, i);
        if (!chart->from)
            chart->from = span->from;
        if (span->to < chart->from)
            continue;
        chart->to = MAX(chart->to, span->to);
        int columns = wf_print_width(wf_row_at(p, span->row)->row.name);
        chart->names = MAX(chart->names, (guint)columns);
    }
    chart->names = MIN(chart->names, width / 3);
    chart->cells = width - chart->names - 4 - 20; /* the margins, and what stands behind a bar */
    for (guint i = 0; i < path->len; i++)
        g_hash_table_add(chart->critical,
                         GUINT_TO_POINTER(g_array_index(path, WfProgressSpan, i).row + 1));
}

static void add_legend(GString *s, const Chart *chart)
{
    g_autoptr(GDateTime) began = g_date_time_new_from_unix_local(chart->from / 1000);
    g_autofree char *clock = began ? g_date_time_format(began, "%F %T") : NULL;
    bool ascii = chart->format->ascii;
    gint64 cell = (chart->to - chart->from) / chart->cells;

    wf_print_seconds(s, chart->to - chart->from);
    g_string_append_printf(s, " from %s; a column is ", clock ? clock : "an unknown time");
    if (cell < 1000)
        g_string_append_printf(s, "%d ms", (int)cell);
    else
        wf_print_seconds(s, cell);
    g_string_append_printf(s, "\n%s waits  %s ran  %s runs  x failed  ? lost  * decided the time\n",
                           ascii ? "." : "·", ascii ? "#" : "█", ascii ? ">" : "▒");
}

char *wf_progress_timeline(WfProgress *p, const WfProgressFormat *format, gint64 now)
{
    GString *s = g_string_new(NULL);
    g_autoptr(GHashTable) critical = g_hash_table_new(NULL, NULL);
    Chart chart = {.format = format, .critical = critical};
    guint shown = 0;

    measure(p, &chart, now);
    for (guint v = 0; chart.to && v < p->vms->len; v++)
        shown += add_vm(s, p, &chart, v, now);
    if (shown < p->rows->len)
        g_string_append_printf(s, "%u of %u components did nothing in this time\n",
                               p->rows->len - shown, p->rows->len);
    if (!shown)
        return g_string_free(s, FALSE);
    add_legend(s, &chart);
    return g_string_free(s, FALSE);
}

/* ---- JSON ---- */

static json_t *spans_json(WfProgress *p, guint vm, gint64 now)
{
    g_autoptr(GArray) spans = wf_progress_spans(p, vm, now);
    json_t *list = json_array();

    for (guint i = 0; i < spans->len; i++) {
        const WfProgressSpan *span = &g_array_index(spans, WfProgressSpan, i);
        json_array_append_new(list,
                              json_pack("{s:s, s:s, s:I, s:I, s:b}", "component",
                                        wf_row_at(p, span->row)->row.name, "state",
                                        wf_state_name(span->state), "from", (json_int_t)span->from,
                                        "to", (json_int_t)span->to, "open", span->open));
    }
    return list;
}

json_t *wf_progress_timeline_json(WfProgress *p, gint64 now)
{
    g_autoptr(GArray) path = wf_progress_critical(p);
    json_t *vms = json_array(), *critical = json_array();

    for (guint v = 0; v < p->vms->len; v++) {
        const Vm *vm = p->vms->pdata[v];
        json_array_append_new(vms, json_pack("{s:s, s:b, s:o}", "name", vm->name, "up", vm->up,
                                             "spans", spans_json(p, v, now)));
    }
    for (guint i = 0; i < path->len; i++) {
        const WfProgressSpan *run = &g_array_index(path, WfProgressSpan, i);
        const WfRow *row = &wf_row_at(p, run->row)->row;
        json_array_append_new(critical,
                              json_pack("{s:s, s:s, s:s, s:I, s:I}", "component", row->name, "vm",
                                        row->vm, "state", wf_state_name(run->state), "from",
                                        (json_int_t)run->from, "to", (json_int_t)run->to));
    }
    return json_pack("{s:i, s:s, s:I, s:I, s:o, s:o}", "weft", 1, "stack", p->stack, "from",
                     (json_int_t)wf_progress_episode(p, now), "to", (json_int_t)now, "vms", vms,
                     "critical", critical);
}
