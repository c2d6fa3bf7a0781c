/* weft graph: the drawing as text, and the graph as DOT, JSON or a picture.
 * The overview of a model, for where there is no terminal to explore it in. */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <weft/export.h>

#define UNSET G_MININT      /* a number that was not given */
#define NEAR 2              /* hops, unless told otherwise */
#define FIRST_TRY_MS 20000  /* for a picture, before a smaller one is tried */
#define LAST_TRY_MS 30000   /* for that, or for what was asked for */
#define SLOW_COMPONENTS 300 /* from here on a picture may take its time */

typedef enum { TEXT, JSON, DOT, SVG, PNG, PDF } Format;

typedef struct {
    WfCliOptions shared;
    gboolean text, dot, svg, png, pdf, left_to_right, resources, all;
    char *level, *zoom, *where, *output, *focus;
    char **fold;
    int width, hops;
} Options;

static const char *const level_names[] = {"component", "vm", "role"};

static void options_clear(Options *o)
{
    wf_cli_options_clear(&o->shared);
    g_free(o->level);
    g_free(o->zoom);
    g_free(o->where);
    g_free(o->output);
    g_free(o->focus);
    g_strfreev(o->fold);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

/* What a file of this name holds: "shop.svg" is no place for characters, nor is "shop.bmp". False:
 * nobody knows. */
static bool format_of_name(const char *file, Format *ret_format)
{
    static const char *const ends[] = {".txt", ".json", ".dot", ".svg", ".png", ".pdf"};
    g_autofree char *name = file ? g_path_get_basename(file) : NULL;

    *ret_format = TEXT;
    for (guint i = 0; name && i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(name, ends[i])) {
            *ret_format = (Format)i;
            return true;
        }
    return !name || !strchr(name + 1, '.') || g_str_has_prefix(file, "/dev/");
}

static bool one_format(const Options *o, Format *ret_format, int *ret_exit)
{
    const gboolean asked[] = {o->text, o->shared.json, o->dot, o->svg, o->png, o->pdf};
    guint n = 0;
    bool named = format_of_name(o->output, ret_format);

    for (guint i = 0; i < G_N_ELEMENTS(asked); i++)
        if (asked[i]) {
            *ret_format = (Format)i;
            n++;
        }
    if (n > 1) {
        *ret_exit =
            wf_cli_usage("graph", "only one of --text, --json, --dot, --svg, --png and --pdf");
        return false;
    }
    if (!n && !named) {
        *ret_exit = wf_cli_usage("graph",
                                 "'%s' does not say what to write: it may end in .txt, .svg, .png, "
                                 ".pdf, .dot or .json, or --text, --svg ... says it",
                                 o->output);
        return false;
    }
    return true;
}

/* The first thing that is wrong with the numbers, or NULL. */
static const char *wrong_number(const Options *o)
{
    if (o->width != UNSET && o->width < 0)
        return "--width takes a number from 0";
    if (o->hops != UNSET && !o->focus)
        return "--hops goes with --focus";
    if (o->hops != UNSET && o->hops < 1)
        return "--hops takes a number from 1";
    return NULL;
}

static bool check_options(const Options *o, WfZoom *ret_zoom, WfLevel *ret_level, int *ret_exit)
{
    const char *wrong = wrong_number(o);

    if (wrong) {
        *ret_exit = wf_cli_usage("graph", "%s", wrong);
        return false;
    }
    if (o->zoom && !wf_zoom_parse(o->zoom, ret_zoom)) {
        *ret_exit = wf_cli_usage(
            "graph", "--zoom takes tiles, roles, vms, compact, boxes or outline, not '%s'",
            o->zoom);
        return false;
    }
    *ret_level = WF_LEVEL_COMPONENT;
    for (guint i = 0; o->level && i < G_N_ELEMENTS(level_names); i++) {
        if (strcmp(o->level, level_names[i]) == 0) {
            *ret_level = (WfLevel)i;
            return true;
        }
    }
    if (o->level)
        *ret_exit =
            wf_cli_usage("graph", "--level takes component, vm or role, not '%s'", o->level);
    return !o->level;
}

/* `vm:db` is a name without that sign to the language, and was meant as a field's value. */
static void nothing_matches(const char *where)
{
    const char *colon = strchr(where, ':');
    g_autofree char *field = colon ? g_strndup(where, (gsize)(colon - where)) : NULL;
    g_autofree char *meant = field ? g_strdup_printf("%s=%s", field, colon + 1) : NULL;
    WfQueryProblem problem = {0};
    WfQuery *q =
        meant && g_str_is_ascii(field) && *field ? wf_query_parse(meant, NULL, &problem) : NULL;

    wf_query_problem_clear(&problem);
    if (q)
        wf_cli_error("nothing matches '%s'; did you mean '%s'?", where, meant);
    else
        wf_cli_error("nothing matches '%s'", where);
    wf_query_free(q);
}

static bool set_where(WfView *view, const char *where)
{
    WfQueryProblem problem = {0};
    g_autoptr(GError) error = NULL;
    g_autofree char *path = wf_saved_path();
    g_autoptr(WfSavedFilters) saved = wf_saved_new(path, &error);
    if (error)
        wf_cli_error("%s", error->message);
    g_clear_error(&error);
    WfQuery *q = wf_query_parse(where, wf_saved_lookup(saved), &problem);

    if (!q) {
        wf_cli_error("--where, column %u: %s%s%s", problem.column, problem.message,
                     problem.hint ? "; " : "", problem.hint ? problem.hint : "");
        wf_query_problem_clear(&problem);
        return false;
    }
    if (!wf_view_set_filter(view, q, true, &error)) {
        wf_cli_error("%s", error->message);
        return false;
    }
    guint32 n;
    wf_view_matches(view, &n);
    if (n == 0) /* an empty drawing alone would look like a fault */
        nothing_matches(where);
    return true;
}

static bool find(const WfView *view, const char *name, WfThing *ret_thing)
{
    *ret_thing = wf_view_find(view, name);
    if (ret_thing->kind != WF_THING_NONE)
        return true;
    g_autofree char *near = wf_view_nearest(view, name);
    wf_cli_error(near ? "the model has no '%s'; did you mean '%s'?" : "the model has no '%s'%s",
                 name, near ? near : "");
    return false;
}

static bool fold(WfView *view, char *const *names)
{
    for (; names && *names; names++) {
        WfThing thing;
        if (!find(view, *names, &thing))
            return false;
        if (thing.kind == WF_THING_COMPONENT || thing.kind == WF_THING_FACTS) {
            wf_cli_error("--fold takes a VM, a nested stack, a group or role:NAME; "
                         "'%s' is a component",
                         *names);
            return false;
        }
        wf_view_fold(view, thing, true);
    }
    return true;
}

static bool set_focus(WfView *view, const char *name, int hops)
{
    WfThing thing;

    if (!find(view, name, &thing))
        return false;
    wf_view_focus(view, &thing, 1, (guint)MIN(hops, 1000));
    wf_view_select(view, thing);
    return true;
}

static WfTheme *load_theme(const Options *o)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GError) error = NULL;
    WfTheme *theme = wf_theme_load(o->shared.theme, findings, &error);

    if (!theme)
        wf_cli_error("%s", error->message);
    wf_cli_print_findings(&o->shared, findings, stderr);
    return theme;
}

/* Depth of the terminal the text goes to. */
static WfDepth depth_of(const Options *o)
{
    WfColorWhen when = WF_COLOR_AUTO;

    if (o->output && strcmp(o->output, "-") != 0 && !o->shared.color)
        return WF_DEPTH_PLAIN;
    if (o->shared.color)
        wf_color_when_parse(o->shared.color, &when);
    WfColorEnv env = wf_color_env(when, STDOUT_FILENO);
    return wf_color_depth(&env);
}

static int print_text(WfView *view, const Options *o, const WfTheme *theme)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autofree char *note = NULL;
    g_autoptr(GError) error = NULL;
    WfTextOptions options = {.width = o->width,
                             .zoom_given = o->zoom || o->level,
                             .ascii = !wf_cli_utf8(&o->shared),
                             .theme = theme,
                             .depth = depth_of(o)};

    if (o->width == UNSET)
        options.width = isatty(STDOUT_FILENO) && !o->output ? wf_cli_width() : 0;
    if (!wf_export_text(view, &options, out, &note, &error)) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    int status = wf_cli_write(o->output, out->str, out->len);
    if (note && !o->shared.quiet)
        fprintf(stderr, "weft: %s\n", note);
    return status;
}

/* Graphviz says nothing until it is done: who waits at a terminal is told for how long at most. */
static void say_wait(const WfView *view, const Options *o, WfLevel level, guint deadline_ms)
{
    guint32 n = wf_model_n_components(wf_view_model(view));

    if (level == WF_LEVEL_COMPONENT && n >= SLOW_COMPONENTS && !o->shared.quiet &&
        isatty(STDERR_FILENO))
        wf_cli_error("Graphviz lays out %u components, which may take up to %u s", n,
                     deadline_ms / 1000);
}

static GBytes *render(WfView *view, const Options *o, WfLevel level, const WfTheme *theme,
                      WfPicture format, guint deadline_ms, GError **error)
{
    g_autofree char *dot = wf_export_dot_for(view, level, theme, o->output);

    say_wait(view, o, level, deadline_ms);
    return wf_picture_render(dot, format, deadline_ms, error);
}

/* Dense graphs can take minutes at any size: then VMs are drawn, then roles. */
static GBytes *render_what_can(WfView *view, const Options *o, WfLevel level, const WfTheme *theme,
                               WfPicture format, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    GBytes *picture = render(view, o, level, theme, format, FIRST_TRY_MS, &trouble);

    while (!picture && level < WF_LEVEL_ROLE &&
           (g_error_matches(trouble, WF_ERROR, WF_ERROR_LIMIT) ||
            g_error_matches(trouble, WF_ERROR, WF_ERROR_FAILED))) { /* large ones can crash it */
        level++;
        if (!o->shared.quiet)
            wf_cli_error("%s; drawn by %s", trouble->message, level_names[level]);
        g_clear_error(&trouble);
        picture = render(view, o, level, theme, format, LAST_TRY_MS, &trouble);
    }
    if (!picture)
        g_propagate_error(error, g_steal_pointer(&trouble));
    return picture;
}

static int print_picture(WfView *view, const Options *o, Format format, WfLevel level,
                         const WfTheme *theme)
{
    static const WfPicture pictures[] = {
        [SVG] = WF_PICTURE_SVG, [PNG] = WF_PICTURE_PNG, [PDF] = WF_PICTURE_PDF};
    g_autoptr(GError) error = NULL;
    bool narrowed = o->where || o->focus;

    if ((format == PNG || format == PDF) && !o->output && isatty(STDOUT_FILENO))
        return wf_cli_usage("graph", "a picture is not for a terminal: give -o FILE");
    if (!o->level && !narrowed && wf_export_level_for_dot(view) != WF_LEVEL_COMPONENT) {
        level = wf_export_level_for_dot(view);
        if (!o->shared.quiet)
            wf_cli_error("too many components for one picture: drawn by %s (--level component "
                         "draws all, if Graphviz can)",
                         level_names[level]);
    }
    g_autoptr(GBytes) picture =
        o->level ? render(view, o, level, theme, pictures[format], LAST_TRY_MS, &error)
                 : render_what_can(view, o, level, theme, pictures[format], &error);
    if (!picture) {
        wf_cli_error("%s", error->message);
        return WF_EXIT_FAILED;
    }
    gsize len;
    const char *data = g_bytes_get_data(picture, &len);
    return wf_cli_write(o->output, data, len);
}

static int print_graph(WfView *view, const Options *o, Format format, WfLevel level)
{
    g_autoptr(WfTheme) theme = format == JSON ? NULL : load_theme(o);
    g_autofree char *text = NULL;

    if (format == TEXT)
        return theme ? print_text(view, o, theme) : WF_EXIT_FAILED;
    if (format == JSON)
        text = wf_export_json(view, level);
    else if (theme && format == DOT)
        text = wf_export_dot_for(view, level, theme, o->output);
    else if (theme)
        return print_picture(view, o, format, level, theme);
    return text ? wf_cli_write(o->output, text, strlen(text)) : WF_EXIT_FAILED;
}

static int run(const Options *o, const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    static const WfZoom level_zooms[] = {WF_ZOOM_COMPACT, WF_ZOOM_VMS, WF_ZOOM_ROLES};
    Format format;
    WfZoom zoom = WF_ZOOM_COMPACT;
    WfLevel level;
    int status;

    if (!one_format(o, &format, &status) || !check_options(o, &zoom, &level, &status))
        return status;
    g_autoptr(WfModel) m = wf_cli_load(&o->shared, path, findings);
    if (!m)
        return wf_cli_refuse(&o->shared, findings);
    if (wf_findings_failed(findings) && !o->shared.quiet)
        wf_cli_error("the model has errors ('weft check' tells them); this is what could be read");
    g_autoptr(WfView) view = wf_view_new(m);
    wf_view_set_zoom(view, o->zoom ? zoom : level_zooms[level]);
    wf_view_set_left_to_right(view, o->left_to_right);
    wf_view_set_resources(view, o->resources);
    if (o->all) {
        wf_view_set_budget(view, WF_BUDGET_ALL);
        wf_view_fold_all(view, false);
    }
    if ((o->where && !set_where(view, o->where)) ||
        (o->focus && !set_focus(view, o->focus, o->hops == UNSET ? NEAR : o->hops)) ||
        !fold(view, o->fold))
        return WF_EXIT_FAILED;
    return print_graph(view, o, format, level);
}

int wf_cmd_graph(int argc, char **argv)
{
    g_auto(Options) o = {.width = UNSET, .hops = UNSET};
    const GOptionEntry own[] = {
        {"text", 0, 0, G_OPTION_ARG_NONE, &o.text, "draw with characters (default)", NULL},
        {"dot", 0, 0, G_OPTION_ARG_NONE, &o.dot, "print Graphviz' DOT", NULL},
        {"svg", 0, 0, G_OPTION_ARG_NONE, &o.svg, "draw as SVG, with links and tooltips", NULL},
        {"png", 0, 0, G_OPTION_ARG_NONE, &o.png, "draw as PNG", NULL},
        {"pdf", 0, 0, G_OPTION_ARG_NONE, &o.pdf, "draw as PDF", NULL},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output,
         "write to FILE; .dot, .svg, .png, .pdf and .json say how", "FILE"},
        {"level", 0, 0, G_OPTION_ARG_STRING, &o.level, "component, vm or role", "LEVEL"},
        {"zoom", 0, 0, G_OPTION_ARG_STRING, &o.zoom,
         "tiles, roles, vms, compact, boxes or outline (default: what fits)", "ZOOM"},
        {"width", 0, 0, G_OPTION_ARG_INT, &o.width, "columns there are; 0: any number", "N"},
        {"where", 0, 0, G_OPTION_ARG_STRING, &o.where, "only what the filter matches", "FILTER"},
        {"focus", 0, 0, G_OPTION_ARG_STRING, &o.focus, "only what is near NAME", "NAME"},
        {"hops", 0, 0, G_OPTION_ARG_INT, &o.hops, "how near (default: 2)", "K"},
        {"fold", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o.fold,
         "draw a VM, nested stack, group or role:NAME as one box; repeatable", "NAME"},
        {"all", 0, 0, G_OPTION_ARG_NONE, &o.all, "fold nothing, however large", NULL},
        {"left-to-right", 0, 0, G_OPTION_ARG_NONE, &o.left_to_right, "draw from left to right",
         NULL},
        {"resources", 0, 0, G_OPTION_ARG_NONE, &o.resources, "draw infrastructure resources too",
         NULL},
        {0},
    };
    int status;

    if (!wf_cli_parse(wf_cli_command("graph"), &argc, &argv, &o.shared, own, &status))
        return status;
    if (argc != 2)
        return wf_cli_usage("graph", argc < 2 ? "which model?" : "one model at a time");
    return run(&o, argv[1]);
}

int wf_cli_overview(const WfCliOptions *shared, const char *path)
{
    const Options o = {.shared = *shared, .width = UNSET}; /* borrowed */
    g_autoptr(WfFindings) findings = wf_findings_new();
    g_autoptr(GString) out = g_string_new(NULL);

    g_autoptr(WfModel) m = wf_cli_load(&o.shared, path, findings);
    g_autoptr(WfTheme) theme = m ? load_theme(&o) : NULL;
    if (m)
        wf_check_run(m, findings);
    if (!m || wf_findings_failed(findings))
        wf_cli_print_findings(&o.shared, findings, stderr);
    if (!m || !theme)
        return WF_EXIT_FAILED;
    g_autoptr(WfView) view = wf_view_new(m);
    WfTextOptions options = {.width = wf_cli_width(),
                             .ascii = !wf_cli_utf8(&o.shared),
                             .theme = theme,
                             .depth = depth_of(&o)};
    wf_export_overview(view, findings, &options, out);
    int status = wf_cli_write(NULL, out->str, out->len);
    return wf_findings_failed(findings) ? WF_EXIT_FAILED : status;
}
