/* Running a query: its steps work on a stack of byte masks over all nodes, so
 * nothing recurses and each step is one pass. A leaf that is the right side of
 * "and" or "or" only looks at nodes the left side has not settled. */
#include "query_priv.h"

#include "weft/error.h"

typedef struct {
    const WfQuerySubject *subject;
    guint32 *wave;    /* NULL unless asked for */
    guint8 *on_cycle; /* likewise */
    GPtrArray *masks;
    gint64 deadline;
    guint32 n_regexes; /* matched since the clock was looked at */
    GError *error;
} Run;

static guint32 degree(const WfGraph *g, guint32 v, bool in, bool out)
{
    guint32 n_in = 0, n_out = 0;
    if (g != NULL && in)
        wf_graph_in(g, v, &n_in);
    if (g != NULL && out)
        wf_graph_out(g, v, &n_out);
    return n_in + n_out;
}

static bool find_number(Run *r, guint32 v, WfQueryNumber field, double *ret_value)
{
    const WfQuerySubject *s = r->subject;
    switch (field) {
    case WF_QUERY_NUMBER_WAVE:
        if (s->graph == NULL || r->wave[v] == G_MAXUINT32)
            return false;
        *ret_value = (double)r->wave[v] + s->first_wave;
        return true;
    case WF_QUERY_NUMBER_DEGREE:
        *ret_value = degree(s->graph, v, true, true);
        return true;
    default:
        return s->number != NULL && s->number(s->data, v, field, ret_value);
    }
}

static bool has_flag(Run *r, guint32 v, WfQueryFlag flag)
{
    const WfQuerySubject *s = r->subject;
    switch (flag) {
    case WF_QUERY_FLAG_LEAF:
        return degree(s->graph, v, false, true) == 0;
    case WF_QUERY_FLAG_ROOT:
        return degree(s->graph, v, true, false) == 0;
    case WF_QUERY_FLAG_ORPHAN:
        return degree(s->graph, v, true, true) == 0;
    case WF_QUERY_FLAG_CYCLE:
        return s->graph != NULL && r->on_cycle[v];
    default:
        return s->flag != NULL && s->flag(s->data, v, flag);
    }
}

static bool in_intervals(const GArray *intervals, double x)
{
    for (guint i = 0; i < intervals->len; i++) {
        const Interval *in = &g_array_index(intervals, Interval, i);
        bool above = in->low_open ? x > in->low : x >= in->low;
        bool below = in->high_open ? x < in->high : x <= in->high;
        if (above && below)
            return true;
    }
    return false;
}

static void watch_clock(Run *r)
{
    if (++r->n_regexes % 16 == 0 && r->error == NULL && g_get_monotonic_time() > r->deadline)
        g_set_error_literal(&r->error, WF_ERROR, WF_ERROR_LIMIT,
                            "the filter's regular expressions take too long");
}

static bool matches_text(Run *r, const Step *step, guint32 v)
{
    const WfQuerySubject *s = r->subject;
    const char *text =
        s->text == NULL ? NULL : s->text(s->data, v, step->field.text, step->field.key);
    if (text == NULL)
        return false;
    for (guint i = 0; i < step->matchers->len; i++) {
        const Matcher *m = g_ptr_array_index(step->matchers, i);
        if (m->kind == MATCH_REGEX)
            watch_clock(r);
        if (r->error != NULL)
            return false;
        if (query_match(m, text, &r->error))
            return true;
    }
    return false;
}

static bool matches(Run *r, const Step *step, guint32 v)
{
    double number;
    switch (step->kind) {
    case STEP_TEXT:
        return matches_text(r, step, v);
    case STEP_NUMBER:
        return find_number(r, v, step->field.number, &number) &&
               in_intervals(step->intervals, number);
    case STEP_FLAG:
        return has_flag(r, v, step->flag);
    default:
        return true; /* STEP_ALL */
    }
}

static guint8 *top(Run *r)
{
    return g_ptr_array_index(r->masks, r->masks->len - 1);
}

static guint8 *push(Run *r)
{
    g_ptr_array_add(r->masks, g_new0(guint8, MAX(r->subject->n_nodes, 1)));
    return top(r);
}

static void pop(Run *r)
{
    g_ptr_array_set_size(r->masks, (gint)r->masks->len - 1);
}

static void run_leaf(Run *r, const Step *step)
{
    guint8 *mask = step->into == INTO_NEW ? push(r) : top(r);
    guint8 open = step->into == INTO_AND; /* the value that is not settled yet */
    for (guint32 v = 0; v < r->subject->n_nodes && r->error == NULL; v++)
        if (mask[v] == open)
            mask[v] = matches(r, step, v) != step->negated;
}

static void combine(Run *r, StepKind kind)
{
    const guint8 *right = top(r);
    guint8 *left = g_ptr_array_index(r->masks, r->masks->len - 2);
    for (guint32 v = 0; v < r->subject->n_nodes; v++)
        left[v] = kind == STEP_AND ? left[v] & right[v] : left[v] | right[v];
    pop(r);
}

static GArray *marked(const Run *r, const guint8 *mask)
{
    GArray *nodes = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 v = 0; v < r->subject->n_nodes; v++)
        if (mask[v])
            g_array_append_val(nodes, v);
    return nodes;
}

static void run_reach(Run *r, const Step *step)
{
    guint8 *mask = top(r);
    g_autoptr(GArray) seeds = marked(r, mask);
    if (r->subject->graph == NULL)
        return;
    memset(mask, 0, r->subject->n_nodes);
    wf_graph_reach(r->subject->graph, (const guint32 *)seeds->data, seeds->len, step->direction,
                   step->hops, mask);
}

static void run_path(Run *r)
{
    g_autoptr(GArray) to = marked(r, top(r));
    pop(r);
    guint8 *mask = top(r);
    g_autoptr(GArray) from = marked(r, mask);
    memset(mask, 0, r->subject->n_nodes);
    if (r->subject->graph != NULL)
        wf_graph_between_sets(r->subject->graph, (const guint32 *)from->data, from->len,
                              (const guint32 *)to->data, to->len, mask);
}

static void run_step(Run *r, const Step *step)
{
    switch (step->kind) {
    case STEP_NOT:
        for (guint32 v = 0; v < r->subject->n_nodes; v++)
            top(r)[v] ^= 1;
        break;
    case STEP_AND:
    case STEP_OR:
        combine(r, step->kind);
        break;
    case STEP_REACH:
        run_reach(r, step);
        break;
    case STEP_PATH:
        run_path(r);
        break;
    default:
        run_leaf(r, step);
    }
}

static guint8 *find_cycle_nodes(const WfGraph *g)
{
    guint32 n = wf_graph_n_nodes(g);
    g_autofree guint32 *component = g_new(guint32, n);
    guint8 *on_cycle = g_new0(guint8, n);
    wf_graph_scc(g, component);
    for (guint32 e = 0; e < wf_graph_n_edges(g); e++)
        if (component[wf_graph_from(g, e)] == component[wf_graph_to(g, e)])
            on_cycle[wf_graph_from(g, e)] = 1;
    return on_cycle;
}

/* Finds once what steps ask about each node. */
static void prepare(Run *r, const Step *step)
{
    const WfGraph *g = r->subject->graph;
    if (g == NULL)
        return;
    if (step->kind == STEP_NUMBER && step->field.number == WF_QUERY_NUMBER_WAVE && !r->wave) {
        r->wave = g_new(guint32, r->subject->n_nodes);
        wf_graph_order(g, NULL, r->wave);
    }
    if (step->kind == STEP_FLAG && step->flag == WF_QUERY_FLAG_CYCLE && !r->on_cycle)
        r->on_cycle = find_cycle_nodes(g);
}

bool wf_query_run(const WfQuery *q, const WfQuerySubject *subject, guint8 *mask, guint32 *ret_count,
                  GError **error)
{
    g_assert(subject->graph == NULL || wf_graph_n_nodes(subject->graph) == subject->n_nodes);

    Run r = {.subject = subject};
    r.masks = g_ptr_array_new_with_free_func(g_free);
    r.deadline = g_get_monotonic_time() + WF_QUERY_MAX_MS * G_TIME_SPAN_MILLISECOND;
    for (guint i = 0; i < q->steps->len && r.error == NULL; i++) {
        const Step *step = &g_array_index(q->steps, Step, i);
        prepare(&r, step);
        run_step(&r, step);
    }
    bool ok = r.error == NULL;
    if (ok) {
        guint32 count = 0;
        for (guint32 v = 0; v < subject->n_nodes; v++)
            count += mask[v] = top(&r)[v];
        *ret_count = count;
    } else {
        g_propagate_error(error, r.error);
    }
    g_ptr_array_unref(r.masks);
    g_free(r.wave);
    g_free(r.on_cycle);
    return ok;
}
