/* One solve: exclude the impossible, construct, improve, prove. The effort is
 * counted in rows, not in seconds, so that the same problem and seed end in the
 * same answer on any machine. */
#include <string.h>

#include "board.h"

static bool bound_reached(const Search *s)
{
    for (guint l = 0; l < WF_COST_BALANCE; l++)
        if (s->best_cost.at[l] != s->bound.at[l])
            return false;
    return true;
}

static guint64 rows_of(const Search *s, double cells)
{
    double effort = s->options->effort > 0 ? MIN(s->options->effort, 1e6) : 1;
    return (guint64)(cells * effort / MAX(1, s->b->n_hosts)) + 100;
}

static void finish(Search *s, WfPlaceAnswer *answer, bool proved)
{
    answer->nodes = s->nodes;
    answer->steps = s->b->steps;
    answer->interrupted = s->stopped;
    answer->bound = s->bound;
    if (!s->placed) {
        answer->status = proved ? WF_PLACED_INFEASIBLE : WF_PLACED_UNKNOWN;
        return;
    }
    memcpy(answer->hosts, s->best, answer->n * sizeof(guint32));
    answer->cost = s->best_cost;
    answer->status = proved ? WF_PLACED_OPTIMAL : WF_PLACED;
    for (guint l = 0; proved && l < WF_COST_BALANCE; l++)
        answer->bound.at[l] = answer->cost.at[l];
}

/* Effort, in cells: an item looked at on a host. A table of more than PROVABLE is not searched to
 * its end once there is an answer. */
#define PROVE_NONE 1e8
#define IMPROVE_LEAST 2e7
#define IMPROVE_MOST 2e8
#define IMPROVE_EACH 40
#define PROVE_BEST 4e7
#define PROVABLE 40000

static bool run(Search *s)
{
    double cells = (double)s->b->n_items * s->b->n_hosts;
    guint64 rows = rows_of(s, CLAMP(cells * IMPROVE_EACH, IMPROVE_LEAST, IMPROVE_MOST));
    search_phase(s, "construct", 0, 0.2, 2 * s->n_wanted);
    if (!construct(s) && !s->stopped) {
        guint64 all = rows_of(s, PROVE_NONE);
        search_phase(s, "prove", 0.2, 0.5, all);
        if (exact(s, all, true))
            return true; /* the whole tree, and nothing in it */
    }
    if (!s->placed)
        return false;
    search_phase(s, "improve", 0.2, 0.7, rows);
    improve(s, rows);
    if (bound_reached(s))
        return true;
    if (s->stopped || cells > PROVABLE)
        return false;
    rows = rows_of(s, PROVE_BEST);
    search_phase(s, "prove", 0.7, 1, rows);
    return exact(s, rows, false);
}

static WfPlaceAnswer *answer_new(guint32 n)
{
    WfPlaceAnswer *answer = g_new0(WfPlaceAnswer, 1);
    answer->n = n;
    answer->hosts = g_new(guint32, n + 1);
    for (guint32 i = 0; i < n; i++)
        answer->hosts[i] = WF_PLACE_NONE;
    return answer;
}

WfPlaceAnswer *wf_place_solve(const WfPlaceProblem *p, const WfPlaceOptions *options,
                              WfFindings *findings)
{
    static const WfPlaceOptions usual = {0};
    WfPlaceAnswer *answer = answer_new(p->items->len);
    g_autoptr(Board) b = board_new(p);
    if (core_find(p, b, findings)) {
        answer->status = WF_PLACED_INFEASIBLE;
        return answer;
    }
    Search s;
    search_start(&s, b, options ? options : &usual);
    bound_root(b, &s.bound);
    bool proved = s.n_wanted == 0 ? search_keep(&s) : b->n_hosts > 0 && run(&s);
    finish(&s, answer, proved);
    search_end(&s);
    if (answer->status == WF_PLACED_INFEASIBLE)
        core_shrink(p, options ? options : &usual, findings);
    else if (answer->status == WF_PLACED_UNKNOWN)
        wf_findings_add(findings, WF_CODE_INFEASIBLE, p->dc->path ? p->dc->path : "-", NULL,
                        "no placement was found, and none was excluded%s",
                        answer->interrupted ? " before the search was ended" : "");
    return answer;
}

WfPlaceAnswer *wf_place_one_by_one(const WfPlaceProblem *p, const WfPlaceOptions *options)
{
    static const WfPlaceOptions usual = {0};
    WfPlaceAnswer *answer = answer_new(p->items->len);
    g_autoptr(Board) b = board_new(p);
    Search s;
    search_start(&s, b, options ? options : &usual);
    for (guint32 i = 0; i < b->n_items; i++) {
        if (b->left_out[i])
            continue;
        board_row(b, i);
        guint32 host = row_most_free(b);
        if (host == WF_PLACE_NONE)
            break;
        board_place(b, i, host);
    }
    search_keep(&s);
    finish(&s, answer, false);
    search_end(&s);
    return answer;
}

void wf_place_answer_free(WfPlaceAnswer *answer)
{
    if (!answer)
        return;
    g_free(answer->hosts);
    g_free(answer);
}
