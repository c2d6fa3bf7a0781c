/* The findings screen: the list, and beside it the finding in full. */
#include "desk.h"

#include <string.h>
#include "detail.h"
#include "narrow.h"

struct FaultScreen {
    Desk *desk;
    WfList *list;
    Beside beside;
    Narrow narrow; /* rows are findings that have the text */
};

static const WfFinding *at(const FaultScreen *s, guint row)
{
    return wf_findings_get(s->desk->findings, g_array_index(s->narrow.rows, guint, row));
}

static guint count(gpointer data)
{
    return ((const FaultScreen *)data)->narrow.rows->len;
}

static void row_id(gpointer data, guint row, GString *id)
{
    const WfFinding *f = at(data, row);
    g_string_append_printf(id, "%d %s %s", (int)f->code, f->subject ? f->subject : f->path,
                           f->message);
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    const WfFinding *f = at(data, row);
    g_autofree char *file = g_path_get_basename(f->path);
    wf_paint_severity(grid, line.x + 1, line.y, f->severity, attr);
    int x = line.x + 3, end = line.x + line.width;
    x += wf_grid_text(grid, x, line.y, end - x, f->message, wf_severity_role(f->severity), attr);
    wf_grid_printf(grid, x, line.y, end - x, WF_ROLE_DIM, attr, "  %s:%u  %s", file, f->span.line,
                   wf_code_name(f->code));
}

static const WfListOps ops = {
    .count = count, .id = row_id, .paint = paint_row, .empty = "nothing is wrong with this model"};

static bool has_text(gpointer data, guint i, const char *needle)
{
    const WfFinding *f = wf_findings_get(((FaultScreen *)data)->desk->findings, i);
    return narrow_has(f->message, needle) || narrow_has(f->subject, needle) ||
           narrow_has(f->path, needle) || narrow_has(wf_code_name(f->code), needle) ||
           narrow_has(wf_severity_name(f->severity), needle);
}

static void follow(FaultScreen *s)
{
    int row = wf_list_cursor(s->list);
    if (desk_shows(s->desk, "findings"))
        detail_set_finding(s->desk->detail,
                           row < 0 ? -1 : (int)g_array_index(s->narrow.rows, guint, row));
}

static void changed(gpointer data)
{
    FaultScreen *s = data;
    narrow_fill(&s->narrow, wf_findings_n(s->desk->findings));
    wf_list_refresh(s->list);
    detail_renew(s->desk->detail);
    follow(s);
    wf_app_dirty(s->desk->app);
}

FaultScreen *faults_new(Desk *desk)
{
    FaultScreen *s = g_new0(FaultScreen, 1);
    s->desk = desk;
    s->beside.below = true;
    narrow_init(&s->narrow, desk, has_text, changed, s);
    narrow_fill(&s->narrow, wf_findings_n(desk->findings));
    s->list = wf_list_new(&ops, s);
    return s;
}

static void faults_close(WfApp *app, gpointer self)
{
    (void)app;
    FaultScreen *s = self;
    wf_list_free(s->list);
    narrow_clear(&s->narrow);
    g_free(s);
}

void faults_renew(FaultScreen *s)
{
    changed(s);
}

static void faults_open(WfApp *app, gpointer self)
{
    (void)app;
    follow(self);
}

static void faults_paint(WfApp *app, gpointer self, WfGrid *grid, WfRect rect)
{
    (void)app;
    FaultScreen *s = self;
    beside_paint_list(&s->beside, s->desk->detail, s->list, grid, rect);
}

static bool faults_move(WfApp *app, gpointer self, WfMove move, int n)
{
    (void)app;
    FaultScreen *s = self;
    if (beside_move(&s->beside, s->desk->detail, move, n))
        return true;
    bool moved = wf_list_move(s->list, move, n);
    follow(s);
    return moved;
}

/* To the node it is about; without one, to the line. */
static bool enter(FaultScreen *s)
{
    int row = wf_list_cursor(s->list);
    if (row < 0)
        return false;
    const WfFinding *f = at(s, (guint)row);
    WfThing thing = f->subject ? wf_view_find(s->desk->view, f->subject) : WF_THING_NOTHING;
    if (thing.kind == WF_THING_NONE) {
        s->beside.focused = true;
        return true;
    }
    g_autofree char *name = g_strdup(f->subject);
    wf_app_show_screen(s->desk->app, "graph");
    return desk_goto(s->desk, name);
}

static bool faults_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    FaultScreen *s = self;
    if (beside_command(&s->beside, s->desk->detail, id, args))
        return true;
    if (g_str_equal(id, "enter"))
        return enter(s);
    if (g_str_equal(id, "next-match") || g_str_equal(id, "previous-match"))
        return faults_move(app, s, id[0] == 'n' ? WF_MOVE_DOWN : WF_MOVE_UP, 1);
    return narrow_command(&s->narrow, id, args);
}

static bool faults_mouse(WfApp *app, gpointer self, const WfMouse *mouse)
{
    (void)app;
    FaultScreen *s = self;
    if (beside_mouse(&s->beside, s->desk->detail, mouse))
        return true;
    int row = wf_list_mouse(s->list, mouse);
    if (row >= 0)
        follow(s);
    if (row >= 0 && mouse->action == WF_MOUSE_DOUBLE)
        enter(s);
    return row >= 0;
}

static void faults_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    FaultScreen *s = self;
    const WfFindings *f = s->desk->findings;
    narrow_info(&s->narrow, text);
    guint n[] = {wf_findings_count(f, WF_FAULT), wf_findings_count(f, WF_WARNING),
                 wf_findings_count(f, WF_NOTE)};
    g_string_append_printf(text, "%u error%s, %u warning%s, %u note%s", n[0], n[0] == 1 ? "" : "s",
                           n[1], n[1] == 1 ? "" : "s", n[2], n[2] == 1 ? "" : "s");
}

static void faults_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    FaultScreen *s = self;
    if (s->narrow.text)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    g_ptr_array_add(ids, (gpointer) "enter");
    g_ptr_array_add(ids, (gpointer) "edit");
    g_ptr_array_add(ids, (gpointer) "source-view");
    g_ptr_array_add(ids, (gpointer) "pane-next");
}

static WfCursor faults_cursor(WfApp *app, gpointer self)
{
    (void)app;
    FaultScreen *s = self;
    return beside_cursor(&s->beside, s->desk->detail, s->list);
}

const WfScreenOps fault_screen = {.name = "findings",
                                  .brief = "find",
                                  .title = "Findings",
                                  .number = 3,
                                  .open = faults_open,
                                  .close = faults_close,
                                  .paint = faults_paint,
                                  .move = faults_move,
                                  .mouse = faults_mouse,
                                  .command = faults_command,
                                  .info = faults_info,
                                  .hints = faults_hints,
                                  .cursor = faults_cursor};
