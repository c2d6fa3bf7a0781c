/* The tile map: thousands of VMs, one cell each, in rows by rank.
 *
 * Ranks are longest paths in the graph with its cycles condensed; rows are
 * ordered by a few barycenter sweeps over all edges. Linear but for the sorting
 * of rows. */
#include <weft/graph.h>
#include <weft/zoom.h>

#define NONE G_MAXUINT32
#define SWEEPS 6

struct WfTiles {
    guint32 n, n_ranks;
    int columns, rows;
    guint32 *rank;
    guint32 *first; /* starts of ranks in order[] */
    guint32 *order;
    guint32 *place; /* of a thing in order[] */
    int *top;       /* first row of each rank */
    guint8 *height; /* 0 .. 8 */
};

static guint32 *condensed_ranks(const WfGraph *graph, guint32 *ret_n_ranks)
{
    guint32 n = wf_graph_n_nodes(graph), n_edges = wf_graph_n_edges(graph), kept = 0;
    g_autofree guint32 *component = g_new0(guint32, n + 1);
    guint32 n_components = wf_graph_scc(graph, component);
    g_autofree guint32 *from = g_new(guint32, n_edges + 1), *to = g_new(guint32, n_edges + 1);
    for (guint32 e = 0; e < n_edges; e++) {
        from[kept] = component[wf_graph_from(graph, e)];
        to[kept] = component[wf_graph_to(graph, e)];
        kept += from[kept] != to[kept];
    }
    g_autoptr(WfGraph) condensed = wf_graph_new(n_components, kept, from, to);
    g_autofree guint32 *wave = g_new0(guint32, n_components + 1);
    wf_graph_order(condensed, NULL, wave);
    guint32 *rank = g_new0(guint32, n + 1);
    *ret_n_ranks = 0;
    for (guint32 i = 0; i < n; i++) {
        rank[i] = wave[component[i]];
        *ret_n_ranks = MAX(*ret_n_ranks, rank[i] + 1);
    }
    return rank;
}

static void fill_ranks(WfTiles *tiles)
{
    tiles->first = g_new0(guint32, tiles->n_ranks + 2);
    tiles->order = g_new0(guint32, tiles->n + 1);
    tiles->place = g_new0(guint32, tiles->n + 1);
    for (guint32 i = 0; i < tiles->n; i++)
        tiles->first[tiles->rank[i] + 1]++;
    for (guint32 r = 0; r < tiles->n_ranks; r++)
        tiles->first[r + 1] += tiles->first[r];
    g_autofree guint32 *next = g_memdup2(tiles->first, sizeof(guint32) * (tiles->n_ranks + 1));
    for (guint32 i = 0; i < tiles->n; i++) {
        tiles->place[i] = next[tiles->rank[i]]++;
        tiles->order[tiles->place[i]] = i;
    }
}

static gint by_want(gconstpointer a, gconstpointer b, gpointer data)
{
    const double *want = data;
    guint32 i = *(const guint32 *)a, j = *(const guint32 *)b;
    return want[i] < want[j] ? -1 : want[i] > want[j] ? 1 : i < j ? -1 : i > j;
}

/* Place in its rank, from 0 to 1. */
static double where(const WfTiles *tiles, guint32 thing)
{
    guint32 rank = tiles->rank[thing], n = tiles->first[rank + 1] - tiles->first[rank];
    return (tiles->place[thing] - tiles->first[rank] + 0.5) / n;
}

static double barycenter(const WfTiles *tiles, const WfGraph *graph, guint32 thing, bool up)
{
    guint32 n;
    double sum = 0;
    const WfArc *arcs = up ? wf_graph_in(graph, thing, &n) : wf_graph_out(graph, thing, &n);
    for (guint32 i = 0; i < n; i++)
        sum += where(tiles, arcs[i].node);
    return n ? sum / n : where(tiles, thing);
}

static void sweep(WfTiles *tiles, const WfGraph *graph, double *want, bool up)
{
    for (guint32 k = 0; k < tiles->n_ranks; k++) {
        guint32 rank = up ? k : tiles->n_ranks - 1 - k, first = tiles->first[rank],
                end = tiles->first[rank + 1];
        for (guint32 i = first; i < end; i++)
            want[tiles->order[i]] = barycenter(tiles, graph, tiles->order[i], up);
        g_qsort_with_data(tiles->order + first, (gint)(end - first), sizeof(guint32), by_want,
                          want);
        for (guint32 i = first; i < end; i++)
            tiles->place[tiles->order[i]] = i;
    }
}

/* Eighths of a cell: by the logarithm of the number of edges, the largest full. */
static void measure(WfTiles *tiles, const WfGraph *graph)
{
    guint32 most = 1, in, out;
    g_autofree guint32 *degree = g_new0(guint32, tiles->n + 1);
    for (guint32 i = 0; i < tiles->n; i++) {
        wf_graph_in(graph, i, &in);
        wf_graph_out(graph, i, &out);
        degree[i] = in + out;
        most = MAX(most, degree[i]);
    }
    tiles->height = g_new0(guint8, tiles->n + 1);
    guint steps = MAX(g_bit_storage(most) - 1, 1);
    for (guint32 i = 0; i < tiles->n; i++)
        if (degree[i])
            tiles->height[i] = (guint8)(1 + 7 * (g_bit_storage(degree[i]) - 1) / steps);
}

WfTiles *wf_tiles_new(guint32 n, guint32 n_edges, const guint32 *from, const guint32 *to,
                      int columns)
{
    WfTiles *tiles = g_new0(WfTiles, 1);
    g_autoptr(WfGraph) graph = wf_graph_new(n, n_edges, from, to);
    g_autofree double *want = g_new0(double, n + 1);
    tiles->n = n;
    tiles->columns = MAX(columns, 1);
    tiles->rank = condensed_ranks(graph, &tiles->n_ranks);
    fill_ranks(tiles);
    for (int i = 0; i < SWEEPS; i++)
        sweep(tiles, graph, want, i % 2 == 0);
    measure(tiles, graph);
    tiles->top = g_new0(int, tiles->n_ranks + 1);
    for (guint32 r = 0; r < tiles->n_ranks; r++) {
        tiles->top[r] = tiles->rows;
        tiles->rows += (int)(tiles->first[r + 1] - tiles->first[r] + (guint32)tiles->columns - 1) /
                       tiles->columns;
    }
    tiles->top[tiles->n_ranks] = tiles->rows;
    return tiles;
}

void wf_tiles_free(WfTiles *tiles)
{
    if (!tiles)
        return;
    g_free(tiles->rank);
    g_free(tiles->first);
    g_free(tiles->order);
    g_free(tiles->place);
    g_free(tiles->top);
    g_free(tiles->height);
    g_free(tiles);
}

int wf_tiles_rows(const WfTiles *tiles)
{
    return tiles->rows;
}

bool wf_tiles_find(const WfTiles *tiles, guint32 thing, WfPoint *ret_cell)
{
    if (thing >= tiles->n)
        return false;
    guint32 rank = tiles->rank[thing];
    int place = (int)(tiles->place[thing] - tiles->first[rank]);
    *ret_cell = (WfPoint){place % tiles->columns, tiles->top[rank] + place / tiles->columns};
    return true;
}

static guint32 rank_of_row(const WfTiles *tiles, int y)
{
    guint32 low = 0, high = tiles->n_ranks;
    while (high - low > 1) {
        guint32 middle = (low + high) / 2;
        if (tiles->top[middle] <= y)
            low = middle;
        else
            high = middle;
    }
    return low;
}

guint32 wf_tiles_at(const WfTiles *tiles, int x, int y)
{
    if (x < 0 || y < 0 || x >= tiles->columns || y >= tiles->rows)
        return NONE;
    guint32 rank = rank_of_row(tiles, y);
    guint32 at = tiles->first[rank] + (guint32)((y - tiles->top[rank]) * tiles->columns + x);
    return at < tiles->first[rank + 1] ? tiles->order[at] : NONE;
}

guint32 wf_tiles_neighbour(const WfTiles *tiles, guint32 thing, WfToward toward)
{
    WfPoint cell;
    if (!wf_tiles_find(tiles, thing, &cell))
        return wf_tiles_at(tiles, 0, 0);
    bool aside = toward == WF_TO_LEFT || toward == WF_TO_RIGHT;
    int step = toward == WF_TO_LEFT || toward == WF_TO_UP ? -1 : 1;
    if (aside) {
        guint32 next = wf_tiles_at(tiles, cell.x + step, cell.y);
        return next == NONE ? thing : next;
    }
    for (int x = cell.x; x >= 0; x--) { /* shorter rows: their last cell */
        guint32 next = wf_tiles_at(tiles, x, cell.y + step);
        if (next != NONE)
            return next;
    }
    return thing;
}

static void paint_margin(const WfTiles *tiles, WfGrid *grid, int x, int y, int row)
{
    guint32 rank = rank_of_row(tiles, row);
    if (tiles->top[rank] == row)
        wf_grid_printf(grid, x, y, WF_TILES_MARGIN - 1, WF_ROLE_DIM, 0, "L%u", rank);
}

void wf_tiles_paint(const WfTiles *tiles, WfGrid *grid, const WfRect *where, int first_row,
                    bool ascii, WfTileRole role, gpointer data)
{
    static const char plain[] = ".123456789";
    WfRect before = wf_grid_clip(grid, wf_rect_cut(*where, wf_grid_area(grid)));
    wf_grid_fill(grid, where->x, where->y, where->width, where->height, ' ', WF_ROLE_TEXT, 0);
    for (int y = 0; y < where->height && first_row + y < tiles->rows; y++) {
        paint_margin(tiles, grid, where->x, where->y + y, first_row + y);
        for (int x = 0; x < where->width - WF_TILES_MARGIN; x++) {
            guint attr = 0;
            guint32 thing = wf_tiles_at(tiles, x, first_row + y);
            if (thing == NONE)
                break;
            WfRole own = role ? role(thing, &attr, data) : WF_ROLE_LABEL;
            guint8 height = tiles->height[thing];
            gunichar ch = ascii ? (gunichar)plain[height] : height ? 0x2580u + height : 0xB7u;
            wf_grid_put(grid, where->x + WF_TILES_MARGIN + x, where->y + y, ch, own, attr);
        }
    }
    wf_grid_clip(grid, before);
}
