/* A small app on the frame of the TUI, for tests/e2e/tui.sh: a long list, a live command, an
 * editor. */
#include <locale.h>
#include <stdio.h>

#include <weft/error.h>
#include <weft/tui.h>

typedef struct {
    WfList *list;
    guint n;
} Probe;

static guint count(gpointer data)
{
    return ((Probe *)data)->n;
}

static void row_id(gpointer data, guint row, GString *id)
{
    (void)data;
    g_string_append_printf(id, "%u", row);
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    (void)data;
    wf_grid_printf(grid, line.x + 1, line.y, -1, WF_ROLE_LABEL, attr, "component-%u", row);
}

static const WfListOps list_ops = {.count = count, .id = row_id, .paint = paint_row};

static void paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    wf_list_paint(((Probe *)self)->list, grid, rect, true);
}

static bool move(WfApp *app, gpointer self, WfMove to, int n)
{
    (void)app;
    return wf_list_move(((Probe *)self)->list, to, n);
}

static bool mouse(WfApp *app, gpointer self, const WfMouse *m)
{
    (void)app;
    return wf_list_mouse(((Probe *)self)->list, m) >= 0;
}

static WfCursor cursor(WfApp *app, gpointer self)
{
    (void)app;
    return wf_list_place(((Probe *)self)->list);
}

static const WfScreenOps screen = {
    .name = "list", .paint = paint, .move = move, .mouse = mouse, .cursor = cursor};

static void on_answer(WfApp *app, bool yes, gpointer data)
{
    (void)data;
    wf_app_say(app, WF_NOTE, yes ? "it was done" : "it was left");
}

static void run_live(gpointer app, const char *args)
{
    (void)args;
    wf_app_confirm(
        app, &(WfConfirm){.guard = WF_GUARD_LIVE, .title = "Live", .what = "really?", .verb = "Do"},
        on_answer, NULL);
}

static void on_edited(WfApp *app, gpointer data)
{
    (void)data;
    wf_app_say(app, WF_NOTE, "edited");
}

static void run_edit(gpointer app, const char *args)
{
    wf_app_edit(app, args[0] ? args : "some file", 7, on_edited, NULL);
}

static void run_copy(gpointer app, const char *args)
{
    wf_app_copy(app, "the words", args);
}

static void run_stray(gpointer app, const char *args)
{
    (void)app;
    g_printerr("stray %s\n", args);
}

static void run_log(gpointer app, const char *args)
{
    (void)args;
    const GPtrArray *messages = wf_app_messages(app);
    const WfMessage *last = messages->len ? g_ptr_array_index(messages, messages->len - 1) : NULL;
    wf_app_say(app, WF_NOTE, "last: %s", last ? last->text : "none");
}

static void run_crash(gpointer app, const char *args)
{
    (void)app;
    (void)args;
    g_error("told to");
}

static const WfCommand table[] = {
    {.id = "live",
     .keymap = "list",
     .keys = {"! l"},
     .guard = WF_GUARD_LIVE,
     .help = "do it live",
     .run = run_live},
    {.id = "edit",
     .keymap = "list",
     .keys = {"e"},
     .args = "[FILE]",
     .help = "edit",
     .run = run_edit},
    {.id = "copy", .keymap = "list", .args = "[TEXT]", .help = "copy", .run = run_copy},
    {.id = "stray",
     .keymap = "list",
     .args = "[TEXT]",
     .help = "write to standard error",
     .run = run_stray},
    {.id = "last-message",
     .keymap = "list",
     .keys = {"m"},
     .help = "show the last message",
     .run = run_log},
    {.id = "crash", .keymap = "list", .help = "die", .run = run_crash},
};

int main(int argc, char **argv)
{
    setlocale(LC_ALL, "");
    g_autoptr(GError) error = NULL;
    Probe probe = {.n = 100000};
    probe.list = wf_list_new(&list_ops, &probe);
    g_autoptr(WfApp) app = wf_app_new(&(WfAppOptions){.name = "probe", .user = &probe});
    wf_app_add_commands(app, table, G_N_ELEMENTS(table));
    wf_app_add_screen(app, &screen, &probe);
    wf_app_show_screen(app, "list");
    if (!wf_app_open_terminal(app, &(WfTermOptions){0}, &error)) {
        g_printerr("%s\n", error->message);
        wf_list_free(probe.list);
        return WF_EXIT_USAGE;
    }
    if (argc > 1 && !wf_app_play_file(app, argv[1], &error))
        wf_app_say(app, WF_FAULT, "%s", error->message);
    int code = wf_app_run(app);
    wf_list_free(probe.list);
    return code;
}
