/* weft graph: the drawing as text, and the graph as DOT, JSON or a picture. */
#include "cli.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <weft/export.h>
#include <weft/text.h>

typedef enum { TEXT, JSON, DOT } Format;

typedef struct {
    WfCliOptions shared;
    gboolean text, dot, left_to_right, resources, hide, all;
    char *level, *zoom, *where, *output, *focus;
    int width, hops;
} Options;

static void options_clear(Options *o)
{
    wf_cli_options_clear(&o->shared);
    g_free(o->level);
    g_free(o->zoom);
    g_free(o->where);
    g_free(o->output);
    g_free(o->focus);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, options_clear)

static bool one_format(const Options *o, Format *ret_format, int *ret_exit)
{
    if (o->text + o->dot + o->shared.json > 1) {
        *ret_exit = wf_cli_usage("graph", "only one of --text, --dot, --json");
        return false;
    }
    *ret_format = o->dot ? DOT : o->shared.json ? JSON : TEXT;
    return true;
}

static bool check_options(const Options *o, WfZoom *ret_zoom, WfLevel *ret_level, int *ret_exit)
{
    if (o->zoom && !wf_zoom_parse(o->zoom, ret_zoom)) {
        *ret_exit = wf_cli_usage(
            "graph", "--zoom takes tiles, roles, vms, compact, boxes or outline, not '%s'",
            o->zoom);
        return false;
    }
    if (o->level && strcmp(o->level, "vm") != 0 && strcmp(o->level, "component") != 0) {
        *ret_exit = wf_cli_usage("graph", "--level takes vm or component, not '%s'", o->level);
        return false;
    }
    *ret_level = o->level && strcmp(o->level, "vm") == 0 ? WF_LEVEL_VM : WF_LEVEL_COMPONENT;
    return true;
}

static bool set_where(WfView *view, const char *where)
{
    WfQueryProblem problem = {0};
    g_autoptr(GError) error = NULL;
    WfQuery *q = wf_query_parse(where, NULL, &problem);

    if (!q) {
        wf_cli_error("--where, column %u: %s%s%s", problem.column, problem.message,
                     problem.hint ? "; " : "", problem.hint ? problem.hint : "");
        wf_query_problem_clear(&problem);
        return false;
    }
    if (wf_view_set_filter(view, q, true, &error))
        return true;
    wf_cli_error("%s", error->message);
    return false;
}

static bool set_focus(WfView *view, const char *name, int hops)
{
    WfThing thing = wf_view_find(view, name);

    if (thing.kind == WF_THING_NONE) {
        g_autofree char *near = wf_view_nearest(view, name);
        wf_cli_error(near ? "the model has no '%s'; did you mean '%s'?" : "the model has no '%s'%s",
                     name, near ? near : "");
        return false;
    }
    wf_view_focus(view, &thing, 1, (guint)CLAMP(hops, 1, 1000));
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
    wf_cli_print_findings(findings, false, false, true, stderr);
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

    if (o->width < 0)
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

static int print_graph(WfView *view, const Options *o, Format format, WfLevel level)
{
    g_autoptr(WfTheme) theme = format == JSON ? NULL : load_theme(o);
    g_autofree char *text = NULL;

    if (format == TEXT)
        return theme ? print_text(view, o, theme) : WF_EXIT_FAILED;
    if (format == JSON)
        text = wf_export_json(view, level);
    else if (theme)
        text = wf_export_dot(view, level, theme);
    return text ? wf_cli_write(o->output, text, strlen(text)) : WF_EXIT_FAILED;
}

static int run(const Options *o, const char *path)
{
    g_autoptr(WfFindings) findings = wf_findings_new();
    Format format;
    WfZoom zoom = WF_ZOOM_COMPACT;
    WfLevel level;
    int status;

    if (!one_format(o, &format, &status) || !check_options(o, &zoom, &level, &status))
        return status;
    g_autoptr(WfModel) m = wf_cli_load(&o->shared, path, findings);
    if (!m) {
        wf_cli_print_findings(findings, false, false, false, stderr);
        return WF_EXIT_FAILED;
    }
    if (wf_findings_failed(findings) && !o->shared.quiet)
        wf_cli_error(
            "the model has %u errors ('weft check' tells them); this is what could be read",
            wf_findings_count(findings, WF_FAULT));
    g_autoptr(WfView) view = wf_view_new(m);
    wf_view_set_zoom(view, !o->zoom && level == WF_LEVEL_VM ? WF_ZOOM_VMS : zoom);
    wf_view_set_left_to_right(view, o->left_to_right);
    wf_view_set_resources(view, o->resources);
    if (o->all)
        wf_view_set_budget(view, WF_BUDGET_ALL);
    if ((o->where && !set_where(view, o->where)) ||
        (o->focus && !set_focus(view, o->focus, o->hops)))
        return WF_EXIT_FAILED;
    return print_graph(view, o, format, level);
}

int wf_cmd_graph(int argc, char **argv)
{
    g_auto(Options) o = {.width = -1, .hops = 2};
    const GOptionEntry own[] = {
        {"text", 0, 0, G_OPTION_ARG_NONE, &o.text, "draw with characters (default)", NULL},
        {"dot", 0, 0, G_OPTION_ARG_NONE, &o.dot, "print Graphviz' DOT", NULL},
        {"output", 'o', 0, G_OPTION_ARG_FILENAME, &o.output, "write to FILE", "FILE"},
        {"level", 0, 0, G_OPTION_ARG_STRING, &o.level, "vm or component", "LEVEL"},
        {"zoom", 0, 0, G_OPTION_ARG_STRING, &o.zoom,
         "tiles, roles, vms, compact, boxes or outline (default: what fits)", "ZOOM"},
        {"width", 0, 0, G_OPTION_ARG_INT, &o.width, "columns there are; 0: any number", "N"},
        {"where", 0, 0, G_OPTION_ARG_STRING, &o.where, "only what the filter matches", "FILTER"},
        {"focus", 0, 0, G_OPTION_ARG_STRING, &o.focus, "only what is near NAME", "NAME"},
        {"hops", 0, 0, G_OPTION_ARG_INT, &o.hops, "how near (default: 2)", "K"},
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
