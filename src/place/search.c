/* The frame of a search: when it has to end, how far it is, and the best it has found. */
#include <string.h>

#include "board.h"

void search_start(Search *s, Board *b, const WfPlaceOptions *options)
{
    *s = (Search){.b = b, .options = options};
    s->rand = g_rand_new_with_seed(options->seed);
    s->best = g_new(guint32, b->n_items + 1);
    for (guint32 i = 0; i < b->n_items; i++)
        s->n_wanted += !b->left_out[i];
    gint64 now = g_get_monotonic_time();
    s->next_call = now;
    if (options->time_limit > 0)
        s->deadline = now + (gint64)(MIN(options->time_limit, 1e9) * G_USEC_PER_SEC);
}

void search_end(Search *s)
{
    g_rand_free(s->rand);
    g_free(s->best);
}

bool search_stop(Search *s)
{
    if (s->stopped || (++s->calls & 63) != 0)
        return s->stopped;
    gint64 now = g_get_monotonic_time();
    if (s->deadline && now >= s->deadline)
        s->stopped = true;
    if (s->options->progress && now >= s->next_call) {
        s->next_call = now + G_USEC_PER_SEC / 10;
        double part = s->phase_end > s->phase_from ? (double)(s->b->steps - s->phase_from) /
                                                         (double)(s->phase_end - s->phase_from)
                                                   : 1;
        WfPlaceProgress progress = {s->best_cost, s->placed, s->phase,
                                    s->part_from + (s->part_to - s->part_from) * CLAMP(part, 0, 1)};
        if (!s->options->progress(&progress, s->options->data))
            s->stopped = true;
    }
    return s->stopped;
}

void search_phase(Search *s, const char *name, double from, double to, guint64 steps)
{
    s->phase = name;
    s->part_from = from;
    s->part_to = to;
    s->phase_from = s->b->steps;
    s->phase_end = s->b->steps + steps;
}

bool search_keep(Search *s)
{
    Board *b = s->b;
    if (b->n_placed != s->n_wanted)
        return false;
    if (s->placed && wf_place_cost_compare(&b->cost, &s->best_cost) >= 0)
        return false;
    memcpy(s->best, b->host, b->n_items * sizeof(guint32));
    s->best_cost = b->cost;
    s->placed = true;
    return true;
}
