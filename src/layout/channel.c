/* Tracks: in which order the sideways parts of edges stand between two ranks.
 *
 * For two edges whose spans overlap, each order costs some crossings; an edge
 * whose top has the column of another's bottom must stand above it, or the two
 * would share cells. Edges are put in a row greedily, always one whose hard
 * predecessors are placed and that violates the fewest preferences; then each is
 * moved to the place in the row that suits it best. Where the
 * hard rules form a circle, one edge gets a second bend (a dogleg) into a track
 * below all others. An edge's track is one more than the deepest placed one it
 * overlaps. */
#include "draft.h"

#include <string.h>

#define SIFTS 4

typedef struct {
    WfWire *wire;
    int low, high;   /* span of the sideways part */
    int top, bottom; /* bottom is the dogleg's column if there is one */
    gint64 violated; /* preferences, if it were placed next */
    guint32 hard;    /* unplaced edges that must stand above it */
    bool placed;
} Net;

typedef struct {
    WfDraft *draft;
    int rank;
    Net *nets;
    guint32 n;
    GHashTable *taken; /* columns of ends and doglegs */
    int n_last;        /* doglegs so far */
    Net **sequence;    /* from above */
    guint32 n_placed;
} Channel;

static bool overlap(const Channel *channel, const Net *a, const Net *b)
{
    int gap = channel->draft->metric.between_tracks;
    return a->low <= b->high + gap && b->low <= a->high + gap;
}

static bool inside(int column, const Net *net)
{
    return column > net->low && column < net->high;
}

static int cost_above(const Net *a, const Net *b)
{
    return inside(b->top, a) + inside(a->bottom, b);
}

static bool must_stand_above(const Net *a, const Net *b)
{
    return a != b && a->top == b->bottom;
}

/* What placing @a before @b does to @a. */
static void relate(const Channel *channel, Net *a, const Net *b, int sign)
{
    if (must_stand_above(b, a))
        a->hard += sign;
    if (overlap(channel, a, b))
        a->violated += sign * MAX(0, cost_above(a, b) - cost_above(b, a));
}

static void set_net(Net *net, WfWire *wire)
{
    *net = (Net){
        .wire = wire, .top = wire->top, .bottom = wire->dogleg >= 0 ? wire->dogleg : wire->bottom};
    net->low = MIN(net->top, net->bottom);
    net->high = MAX(net->top, net->bottom);
}

static bool usable(const Channel *channel, const WfWire *wire, int column)
{
    const WfDraft *draft = channel->draft;
    const WfItem *lower = wf_draft_item(draft, wire->lower);
    if (column < 0 || g_hash_table_contains(channel->taken, GINT_TO_POINTER(column)))
        return false;
    if (lower->unit < 0)
        return wf_area_free(draft, channel->rank, true, column, wire->bottom);
    const WfUnit *unit = &draft->units[lower->unit];
    return column > unit->left - draft->metric.pad &&
           column < unit->left + unit->width + draft->metric.pad - 1;
}

static bool on_border(const Channel *channel, int column)
{
    const WfDraft *draft = channel->draft;
    gint32 number = wf_area_at(draft, channel->rank, column);
    const WfUnit *unit = number >= 0 ? &draft->units[number] : NULL;
    return unit && (column == unit->left - draft->metric.pad ||
                    column == unit->left + unit->width - 1 + draft->metric.pad);
}

#define FAR_ENOUGH 400 /* columns: a bend that is further away is as good as any */

/* Gives the wire a second bend near its end; any free column rather than none. */
static void add_dogleg(Channel *channel, Net *net)
{
    WfWire *wire = net->wire;
    int want = wire->bottom, found = -1;
    for (int reach = 1; reach < FAR_ENOUGH && found < 0; reach++) {
        int side = wire->top < want ? -reach : reach;
        found = usable(channel, wire, want + side)   ? want + side
                : usable(channel, wire, want - side) ? want - side
                                                     : -1;
    }
    for (int column = want + 1; found < 0; column++)
        if (!g_hash_table_contains(channel->taken, GINT_TO_POINTER(column)) &&
            !on_border(channel, column))
            found = column;
    g_hash_table_add(channel->taken, GINT_TO_POINTER(found));
    wire->dogleg = found;
    wire->last_track = channel->n_last++;
    channel->draft->doglegs++;
    set_net(net, wire);
}

static void relate_all(Channel *channel)
{
    for (guint32 i = 0; i < channel->n; i++) {
        Net *a = &channel->nets[i];
        a->hard = 0;
        a->violated = 0;
        for (guint32 j = 0; j < channel->n && !a->placed; j++)
            if (i != j && !channel->nets[j].placed)
                relate(channel, a, &channel->nets[j], 1);
    }
}

static Net *choose(Channel *channel)
{
    Net *best = NULL;
    for (guint32 i = 0; i < channel->n; i++) {
        Net *net = &channel->nets[i];
        if (net->placed || net->hard)
            continue;
        if (!best || net->violated < best->violated ||
            (net->violated == best->violated && net->high - net->low < best->high - best->low))
            best = net;
    }
    return best;
}

/* A net on a circle of hard rules: from any net that waits, upwards along the rules. */
static Net *on_circle(Channel *channel)
{
    Net *net = NULL;
    for (guint32 i = 0; i < channel->n && !net; i++)
        net = channel->nets[i].placed || channel->nets[i].wire->dogleg >= 0 ? NULL
                                                                            : &channel->nets[i];
    for (guint32 steps = 0; net && steps < channel->n; steps++) {
        for (guint32 i = 0; i < channel->n; i++) {
            Net *above = &channel->nets[i];
            if (!above->placed && must_stand_above(above, net)) {
                net = above;
                break;
            }
        }
    }
    return net;
}

static void place(Channel *channel, Net *net)
{
    net->placed = true;
    channel->sequence[channel->n_placed++] = net;
    for (guint32 i = 0; i < channel->n; i++)
        if (!channel->nets[i].placed)
            relate(channel, &channel->nets[i], net, -1);
}

static void order_greedily(Channel *channel)
{
    relate_all(channel);
    while (channel->n_placed < channel->n) {
        Net *net = choose(channel);
        if (net) {
            place(channel, net);
        } else {
            add_dogleg(channel, on_circle(channel));
            relate_all(channel);
        }
    }
}

/* What it costs more if @upper and @lower, now in this order, change places. */
static int swap_cost(const Channel *channel, const Net *upper, const Net *lower)
{
    return overlap(channel, upper, lower) ? cost_above(lower, upper) - cost_above(upper, lower) : 0;
}

/* The best place for the net at @at, going up or down past others until a hard rule forbids. */
static guint32 best_place(const Channel *channel, guint32 at)
{
    const Net *net = channel->sequence[at];
    guint32 best = at;
    int least = 0, cost = 0;
    for (guint32 i = at; i > 0 && !must_stand_above(channel->sequence[i - 1], net); i--) {
        cost += swap_cost(channel, channel->sequence[i - 1], net);
        if (cost < least) {
            least = cost;
            best = i - 1;
        }
    }
    cost = 0;
    for (guint32 i = at; i + 1 < channel->n && !must_stand_above(net, channel->sequence[i + 1]);
         i++) {
        cost += swap_cost(channel, net, channel->sequence[i + 1]);
        if (cost < least) {
            least = cost;
            best = i + 1;
        }
    }
    return best;
}

static bool sift(Channel *channel)
{
    bool better = false;
    for (guint32 i = 0; i < channel->n; i++) {
        Net *net = channel->sequence[i];
        guint32 to = best_place(channel, i);
        if (to < i)
            memmove(&channel->sequence[to + 1], &channel->sequence[to], sizeof(Net *) * (i - to));
        else if (to > i)
            memmove(&channel->sequence[i], &channel->sequence[i + 1], sizeof(Net *) * (to - i));
        channel->sequence[to] = net;
        better |= to != i;
    }
    return better;
}

static int assign_tracks(Channel *channel)
{
    int tracks = 0;
    for (guint32 i = 0; i < channel->n; i++) {
        Net *net = channel->sequence[i];
        net->wire->track = 0;
        for (guint32 j = 0; j < i; j++) {
            const Net *above = channel->sequence[j];
            if (above->wire->track >= net->wire->track && overlap(channel, above, net))
                net->wire->track = above->wire->track + 1;
        }
        tracks = MAX(tracks, net->wire->track + 1);
    }
    return tracks;
}

static void route_channel(WfDraft *draft, int rank)
{
    guint32 first = draft->channel_first[rank], n = draft->channel_first[rank + 1] - first;
    g_autofree Net *nets = g_new0(Net, n + 1);
    g_autoptr(GHashTable) taken = g_hash_table_new(NULL, NULL);
    g_autofree Net **sequence = g_new0(Net *, n + 1);
    Channel channel = {
        .sequence = sequence, .draft = draft, .rank = rank, .nets = nets, .taken = taken};
    for (guint32 i = 0; i < n; i++) {
        WfWire *wire = &draft->wires[draft->channel[first + i]];
        wire->track = wire->dogleg = wire->last_track = -1;
        g_hash_table_add(taken, GINT_TO_POINTER(wire->top));
        g_hash_table_add(taken, GINT_TO_POINTER(wire->bottom));
        if (wire->top != wire->bottom)
            set_net(&nets[channel.n++], wire);
    }
    order_greedily(&channel);
    for (int pass = 0; pass < SIFTS && sift(&channel); pass++)
        ;
    int tracks = assign_tracks(&channel);
    for (guint32 i = 0; i < channel.n; i++)
        if (nets[i].wire->dogleg >= 0)
            nets[i].wire->last_track += tracks;
    draft->n_tracks[rank] = tracks + channel.n_last;
}

void wf_channels(WfDraft *draft)
{
    draft->n_tracks = g_new0(int, draft->n_ranks + 1);
    for (int rank = 0; rank + 1 < draft->n_ranks; rank++)
        route_channel(draft, rank);
}
