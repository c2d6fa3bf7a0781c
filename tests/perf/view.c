/* bench_view MODEL...: how long from a loaded model to the first useful frame, from a key to the
 * next one, and how the drawing compares with one run of dot over clusters. Medians of several
 * runs; a table on standard error, JSON on standard output. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <weft/view.h>

#define RUNS 9
#define COLUMNS 160
#define ROWS 45
#define DOT_SECONDS 30 /* then it counts as 30 */
#define DOT_MOST 1200  /* components dot with clusters is known to survive */

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

typedef struct {
    WfModel *m;
    WfView *view;
    WfGrid *grid;
    WfShown *shown;
    WfScene *scene;
    guint turn;
} Bench;

static void take_model(Bench *b)
{
    g_clear_pointer(&b->view, wf_view_free);
    b->view = wf_view_new(b->m);
}

static void first_frame(Bench *b)
{
    take_model(b);
    g_autoptr(WfTiles) tiles = wf_view_tiles(b->view, COLUMNS - WF_TILES_MARGIN);
    wf_view_paint_tiles(b->view, tiles, b->grid, &(WfRect){0, 0, COLUMNS, ROWS}, 0);
}

static void show(Bench *b)
{
    g_clear_pointer(&b->shown, wf_shown_free);
    b->shown = wf_view_show(b->view);
}

static void lay_out(Bench *b)
{
    g_autoptr(WfLayout) layout = wf_layout_new();
    WfLayoutOptions options = wf_shown_options(b->shown);
    options.deadline_ms = 60000;
    g_clear_pointer(&b->scene, wf_scene_free);
    b->scene = wf_layout_run(layout, wf_shown_visible(b->shown), &options, NULL, NULL);
}

/* A cursor key: another component is selected, lit and painted. */
static void next_frame(Bench *b)
{
    guint32 n = wf_model_n_components(b->m);
    wf_view_select(b->view, (WfThing){WF_THING_COMPONENT, b->turn++ * 7919u % n});
    g_autoptr(WfViewLooks) looks = wf_view_looks(b->view, b->shown);
    wf_view_paint(b->scene, wf_view_looks_get(looks), b->grid, &(WfRect){0, 0, COLUMNS, ROWS},
                  (int)(b->turn * 3), (int)b->turn, true);
}

static void closures(Bench *b)
{
    wf_view_set_reach(b->view, G_MAXUINT32, G_MAXUINT32);
    next_frame(b);
    wf_view_set_reach(b->view, 1, 1);
}

static void focus(Bench *b)
{
    WfThing thing = {WF_THING_COMPONENT, b->turn++ * 7919u % wf_model_n_components(b->m)};
    wf_view_focus(b->view, &thing, 1, 3);
    show(b);
    lay_out(b);
    wf_view_focus(b->view, NULL, 0, 0);
}

static double median(void (*work)(Bench *b), Bench *b, int runs)
{
    double taken[RUNS];
    for (int i = 0; i < runs; i++) {
        gint64 start = g_get_monotonic_time();
        work(b);
        taken[i] = (double)(g_get_monotonic_time() - start) / 1000;
    }
    qsort(taken, (size_t)runs, sizeof *taken, by_size);
    return taken[runs / 2];
}

/* The same graph, as one would give it to dot. */
static char *clustered_dot(const WfVisible *visible)
{
    GString *s = g_string_new("digraph g { newrank=true; node [shape=box];\n");
    for (guint32 f = 0; f < wf_visible_n_frames(visible); f++) {
        g_string_append_printf(s, "subgraph cluster_%u {", f);
        for (guint32 i = 0; i < wf_visible_n_nodes(visible); i++)
            if (wf_visible_node(visible, i)->frame == (gint32)f)
                g_string_append_printf(s, " n%u [label=\"%s\"];", i,
                                       wf_visible_node(visible, i)->label);
        g_string_append(s, "}\n");
    }
    for (guint32 e = 0; e < wf_visible_n_edges(visible); e++)
        g_string_append_printf(s, "n%u -> n%u;\n", wf_visible_edge(visible, e)->from,
                               wf_visible_edge(visible, e)->to);
    g_string_append(s, "}\n");
    return g_string_free(s, FALSE);
}

static double dot_process(const char *text)
{
    g_autofree char *path = NULL;
    double best = 1e9;
    int fd = g_file_open_tmp("bench-XXXXXX.dot", &path, NULL);
    if (fd < 0 || !g_file_set_contents(path, text, -1, NULL))
        return 0;
    g_autofree char *command =
        g_strdup_printf("timeout %d dot -Tplain -o /dev/null %s", DOT_SECONDS, path);
    for (int i = 0; i < 3; i++) { /* dense ones take minutes: once is enough */
        gint64 start = g_get_monotonic_time();
        if (!g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL))
            return 0;
        best = MIN(best, (double)(g_get_monotonic_time() - start) / 1000);
        if (best > 5000)
            break;
    }
    remove(path);
    return best;
}

static void tell(const char *what, double ms, bool last)
{
    fprintf(stderr, "  %-34s %9.2f ms\n", what, ms);
    printf("\"%s\": %.3f%s", what, ms, last ? "" : ", ");
}

static void all_open(Bench *b)
{
    wf_view_set_budget(b->view, WF_BUDGET_ALL);
    show(b);
    double ours = median(lay_out, b, 3);
    g_autofree char *text = clustered_dot(wf_shown_visible(b->shown));
    double dot = dot_process(text);
    tell("layout, all open", ours, false);
    tell("one clustered dot process", dot, false);
    fprintf(stderr, "  ratio %.3f; %u crossings, %d x %d cells\n", dot > 0 ? ours / dot : 0,
            wf_scene_crossings(b->scene), wf_scene_width(b->scene), wf_scene_height(b->scene));
}

static void bench(const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    Bench b = {.grid = wf_grid_new(COLUMNS, ROWS)};
    gint64 start = g_get_monotonic_time();
    b.m = wf_model_load(&(WfModelOptions){.path = path}, findings, NULL);
    if (!b.m) {
        fprintf(stderr, "cannot load %s\n", path);
        exit(1);
    }
    double loading = (double)(g_get_monotonic_time() - start) / 1000;
    fprintf(stderr, "%s: %u components, %u VMs, %u edges\n", path, wf_model_n_components(b.m),
            wf_model_n_vms(b.m), wf_model_n_edges(b.m));
    printf("{\"model\": \"%s\", \"components\": %u, ", path, wf_model_n_components(b.m));
    tell("load", loading, false);
    tell("take the model", median(take_model, &b, RUNS), false);
    tell("first frame (tiles)", median(first_frame, &b, RUNS), false);
    tell("show within the budget", median(show, &b, RUNS), false);
    tell("lay it out", median(lay_out, &b, 3), false);
    fprintf(stderr, "  (%u boxes, %u edges)\n", wf_scene_n_nodes(b.scene),
            wf_scene_n_edges(b.scene));
    tell("select and paint", median(next_frame, &b, RUNS), false);
    tell("closures and paint", median(closures, &b, RUNS), false);
    if (wf_model_n_components(b.m) <= DOT_MOST)
        all_open(&b);
    tell("focus of 3 hops, laid out", median(focus, &b, RUNS), true);
    printf("}\n");
    wf_shown_free(b.shown);
    wf_scene_free(b.scene);
    wf_view_free(b.view);
    wf_grid_free(b.grid);
    wf_model_unref(b.m);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench_view MODEL...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++)
        bench(argv[i]);
    return 0;
}
