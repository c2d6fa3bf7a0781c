/* The drawing as text. Without a zoom level asked for it takes the nearest one that fits the
 * width and the reader: components by name, VMs, roles; else lines or tiles. */
#include <weft/error.h>
#include <weft/export.h>
#include <weft/limits.h>

#define BAND_ROWS 200
#define ANY_WIDTH 100     /* where there is no limit but one is needed */
#define OUTLINE_MOST 2000 /* components written one per line without being asked for */
#define DEADLINE_MS 10000

/* One try: the view at one zoom level, laid out. */
typedef struct {
    WfView *view;
    const WfTextOptions *options;
    WfLayout *layout;
    WfShown *shown;
    WfScene *scene;
    WfLayoutReport report;
    GString *out;
} Try;

static void try_clear(Try *t)
{
    g_clear_pointer(&t->scene, wf_scene_free);
    g_clear_pointer(&t->shown, wf_shown_free);
}

static void show(Try *t, WfZoom zoom)
{
    try_clear(t);
    wf_view_set_zoom(t->view, zoom);
    t->shown = wf_view_show(t->view);
}

static bool lay_out(Try *t, GError **error)
{
    WfLayoutOptions options = wf_shown_options(t->shown);

    options.deadline_ms = DEADLINE_MS;
    t->scene = wf_layout_run(t->layout, wf_shown_visible(t->shown), &options, &t->report, error);
    return t->scene != NULL;
}

static bool fits(const Try *t)
{
    return t->options->width <= 0 || !t->scene || wf_scene_width(t->scene) <= t->options->width;
}

/* Nothing folded that the user did not fold, or what is around the focus. */
static bool is_enough(const Try *t)
{
    WfShownCounts counts = wf_shown_counts(t->shown);

    return (counts.folded_by_budget == 0 && !counts.over_budget) || wf_view_focus_hops(t->view) > 0;
}

static bool choose(Try *t, GError **error)
{
    static const WfZoom order[] = {WF_ZOOM_COMPACT, WF_ZOOM_VMS, WF_ZOOM_ROLES};
    bool few = wf_model_n_components(wf_view_model(t->view)) <= OUTLINE_MOST;

    for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
        show(t, order[i]);
        if (!is_enough(t))
            continue;
        if (!lay_out(t, error))
            return false;
        if (fits(t))
            return true;
    }
    show(t, few ? WF_ZOOM_OUTLINE : WF_ZOOM_TILES);
    return true;
}

/* ---- printing, in bands of rows so that memory is bounded by the text ---- */

typedef void (*PaintBand)(const Try *t, gconstpointer what, WfGrid *grid, const WfRect *where,
                          int first_row);

static void print_bands(const Try *t, int width, int height, PaintBand paint, gconstpointer what)
{
    const WfTextOptions *o = t->options;

    for (int y = 0; y < height; y += BAND_ROWS) {
        int rows = MIN(BAND_ROWS, height - y);
        g_autoptr(WfGrid) grid = wf_grid_new(width, rows);
        wf_grid_set_ascii(grid, o->ascii);
        paint(t, what, grid, &(WfRect){0, 0, width, rows}, y);
        g_autofree char *lines = o->theme && o->depth > WF_DEPTH_PLAIN
                                     ? wf_grid_to_ansi(grid, o->theme, o->depth)
                                     : wf_grid_to_text(grid);
        g_string_append(t->out, lines);
        if (lines[0] && t->out->str[t->out->len - 1] != '\n')
            g_string_append_c(t->out, '\n');
    }
}

static void paint_scene(const Try *t, gconstpointer looks, WfGrid *grid, const WfRect *where,
                        int first_row)
{
    wf_scene_paint(t->scene, grid, where, 0, first_row, wf_view_looks_get(looks));
}

static void paint_tiles(const Try *t, gconstpointer tiles, WfGrid *grid, const WfRect *where,
                        int first_row)
{
    wf_view_paint_tiles(t->view, tiles, grid, where, first_row);
}

typedef struct {
    const WfOutline *outline;
    const WfViewLooks *looks;
} Lines;

static void paint_lines(const Try *t, gconstpointer what, WfGrid *grid, const WfRect *where,
                        int first_row)
{
    const Lines *lines = what;

    wf_outline_paint(lines->outline, grid, where, (guint32)first_row, t->options->ascii,
                     wf_view_looks_get(lines->looks));
}

static void print_tiles(const Try *t)
{
    int width = t->options->width > 0 ? t->options->width : ANY_WIDTH;
    g_autoptr(WfTiles) tiles = wf_view_tiles(t->view, MAX(width - WF_TILES_MARGIN, 8));

    print_bands(t, width, wf_tiles_rows(tiles), paint_tiles, tiles);
}

static void print_outline(const Try *t)
{
    g_autoptr(WfOutline) outline = wf_outline_new(wf_shown_visible(t->shown));
    g_autoptr(WfViewLooks) looks = wf_view_looks(t->view, t->shown);
    int width = t->options->width > 0 ? t->options->width : 2 * ANY_WIDTH;

    print_bands(t, width, (int)MIN(wf_outline_n_rows(outline), G_MAXINT), paint_lines,
                &(Lines){outline, looks});
}

static bool print(const Try *t, GError **error)
{
    if (wf_view_zoom(t->view) == WF_ZOOM_TILES) {
        print_tiles(t);
    } else if (wf_view_zoom(t->view) == WF_ZOOM_OUTLINE) {
        print_outline(t);
    } else {
        g_autoptr(WfViewLooks) looks = wf_view_looks(t->view, t->shown);
        if (wf_scene_width(t->scene) > WF_LIMIT_GRID_SIDE) {
            g_set_error(error, WF_ERROR, WF_ERROR_LIMIT,
                        "the drawing is %d columns wide, more than %d", wf_scene_width(t->scene),
                        WF_LIMIT_GRID_SIDE);
            return false;
        }
        print_bands(t, wf_scene_width(t->scene), wf_scene_height(t->scene), paint_scene, looks);
    }
    return true;
}

static char *note_of(const Try *t)
{
    GString *note = g_string_new(NULL);
    g_autofree char *summary = wf_shown_summary(t->shown);
    WfShownCounts counts = wf_shown_counts(t->shown);
    WfZoom zoom = wf_view_zoom(t->view);

    if (!t->options->zoom_given && zoom != WF_ZOOM_COMPACT)
        g_string_append_printf(note, "drawn as %s (%s) to fit; --zoom takes another; ",
                               wf_zoom_name(zoom), wf_zoom_text(zoom));
    if (!fits(t))
        g_string_append_printf(note, "%d columns wide; ", wf_scene_width(t->scene));
    if (t->scene && t->report.quality == WF_LAYOUT_SIMPLE)
        g_string_append_printf(note, "simple placement (%s); ",
                               t->report.trouble ? t->report.trouble : "too much for dot");
    if (counts.folded_vms || counts.folded_components || counts.hidden_by_focus ||
        counts.hidden_by_filter || note->len)
        g_string_append(note, summary);
    return g_string_free(note, note->len == 0);
}

bool wf_export_text(WfView *view, const WfTextOptions *options, GString *out, char **ret_note,
                    GError **error)
{
    g_autoptr(WfLayout) layout = wf_layout_new();
    Try t = {.view = view, .options = options, .layout = layout, .out = out};
    bool drawn = wf_view_zoom(view) != WF_ZOOM_TILES && wf_view_zoom(view) != WF_ZOOM_OUTLINE;

    wf_view_set_ascii(view, options->ascii);
    bool ok = true;
    if (options->zoom_given) {
        show(&t, wf_view_zoom(view));
        ok = !drawn || lay_out(&t, error);
    } else {
        ok = choose(&t, error);
    }
    ok = ok && print(&t, error);
    if (ok && ret_note)
        *ret_note = note_of(&t);
    try_clear(&t);
    return ok;
}
