/* The drawing as text. Without a zoom level asked for it takes the nearest one that fits the
 * width and the reader: components by name, VMs, roles. */
#include <string.h>
#include <weft/error.h>
#include <weft/export.h>

#define BAND_ROWS 200

/* One try: lays out the view at @zoom. NULL: too wide, or too much. */
typedef struct {
    WfView *view;
    const WfTextOptions *options;
    WfLayout *layout;
    WfShown *shown;
    WfScene *scene;
    WfLayoutReport report;
} Try;

static void try_clear(Try *t)
{
    g_clear_pointer(&t->scene, wf_scene_free);
    g_clear_pointer(&t->shown, wf_shown_free);
}

static bool lay_out(Try *t, WfZoom zoom, GError **error)
{
    try_clear(t);
    wf_view_set_zoom(t->view, zoom);
    t->shown = wf_view_show(t->view);
    WfLayoutOptions layout_options = wf_shown_options(t->shown);
    layout_options.deadline_ms = 10000;
    t->scene =
        wf_layout_run(t->layout, wf_shown_visible(t->shown), &layout_options, &t->report, error);
    return t->scene != NULL;
}

static bool fits(const Try *t)
{
    return t->options->width <= 0 || wf_scene_width(t->scene) <= t->options->width;
}

/* Nothing folded that the user did not fold. */
static bool is_whole(const Try *t)
{
    WfShownCounts counts = wf_shown_counts(t->shown);
    return counts.folded_by_budget == 0 && !counts.over_budget;
}

static bool choose(Try *t, GError **error)
{
    static const WfZoom order[] = {WF_ZOOM_COMPACT, WF_ZOOM_VMS, WF_ZOOM_ROLES};

    for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
        if (!lay_out(t, order[i], error))
            return false;
        bool last = i + 1 == G_N_ELEMENTS(order);
        if (last || (fits(t) && is_whole(t)))
            return true;
        if (wf_view_focus_hops(t->view) && fits(t))
            return true; /* the focus is what was asked for */
    }
    return true;
}

/* In bands of rows, so that memory is bounded by the text. */
static void print_scene(const Try *t, GString *out)
{
    const WfTextOptions *o = t->options;
    g_autoptr(WfViewLooks) looks = wf_view_looks(t->view, t->shown);
    int width = wf_scene_width(t->scene), height = wf_scene_height(t->scene);

    for (int y = 0; y < height; y += BAND_ROWS) {
        int rows = MIN(BAND_ROWS, height - y);
        g_autoptr(WfGrid) grid = wf_grid_new(width, rows);
        wf_grid_set_ascii(grid, o->ascii);
        wf_scene_paint(t->scene, grid, &(WfRect){0, 0, width, rows}, 0, y,
                       wf_view_looks_get(looks));
        g_autofree char *lines = o->theme && o->depth > WF_DEPTH_PLAIN
                                     ? wf_grid_to_ansi(grid, o->theme, o->depth)
                                     : wf_grid_to_text(grid);
        g_string_append(out, lines);
        if (lines[0] && out->str[out->len - 1] != '\n')
            g_string_append_c(out, '\n');
    }
}

static char *note_of(const Try *t)
{
    GString *note = g_string_new(NULL);
    g_autofree char *summary = wf_shown_summary(t->shown);
    WfShownCounts counts = wf_shown_counts(t->shown);

    if (!t->options->zoom_given && wf_view_zoom(t->view) != WF_ZOOM_COMPACT)
        g_string_append_printf(note, "drawn as %s to fit; --zoom compact draws components. ",
                               wf_zoom_name(wf_view_zoom(t->view)));
    if (!fits(t))
        g_string_append_printf(note, "%d columns wide. ", wf_scene_width(t->scene));
    if (t->report.quality == WF_LAYOUT_SIMPLE)
        g_string_append_printf(note, "simple placement (%s). ",
                               t->report.trouble ? t->report.trouble : "too much for dot");
    if (counts.folded_vms || counts.hidden_by_focus || counts.hidden_by_filter || note->len)
        g_string_append(note, summary);
    return g_string_free(note, note->len == 0);
}

bool wf_export_text(WfView *view, const WfTextOptions *options, GString *out, char **ret_note,
                    GError **error)
{
    g_autoptr(WfLayout) layout = wf_layout_new();
    Try t = {.view = view, .options = options, .layout = layout};

    wf_view_set_ascii(view, options->ascii);
    bool ok = options->zoom_given ? lay_out(&t, wf_view_zoom(view), error) : choose(&t, error);
    if (ok) {
        print_scene(&t, out);
        if (ret_note)
            *ret_note = note_of(&t);
    }
    try_clear(&t);
    return ok;
}
