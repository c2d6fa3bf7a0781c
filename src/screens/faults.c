/* The findings screen: the list, and beside it the finding in full. */
#include "screens.h"

#include <string.h>
#include "narrow.h"

struct FaultScreen {
    WfBeside beside;
    WfDesk *desk;
    WfList *list;
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
    const char *what = f->subject ? f->subject : f->path;
    g_string_append_printf(id, "%d %s %s", (int)f->code, what ? what : "", f->message);
}

/* As seen from the model's folder: files of one name in several folders are told apart. */
static const char *file_of(const FaultScreen *s, const WfFinding *f)
{
    g_autofree char *folder = g_path_get_dirname(s->desk->path);
    gsize len = strlen(folder);
    return g_str_has_prefix(f->path, folder) && f->path[len] == '/' ? f->path + len + 1 : f->path;
}

static void paint_row(gpointer data, guint row, WfGrid *grid, WfRect line, guint attr)
{
    const WfFinding *f = at(data, row);
    wf_paint_severity(grid, line.x + 1, line.y, f->severity, attr);
    int x = line.x + 3, end = line.x + line.width;
    x += wf_grid_text(grid, x, line.y, end - x, f->message, wf_severity_role(f->severity), attr);
    if (f->path)
        x += wf_grid_printf(grid, x, line.y, end - x, WF_ROLE_DIM, attr, "  %s:%u",
                            file_of(data, f), f->span.line);
    wf_grid_printf(grid, x, line.y, end - x, WF_ROLE_DIM, attr, "  %s", wf_code_name(f->code));
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

static void follow(gpointer self)
{
    FaultScreen *s = self;
    int row = wf_list_cursor(s->list);
    if (wf_desk_shows(s->desk, "findings"))
        wf_detail_set_finding(s->beside.detail,
                              row < 0 ? -1 : (int)g_array_index(s->narrow.rows, guint, row));
}

/* The worst first, those of one severity as they stand in the files. */
static gint worse_first(gconstpointer a, gconstpointer b, gpointer data)
{
    guint i = *(const guint *)a, j = *(const guint *)b;
    const WfFindings *all = data;
    int by = (int)wf_findings_get(all, j)->severity - (int)wf_findings_get(all, i)->severity;
    return by ? by : i < j ? -1 : i > j;
}

static void fill(FaultScreen *s)
{
    narrow_fill(&s->narrow, wf_findings_n(s->desk->findings));
    g_array_sort_with_data(s->narrow.rows, worse_first, s->desk->findings);
}

static void changed(gpointer data)
{
    FaultScreen *s = data;
    fill(s);
    wf_list_refresh(s->list);
    wf_detail_renew(s->beside.detail);
    follow(s);
    wf_app_dirty(s->desk->app);
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
    if (s->desk->trouble && !wf_findings_n(s->desk->findings)) { /* the file is gone */
        rect = (WfRect){rect.x + 1, rect.y, MAX(rect.width - 2, 1), rect.height};
        wf_paint_wrapped(grid, rect, s->desk->trouble, WF_ROLE_FAULT, 0);
        return;
    }
    wf_beside_list_paint(&s->beside, grid, rect);
}

/* To the node it is about; without one, to the line. */
static bool enter(gpointer self)
{
    FaultScreen *s = self;
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
    return wf_desk_goto(s->desk, name);
}

static void on_news(gpointer self, WfNews news)
{
    if (news == WF_NEWS_FINDINGS)
        changed(self);
}

FaultScreen *faults_new(WfDesk *desk, WfDetail *detail)
{
    FaultScreen *s = g_new0(FaultScreen, 1);
    s->desk = desk;
    narrow_init(&s->narrow, desk, has_text, changed, s);
    fill(s);
    s->list = wf_list_new(&ops, s);
    s->beside = (WfBeside){
        .detail = detail, .list = s->list, .follow = follow, .enter = enter, .below = true};
    wf_desk_listen(desk, on_news, s);
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

static bool faults_command(WfApp *app, gpointer self, const char *id, const char *args)
{
    (void)app;
    FaultScreen *s = self;
    if (wf_beside_list_command(s, id, args))
        return true;
    return narrow_command(&s->narrow, id, args);
}

static void faults_info(WfApp *app, gpointer self, GString *text)
{
    (void)app;
    FaultScreen *s = self;
    const WfFindings *f = s->desk->findings;
    if (s->narrow.text) {
        narrow_info(&s->narrow, text);
        return;
    }
    static const char *const words[] = {"error", "warning", "note"};
    const guint n[] = {wf_findings_count(f, WF_FAULT), wf_findings_count(f, WF_WARNING),
                       wf_findings_count(f, WF_NOTE)};
    gsize start = text->len;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (n[i])
            g_string_append_printf(text, "%s%u %s%s", text->len > start ? ", " : "", n[i], words[i],
                                   n[i] == 1 ? "" : "s");
    if (text->len == start && !s->desk->trouble)
        g_string_append(text, "no findings");
}

static void faults_hints(WfApp *app, gpointer self, GPtrArray *ids)
{
    (void)app;
    FaultScreen *s = self;
    if (wf_beside_hints(&s->beside, ids))
        return;
    if (s->narrow.text)
        g_ptr_array_add(ids, (gpointer) "clear-filter");
    if (!s->narrow.rows->len)
        return; /* nothing to do anything with */
    g_ptr_array_add(ids, (gpointer) "enter where it is");
    g_ptr_array_add(ids, (gpointer) "edit");
    g_ptr_array_add(ids, (gpointer) "source-view source");
    g_ptr_array_add(ids, (gpointer) "pane-next");
}

const WfScreenOps fault_screen = {.name = "findings",
                                  .brief = "find",
                                  .title = "Findings",
                                  .number = 3,
                                  .open = faults_open,
                                  .close = faults_close,
                                  .paint = faults_paint,
                                  .move = wf_beside_list_move,
                                  .mouse = wf_beside_list_mouse,
                                  .command = faults_command,
                                  .info = faults_info,
                                  .hints = faults_hints,
                                  .cursor = wf_beside_list_cursor};
