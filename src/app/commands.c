/* The application's commands, all of them; those of every screen come first. */
#include "commands.h"

#include <string.h>
#include "desk.h"
#include "acting.h"
#include "detail.h"
#include "live.h"
#include "placing.h"

static void run_goto(gpointer app, const char *args)
{
    static const char *const with_things[] = {"graph",      "tree",   "plan",
                                              "datacenter", "znodes", NULL};
    if (!args[0])
        wf_app_say(app, WF_WARNING, "goto takes a name");
    else if (desk_goto(desk_of(app), args) && g_str_equal(wf_app_screen(app), "znodes"))
        znodes_show_selected(desk_of(app)->znodes);
    else if (wf_view_find(desk_of(app)->view, args).kind != WF_THING_NONE &&
             !g_strv_contains(with_things, wf_app_screen(app)))
        wf_app_show_screen(app, "graph");
}

static bool add_name(GPtrArray *ret, const char *name, const char *prefix)
{
    enum { MOST = 200 };
    if (g_str_has_prefix(name, prefix))
        g_ptr_array_add(ret, g_strdup(name));
    return ret->len < MOST;
}

static void complete_name(gpointer app, const char *args, GPtrArray *ret)
{
    const WfModel *m = desk_of(app)->model;
    for (WfId vm = 0; vm < wf_model_n_vms(m); vm++)
        if (!add_name(ret, wf_model_vm_name(m, vm), args))
            return;
    for (WfId c = 0; c < wf_model_n_components(m); c++)
        if (!add_name(ret, wf_model_component_name(m, c), args))
            return;
}

static void run_filter(gpointer app, const char *args)
{
    filter_set(desk_of(app), args);
}

static void complete_filter(gpointer app, const char *args, GPtrArray *ret)
{
    filter_complete(desk_of(app), args, ret);
}

static void run_export(gpointer app, const char *args)
{
    g_auto(GStrv) words = g_strsplit(args, " ", 2);
    const char *format = words[0] ? words[0] : "";
    const char *path = words[0] && words[1] ? g_strstrip(words[1]) : "";
    export_view(desk_of(app), format, path);
}

static void complete_path(const char *typed, GPtrArray *ret)
{
    const char *slash = strrchr(typed, '/');
    g_autofree char *folder = slash ? g_strndup(typed, (gsize)(slash + 1 - typed)) : g_strdup("");
    g_autoptr(GDir) dir = g_dir_open(folder[0] ? folder : ".", 0, NULL);
    const char *name;
    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_strconcat(folder, name, NULL);
        if (g_str_has_prefix(path, typed) && g_utf8_validate(path, -1, NULL) && name[0] != '.')
            g_ptr_array_add(
                ret, g_strconcat(path, g_file_test(path, G_FILE_TEST_IS_DIR) ? "/" : "", NULL));
    }
}

static void complete_file(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    complete_path(args, ret);
}

static void complete_export(gpointer app, const char *args, GPtrArray *ret)
{
    static const char *const formats[] = {"svg", "png", "pdf", "dot", "txt", "json"};
    (void)app;
    const char *blank = strchr(args, ' ');
    if (blank)
        complete_path(blank + 1, ret);
    for (guint i = 0; !blank && i < G_N_ELEMENTS(formats); i++)
        g_ptr_array_add(ret, g_strdup(formats[i]));
}

static void run_write(gpointer app, const char *args)
{
    export_write(desk_of(app), args);
}

static void run_write_template(gpointer app, const char *args)
{
    export_template(desk_of(app), args);
}

static void run_open(gpointer app, const char *args)
{
    if (args[0])
        desk_open(desk_of(app), args);
    else
        wf_app_say(app, WF_WARNING, "open takes the file of a model");
}

static void run_reload(gpointer app, const char *args)
{
    (void)args;
    desk_reload(desk_of(app));
}

static const char *why_nothing_selected(gpointer app)
{
    Desk *desk = desk_of(app);
    return wf_view_selected(desk->view).kind == WF_THING_NONE ? "nothing is selected" : NULL;
}

/* --- editor --- */

static void on_edited(WfApp *app, gpointer data)
{
    (void)app;
    desk_reload(data);
}

static void run_edit(gpointer app, const char *args)
{
    (void)args;
    Desk *desk = desk_of(app);
    const char *path;
    guint line;
    if (!detail_source(desk->detail, &path, &line)) {
        wf_app_say(app, WF_NOTE, "this stands in no file");
        return;
    }
    if (desk->explore->loaded || (desk->explore->replay && desk->explore->model.bytes)) {
        wf_app_say(app, WF_NOTE, "the model was told by the stack: there is no file to edit");
        return;
    }
    if (g_str_equal(path, "-")) {
        wf_app_say(app, WF_NOTE, "the model came from standard input: there is no file to edit");
        return;
    }
    g_autofree char *copy = g_strdup(path);
    wf_app_edit(app, copy, line, on_edited, desk);
}

static void run_detail(gpointer app, const char *args)
{
    (void)args;
    detail_toggle(desk_of(app)->detail);
}

static void run_source_view(gpointer app, const char *args)
{
    (void)args;
    detail_toggle_source(desk_of(app)->detail);
}

static void run_fold_tree(gpointer app, const char *args)
{
    (void)args;
    tree_fold_all(desk_of(app)->tree, false);
}

static void run_unfold_tree(gpointer app, const char *args)
{
    (void)args;
    tree_fold_all(desk_of(app)->tree, true);
}

static void run_place(gpointer app, const char *args)
{
    placing_command(desk_of(app)->placing, args);
}

static void complete_place(gpointer app, const char *args, GPtrArray *ret)
{
    (void)app;
    const char *blank = strrchr(args, ' '), *word = blank ? blank + 1 : args;
    static const char *const options[] = {"--flavors", "--write", "--affinity-from-dag"};
    for (guint i = 0; word[0] == '-' && i < G_N_ELEMENTS(options); i++)
        if (g_str_has_prefix(options[i], word))
            g_ptr_array_add(ret, g_strdup(options[i]));
    complete_path(word, ret);
}

static void run_fold_vertices(gpointer app, const char *args)
{
    (void)args;
    datacenter_fold_all(desk_of(app)->datacenter, false);
}

static void run_unfold_vertices(gpointer app, const char *args)
{
    (void)args;
    datacenter_fold_all(desk_of(app)->datacenter, true);
}

static void run_empty_hosts(gpointer app, const char *args)
{
    (void)args;
    datacenter_toggle_empty(desk_of(app)->datacenter);
}

static void run_connect(gpointer app, const char *args)
{
    g_auto(GStrv) words = g_strsplit(args, " ", 2);
    const char *stack = words[0] && words[1] ? g_strstrip(words[1]) : NULL;
    if (!args[0])
        wf_app_say(app, WF_WARNING,
                   "connect takes servers, HOST[:PORT],...[/CHROOT], or 'private'");
    else
        live_connect(desk_of(app)->live, words[0], stack && stack[0] ? stack : NULL);
}

static void complete_connect(gpointer app, const char *args, GPtrArray *ret)
{
    const char *zk = desk_of(app)->explore->zk;
    if (zk && g_str_has_prefix(zk, args))
        g_ptr_array_add(ret, g_strdup(zk));
    if (g_str_has_prefix("private", args))
        g_ptr_array_add(ret, g_strdup("private"));
}

static const char *why_not_disconnect(gpointer app)
{
    return desk_of(app)->live->source == LIVE_NOTHING ? "nothing is connected" : NULL;
}

static void run_disconnect(gpointer app, const char *args)
{
    (void)args;
    live_disconnect(desk_of(app)->live);
    wf_app_say(app, WF_NOTE, "no longer connected");
}

#define ALL .keymap = "generic"
#define GRAPH .keymap = "graph"
static const WfCommand table[] = {
    {.id = "goto",
     ALL,
     .keys = {"go"},
     .args = "NAME",
     .help = "select a component, VM, stack or resource by name",
     .run = run_goto,
     .complete = complete_name},
    {.id = "filter",
     ALL,
     .args = "[FILTER]",
     .help = "show what matches; weft-filter(7) has the language",
     .run = run_filter,
     .complete = complete_filter},
    {.id = "save-filter",
     ALL,
     .args = "NAME",
     .help = "give the filter a name; @NAME stands for it",
     .run = cmd_save_filter,
     .complete = cmd_saved_complete},
    {.id = "drop-filter",
     ALL,
     .args = "NAME",
     .help = "forget a filter of that name",
     .run = cmd_drop_filter,
     .complete = cmd_saved_complete},
    {.id = "mark",
     ALL,
     .keys = {"m"},
     .args = "[LETTER]",
     .help = "mark what is selected with a letter; again: no longer",
     .run = cmd_mark,
     .disabled = why_nothing_selected},
    {.id = "go-mark",
     ALL,
     .keys = {"'", "`"},
     .args = "[LETTER]",
     .help = "to the mark with that letter; ': to where you were",
     .run = cmd_go_mark},
    {.id = "marks", ALL, .help = "choose among the marks", .run = cmd_marks},
    {.id = "unmark", ALL, .help = "take all marks away", .run = cmd_unmark},
    {.id = "options", ALL, .keys = {"o"}, .help = "menu of the settings", .run = cmd_options},
    {.id = "save-settings",
     ALL,
     .help = "keep the settings for next time",
     .run = cmd_save_settings},
    {.id = "detail",
     ALL,
     .keys = {"i"},
     .help = "details beside the screen, or not",
     .run = run_detail},
    {.id = "source-view",
     ALL,
     .keys = {"s"},
     .help = "in the details: source, or what is known",
     .run = run_source_view},
    {.id = "edit",
     ALL,
     .keys = {"e"},
     .help = "open the place in $EDITOR, then read again",
     .run = run_edit},
    {.id = "reload", ALL, .keys = {"R", "F5"}, .help = "read the model again", .run = run_reload},
    {.id = "open",
     ALL,
     .args = "FILE",
     .help = "another model in place of this one",
     .run = run_open,
     .complete = complete_file},
    {.id = "connect",
     ALL,
     .args = "HOSTS|private [STACK]",
     .help = "look at the zNodes there; private: a server of our own",
     .run = run_connect,
     .complete = complete_connect},
    {.id = "disconnect",
     ALL,
     .help = "look at them no longer",
     .run = run_disconnect,
     .disabled = why_not_disconnect},
    {.id = "rehearse",
     ALL,
     .args = "[--speed X] [--fail COMPONENT] ...",
     .help = "play it on this machine with stand-in recipes; weft-rehearse(1)",
     .run = cmd_rehearse,
     .disabled = why_not_rehearse},
    {.id = "timeline",
     .keymap = "run",
     .keys = {"t"},
     .help = "when what was done, or the list",
     .run = cmd_timeline},
    {.id = "time-in",
     .keymap = "run",
     .keys = {"+", "="},
     .help = "less time, in more detail",
     .run = cmd_time_in,
     .disabled = why_no_timeline},
    {.id = "time-out",
     .keymap = "run",
     .keys = {"-"},
     .help = "more time",
     .run = cmd_time_out,
     .disabled = why_no_timeline},
    {.id = "time-whole",
     .keymap = "run",
     .keys = {"0"},
     .help = "the whole run",
     .run = cmd_time_whole,
     .disabled = why_no_timeline},
    {.id = "time-fold",
     .keymap = "run",
     .keys = {"Space", "za"},
     .help = "the components of the VM, or not",
     .run = cmd_time_fold,
     .disabled = why_no_timeline},
    {.id = "time-fold-all",
     .keymap = "run",
     .keys = {"zM"},
     .help = "VMs only",
     .run = cmd_time_fold_all,
     .disabled = why_no_timeline},
    {.id = "time-unfold-all",
     .keymap = "run",
     .keys = {"zR"},
     .help = "all components",
     .run = cmd_time_unfold_all,
     .disabled = why_no_timeline},
    {.id = "replay-play",
     ALL,
     .keys = {"p"},
     .help = "go on, or stand still",
     .run = cmd_replay_play,
     .disabled = why_no_replay},
    {.id = "replay-next",
     ALL,
     .keys = {"]"},
     .help = "to the next change of a state",
     .run = cmd_replay_next,
     .disabled = why_no_replay},
    {.id = "replay-previous",
     ALL,
     .keys = {"["},
     .help = "to the change before",
     .run = cmd_replay_previous,
     .disabled = why_no_replay},
    {.id = "replay-faster",
     ALL,
     .keys = {">"},
     .help = "twice as fast",
     .run = cmd_replay_faster,
     .disabled = why_no_replay},
    {.id = "replay-slower",
     ALL,
     .keys = {"<"},
     .help = "half as fast",
     .run = cmd_replay_slower,
     .disabled = why_no_replay},
    {.id = "replay-begin",
     ALL,
     .keys = {"{"},
     .help = "to the beginning of the run",
     .run = cmd_replay_begin,
     .disabled = why_no_replay},
    {.id = "replay-end",
     ALL,
     .keys = {"}"},
     .help = "to its end",
     .run = cmd_replay_end,
     .disabled = why_no_replay},
    {.id = "replay-go",
     ALL,
     .args = "SECONDS",
     .help = "to a time of the run",
     .run = cmd_replay_go,
     .disabled = why_no_replay},
    {.id = "write",
     ALL,
     .args = "FILE",
     .guard = WF_GUARD_FILE,
     .help = "write the integrated model, as weft compose does",
     .run = run_write,
     .complete = complete_file},
    {.id = "export",
     ALL,
     .args = "svg|png|pdf|dot|txt|json FILE",
     .guard = WF_GUARD_FILE,
     .help = "write the graph as a picture, as text or as data",
     .run = run_export,
     .complete = complete_export},
    {.id = "set",
     ALL,
     .args = "NAME[=VALUE]",
     .help = "change a setting; without a value, to its next one",
     .run = cmd_set,
     .complete = cmd_set_complete},
    {.id = "copy-name",
     ALL,
     .keys = {"yy"},
     .help = "copy the name of what is selected",
     .run = cmd_copy_name,
     .disabled = why_nothing_selected},
    {.id = "copy-place",
     ALL,
     .keys = {"yp"},
     .help = "copy its file and line",
     .run = cmd_copy_place},
    {.id = "copy-details",
     ALL,
     .keys = {"yv"},
     .help = "copy all that is known about it",
     .run = cmd_copy_facts,
     .disabled = why_nothing_selected},
    {.id = "copy-json",
     ALL,
     .keys = {"yj"},
     .help = "copy the component as JSON",
     .run = cmd_copy_json},
    {.id = "copy-dot", ALL, .keys = {"yd"}, .help = "copy the graph as DOT", .run = cmd_copy_dot},

    {.id = "zoom-in", GRAPH, .keys = {"+", "="}, .help = "nearer: more detail", .run = cmd_zoom_in},
    {.id = "zoom-out",
     GRAPH,
     .keys = {"-", "_"},
     .help = "farther: more of the model",
     .run = cmd_zoom_out},
    {.id = "zoom",
     GRAPH,
     .args = "LEVEL",
     .help = "tiles, roles, vms, compact, boxes or outline",
     .run = cmd_zoom,
     .complete = cmd_zoom_complete},
    {.id = "fold",
     GRAPH,
     .keys = {"Space", "za"},
     .help = "fold or open the VM or box",
     .run = cmd_fold},
    {.id = "fold-stack",
     GRAPH,
     .keys = {"zs"},
     .help = "fold the nested stack or group around it",
     .run = cmd_fold_stack},
    {.id = "fold-all", GRAPH, .keys = {"zM"}, .help = "fold all VMs", .run = cmd_fold_all},
    {.id = "unfold-all",
     GRAPH,
     .keys = {"zR"},
     .help = "open all VMs there is room for",
     .run = cmd_unfold_all},
    {.id = "jump",
     GRAPH,
     .keys = {"f"},
     .help = "letters on the nodes: type them to go there",
     .run = cmd_jump},
    {.id = "closure-up",
     GRAPH,
     .keys = {"<"},
     .help = "light all that it needs",
     .run = cmd_closure_up,
     .disabled = why_nothing_selected},
    {.id = "closure-down",
     GRAPH,
     .keys = {">"},
     .help = "light all that needs it",
     .run = cmd_closure_down,
     .disabled = why_nothing_selected},
    {.id = "critical",
     GRAPH,
     .keys = {"c"},
     .help = "light the longest chain",
     .run = cmd_critical},
    {.id = "focus",
     GRAPH,
     .keys = {"F"},
     .args = "[STEPS]",
     .help = "only what is near it; again: everything",
     .run = cmd_focus,
     .disabled = why_nothing_selected},
    {.id = "focus-more",
     GRAPH,
     .keys = {")"},
     .help = "focus one step farther",
     .run = cmd_focus_more},
    {.id = "focus-less",
     GRAPH,
     .keys = {"("},
     .help = "focus one step nearer",
     .run = cmd_focus_less},
    {.id = "turn",
     GRAPH,
     .keys = {"T"},
     .help = "from the top down, or from left to right",
     .run = cmd_turn},
    {.id = "minimap", GRAPH, .keys = {"M"}, .help = "the small map, or not", .run = cmd_minimap},
    {.id = "resources",
     GRAPH,
     .keys = {"r"},
     .help = "infrastructure resources too, or not",
     .run = cmd_resources},
    {.id = "order-next", GRAPH, .keys = {"]"}, .help = "to what runs next", .run = cmd_order_next},
    {.id = "order-previous",
     GRAPH,
     .keys = {"["},
     .help = "to what runs before",
     .run = cmd_order_previous},
    {.id = "wave-next", GRAPH, .keys = {"}"}, .help = "to the next wave", .run = cmd_wave_next},
    {.id = "wave-previous",
     GRAPH,
     .keys = {"{"},
     .help = "to the wave before",
     .run = cmd_wave_previous},
    {.id = "pan-left",
     GRAPH,
     .keys = {"H", "S-Left"},
     .help = "move the window left",
     .run = cmd_pan_left},
    {.id = "pan-right",
     GRAPH,
     .keys = {"L", "S-Right"},
     .help = "move the window right",
     .run = cmd_pan_right},
    {.id = "pan-up", GRAPH, .keys = {"K", "S-Up"}, .help = "move the window up", .run = cmd_pan_up},
    {.id = "pan-down",
     GRAPH,
     .keys = {"J", "S-Down"},
     .help = "move the window down",
     .run = cmd_pan_down},

    {.id = "fold-tree",
     .keymap = "tree",
     .keys = {"zM", "-"},
     .help = "fold everything",
     .run = run_fold_tree},
    {.id = "unfold-tree",
     .keymap = "tree",
     .keys = {"zR", "+"},
     .help = "unfold everything",
     .run = run_unfold_tree},

    {.id = "template-whole",
     .keymap = "template",
     .keys = {"a"},
     .help = "all lines, or only what differs",
     .run = cmd_template_whole},
    {.id = "write-template",
     .keymap = "template",
     .args = "FILE",
     .guard = WF_GUARD_FILE,
     .help = "write the stripped template, as weft strip does",
     .run = run_write_template,
     .disabled = template_why_not_write,
     .complete = complete_file},
    {.id = "place",
     ALL,
     .args = "DATACENTER [--flavors FILE] | --write FILE",
     .guard = WF_GUARD_FILE,
     .help = "decide where all VMs go, or write the model with that",
     .run = run_place,
     .complete = complete_place},
    {.id = "fold-vertices",
     .keymap = "datacenter",
     .keys = {"zM", "-"},
     .help = "fold everything",
     .run = run_fold_vertices},
    {.id = "unfold-vertices",
     .keymap = "datacenter",
     .keys = {"zR", "+"},
     .help = "unfold everything",
     .run = run_unfold_vertices},
    {.id = "empty-hosts",
     .keymap = "datacenter",
     .keys = {"a"},
     .help = "hosts without VMs too, or not",
     .run = run_empty_hosts},

    {.id = "differences",
     .keymap = "znodes",
     .keys = {"a"},
     .help = "all zNodes, or only what differs",
     .run = cmd_znodes_differences},
    {.id = "compare",
     .keymap = "znodes",
     .keys = {"r"},
     .help = "look again, and compare anew",
     .run = cmd_znodes_compare},
    {.id = "fold-znodes",
     .keymap = "znodes",
     .keys = {"zM", "-"},
     .help = "fold everything",
     .run = cmd_fold_znodes},
    {.id = "live-prepare",
     ALL,
     .keys = {"!p"},
     .guard = WF_GUARD_LIVE,
     .help = "prepare: make or update the zNodes of the stack",
     .run = cmd_live_prepare,
     .disabled = acting_why_not_prepare},
    {.id = "live-retry",
     ALL,
     .keys = {"!r"},
     .guard = WF_GUARD_LIVE,
     .help = "run the selected component again that failed",
     .run = cmd_live_retry,
     .disabled = acting_why_not_retry},
    {.id = "live-cancel",
     ALL,
     .keys = {"!c"},
     .guard = WF_GUARD_LIVE,
     .help = "start nothing new; what runs goes on",
     .run = cmd_live_cancel,
     .disabled = acting_why_not},
    {.id = "live-halt",
     ALL,
     .keys = {"!h"},
     .guard = WF_GUARD_LIVE,
     .help = "start nothing new, and end what runs",
     .run = cmd_live_halt,
     .disabled = acting_why_not},
    {.id = "live-go",
     ALL,
     .keys = {"!g"},
     .guard = WF_GUARD_LIVE,
     .help = "go on after a pause or a halt",
     .run = cmd_live_go,
     .disabled = acting_why_not},
    {.id = "live-teardown",
     ALL,
     .keys = {"!t"},
     .guard = WF_GUARD_HARD,
     .help = "tear the stack down: every DELETE, in reverse order",
     .run = cmd_live_teardown,
     .disabled = acting_why_not},
    {.id = "plan-action",
     .keymap = "plan",
     .keys = {"a"},
     .args = "[ACTION]",
     .help = "one action only; again: the next one",
     .run = cmd_plan_action,
     .complete = cmd_plan_action_complete},
};
#undef ALL
#undef GRAPH

const WfCommand *wf_explore_commands(guint *ret_n)
{
    *ret_n = G_N_ELEMENTS(table);
    return table;
}
